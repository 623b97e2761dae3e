//! Paragraphs of HTML whose tags are on lines of their own. Their content is Markdown, which makes paragraphs
//! itself, so the tags are left out.

use memchr::memmem;

use super::scan::{Kind, Line, Piece};

/// The element of a paragraph.
pub const PARAGRAPH: &str = "p";
const END: &str = "</p>";

/// Finds the tags of such paragraphs, line by line.
#[derive(Debug)]
pub struct Unwrapped<'s> {
    source: &'s str,
    /// The end tag that was found last.
    next: Option<usize>,
    /// The end tag of the paragraph that is open.
    end: Option<usize>,
    is_exhausted: bool,
}

impl<'s> Unwrapped<'s> {
    /// Prepares a search through a source.
    pub fn new(source: &'s str) -> Self {
        Self { source, next: None, end: None, is_exhausted: false }
    }

    /// Hides a tag that is alone on a line.
    pub fn hide(&mut self, line: &mut Line<'_>) {
        let [Piece { range, kind }] = line.pieces.as_mut_slice() else { return };
        let Kind::Html { name: PARAGRAPH, is_end, is_empty: false, .. } = kind else { return };
        if !line.is_whole {
            return;
        }
        if *is_end {
            if self.end == Some(range.start) {
                *kind = Kind::Hidden;
            }
            return;
        }
        self.end = self.end_after(range.end).filter(|&end| self.is_alone(end));
        if self.end.is_some() {
            *kind = Kind::Hidden;
        }
    }

    fn end_after(&mut self, at: usize) -> Option<usize> {
        if self.next.is_none_or(|next| next < at) && !self.is_exhausted {
            self.next = memmem::find(&self.source.as_bytes()[at..], END.as_bytes())
                .map(|length| at + length);
            self.is_exhausted = self.next.is_none();
        }
        self.next
    }

    /// Whether there is nothing but whitespace and markers of quotes before a tag on its line, and nothing after
    /// it.
    fn is_alone(&self, at: usize) -> bool {
        let (before, after) = (&self.source[..at], &self.source[at + END.len()..]);
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        before.trim_matches([' ', '\t', '>']).is_empty() && after.trim().is_empty()
    }
}
