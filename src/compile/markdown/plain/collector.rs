//! The facts that are collected from blocks.

use super::super::body_facts::{BodyFacts, Opening, Prose};
use super::super::inline_text::{Images, Line};
use super::super::references::in_body;
use super::super::url;
use super::sink::{Level, List, Sink};
use crate::post::{Reference, Use, is_local};
use crate::text::reading::Amount;

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
    /// Returns the facts about the whole body.
    pub fn finish(self) -> BodyFacts {
        BodyFacts { opening: self.opening.text.or(self.nested), ..self.facts }
    }

    fn push_line(&mut self, text: &str) {
        let is_omitted = self.prose.images > 0 && self.images == Some(Images::Omitted);
        if let Some(line) = self.line.as_mut().filter(|_| !is_omitted) {
            line.push(text);
        }
    }
}

impl Sink for Collector {
    fn begin_list(&mut self, _: List) {}

    fn end_list(&mut self) {}

    fn begin_row(&mut self) {}

    fn end_row(&mut self) {}

    fn end_table(&mut self) {}

    fn begin(&mut self, level: Level) {
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

    fn end(&mut self, level: Level) {
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

    fn code(&mut self, lines: &str) {
        self.facts.amount += Amount::of_code(lines.lines().count());
    }

    fn push(&mut self, text: &str) {
        self.prose.push(text);
        self.push_line(text);
    }

    fn push_code(&mut self, code: &str) {
        self.prose.push(" ");
        self.push_line(code);
    }

    fn push_break(&mut self, is_hard: bool) {
        self.prose.push(" ");
        if is_hard {
            self.push_line(" ");
        } else if let Some(line) = self.line.as_mut() {
            line.ends_softly = true;
        }
    }

    fn begin_image(&mut self) {
        self.prose.push(" ");
        self.prose.images += 1;
    }

    fn end_image(&mut self) {
        self.prose.images -= 1;
    }

    fn link(&mut self, link: &str, offset: usize, to_use: Use) -> Option<()> {
        // There is more to say about others.
        if link.starts_with('#') || !url::is_served(link, to_use) {
            return None;
        }
        if is_local(link) {
            let at = in_body(offset, link.len());
            self.facts.references.push(Reference { url: link.into(), to_use, at });
        }
        Some(())
    }
}
