//! Unicode normalization form C (NFC), in which typed text equals text that a file system
//! decomposed.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Returns `text` in NFC, borrowed if it already is in NFC, as nearly all text is.
///
/// ```
/// use inkstone::text::nfc::nfc;
/// assert_eq!(nfc("e\u{301}"), "é");
/// ```
pub fn nfc(text: &str) -> Cow<'_, str> {
    // Checking is much cheaper than composing, and these characters need not even be looked up.
    let is_plain = |c: char| matches!(c, '\u{0}'..='\u{2ff}' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(is_plain) || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::nfc;

    proptest! {
        #[test]
        fn the_result_is_the_composed_form(text in any::<String>(), marked in "[a-zé\u{300}-\u{345}一ｶﾞ\u{1100}-\u{11ff}]{0,12}") {
            for text in [text, marked] {
                prop_assert_eq!(nfc(&text).into_owned(), text.nfc().collect::<String>());
            }
        }
    }
}
