//! Indentation with tabs, and the way back from the expanded text to the file.

use std::ops::Range;

use crate::compile::report::Span;

/// Maps offsets in the text that is parsed to offsets in the file.
#[derive(Debug)]
pub struct Places {
    base: usize,
    /// Offsets, in the parsed text, of the second blank that stands for a tab.
    added: Vec<usize>,
}

impl Places {
    /// The parsed text is the file's from the offset `base` on.
    pub fn plain(base: usize) -> Self {
        Self { base, added: Vec::new() }
    }

    /// The offset in the file.
    pub fn offset(&self, at: usize) -> usize {
        self.base + at - self.added.partition_point(|&added| added < at)
    }

    /// The range in the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// The offset in the file of the end of a list or map. A block ends where the next one begins;
    /// the blanks and line breaks before that are not part of it.
    pub fn block_end(&self, source: &str, end: usize) -> usize {
        self.offset(source.get(..end).map_or(end, |inside| inside.trim_end().len()))
    }
}

/// Whether a line that says something begins with a tab, or with blanks and a tab.
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

/// Writes two blanks for each tab before the text of a line. Also tells where the first tab stands.
pub fn expand(source: &str, base: usize) -> (String, Places, Span) {
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
    (text, Places { base, added }, first.unwrap_or(Span::new(base, base)))
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn offsets_lead_back_to_the_file() {
        let source = "a:\n\t\tb: c\td\n\te: f\n";
        let (text, places, first) = expand(source, 100);
        assert_eq!(text, "a:\n    b: c\td\n  e: f\n");
        assert_eq!((first.start, first.end), (103, 105));
        for letter in ['b', 'c', 'd', 'e', 'f'] {
            let at = text.find(letter).unwrap();
            assert_eq!(places.offset(at), 100 + source.find(letter).unwrap(), "{letter}");
        }
    }
}
