//! A mapping of offsets in repaired text back to the file.

use std::ops::Range;

use crate::compile::report::Span;

/// A mapping of offsets in the parsed text to offsets in the file.
#[derive(Debug)]
pub struct OffsetMap {
    base: usize,
    /// The offsets in the parsed text from which it is shifted, each with the distance to the offset in
    /// the block of the file.
    shifts: Vec<(usize, isize)>,
}

impl OffsetMap {
    /// Creates the mapping for text that begins at offset `base` of the file and is not changed.
    pub fn shifted(base: usize) -> Self {
        Self { base, shifts: Vec::new() }
    }

    /// Records that the parsed text from `at` on, up to the next such offset, is at `original` in the
    /// block of the file.
    pub fn shift(&mut self, at: usize, original: usize) {
        let by = original.cast_signed() - at.cast_signed();
        if self.shifts.last().map_or(0, |&(_, last)| last) != by {
            self.shifts.push((at, by));
        }
    }

    /// Returns an offset in the file.
    pub fn offset(&self, at: usize) -> usize {
        let before = self.shifts.partition_point(|&(from, _)| from <= at);
        let by = before.checked_sub(1).map_or(0, |last| self.shifts[last].1);
        self.base + at.saturating_add_signed(by)
    }

    /// Returns a range in the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// Returns the offset in the file of the end of a list or map, without the whitespace that the
    /// parser includes.
    pub fn block_end(&self, source: &str, end: usize) -> usize {
        self.offset(source[..end].trim_end().len())
    }
}
