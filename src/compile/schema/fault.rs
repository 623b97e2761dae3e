//! What is wrong with the front matter of a post, in words.

use std::borrow::Cow;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::compile::report::first_line;
use crate::text::suggest::nearest;

/// A key whose value is not as declared, or a missing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The keys and indexes that lead to the value. Empty if it is the front matter as a whole.
    pub path: Vec<String>,
    /// What was found.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// How to fix it.
    pub help: String,
}

/// Returns the faults of an error; several if it is about several keys. `declared_keys` returns the keys that are declared.
pub fn of<'s, D: Iterator<Item = &'s str>>(
    error: &ValidationError<'_>,
    declared_keys: impl Fn() -> D,
) -> Vec<Fault> {
    let path = steps(error.instance_path().as_str());
    let declared =
        || format!("`_schema.json` declares this at `#{}`", error.schema_path().as_str());
    let found = describe(error.instance());
    let name = path.join(".");
    let one = |message: String, expected: String, help: String| {
        vec![Fault { path: path.clone(), message, expected, help }]
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let undeclared = |key: &String| Fault {
                path: path.iter().chain([key]).cloned().collect(),
                message: format!("`{}` is not declared in `_schema.json`", first_line(key)),
                expected: "only declared keys".to_owned(),
                help: match nearest(key, declared_keys()) {
                    Some(meant) if path.is_empty() => format!("did you mean `{meant}`?"),
                    _ => "delete it, or declare it under `properties`".to_owned(),
                },
            };
            unexpected.iter().map(undeclared).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let place = if name.is_empty() { String::new() } else { format!(" in `{name}`") };
            let message = format!("the key `{}` is missing{place}", first_line(key));
            one(message, "all keys that `_schema.json` requires".to_owned(), "add it".to_owned())
        }
        ValidationErrorKind::Type { kind } => {
            one(format!("`{name}` is {found}"), expected_types(kind), declared())
        }
        ValidationErrorKind::Enum { options } => {
            let expected = shown(options).join(", ");
            let near = error.instance().as_str().and_then(|wrong| {
                let options = options.as_array().into_iter().flatten().filter_map(Value::as_str);
                nearest(wrong, options)
            });
            let help = near.map_or_else(declared, |near| format!("did you mean `{near}`?"));
            one(format!("`{name}` is {found}"), format!("one of {expected}"), help)
        }
        ValidationErrorKind::Format { format } => {
            one(format!("`{name}` is {found}"), format!("the format `{format}`"), declared())
        }
        // The message of the crate would quote the whole front matter.
        _ if name.is_empty() => one(
            format!("the front matter is not as declared: {}", error.masked()),
            "keys and values as declared".to_owned(),
            declared(),
        ),
        _ => one(format!("`{name}`: {error}"), "a value as declared".to_owned(), declared()),
    }
}

/// Returns the keys and indexes of a JSON pointer.
pub fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

fn shown(options: &Value) -> Vec<String> {
    const MOST: usize = 10;
    let Some(options) = options.as_array() else { return Vec::new() };
    let mut shown: Vec<String> =
        options.iter().take(MOST).map(|option| format!("`{}`", text(option))).collect();
    if options.len() > MOST {
        shown.push("…".to_owned());
    }
    shown
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => first_line(text),
        _ => value.to_string().into(),
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(value) => format!("the boolean `{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the string `{}`", first_line(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}

fn expected_types(kind: &TypeKind) -> String {
    let name = |name: String| match name.as_str() {
        "integer" => "an integer".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a map".to_owned(),
        "null" => "no value".to_owned(),
        other => format!("a {other}"),
    };
    match kind {
        TypeKind::Single(kind) => name(kind.to_string()),
        TypeKind::Multiple(kinds) => {
            kinds.iter().map(|kind| name(kind.to_string())).collect::<Vec<_>>().join(" or ")
        }
    }
}
