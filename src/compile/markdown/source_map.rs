//! Byte ranges of nodes in the source.

use std::cell::OnceCell;

use comrak::nodes::{LineColumn, Sourcepos};

use super::prepare::Marked;

/// Converts source positions of the parser, which count lines and columns of the
/// [marked](super::prepare) source, to byte ranges of the source itself.
#[derive(Debug)]
pub struct SourceMap<'a> {
    source: &'a str,
    marks: Vec<Mark>,
    /// The offset of each line in the marked source, computed when first needed.
    lines: OnceCell<Vec<usize>>,
}

/// A mark as the parser saw it.
#[derive(Debug)]
struct Mark {
    /// Offset in the marked source.
    start: usize,
    /// Offset in the marked source.
    end: usize,
    /// The range, in the source, of the bytes that it replaces.
    replaced: std::ops::Range<usize>,
    /// The offsets in the mark after its line feeds.
    lines: Box<[usize]>,
}

impl<'a> SourceMap<'a> {
    /// Creates the map of a source.
    pub fn new(source: &'a str, marked: &Marked<'a>) -> Self {
        let mut done = (0, 0);
        let marks = marked.edits.iter().map(|edit| {
            let start = done.1 + (edit.at - done.0);
            let (end, source_end) = (start + edit.mark.len(), edit.at + edit.length);
            done = (source_end, end);
            let lines = memchr::memchr_iter(b'\n', edit.mark.as_bytes()).map(|at| at + 1).collect();
            Mark { start, end, replaced: edit.at..source_end, lines }
        });
        Self { source, marks: marks.collect(), lines: OnceCell::new() }
    }

    /// Returns the unmarked source.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// Returns the byte range of a source position.
    pub fn range(&self, sourcepos: Sourcepos) -> std::ops::Range<usize> {
        let start = self.offset(sourcepos.start, 1);
        let end = self.offset(sourcepos.end, 0);
        start..end.max(start)
    }

    /// Returns the offset of a column, which is counted from `base`.
    fn offset(&self, at: LineColumn, base: usize) -> usize {
        let lines = self.lines.get_or_init(|| self.lines());
        let line = at.line.checked_sub(1).and_then(|line| lines.get(line)).copied();
        let marked = line.unwrap_or(0) + at.column.saturating_sub(base);
        self.source.floor_char_boundary(self.unmarked(marked).min(self.source.len()))
    }

    /// Converts an offset in the marked source to one in the source. Offsets inside of a mark become the
    /// end of the bytes that it replaces.
    pub fn unmarked(&self, marked: usize) -> usize {
        let before = self.marks.partition_point(|mark| mark.start < marked);
        match before.checked_sub(1).and_then(|last| self.marks.get(last)) {
            Some(mark) => mark.replaced.end + marked.saturating_sub(mark.end),
            None => marked,
        }
    }

    fn lines(&self) -> Vec<usize> {
        const TYPICAL_LINE: usize = 32;
        let bytes = self.source.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / TYPICAL_LINE + 1);
        starts.push(0);
        let mut marks = self.marks.iter().peekable();
        let mut done = (0, 0);
        if marks.peek().is_none() && memchr::memchr(b'\r', bytes).is_none() {
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
            return starts;
        }
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            while let Some(mark) = marks.next_if(|mark| mark.replaced.end <= at) {
                starts.extend(mark.lines.iter().map(|line| mark.start + line));
                done = (mark.replaced.end, mark.end);
            }
            if marks.peek().is_none_or(|mark| !mark.replaced.contains(&at)) {
                starts.push(done.1 + (at + 1 - done.0));
            }
        }
        for mark in marks {
            starts.extend(mark.lines.iter().map(|line| mark.start + line));
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use comrak::nodes::Sourcepos;

    use super::SourceMap;
    use crate::compile::markdown::prepare::mark;
    use crate::post::Dialect;

    fn found(source: &str, start: (usize, usize), end: (usize, usize)) -> &str {
        let map = SourceMap::new(source, &mark(source, Dialect::default()));
        &source[map.range(Sourcepos { start: start.into(), end: end.into() })]
    }

    #[test]
    fn columns_are_bytes_and_the_end_is_inclusive() {
        assert_eq!(found("中文\r\na*b*", (1, 4), (1, 6)), "文");
        assert_eq!(found("中文\r\na*b*", (2, 2), (2, 4)), "*b*");
    }

    #[test]
    fn marks_do_not_count() {
        // Each lone tilde is one byte longer in the marked source.
        let source = "1~2 3~4\n5~6 *x*";
        assert_eq!(mark(source, Dialect::default()).text.lines().next().map(str::len), Some(9));
        assert_eq!(found(source, (1, 6), (1, 7)), "3~");
        assert_eq!(found(source, (2, 6), (2, 8)), "*x*");
    }

    #[test]
    fn a_position_outside_of_the_source_is_its_end() {
        assert_eq!(found("a", (9, 9), (9, 9)), "");
    }
}
