//! Where a tag is: what is before and after it, as far as lines tell.

use std::ops::Range;

use super::super::line::LinePrefix;

/// The surroundings of a tag.
#[derive(Debug)]
pub struct Place {
    /// The beginning of lines that continue the containers of this one. `None` if it is too long.
    pub continuation: Option<String>,
    /// Whether text other than tags comes before it on its line.
    pub follows_text: bool,
    /// Whether text comes after it on its line.
    pub precedes_text: bool,
    /// Whether a list item begins on its line.
    pub is_in_item: bool,
    /// Whether the line before belongs to the same paragraph.
    pub continues: bool,
    /// Whether the line after belongs to the same paragraph.
    pub is_continued: bool,
    /// Whether lines are read as HTML or as rows of a table, which an empty line would end.
    pub is_in_markup: bool,
}

impl Place {
    /// Whether the tag has its line for itself.
    pub fn is_alone(&self) -> bool {
        !self.follows_text && !self.precedes_text
    }
}

/// A line with its prefix.
#[derive(Debug)]
pub struct Line<'a> {
    /// The byte range in the source, without line ending.
    pub range: Range<usize>,
    /// The text of the line.
    pub text: &'a str,
    /// The markers that it begins with.
    pub prefix: LinePrefix,
}

impl<'a> Line<'a> {
    /// Returns the line that begins at an offset, and the offset of the next one.
    pub fn at(source: &'a str, start: usize) -> (Self, usize) {
        let bytes = source.as_bytes();
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map(|at| start + at);
        let next = match end {
            None => bytes.len(),
            Some(end) if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(end) => end + 1,
        };
        let range = start..end.unwrap_or(bytes.len());
        let text = &source[range.clone()];
        (Self { range, text, prefix: LinePrefix::of(text) }, next)
    }

    /// Returns the line after its prefix.
    pub fn rest(&self) -> &'a str {
        &self.text[self.prefix.length..]
    }

    /// Whether there is nothing after the prefix.
    pub fn is_blank(&self) -> bool {
        self.rest().trim().is_empty()
    }
}

/// What the lines before tell about a line.
#[derive(Debug, Default)]
pub struct Before {
    /// Whether the line before belongs to the same paragraph.
    pub is_text: bool,
    /// Whether the paragraph begins with a tag of HTML.
    pub is_html: bool,
    /// Whether the line before may be a row of a table.
    is_row: bool,
    /// The column at which the line before began.
    column: usize,
}

impl Before {
    /// Continues after a tag that begins on a line and ends on a later one.
    pub fn after_tag(line: &Line<'_>) -> Self {
        Self { is_text: true, column: line.prefix.column, ..Self::default() }
    }

    /// Reads a line outside of fenced code.
    pub fn read(&mut self, line: &Line<'_>) {
        let rest = line.rest();
        if line.is_blank() {
            *self = Self::default();
            return;
        }
        let is_first = !self.is_text || line.prefix.is_item;
        let is_comment = rest.starts_with("<!--") && rest.contains("-->");
        self.is_html = rest.starts_with('<') && !is_comment || self.is_html && !is_first;
        if !rest.starts_with('{') {
            self.is_row = rest.contains('|');
        }
        self.is_text = true;
        self.column = line.prefix.column;
    }

    /// Whether an empty line before a line would end HTML or a table.
    pub fn is_markup(&self) -> bool {
        self.is_text && (self.is_html || self.is_row)
    }

    /// Returns the beginning of a line that continues the containers of `line`, in which a paragraph can
    /// begin. `None` if it is long, because there is one for each of very many tags.
    pub fn continuation(&self, line: &Line<'_>) -> Option<String> {
        /// The longest beginning in bytes.
        const MAX_LENGTH: usize = 128;
        /// More indentation is code.
        const MAX_INDENT: usize = 3;
        /// The indentation of a footnote, whatever the length of its label.
        const FOOTNOTE: &str = "    ";
        let before = &line.text[..line.prefix.length];
        if before.len() > MAX_LENGTH {
            return None;
        }
        let mut continuation = String::with_capacity(before.len());
        let mut rest = before;
        if let Some(at) = rest.find("[^")
            && let Some(end) = rest[at..].find("]:")
        {
            continuation.push_str(&rest[..at]);
            continuation.push_str(FOOTNOTE);
            rest = rest[at + end + 2..].trim_start();
        }
        continuation.extend(rest.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }));
        if self.is_text && !line.prefix.is_item && line.prefix.column > self.column + MAX_INDENT {
            let marker = continuation.rfind('>').map_or(0, |at| at + 1);
            continuation.truncate(marker);
            continuation.push_str(&" ".repeat(self.column + MAX_INDENT));
        }
        Some(continuation)
    }
}
