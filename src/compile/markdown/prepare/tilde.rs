//! A single tilde is text.

use memchr::memchr_iter;

use super::edit::Edit;

/// Replaces a single tilde.
pub const MARK: &str = "\u{91}";

/// Finds single tildes. A backslash takes the first tilde off a run.
pub fn singles(markdown: &str) -> Vec<Edit> {
    let bytes = markdown.as_bytes();
    let mut edits = Vec::new();
    let mut from = 0;
    for start in memchr_iter(b'~', bytes) {
        if start < from {
            continue;
        }
        let length = bytes[start..].iter().take_while(|&&byte| byte == b'~').count();
        from = start + length;
        let backslashes = bytes[..start].iter().rev().take_while(|&&byte| byte == b'\\').count();
        let escaped = backslashes % 2;
        if length - escaped == 1 {
            edits.push(Edit { at: start + escaped, length: 1, mark: MARK.into() });
        }
    }
    edits
}
