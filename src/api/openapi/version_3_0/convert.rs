//! The conversion of objects, maps and lists, whatever is in them.

use std::fmt;

use serde_json::{Map, Value};

/// A part of a document that OpenAPI 3.0 cannot express.
#[derive(Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The JSON pointer of the part.
    pub place: String,
    /// Why it cannot be expressed.
    pub reason: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenAPI 3.0 cannot express `{}`: {}", self.place, self.reason)
    }
}

impl std::error::Error for Unsupported {}

/// A converted part of a document.
pub type Converted = Result<Value, Unsupported>;

/// Converts the fields of an object. `convert` gets each name and value, and the pointer of the value.
pub fn object(
    value: &Value,
    at: &str,
    mut convert: impl FnMut(&str, &Value, &str) -> Converted,
) -> Converted {
    let Some(fields) = value.as_object() else { return unsupported(at, "an object is expected") };
    let mut converted = Map::new();
    for (key, value) in fields {
        let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        converted.insert(key.clone(), convert(key, value, &place)?);
    }
    Ok(converted.into())
}

/// Converts each value of a map.
pub fn each(value: &Value, at: &str, convert: fn(&Value, &str) -> Converted) -> Converted {
    object(value, at, |_, value, at| convert(value, at))
}

/// Converts each item of a list.
pub fn items(value: &Value, at: &str, convert: fn(&Value, &str) -> Converted) -> Converted {
    let Some(items) = value.as_array() else { return unsupported(at, "a list is expected") };
    let convert = |(position, item)| convert(item, &format!("{at}/{position}"));
    items.iter().enumerate().map(convert).collect()
}

/// Returns the error of a part of a document.
pub fn unsupported(at: &str, reason: impl Into<String>) -> Converted {
    Err(Unsupported { place: at.to_owned(), reason: reason.into() })
}
