//! A source with marks.

use std::borrow::Cow;

use super::edit::Edit;
use super::math::formula::Formulas;

/// A source with marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    /// The differences from the source, in order.
    pub edits: Vec<Edit>,
    /// The formulas that marks stand for.
    pub formulas: Formulas,
}

impl<'a> Marked<'a> {
    /// A source without marks.
    pub fn unchanged(source: &'a str) -> Self {
        Self { text: Cow::Borrowed(source), edits: Vec::new(), formulas: Formulas::default() }
    }
}
