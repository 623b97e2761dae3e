//! Comments of Obsidian: `%%text%%`, in a line or over several.

use super::edit::Edit;
use crate::text::pair;

/// Splits a pair of signs that the parser would recognize.
const MARK: &str = "\u{97}";
/// The largest number of other pairs in a source with comments.
const MAX_HIDDEN: usize = 10_000;

/// Appends the edits that hide other pairs of percent signs, and returns whether there are any comments.
pub fn mark(markdown: &str, edits: &mut Vec<Edit>) -> bool {
    let bytes = markdown.as_bytes();
    let mut any = false;
    let mut hidden = Vec::new();
    let mut from = 0;
    while let Some(at) = pair::find(bytes, from, *b"%%") {
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'%').count();
        match (run == 2).then(|| end(markdown, at)).flatten() {
            Some(end) => {
                any = true;
                from = end;
            }
            None => {
                hidden.extend((1..run).map(|sign| at + sign).take(MAX_HIDDEN + 1));
                if hidden.len() > MAX_HIDDEN {
                    return false;
                }
                from = at + run;
            }
        }
    }
    if any {
        edits.extend(hidden.into_iter().map(|at| Edit { at, length: 0, mark: MARK.into() }));
    }
    any
}

/// Returns the end of the comment that begins with the pair of signs at an offset.
fn end(markdown: &str, at: usize) -> Option<usize> {
    let before = &markdown.as_bytes()[..at];
    if before.last().is_some_and(|byte| !byte.is_ascii_whitespace()) {
        return None;
    }
    let inner = &markdown[at + 2..];
    let line_end = memchr::memchr2(b'\n', b'\r', inner.as_bytes()).unwrap_or(inner.len());
    let line = &inner.as_bytes()[..line_end];
    if let Some(length) = memchr::memmem::find(line, b"%%") {
        return (length > 0).then_some(at + 2 + length + 2);
    }
    let indent = before.iter().rev().take_while(|&&byte| byte == b' ').count();
    let begins_line = matches!(before[..before.len() - indent].last(), None | Some(b'\n' | b'\r'));
    if !begins_line || line.contains(&b'%') {
        return None;
    }
    let rest = &inner.as_bytes()[line_end..];
    memchr::memmem::find(rest, b"%%").map(|length| at + 2 + line_end + length + 2)
}
