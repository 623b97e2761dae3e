//! JSON front matter without fences.

use super::block::{Block, Language, Split};
use super::lines::{Line, lines};
use crate::compile::report::Span;

/// Splits after the JSON object at the start of a file. Returns `None` unless the brace is followed
/// by a key, or is `{}` on a line of its own: template tags such as `{{< note >}}` and `{% raw %}`
/// are Markdown.
pub fn split(text: &str, first: Line) -> Option<Split> {
    let inside = text[first.start + 1..].trim_start();
    let line_is_empty_object = first.trimmed(text)[1..].trim() == "}";
    if !inside.starts_with('"') && !line_is_empty_object {
        return None;
    }
    let end = end(text, first.start);
    let body = end.map_or(text.len(), |end| {
        let rest = lines(text, end).next();
        rest.filter(|rest| rest.trimmed(text).is_empty()).map_or(end, |rest| rest.next)
    });
    let span = Span::new(first.start, end.unwrap_or(text.len()));
    Some(Split { block: Some(Block { language: Language::Json, span }), body })
}

/// Returns the offset after the brace that closes the one at `start`. A string ends at the end of
/// its line at the latest, so that a missing quote does not affect the rest of the file.
fn end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (offset, byte) in text.as_bytes()[start..].iter().enumerate() {
        if in_string {
            match byte {
                b'\n' | b'\r' => in_string = false,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => (in_string, escaped) = (true, false),
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(start + offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}
