//! The facts that are collected from blocks.

use super::super::body_facts::{BodyFacts, Opening, Prose};
use super::super::inline_text::{Images, Line};
use super::super::references::in_body;
use super::super::url;
use crate::post::{Reference, Use, is_local};
use crate::text::reading::Amount;

/// What a text is the content of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A heading of a level.
    Heading(usize),
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
}

/// The facts so far.
#[derive(Debug, Default)]
pub struct Collector {
    facts: BodyFacts,
    opening: Opening,
    /// The first text in a list.
    nested: Option<String>,
    prose: Prose,
    line: Option<Line>,
    images: Option<Images>,
}

impl Collector {
    /// Begins a block of text.
    pub fn begin(&mut self, level: Level) {
        self.images = match level {
            Level::Heading(1) if self.facts.first_heading.is_none() => Some(Images::ByAlt),
            Level::Paragraph if !self.opening.is_complete() => Some(Images::Omitted),
            Level::Item if self.opening.text.is_none() && self.nested.is_none() => {
                Some(Images::Omitted)
            }
            _ => None,
        };
        self.line = self.images.map(|_| Line::default());
    }

    /// Ends a block of text.
    pub fn end(&mut self, level: Level) {
        self.facts.amount += self.prose.end_block();
        let text = self.line.take().map(Line::finish).filter(|text| !text.is_empty());
        match level {
            Level::Heading(_) => {
                self.facts.first_heading = self.facts.first_heading.take().or(text);
            }
            Level::Paragraph => self.opening.push(text),
            Level::Item => self.nested = self.nested.take().or(text),
            Level::Cell => {}
        }
    }

    /// Counts a block of code with a number of lines.
    pub fn code(&mut self, lines: usize) {
        self.facts.amount += Amount::of_code(lines);
    }

    /// Returns the facts about the whole body.
    pub fn finish(self) -> BodyFacts {
        BodyFacts { opening: self.opening.text.or(self.nested), ..self.facts }
    }

    /// Adds running text.
    pub fn push(&mut self, text: &str) {
        self.prose.push(text);
        self.push_line(text);
    }

    /// Adds code in running text.
    pub fn push_code(&mut self, code: &str) {
        self.prose.push(" ");
        self.push_line(code);
    }

    /// Adds a line break.
    pub fn push_break(&mut self, is_hard: bool) {
        self.prose.push(" ");
        if is_hard {
            self.push_line(" ");
        } else if let Some(line) = self.line.as_mut() {
            line.ends_softly = true;
        }
    }

    /// Begins an image, whose alternative text follows.
    pub fn begin_image(&mut self) {
        self.prose.push(" ");
        self.prose.images += 1;
    }

    /// Ends an image.
    pub fn end_image(&mut self) {
        self.prose.images -= 1;
    }

    /// Adds the URL of a link or image at an offset in the body. `None` if there is more to say about it.
    pub fn link(&mut self, link: &str, offset: usize, to_use: Use) -> Option<()> {
        if link.starts_with('#') || !url::is_served(link, to_use) {
            return None;
        }
        if is_local(link) {
            let at = in_body(offset, link.len());
            self.facts.references.push(Reference { url: link.into(), to_use, at });
        }
        Some(())
    }

    fn push_line(&mut self, text: &str) {
        let is_omitted = self.prose.images > 0 && self.images == Some(Images::Omitted);
        if let Some(line) = self.line.as_mut().filter(|_| !is_omitted) {
            line.push(text);
        }
    }
}
