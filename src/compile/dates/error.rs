//! Errors of date parsing.

/// The reason why a string is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// It does not have the form of a date.
    Unreadable,
    /// It names a day, time, offset or zone that does not exist, with an explanation.
    Impossible(String),
}

impl DateError {
    /// Creates an error for something that does not exist.
    pub fn impossible(why: impl Into<String>) -> Self {
        Self::Impossible(why.into())
    }
}
