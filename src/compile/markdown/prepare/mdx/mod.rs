//! MDX, read as Markdown.
//!
//! `import` and `export` statements, expressions and comments are left out, and so are the tags of
//! components and fragments, whose content stays. Elements of HTML become HTML.
//!
//! MDX that takes up whole lines is a block of its own and ends a paragraph; anything else is a part of the
//! running text. Both are replaced by [tokens](token), because only the parser knows what is code or math.

mod element;
mod esm;
mod expression;
mod imported;
mod indent;
mod more;
mod paragraph;
mod scan;
mod script;
mod tag;
mod token;
mod unwrapped;

pub use imported::imports_components;
pub use more::ends_of_excerpts;
pub use token::{are_in, restore};

use super::edit::{Edit, contains_control};
use esm::Statements;
use indent::{Fence, Items, Start};
use scan::{Kind, Line, Piece, Scanner};
use unwrapped::{PARAGRAPH, Unwrapped};

/// Finds what must be replaced so that a source is Markdown. `has_math` is whether dollar signs are math.
pub fn edits(source: &str, has_math: bool) -> Vec<Edit> {
    if contains_control(source, &token::MARKS) {
        return Vec::new();
    }
    let mut reader = Reader {
        source,
        has_math,
        scanner: Scanner::new(source),
        statements: Statements::new(source),
        unwrapped: Unwrapped::new(source),
        items: Items::default(),
        inside: Inside::Nothing,
        before: Before::Break,
        quotes: 0,
        without_blocks: 0,
        edits: Vec::new(),
    };
    let mut at = 0;
    while at < source.len() {
        at = reader.line(at);
    }
    reader.edits
}

/// What separates HTML from Markdown.
const EMPTY_LINE: &str = "\n\n";

/// What the parser sees before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// An empty line, or a block that is complete.
    Break,
    /// A paragraph.
    Text,
    /// HTML, which an empty line ends.
    Html,
}

/// The block that a line may be in.
#[derive(Debug)]
enum Inside {
    Nothing,
    Code(Fence),
    /// Math between lines of `$$`, with the number of columns by which it moves.
    Math(usize),
}

struct Reader<'s> {
    source: &'s str,
    has_math: bool,
    scanner: Scanner<'s>,
    statements: Statements<'s>,
    unwrapped: Unwrapped<'s>,
    items: Items,
    inside: Inside,
    before: Before,
    /// The number of quotes that the last line was in.
    quotes: usize,
    /// The number of open elements whose content is no Markdown.
    without_blocks: usize,
    edits: Vec<Edit>,
}

