//! Settings as they are written, before they are checked.

use std::fmt;

use super::Key;

/// What is wrong with one setting, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `inkstone.toml:3:1`, with the setting's name where it is known, `INKSTONE_TIMEZONE` or
    /// `--workers`.
    pub origin: String,
    /// What was found, what was expected, how to mend it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

/// One setting as written in one place.
#[derive(Clone)]
pub struct Given {
    /// Which setting.
    pub key: Key,
    /// Where it was written.
    pub origin: String,
    /// What was written.
    pub value: Value,
}

/// A value as written. Variables and flags have texts alone.
#[derive(Clone)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// On or off.
    Switch(bool),
    /// A list of texts.
    List(Vec<String>),
    /// Something that no setting takes, by the name of its kind.
    Other(&'static str),
}

impl Value {
    /// The name of its kind, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(kind) => kind,
        }
    }
}
