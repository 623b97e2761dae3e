//! Conversion of byte offsets to lines and columns.

/// A position as editors show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line number, starting at 1.
    pub line: u32,
    /// Column in characters, starting at 1. A byte order mark is not counted.
    pub column: u32,
}

/// An index of the line starts of a text. Lines end with `\n`, `\r\n` or `\r`.
#[derive(Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Builds the index in one pass over `text`.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// Returns the text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the position of a byte offset. An offset past the end counts as the end, one inside
    /// a character as the start of that character.
    pub fn locate(&self, offset: usize) -> LineColumn {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let before = &self.text[self.starts[line - 1]..offset];
        let column = before.chars().filter(|&c| c != '\u{feff}').count() + 1;
        LineColumn { line: line as u32, column: column as u32 }
    }

    /// Returns the text of a line without its line ending, or an empty string if there is no such
    /// line. Lines are counted from 1.
    pub fn line(&self, line: u32) -> &'a str {
        let line = line as usize;
        let Some(&start) = line.checked_sub(1).and_then(|index| self.starts.get(index)) else {
            return "";
        };
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}')
    }
}

#[cfg(test)]
mod tests {
    use super::{LineColumn, LineIndex};

    #[test]
    fn columns_count_characters_without_the_byte_order_mark() {
        let index = LineIndex::new("\u{feff}标题: a\r\n日期: b\rc");
        assert_eq!(index.locate("\u{feff}标题: ".len()), LineColumn { line: 1, column: 5 });
        assert_eq!(index.line(1), "标题: a");
        assert_eq!(index.line(2), "日期: b");
        assert_eq!(index.line(3), "c");
        assert_eq!(index.locate(9999), LineColumn { line: 3, column: 2 });
    }
}
