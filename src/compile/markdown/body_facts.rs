//! The facts about a body, and the parts that are collected for them.

use super::anchors::MissingFragments;
use super::prepare::LeftOut;
use super::raw::Ruby;
use super::remarks::Remark;
use crate::post::Reference;
use crate::text::reading::{Amount, measure};

/// What the compiler needs to know about a body, collected in one pass without rendering.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BodyFacts {
    /// The plain text of the first level-1 heading.
    pub first_heading: Option<String>,
    /// The plain text before `<!-- more -->`, not shortened. `None` if there is no such marker.
    pub before_more: Option<String>,
    /// The plain text of the first paragraphs that have any, on lines of their own: as many as are needed for
    /// 80 characters. The last one is not shortened.
    pub opening: Option<String>,
    /// The amount of text to read.
    pub amount: Amount,
    /// The URLs that may lead to files in the content folder, in reading order.
    pub references: Vec<Reference>,
    /// Links to fragments of the body itself that do not exist.
    pub missing_fragments: MissingFragments,
    /// What is not served as it is written, in reading order.
    pub remarks: Vec<Remark>,
    /// The template tags that are left out.
    pub left_out: Vec<LeftOut>,
}

/// The paragraphs at the beginning.
#[derive(Debug, Default)]
pub struct Opening {
    /// The paragraphs on lines of their own; `None` if none has any text.
    pub text: Option<String>,
    /// The number of characters.
    length: usize,
}

impl Opening {
    /// The number of characters that are enough for an excerpt.
    const ENOUGH: usize = 80;

    /// Whether further paragraphs are not needed.
    pub fn is_complete(&self) -> bool {
        self.length >= Self::ENOUGH
    }

    /// Appends a paragraph, unless it is `None`.
    pub fn push(&mut self, paragraph: Option<String>) {
        let Some(paragraph) = paragraph else { return };
        self.length += paragraph.chars().count();
        match &mut self.text {
            Some(text) => {
                text.push('\n');
                text.push_str(&paragraph);
            }
            None => self.text = Some(paragraph),
        }
    }
}

/// The running text of the current block, collected because a word may continue in the next node.
#[derive(Debug, Default)]
pub struct Prose {
    text: String,
    /// The number of open images, whose alternative text does not count.
    pub images: usize,
    /// The ruby annotations, which do not count either.
    pub ruby: Ruby,
}

impl Prose {
    /// Appends text, if it counts.
    pub fn push(&mut self, text: &str) {
        if self.images == 0 && !self.ruby.is_annotation() {
            self.text.push_str(text);
        }
    }

    /// Returns the amount of the text of the block, and begins another one.
    pub fn end_block(&mut self) -> Amount {
        let amount = if self.text.is_empty() { Amount::default() } else { measure(&self.text) };
        self.text.clear();
        self.ruby = Ruby::default();
        amount
    }
}

/// Returns whether fenced code with an info string is math.
pub fn is_math(info: &str) -> bool {
    info.split_ascii_whitespace().next() == Some("math")
}
