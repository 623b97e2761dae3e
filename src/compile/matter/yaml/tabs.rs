//! Expansion of tabs in indentation, with a mapping of offsets back to the file.

use std::ops::Range;

use crate::compile::report::Span;

/// A mapping of offsets in the parsed text to offsets in the file.
#[derive(Debug)]
pub struct OffsetMap {
    base: usize,
    /// Offsets in the parsed text of the second space of each expanded tab.
    added: Vec<usize>,
}

impl OffsetMap {
    /// Creates the mapping for text that begins at offset `base` of the file and is not expanded.
    pub fn shifted(base: usize) -> Self {
        Self { base, added: Vec::new() }
    }

    /// Returns an offset in the file.
    pub fn offset(&self, at: usize) -> usize {
        self.base + at - self.added.partition_point(|&added| added < at)
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

/// Returns whether the indentation of any non-blank line contains a tab.
pub fn indent_with_tabs(source: &str) -> bool {
    source.contains('\t')
        && source.split(['\n', '\r']).any(|line| {
            let indent = indent(line);
            indent.contains('\t') && indent.len() < line.len()
        })
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Reoffsets each tab in indentation by two spaces. Also returns the location of the first tab.
///
/// # Panics
/// Panics if there is no tab in any indentation.
pub fn expand(source: &str, base: usize) -> (String, OffsetMap, Span) {
    let mut text = String::with_capacity(source.len() + source.len() / 8);
    let mut added = Vec::new();
    let mut first = None;
    let mut start = 0;
    for line in source.split_inclusive(['\n', '\r']) {
        let indent = indent(line);
        for (at, c) in indent.char_indices() {
            if c == '\t' {
                first.get_or_insert(Span::new(base + start + at, base + start + indent.len()));
                text.push_str("  ");
                added.push(text.len() - 1);
            } else {
                text.push(c);
            }
        }
        text.push_str(&line[indent.len()..]);
        start += line.len();
    }
    (text, OffsetMap { base, added }, first.expect("there is a tab"))
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn offsets_are_mapped_back_to_the_file() {
        let source = "a:\n\t\tb: c\td\n\te: f\n";
        let (text, offsets, first) = expand(source, 100);
        assert_eq!(text, "a:\n    b: c\td\n  e: f\n");
        assert_eq!((first.start, first.end), (103, 105));
        for letter in ['b', 'c', 'd', 'e', 'f'] {
            let at = text.find(letter).unwrap();
            assert_eq!(offsets.offset(at), 100 + source.find(letter).unwrap(), "{letter}");
        }
    }
}
