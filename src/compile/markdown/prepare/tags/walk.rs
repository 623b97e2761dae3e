//! Walks through the lines of a source and finds the tags that are not in code.

use std::collections::HashMap;
use std::ops::Range;

use super::super::edit::Edit;
use super::super::line::{CodeFence, LinePrefix};
use super::code_spans::CodeSpans;
use super::listing;
use super::meaning::Meaning;
use super::place::{Before, Line, Place};
use super::scan::{Found, Syntax};

/// A tag outside of code.
#[derive(Debug)]
pub struct Piece<'a> {
    /// The tag.
    pub found: Found<'a>,
    /// The byte range that is replaced: the tag, or all up to the end of the tag that closes it.
    pub range: Range<usize>,
    /// What it stands for, if that includes its content.
    pub meaning: Option<Meaning>,
    /// Where it is.
    pub place: Place,
}

/// Returns the tags outside of code, and the edits that show escaped tags in code.
pub fn walk<'a>(source: &'a str, found: &[Found<'a>]) -> (Vec<Piece<'a>>, Vec<Edit>) {
    let mut walk = Walk {
        source,
        found,
        next: 0,
        partners: Partners::new(found),
        spans: CodeSpans::default(),
        spans_end: 0,
        tabs: 0,
        pieces: Vec::new(),
        edits: Vec::new(),
    };
    walk.lines();
    (walk.pieces, walk.edits)
}

struct Walk<'a, 'f> {
    source: &'a str,
    found: &'f [Found<'a>],
    /// The next tag.
    next: usize,
    partners: Partners<'a>,
    /// The code spans of the current paragraph.
    spans: CodeSpans,
    /// The end of that paragraph.
    spans_end: usize,
    /// The number of open tags whose content is divided by comments.
    tabs: usize,
    pieces: Vec<Piece<'a>>,
    edits: Vec<Edit>,
}

impl<'a> Walk<'a, '_> {
    fn lines(&mut self) {
        let mut fence: Option<CodeFence> = None;
        let mut before = Before::default();
        let mut start = 0;
        while start < self.source.len() && (self.next < self.found.len() || self.tabs > 0) {
            let (line, next) = Line::at(self.source, start);
            start = next;
            if let Some(open) = fence.take_if(|open| open.contains(line.text)) {
                fence = Some(open).filter(|open| !open.is_closed_by(line.text));
                self.skip_code(line.range.end);
                before = Before::default();
                continue;
            }
            fence = CodeFence::opened_by(line.rest(), &line.prefix);
            if fence.is_some() {
                self.skip_code(line.range.end);
                continue;
            }
            self.tab(&line, &before);
            let end = self.tags(&line, &before);
            if end > line.range.end {
                // A tag of several lines, with all that it replaces.
                before = Before::after_tag(&line);
                start = Line::at(self.source, end).1;
            } else {
                before.read(&line);
            }
        }
    }

    /// Passes over code up to an offset, where only escaped tags are replaced.
    fn skip_code(&mut self, end: usize) {
        while let Some(found) = self.found.get(self.next).filter(|found| found.range.start < end) {
            self.next += 1;
            self.show_escaped(found);
        }
    }

    fn show_escaped(&mut self, found: &Found<'a>) {
        if found.syntax == Syntax::Escaped {
            let mark = shown(&self.source[found.range.clone()]);
            let (at, length) = (found.range.start, found.range.len());
            self.edits.push(Edit { at, length, mark: mark.into() });
        }
    }

    /// Reads a comment that begins one of several tabs, as in NexT.
    fn tab(&mut self, line: &Line<'a>, before: &Before) {
        if self.tabs == 0 {
            return;
        }
        let rest = line.rest().trim_end();
        let inner = rest.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let Some(inner) = inner.map(str::trim) else { return };
        let words = ["tab ", "subtab ", "timeline "];
        let Some(title) = words.iter().find_map(|word| inner.strip_prefix(word)) else { return };
        let title = title.split('@').next().expect("split yields at least one piece").trim();
        let start = line.range.start + line.prefix.length;
        let range = start..start + rest.len();
        let found = Found {
            range: range.clone(),
            syntax: Syntax::Liquid,
            name: "tab",
            args: title,
            is_end: false,
        };
        let meaning = Some(Meaning::Title(title.to_owned()));
        let place = Place {
            continuation: before.continuation(line),
            follows_text: false,
            precedes_text: false,
            is_in_item: line.prefix.is_item,
            continues: before.is_text,
            is_continued: true,
            is_in_markup: false,
        };
        self.pieces.push(Piece { found, range, meaning, place });
    }

    /// Reads the tags that begin on a line and in the rest of the line in which they end. Returns the end
    /// of the last one.
    fn tags(&mut self, line: &Line<'a>, before: &Before) -> usize {
        let mut line_end = line.range.end;
        let mut is_continued = None;
        let mut done = line.range.start + line.prefix.length;
        let mut follows_text = false;
        while let Some(found) = self.found.get(self.next).filter(|tag| tag.range.start < line_end) {
            let at = found.range.start;
            if at >= self.spans_end {
                self.paragraph(done.min(at));
            }
            // A tag at the beginning of a line is code only in code spans of several lines, which are rare.
            let begins = self.source[done.min(at)..at].trim().is_empty() && !follows_text;
            if !begins && self.spans.contains(at) {
                self.show_escaped(found);
                self.next += 1;
                continue;
            }
            follows_text = !begins;
            let (range, meaning) = self.content(found, &line.prefix);
            while self.found.get(self.next).is_some_and(|next| next.range.start < range.end) {
                self.next += 1;
            }
            self.count_tabs(found);
            self.spans.skip_to(range.end);
            done = range.end;
            if done > line_end {
                line_end = Line::at(self.source, done).0.range.end;
                is_continued = None;
            }
            let place = Place {
                continuation: before.continuation(line),
                follows_text,
                precedes_text: !self.source[done..line_end].trim_start().is_empty(),
                is_in_item: line.prefix.is_item,
                continues: before.is_text,
                is_continued: *is_continued.get_or_insert_with(|| {
                    let (_, after) = Line::at(self.source, line_end);
                    let next = Line::at(self.source, after).0;
                    // An item ends with the next one, and an empty line would only spread the list.
                    let is_next_item = line.prefix.is_item && next.prefix.is_item;
                    after < self.source.len() && !next.is_blank() && !is_next_item
                }),
                is_in_markup: before.is_markup() || line.rest().starts_with(['<', '|', '#']),
            };
            self.pieces.push(Piece { found: found.clone(), range, meaning, place });
        }
        if line_end > line.range.end { done } else { line.range.end }
    }

    fn count_tabs(&mut self, found: &Found<'_>) {
        if found.syntax == Syntax::Liquid && matches!(found.name, "tabs" | "subtabs" | "timeline") {
            self.tabs = if found.is_end { self.tabs.saturating_sub(1) } else { self.tabs + 1 };
        }
    }

    /// Returns what a tag replaces, and what that stands for if its content is a part of it.
    fn content(
        &mut self,
        found: &Found<'a>,
        prefix: &LinePrefix,
    ) -> (Range<usize>, Option<Meaning>) {
        let start = found.range.start;
        if found.syntax == Syntax::Escaped {
            let shown = shown(&self.source[found.range.clone()]);
            return (found.range.clone(), Some(Meaning::Escaped(shown)));
        }
        if found.is_end {
            return (found.range.clone(), None);
        }
        if is_comment(found) || listing::is_listing(found) {
            if let Some(end) = self.partners.end_of(self.next, self.found) {
                let meaning = if is_comment(found) {
                    Meaning::Nothing
                } else {
                    let content = &self.source[found.range.end..self.found[end].range.start];
                    Meaning::Code(listing::read(found, prefix, content))
                };
                return (start..self.found[end].range.end, Some(meaning));
            }
            return (found.range.clone(), Some(Meaning::LeftOut));
        }
        if is_raw(found)
            && let Some(end) = self.partners.end_of(self.next, self.found)
        {
            // The tags in between are text.
            self.next = end;
        }
        (found.range.clone(), None)
    }

    /// Finds the code spans of the paragraph that continues at an offset.
    fn paragraph(&mut self, start: usize) {
        let mut end = start;
        while end < self.source.len() {
            let (line, next) = Line::at(self.source, end);
            if end > start && (line.is_blank() || line.prefix.is_item) {
                break;
            }
            end = next;
        }
        self.spans_end = end.max(start + 1);
        self.spans = CodeSpans::new(self.source, start..end);
    }
}

