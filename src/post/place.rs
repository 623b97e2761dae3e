//! Places in files.

use std::ops::Range;

use crate::text::line_index::LineIndex;

/// How many characters of a line an excerpt shows.
const EXCERPT_CHARS: usize = 160;
/// How many characters before the column a windowed excerpt shows.
const EXCERPT_LEAD: usize = 60;

/// A place in a file, with the text that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// How many characters are meant, at least 1, within the line.
    pub length: u32,
    /// The line's text, or the part of a long line around the column.
    pub excerpt: String,
    /// The column, from 1, at which `excerpt` begins.
    pub excerpt_column: u32,
}

impl Place {
    /// The place of a byte range of `text`. What lies on later lines is left out.
    pub fn new(text: &str, index: &LineIndex<'_>, range: Range<usize>) -> Self {
        let at = index.locate(range.start);
        let line = index.line(at.line);
        let column = at.column as usize;
        let end = range.end.min(text.len());
        let meant = text
            .get(range.start..end)
            .unwrap_or_default()
            .chars()
            .take_while(|c| !matches!(c, '\n' | '\r'));
        let length = meant.filter(|&c| c != '\u{feff}').count().max(1);
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

/// The line, or the part of a long one around `column`, and the column at which that begins.
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
