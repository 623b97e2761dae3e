//! Facts about bodies in the most common Markdown, without a tree.
//!
//! Most posts consist of headings, paragraphs, flat lists, fenced code and tables, with emphasis, code, links and
//! images in their text. Parsing them into a tree takes most of the time of loading, and nearly all of the tree is
//! nodes that no fact depends on. This reader collects the facts directly.
//!
//! It reads a subset that it recognizes with certainty, and gives up at the first sign of anything else: then the
//! body is parsed. So each rule here may be stricter than that of the parser, but where it reads on, the facts are
//! [equal](tests).

mod collector;
mod inline;
mod lines;
mod start;
mod table;
#[cfg(test)]
mod tests;

use super::body_facts::{BodyFacts, is_math};
use super::prepare::{Extensions, Marked};
use crate::post::Dialect;
use collector::{Collector, Level};
use lines::Lines;
use start::Start;

/// Collects the facts about a body; `None` if it must be parsed.
pub fn facts(marked: &Marked<'_>, dialect: Dialect) -> Option<BodyFacts> {
    let is_unmarked = marked.edits.is_empty() && marked.extensions == Extensions::default();
    let signs = &marked.signs;
    if !is_unmarked || dialect.mdx || signs.directive || signs.fence || signs.placeholder {
        return None;
    }
    let markdown: &str = &marked.text;
    // The parser ends lines at carriage returns too, and skips a byte order mark.
    if markdown.starts_with('\u{feff}') || memchr::memchr(b'\r', markdown.as_bytes()).is_some() {
        return None;
    }
    let lines = Lines::new(markdown);
    let mut reader = Reader { lines, open: Open::None, collector: Collector::default() };
    while let Some(line) = reader.lines.next() {
        reader.read(line)?;
    }
    reader.close()?;
    Some(reader.collector.finish())
}

/// The text that the next line may continue, by the offset at which it begins.
#[derive(Clone, Copy)]
enum Open {
    None,
    Paragraph(usize),
    Item(usize),
}

struct Reader<'a> {
    lines: Lines<'a>,
    open: Open,
    collector: Collector,
}

impl Reader<'_> {
    /// Reads the block that a line begins, or the line as a part of one.
    fn read(&mut self, line: &str) -> Option<()> {
        let start = self.lines.current;
        match Start::of(line)? {
            Start::Blank => self.close(),
            Start::Heading(level) => {
                self.close()?;
                let title = line[level..].trim_matches(' ');
                // Number signs at the end are not part of the title.
                if title.is_empty() || title.ends_with('#') {
                    return None;
                }
                let offset = start + title.as_ptr().addr() - line.as_ptr().addr();
                inline::read(&mut self.collector, title, offset, Level::Heading(level))
            }
            Start::Fence(length) => {
                self.close()?;
                self.code(line, length)
            }
            // After text, this is the underline of a heading.
            Start::Rule if matches!(self.open, Open::None) => Some(()),
            Start::Item { marker, is_ordered } => {
                // Whether a number interrupts a paragraph depends on it.
                if is_ordered && matches!(self.open, Open::Paragraph(_)) {
                    return None;
                }
                self.close()?;
                self.open = Open::Item(start + marker);
                Some(())
            }
            Start::Row if matches!(self.open, Open::None) => {
                table::read(&mut self.collector, &mut self.lines, line, start)
            }
            Start::Text => {
                if matches!(self.open, Open::None) {
                    self.open = Open::Paragraph(start);
                }
                Some(())
            }
            Start::Rule | Start::Row => None,
        }
    }

    /// Ends the open text before the line that was read last, or at the end.
    fn close(&mut self) -> Option<()> {
        let (start, level) = match std::mem::replace(&mut self.open, Open::None) {
            Open::None => return Some(()),
            Open::Paragraph(start) => (start, Level::Paragraph),
            Open::Item(start) => (start, Level::Item),
        };
        let text = &self.lines.body[start..self.lines.current];
        inline::read(&mut self.collector, text, start, level)
    }

    /// Reads fenced code up to its end, which must exist.
    fn code(&mut self, opening: &str, length: usize) -> Option<()> {
        let info = opening[length..].trim();
        let is_plain = |byte: u8| byte >= b' ' && !b"`\\&".contains(&byte);
        if !info.bytes().all(is_plain) || is_math(info) {
            return None;
        }
        let mut lines = 0;
        while let Some(line) = self.lines.next() {
            if closes_code(line, length) {
                self.collector.code(lines);
                return Some(());
            }
            lines += 1;
        }
        None
    }
}

/// Returns whether a line ends code that was opened by a fence of some length.
fn closes_code(line: &str, length: usize) -> bool {
    /// The largest indentation of a fence.
    const MAX_INDENT: usize = 3;
    let fence = line.trim_start_matches(' ');
    let rest = fence.trim_start_matches('`');
    line.len() - fence.len() <= MAX_INDENT
        && fence.len() - rest.len() >= length
        && rest.trim_matches([' ', '\t']).is_empty()
}
