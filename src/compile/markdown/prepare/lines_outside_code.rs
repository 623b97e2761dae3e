//! The lines of a source that are not fenced code.

use super::line::{CodeFence, LinePrefix};

/// A line with its prefix.
#[derive(Debug)]
pub struct Line<'a> {
    /// The offset in the source.
    pub start: usize,
    /// The line, without its ending.
    pub text: &'a str,
    /// The markers of quotes and list items, and the indentation.
    pub prefix: LinePrefix,
}

impl<'a> Line<'a> {
    /// Returns the line after its prefix.
    pub fn rest(&self) -> &'a str {
        &self.text[self.prefix.length..]
    }

    /// Returns the offset in the source of the line after its prefix.
    pub fn rest_start(&self) -> usize {
        self.start + self.prefix.length
    }
}

/// Returns the lines that are neither fenced code nor its fences.
pub fn lines_outside_code(source: &str) -> impl Iterator<Item = Line<'_>> {
    let bytes = source.as_bytes();
    let mut start = 0;
    let mut code: Option<CodeFence> = None;
    memchr::memchr2_iter(b'\n', b'\r', bytes).chain([source.len()]).filter_map(move |end| {
        let (at, text) = (start, &source[start..end]);
        start = end + 1;
        // Between the two characters of a line ending.
        if text.is_empty() && at > 0 && bytes.get(at - 1..=at) == Some(b"\r\n") {
            return None;
        }
        if let Some(fence) = &code {
            if fence.contains(text) {
                if fence.is_closed_by(text) {
                    code = None;
                }
                return None;
            }
            code = None;
        }
        let prefix = LinePrefix::of(text);
        code = CodeFence::opened_by(&text[prefix.length..], &prefix);
        code.is_none().then_some(Line { start: at, text, prefix })
    })
}
