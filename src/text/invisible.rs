//! Characters that are invisible in an editor, or look like a space, but are neither.

/// Returns whether a character looks like a space but is not an ASCII one.
pub fn is_odd_space(c: char) -> bool {
    !c.is_ascii() && c.is_whitespace() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns whether a character has no width and no meaning at the start or end of a word. The joiners
/// U+200C and U+200D are not among them, because Persian, Indic scripts and emoji need them.
pub fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Returns the code point and the name of a character, such as `U+00A0 NO-BREAK SPACE`.
pub fn describe(c: char) -> String {
    let name = match c {
        '\u{a0}' => "NO-BREAK SPACE",
        '\u{ad}' => "SOFT HYPHEN",
        '\u{2002}' => "EN SPACE",
        '\u{2003}' => "EM SPACE",
        '\u{2009}' => "THIN SPACE",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{202f}' => "NARROW NO-BREAK SPACE",
        '\u{2060}' => "WORD JOINER",
        '\u{3000}' => "IDEOGRAPHIC SPACE (full-width)",
        '\u{feff}' => "ZERO WIDTH NO-BREAK SPACE (byte order mark)",
        _ if is_odd_space(c) => "(a kind of space)",
        _ => "(an invisible character)",
    };
    format!("U+{:04X} {name}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::{describe, has_no_width, is_odd_space};

    #[test]
    fn ordinary_text_has_none_of_them() {
        for c in "a 中\t\n\r。👩\u{200d}é\u{301}".chars() {
            assert!(!is_odd_space(c) && !has_no_width(c), "{c:?}");
        }
    }

    #[test]
    fn characters_are_named_as_by_unicode() {
        assert_eq!(describe('\u{a0}'), "U+00A0 NO-BREAK SPACE");
        assert!(is_odd_space('\u{3000}') && has_no_width('\u{feff}'));
    }
}
