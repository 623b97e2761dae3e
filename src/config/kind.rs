//! What a setting accepts: how its value is read, described and compared.

use super::value::Value;

/// The number of characters of an invalid value that are shown.
const LONGEST_SHOWN: usize = 80;

/// Reads values of one kind into a `T`.
pub(super) trait Kind<T> {
    /// Checks a value.
    ///
    /// # Errors
    /// Returns what was found and what was expected; the caller knows where.
    fn read(&self, value: &Value) -> Result<T, String>;
}

/// Describes a kind in the help text and the documentation.
pub(super) trait Describe {
    /// Returns the placeholder of a value, such as `SIZE`; empty for a switch.
    fn placeholder(&self) -> String;

    /// Returns the bounds of a value, such as `1KiB to 64KiB`.
    fn range(&self) -> Option<String> {
        None
    }

    /// Returns the value that a flag without one means; `None` if a flag needs a value.
    fn without_value(&self) -> Option<&'static str> {
        None
    }

    /// Returns the name of a flag that switches the setting off, without its dashes, and the value that it means.
    fn negated(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Returns whether a value must never be shown.
    fn is_secret(&self) -> bool {
        false
    }
}

/// Writes a checked value in one form, however it was spelt.
pub(super) trait Canonical<T> {
    /// Returns the canonical form; `None` if there is no value, which differs from an empty one.
    fn canonical(&self, value: &T) -> Option<String>;
}

/// Quotes an invalid value for a message.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// Returns the hint at a similar valid value, if there is one.
pub(super) fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// Returns a string without surrounding whitespace.
pub(super) fn text(value: &Value) -> Result<&str, String> {
    match value {
        Value::Text(text) => Ok(text.trim()),
        other => Err(format!("found {}; expected a string", other.kind())),
    }
}

/// Returns whether a value is a string of nothing but whitespace, which unsets an optional setting.
pub(super) fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim().is_empty())
}

/// Splits an array or a comma-separated string into its non-empty items.
pub(super) fn items<'a>(value: &'a Value, expected: &str) -> Result<Vec<&'a str>, String> {
    let items: Vec<&str> = match value {
        Value::Text(text) => text.split(',').collect(),
        Value::List(items) => items.iter().map(String::as_str).collect(),
        other => return Err(format!("found {}; expected a list of {expected}", other.kind())),
    };
    Ok(items.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect())
}
