//! Trimming.

/// Returns a text without whitespace at its start and end, like [`str::trim`], in less time if there is none next to ASCII
/// or the ideographs of most written Chinese.
pub fn trim(text: &str) -> &str {
    /// The first bytes of U+4000 to U+9FFF in UTF-8, none of which is whitespace.
    const IDEOGRAPH: std::ops::RangeInclusive<u8> = 0xe4..=0xe9;
    let starts = match text.as_bytes() {
        [first, ..] => first.is_ascii_graphic() || IDEOGRAPH.contains(first),
        [] => true,
    };
    let ends = match text.as_bytes() {
        [.., last] if last.is_ascii_graphic() => true,
        [.., first, _, _] => IDEOGRAPH.contains(first),
        _ => text.is_empty(),
    };
    if starts && ends { text } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::trim;

    proptest! {
        #[test]
        fn it_is_trimming(text in "(\\PC|[ \t\u{85}\u{a0}\u{3000}a中龥é😀]){0,4}") {
            prop_assert_eq!(trim(&text), text.trim());
        }
    }
}
