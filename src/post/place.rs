//! Locations in files.

use std::ops::Range;

use crate::text::line_index::LineIndex;

/// The maximum length of an excerpt, in characters.
const EXCERPT_CHARS: usize = 160;
/// The number of characters before the column in an excerpt of a longer line.
const EXCERPT_LEAD: usize = 60;

/// A location in a file, with an excerpt of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line number, starting at 1.
    pub line: u32,
    /// Column in characters, starting at 1.
    pub column: u32,
    /// Number of characters in the marked range, at least 1 and within the line.
    pub length: u32,
    /// The line, or the part of a long line around the column.
    pub excerpt: String,
    /// The column at which `excerpt` begins, starting at 1.
    pub excerpt_column: u32,
}

impl Place {
    /// Creates the location of a byte range of `text`. The marked range ends with the first line.
    pub fn new(text: &str, index: &LineIndex<'_>, range: Range<usize>) -> Self {
        let at = index.locate(range.start);
        let line = index.line(at.line);
        let column = at.column as usize;
        let start = text.floor_char_boundary(range.start);
        let end = text.ceil_char_boundary(range.end).max(start);
        let marked = text[start..end].chars().take_while(|c| !matches!(c, '\n' | '\r'));
        let length = marked.filter(|&c| c != '\u{feff}').count().max(1);
        let (excerpt, excerpt_column) = excerpt(line, column);
        Self {
            line: at.line,
            column: at.column,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            excerpt,
            excerpt_column,
        }
    }
}

/// Returns the line, or the part of a long line around `column`, and the column at which it begins.
fn excerpt(line: &str, column: usize) -> (String, u32) {
    let visible = |c: char| if c == '\0' { '\u{2400}' } else { c };
    let total = line.chars().count();
    if total <= EXCERPT_CHARS {
        return (line.chars().map(visible).collect(), 1);
    }
    let skip = (column - 1).saturating_sub(EXCERPT_LEAD).min(total - EXCERPT_CHARS);
    let part = line.chars().skip(skip).take(EXCERPT_CHARS).map(visible).collect();
    (part, u32::try_from(skip + 1).unwrap_or(u32::MAX))
}
