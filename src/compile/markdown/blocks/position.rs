//! Positions in the source, as unist counts them.

use std::fmt::Write;
use std::ops::Range;

/// The number of bytes between two entries of the index.
const STEP: usize = 32;

/// Converts byte offsets to lines, columns and offsets in UTF-16 code units.
#[derive(Debug)]
pub struct Points<'a> {
    source: &'a str,
    /// The byte offset of each line, and the number of code units before it.
    lines: Vec<(usize, usize)>,
    /// The number of code units before each step.
    units: Vec<usize>,
}

impl<'a> Points<'a> {
    /// Indexes a source.
    pub fn new(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let mut lines = vec![(0, 0)];
        let mut counted = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                let (start, _) = lines[lines.len() - 1];
                counted += count(&bytes[start..=at]);
                lines.push((at + 1, counted));
            }
        }
        let mut units = vec![0];
        let mut before = 0;
        for step in bytes.chunks(STEP) {
            before += count(step);
            units.push(before);
        }
        Self { source, lines, units }
    }

    /// Appends `,"position":{…}`.
    pub fn write(&self, out: &mut String, range: Range<usize>) {
        out.push_str(",\"position\":{\"start\":");
        self.point(out, range.start);
        out.push_str(",\"end\":");
        self.point(out, range.end);
        out.push('}');
    }

    fn point(&self, out: &mut String, at: usize) {
        let line = self.lines.partition_point(|&(start, _)| start <= at).max(1);
        let offset = self.units_before(at);
        let column = offset - self.lines[line - 1].1 + 1;
        write!(out, "{{\"line\":{line},\"column\":{column},\"offset\":{offset}}}")
            .expect("writing to a string cannot fail");
    }

    fn units_before(&self, at: usize) -> usize {
        let at = at.min(self.source.len());
        let step = at / STEP;
        self.units[step] + count(&self.source.as_bytes()[step * STEP..at])
    }
}

/// Counts the UTF-16 code units that begin in some bytes of UTF-8: one per character, two for characters
/// of four bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().map(|&byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}

#[cfg(test)]
mod tests {
    use super::Points;

    fn written(source: &str, at: usize) -> String {
        let mut out = String::new();
        Points::new(source).point(&mut out, at);
        out
    }

    #[test]
    fn points_are_counted_in_utf_16() {
        let source = format!("a\r\n{}中😀b", "长".repeat(100));
        let at = source.find('b').unwrap();
        // 101 Han characters, and one character of two code units.
        assert_eq!(written(&source, at), r#"{"line":2,"column":104,"offset":106}"#);
        assert_eq!(written("", 0), r#"{"line":1,"column":1,"offset":0}"#);
    }
}