impl<'s> Reader<'s> {
    /// Reads a line, or several if something ends on a later one. Returns the beginning of the next one.
    fn line(&mut self, at: usize) -> usize {
        let rest = &self.source[at..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(self.source.len(), |end| at + end);
        let line = &self.source[at..end];
        let start = Start::of(line);
        let is_blank = line.trim().is_empty();
        if self.is_inside(at, line, &start, is_blank) {
            return end + 1;
        }
        if is_blank {
            (self.before, self.without_blocks) = (Before::Break, 0);
            return end + 1;
        }
        if self.before == Before::Break && esm::begins(line) {
            let end = self.statements.end(at);
            self.edits.push(Edit { at, length: end - at, mark: "".into() });
            return end + 1;
        }
        let column = self.items.place(&start);
        let content = &line[start.length..];
        if let Some(fence) = Fence::opened_by(content, &start, column, &self.items) {
            self.begin(at, &start, column, self.before == Before::Html);
            (self.inside, self.before) = (Inside::Code(fence), Before::Break);
            return end + 1;
        }
        if self.has_math && opens_math(content) {
            self.begin(at, &start, column, self.before == Before::Html);
            (self.inside, self.before) = (Inside::Math(start.indent - column), Before::Text);
            return end + 1;
        }
        let mut line = self.scanner.line(at + start.length, start.quotes);
        self.unwrapped.hide(&mut line);
        let is_separate = self.is_separate(&start, &line);
        self.begin(at, &start, column, is_separate);
        if is_separate {
            self.before = Before::Break;
        }
        let is_split = start.length == 0 && self.is_split(&line);
        self.replace(&line, content.starts_with('#'), is_split);
        self.follow(&line);
        if content.starts_with("<!--") && content.trim_end().ends_with("-->") {
            // A comment is complete without an empty line.
            self.before = Before::Break;
        }
        line.end + 1
    }

    /// Whether a line is in a block that was opened before.
    fn is_inside(&mut self, at: usize, line: &str, start: &Start, is_blank: bool) -> bool {
        let (column, is_closed) = match &self.inside {
            Inside::Nothing => return false,
            Inside::Code(fence) if fence.contains(line) => {
                (fence.place(line, start), fence.is_closed_by(line))
            }
            Inside::Math(moved) if !is_blank => {
                (start.indent.saturating_sub(*moved), line.contains("$$"))
            }
            Inside::Code(_) | Inside::Math(_) => {
                self.inside = Inside::Nothing;
                return false;
            }
        };
        if !is_blank {
            self.begin(at, start, column, false);
        }
        if is_closed {
            self.inside = Inside::Nothing;
        }
        true
    }

    /// Moves a line to a column, after an empty line in the same quotes as the line before if it is separate.
    fn begin(&mut self, at: usize, start: &Start, column: usize, is_separate: bool) {
        if column != start.indent || is_separate {
            let quotes = ">".repeat(self.quotes.min(start.quotes));
            let empty = if is_separate { quotes + "\n" } else { String::new() };
            let mark = empty + &" ".repeat(column);
            self.edits.push(Edit { at, length: start.whitespace, mark: mark.into() });
        }
        self.quotes = start.quotes;
    }

    /// Whether an empty line must separate a line from the one before: Markdown from HTML.
    fn is_separate(&self, start: &Start, line: &Line<'_>) -> bool {
        let is_in_container = start.length > start.whitespace;
        let begins_html = is_html(line) && !is_in_container;
        let is_hidden = line.is_hidden() && !is_in_container;
        match self.before {
            Before::Html => !begins_html && !is_hidden && self.without_blocks == 0,
            Before::Text => begins_html && line.is_whole,
            Before::Break => false,
        }
    }

    /// Notes what a line is for the next one.
    fn follow(&mut self, line: &Line<'_>) {
        for piece in &line.pieces {
            match &piece.kind {
                Kind::Html { name, is_end: true, .. } if element::is_without_blocks(name) => {
                    self.without_blocks = self.without_blocks.saturating_sub(1);
                }
                Kind::Html { name, is_end: false, is_empty: false, .. }
                    if element::is_without_blocks(name) =>
                {
                    self.without_blocks += 1;
                }
                _ => {}
            }
        }
        self.before = match self.before {
            _ if is_html(line) => Before::Html,
            Before::Html if line.is_hidden() || self.without_blocks > 0 => Before::Html,
            _ if line.is_hidden() => Before::Break,
            _ => Before::Text,
        };
    }

    /// Whether a line is an element with Markdown in it, which must not be next to the tags.
    fn is_split(&self, line: &Line<'_>) -> bool {
        let [first, .., last] = line.pieces.as_slice() else { return false };
        let (Kind::Html { name, is_end: false, .. }, Kind::Html { is_end: true, .. }) =
            (&first.kind, &last.kind)
        else {
            return false;
        };
        let content = &self.source[first.range.end..last.range.start];
        !line.is_whole
            && line.html() == Some(name)
            && (*name == PARAGRAPH || element::is_block(name) && !element::is_without_blocks(name))
            && content.contains(['*', '_', '`', '[', '~'])
            && is_last(self.source, last.range.end)
    }

    fn replace(&mut self, line: &Line<'_>, is_heading: bool, is_split: bool) {
        if line.is_hidden()
            && let [first, .., last] | [first @ last] = line.pieces.as_slice()
        {
            let range = first.range.start..last.range.end;
            let mark = token::block(range.clone());
            self.edits.push(Edit { at: range.start, length: range.len(), mark: mark.into() });
            return;
        }
        let has_html = line.html().is_some();
        for (number, Piece { range, kind }) in line.pieces.iter().enumerate() {
            let mark = match kind {
                // Markdown makes a paragraph of its own.
                Kind::Html { name: PARAGRAPH, .. } if is_split => String::new(),
                Kind::Html { html, .. } if is_split && number == 0 => {
                    let tag = html.as_deref().unwrap_or(&self.source[range.clone()]);
                    format!("{tag}{EMPTY_LINE}")
                }
                Kind::Html { .. } if is_split && number + 1 == line.pieces.len() => {
                    format!("{EMPTY_LINE}{}", &self.source[range.clone()])
                }
                Kind::Html { html: Some(html), .. } => html.clone(),
                Kind::Html { html: None, .. } => continue,
                Kind::More => token::block(range.clone()),
                Kind::HeadingId(id) if is_heading && is_last(self.source, range.end) => {
                    format!("{{{id}}}")
                }
                // A token at the beginning would make a paragraph of HTML.
                Kind::Hidden if line.is_whole && has_html => String::new(),
                Kind::Hidden | Kind::HeadingId(_) | Kind::Literal => token::inline(range.clone()),
            };
            self.edits.push(Edit { at: range.start, length: range.len(), mark: mark.into() });
        }
    }
}

/// Whether a line begins a block of HTML.
fn is_html(line: &Line<'_>) -> bool {
    line.html().is_some_and(|name| line.is_whole || element::is_block(name))
}

/// Whether nothing follows on the line.
fn is_last(source: &str, at: usize) -> bool {
    let rest = source[at..].trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with(['\n', '\r'])
}

/// Whether a line opens a block of math that ends on another line.
fn opens_math(line: &str) -> bool {
    line.strip_prefix("$$").is_some_and(|rest| !rest.contains("$$"))
}

#[cfg(test)]
mod tests;
