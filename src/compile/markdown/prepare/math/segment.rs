//! Inline texts, as the parser sees them.

use std::borrow::Cow;
use std::ops::Range;

use super::group::GroupLine;

/// Some lines, or a part of one, without the prefixes of lines.
#[derive(Debug)]
pub struct Segment<'a> {
    /// The text. Its lines are separated by line feeds.
    pub text: Cow<'a, str>,
    /// The offset of each line in the text and in the source.
    lines: Vec<(usize, usize)>,
}

/// What is found in a segment.
#[derive(Debug, Default)]
pub struct Found {
    /// The ranges of formulas, with their dollar signs, in order.
    pub formulas: Vec<Range<usize>>,
    /// Two dollar signs that the segment does not close.
    pub open: Option<usize>,
}

impl<'a> Segment<'a> {
    /// Joins lines from an offset in the first of them on.
    pub fn new(source: &'a str, from: usize, lines: &[GroupLine]) -> Self {
        let [first, others @ ..] = lines else {
            return Self { text: Cow::Borrowed(""), lines: vec![(0, from)] };
        };
        let mut starts = vec![(0, from)];
        let mut text = Cow::Borrowed(&source[from..first.end]);
        for line in others {
            let text = text.to_mut();
            text.push('\n');
            starts.push((text.len(), line.inside));
            text.push_str(&source[line.inside..line.end]);
        }
        Self { text, lines: starts }
    }

    /// Returns the offset in the source of a position in the text.
    pub fn offset(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|&(start, _)| start <= at) - 1;
        let (start, source) = self.lines[line];
        source + (at - start)
    }
}