/// Whether a tag leaves out what is between it and its end.
fn is_comment(found: &Found<'_>) -> bool {
    matches!(found.syntax, Syntax::Liquid | Syntax::Shortcode) && found.name == "comment"
}

fn is_raw(found: &Found<'_>) -> bool {
    found.syntax == Syntax::Liquid && matches!(found.name, "raw" | "verbatim")
}

/// Returns an escaped tag without the comment that escapes it.
fn shown(tag: &str) -> String {
    let (before, rest) = tag.split_once("/*").unwrap_or(("", tag));
    let (inner, after) = rest.rsplit_once("*/").unwrap_or((rest, ""));
    format!("{before}{inner}{after}")
}

/// The numbers of the tags by their names, to find the end of those whose content is no Markdown.
struct Partners<'a> {
    by_name: HashMap<(Syntax, &'a str), Numbers>,
}

#[derive(Default)]
struct Numbers {
    starts: Ascending,
    ends: Ascending,
}

/// Numbers in ascending order, of which ever later ones are asked for.
#[derive(Default)]
struct Ascending {
    numbers: Vec<usize>,
    next: usize,
}

impl Ascending {
    fn after(&mut self, number: usize) -> Option<usize> {
        while self.numbers.get(self.next).is_some_and(|&next| next <= number) {
            self.next += 1;
        }
        self.numbers.get(self.next).copied()
    }
}

impl<'a> Partners<'a> {
    fn new(found: &[Found<'a>]) -> Self {
        let mut by_name: HashMap<(Syntax, &'a str), Numbers> = HashMap::new();
        for (number, tag) in found.iter().enumerate() {
            if is_comment(tag) || is_raw(tag) || listing::is_listing(tag) {
                let numbers = by_name.entry((tag.syntax, tag.name)).or_default();
                let list = if tag.is_end { &mut numbers.ends } else { &mut numbers.starts };
                list.numbers.push(number);
            }
        }
        Self { by_name }
    }

    /// Returns the number of the end of a tag. `None` if the next tag with its name begins another one: an
    /// unclosed tag must not contain the rest of the source.
    fn end_of(&mut self, number: usize, found: &[Found<'a>]) -> Option<usize> {
        let tag = &found[number];
        // What is between `raw` tags in the content does not end it.
        let next = found.get(number + 1).filter(|next| is_raw(next) && !next.is_end);
        let mut from = number;
        if next.is_some()
            && let Some(raw) = self.by_name.get_mut(&(Syntax::Liquid, found[number + 1].name))
            && let Some(end) = raw.ends.after(number + 1)
        {
            from = end;
        }
        let numbers = self.by_name.get_mut(&(tag.syntax, tag.name))?;
        let end = numbers.ends.after(from)?;
        let start = numbers.starts.after(from);
        start.is_none_or(|start| start > end).then_some(end)
    }
}
