//! The positions of tokens, in the lines and columns of the parser.

use comrak::nodes::{LineColumn, Sourcepos};

use super::meaning::Tag;
use super::token;

/// Returns the position of each tag in a marked source.
pub fn positions(marked: &str, tags: &[Tag]) -> Vec<Sourcepos> {
    let mut cursor = Cursor { bytes: marked.as_bytes(), line: 1, start: 0, at: 0 };
    let nowhere = Sourcepos { start: (1, 1).into(), end: (1, 1).into() };
    let mut positions = vec![nowhere; tags.len()];
    for (range, number) in token::all(marked, tags.len()) {
        let start = cursor.locate(range.start - tags[number].lead.min(range.start), 1);
        let end = cursor.locate(range.end, 0);
        positions[number] = Sourcepos { start, end };
    }
    positions
}

/// Counts the lines of a text.
struct Cursor<'a> {
    bytes: &'a [u8],
    line: usize,
    /// The offset of the line.
    start: usize,
    at: usize,
}

impl Cursor<'_> {
    /// Returns the line and column of an offset, which is not before the last one.
    fn locate(&mut self, offset: usize, base: usize) -> LineColumn {
        let offset = offset.max(self.at);
        for end in memchr::memchr2_iter(b'\n', b'\r', &self.bytes[self.at..offset]) {
            let end = self.at + end;
            if self.bytes[end] == b'\n' || self.bytes.get(end + 1) != Some(&b'\n') {
                self.line += 1;
                self.start = end + 1;
            }
        }
        self.at = offset;
        (self.line, offset - self.start + base).into()
    }
}
