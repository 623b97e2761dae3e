//! Facts about bodies in the most common Markdown, and their outlines, without a tree.
//!
//! Most posts consist of headings, paragraphs, flat lists, fenced code and tables, with emphasis, code, links and
//! images in their text. Parsing them into a tree takes most of the time of loading and of showing hits of a search, and
//! nearly all of the tree is nodes that neither depends on. This reader passes what it reads to a [`Sink`] directly.
//!
//! It reads a subset that it recognizes with certainty, and gives up at the first sign of anything else: then the
//! body is parsed. So each rule here may be stricter than that of the parser, but where it reads on, the results are
//! [equal](tests).

mod collector;
mod inline;
mod lines;
mod outline;
mod sink;
mod start;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::body_facts::{BodyFacts, is_math};
use super::prepare::{Extensions, Marked};
use super::text::Outline;
use crate::post::Dialect;
use collector::Collector;
use lines::Lines;
use outline::Outliner;
use sink::{Level, List, Sink};
use start::Start;

/// Collects the facts about a body; `None` if it must be parsed.
pub fn facts(marked: &Marked<'_>, dialect: Dialect) -> Option<BodyFacts> {
    read(marked, dialect, Collector::default()).map(Collector::finish)
}

/// Returns the outline of a body; `None` if it must be parsed.
pub fn outline(marked: &Marked<'_>, dialect: Dialect) -> Option<Outline> {
    // The parser replaces these in code too.
    if memchr::memchr(0, marked.text.as_bytes()).is_some() {
        return None;
    }
    read(marked, dialect, Outliner::default()).map(Outliner::finish)
}

fn read<S: Sink>(marked: &Marked<'_>, dialect: Dialect, sink: S) -> Option<S> {
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
    let mut reader = Reader { lines, open: Open::None, list: None, sink };
    while let Some(line) = reader.lines.next() {
        reader.read(line)?;
    }
    reader.close()?;
    reader.end_list()?;
    Some(reader.sink)
}

/// The text that the next line may continue, by the offset at which it begins.
#[derive(Clone, Copy)]
enum Open {
    None,
    Paragraph(usize),
    Item(usize),
}

/// A list that the next line may continue. Its items are passed on at its end: only then it is known whether there is an
/// empty line between two of them.
struct OpenList {
    list: List,
    /// The character of a bullet, or the one after a number.
    marker: u8,
    /// The ranges of the texts of the items, except the open one.
    items: Vec<Range<usize>>,
    /// Whether an empty line follows the last item.
    is_parted: bool,
}

struct Reader<'a, S> {
    lines: Lines<'a>,
    open: Open,
    list: Option<OpenList>,
    sink: S,
}

impl<S: Sink> Reader<'_, S> {
    /// Reads the block that a line begins, or the line as a part of one.
    fn read(&mut self, line: &str) -> Option<()> {
        let start = self.lines.current;
        match Start::of(line)? {
            Start::Blank => {
                self.close()?;
                if let Some(list) = &mut self.list {
                    list.is_parted = true;
                }
                Some(())
            }
            Start::Heading(level) => {
                self.close()?;
                self.end_list()?;
                let title = line[level..].trim_matches(' ');
                // Number signs at the end are not part of the title.
                if title.is_empty() || title.ends_with('#') {
                    return None;
                }
                let offset = start + title.as_ptr().addr() - line.as_ptr().addr();
                inline::read(&mut self.sink, title, offset, Level::Heading(level))
            }
            Start::Fence(length) => {
                self.close()?;
                self.end_list()?;
                self.code(line, length)
            }
            // After text, this is the underline of a heading.
            Start::Rule if matches!(self.open, Open::None) => self.end_list(),
            Start::Item { marker, is_ordered } => {
                // Whether a number interrupts a paragraph depends on it.
                if is_ordered && matches!(self.open, Open::Paragraph(_)) {
                    return None;
                }
                self.close()?;
                self.begin_item(&line[..marker])?;
                self.open = Open::Item(start + marker);
                Some(())
            }
            Start::Row if matches!(self.open, Open::None) => {
                self.end_list()?;
                table::read(&mut self.sink, &mut self.lines, line, start)
            }
            Start::Text => {
                if matches!(self.open, Open::None) {
                    self.end_list()?;
                    self.open = Open::Paragraph(start);
                }
                Some(())
            }
            Start::Rule | Start::Row => None,
        }
    }

    /// Begins an item with a marker and the space after it, in the open list or a new one.
    fn begin_item(&mut self, marker: &str) -> Option<()> {
        let number = marker.trim_end_matches([' ', '.', ')']);
        let start = number.parse().ok();
        let sign = marker.as_bytes()[marker.len() - 2];
        if let Some(open) = &mut self.list
            && open.marker == sign
        {
            open.list.is_tight &= !std::mem::take(&mut open.is_parted);
            return Some(());
        }
        self.end_list()?;
        let list = List { start, is_tight: true };
        self.list = Some(OpenList { list, marker: sign, items: Vec::new(), is_parted: false });
        Some(())
    }

    /// Ends the open text before the line that was read last, or at the end.
    fn close(&mut self) -> Option<()> {
        match std::mem::replace(&mut self.open, Open::None) {
            Open::None => Some(()),
            Open::Paragraph(start) => {
                let text = &self.lines.body[start..self.lines.current];
                inline::read(&mut self.sink, text, start, Level::Paragraph)
            }
            Open::Item(start) => {
                self.list.as_mut()?.items.push(start..self.lines.current);
                Some(())
            }
        }
    }

    /// Ends the open list, whose items are closed.
    fn end_list(&mut self) -> Option<()> {
        let Some(OpenList { list, items, .. }) = self.list.take() else { return Some(()) };
        self.sink.begin_list(list);
        for item in items {
            let text = &self.lines.body[item.clone()];
            inline::read(&mut self.sink, text, item.start, Level::Item)?;
        }
        self.sink.end_list();
        Some(())
    }

    /// Reads fenced code up to its end, which must exist.
    fn code(&mut self, opening: &str, length: usize) -> Option<()> {
        let info = opening[length..].trim();
        let is_plain = |byte: u8| byte >= b' ' && !b"`\\&".contains(&byte);
        if !info.bytes().all(is_plain) || is_math(info) {
            return None;
        }
        let start = self.lines.current + opening.len() + 1;
        while let Some(line) = self.lines.next() {
            if closes_code(line, length) {
                self.sink.code(&self.lines.body[start..self.lines.current]);
                return Some(());
            }
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
