//! A source with marks.

use std::borrow::Cow;

use super::compose;
use super::edit::Edit;
use super::extensions::Extensions;
use super::math::formula::Formulas;
use super::signs::Signs;
use super::tags::Tag;

/// A source with marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    /// The differences from the source, in order.
    pub edits: Vec<Edit>,
    /// The formulas that marks stand for.
    pub formulas: Formulas,
    /// The template tags that some of them replace.
    pub tags: Vec<Tag>,
    /// The syntax of comrak's that the text contains.
    pub extensions: Extensions,
    /// The signs of other tools' syntax in the source.
    pub signs: Signs,
}

/// What is to be marked in a source.
#[derive(Debug, Default)]
pub struct Marks {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// The formulas that some of them hide.
    pub formulas: Formulas,
    /// The template tags that some of them replace.
    pub tags: Vec<Tag>,
    /// The syntax of comrak's that the text contains.
    pub extensions: Extensions,
    /// The signs of other tools' syntax in the source.
    pub signs: Signs,
}

impl Marks {
    /// Applies the edits to the source.
    pub fn apply(self, source: &str) -> Marked<'_> {
        let Self { edits, formulas, tags, extensions, signs } = self;
        let text = match edits.as_slice() {
            [] => Cow::Borrowed(source),
            edits => Cow::Owned(compose::apply(source, edits)),
        };
        Marked { text, edits, formulas, tags, extensions, signs }
    }
}
