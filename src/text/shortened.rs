//! Shortening of long text for messages.

use std::borrow::Cow;

/// Returns `text`, or its first `max_chars` characters followed by `…` if it is longer.
///
/// ```
/// use inkstone::text::shortened;
/// assert_eq!(shortened("内存管理", 4), "内存管理");
/// assert_eq!(shortened("内存管理", 2), "内存…");
/// ```
pub fn shortened(text: &str, max_chars: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
