//! Settings as given by one source, and what is wrong with them.

use std::fmt;

use super::table::Key;
use super::value::Value;

/// An invalid setting and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `inkstone.toml:3:1`, followed by the setting's name if it is known; `INKSTONE_TIMEZONE`; or
    /// `--workers`.
    pub origin: String,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

/// A setting as given by one source.
#[derive(Clone)]
pub(super) struct Given {
    pub key: Key,
    /// As in [`Problem::origin`].
    pub origin: String,
    pub value: Value,
}
