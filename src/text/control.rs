//! Characters that HTML and XML forbid in text.

use std::borrow::Cow;

use memchr::memchr_iter;

/// Returns whether HTML forbids a character in text: controls other than tab and line endings, and
/// noncharacters (HTML Standard, section 13.2.3.5). XML 1.0 has no way to write most of them either.
pub fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || code & 0xfffe == 0xfffe
}

/// Returns the code and the name of a forbidden character.
///
/// ```
/// use inkstone::text::control::described;
/// assert_eq!(described('\u{1b}'), "U+001B (escape)");
/// ```
pub fn described(c: char) -> String {
    const NAMES: [&str; 32] = [
        "null",
        "start of heading",
        "start of text",
        "end of text",
        "end of transmission",
        "enquiry",
        "acknowledge",
        "bell",
        "backspace",
        "tab",
        "line feed",
        "vertical tab",
        "form feed",
        "carriage return",
        "shift out",
        "shift in",
        "data link escape",
        "device control one",
        "device control two",
        "device control three",
        "device control four",
        "negative acknowledge",
        "synchronous idle",
        "end of transmission block",
        "cancel",
        "end of medium",
        "substitute",
        "escape",
        "file separator",
        "group separator",
        "record separator",
        "unit separator",
    ];
    let code = u32::from(c);
    let name = match c {
        '\u{7f}' => "delete",
        '\u{85}' => "next line",
        c if c.is_control() => NAMES.get(code as usize).copied().unwrap_or("C1 control"),
        _ => "noncharacter",
    };
    format!("U+{code:04X} ({name})")
}

/// Returns the offset of the first forbidden character.
pub fn find(text: &str) -> Option<usize> {
    // Nearly all texts have none, which takes half of the time to find out.
    if is_clean(text.as_bytes()) {
        return None;
    }
    /// Few enough that one suspicious byte costs little, and enough for vector instructions.
    const CHUNK: usize = 256;
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let end = (start + CHUNK).min(bytes.len());
        if is_suspicious(&bytes[start..end], &bytes[start + 1..]) {
            let start = text.floor_char_boundary(start);
            let end = text.ceil_char_boundary(end);
            let found = text[start..end].char_indices().find(|&(_, c)| is_forbidden(c));
            if let Some((at, _)) = found {
                return Some(start + at);
            }
        }
        start = end;
    }
    None
}

/// Returns a text without its forbidden characters.
pub fn without(text: &str) -> Cow<'_, str> {
    let Some(first) = find(text) else { return Cow::Borrowed(text) };
    let mut clean = String::with_capacity(text.len());
    clean.push_str(&text[..first]);
    // Another search for each of them would take quadratic time, as each begins with the whole rest.
    clean.extend(text[first..].chars().filter(|&c| !is_forbidden(c)));
    Cow::Owned(clean)
}

/// Whether bytes are no forbidden character and no part of one.
fn is_clean(bytes: &[u8]) -> bool {
    let before = |at: usize| if at > 0 { bytes[at - 1] } else { 0 };
    let after = |at: usize| bytes.get(at + 1).copied();
    // Without branches, so that the compiler vectorizes it.
    let has_control = bytes.iter().fold(false, |found, &byte| found | is_control(byte));
    // For each character of several bytes, the byte that is rarer in text.
    !has_control
        && !memchr_iter(0xc2, bytes).any(|at| after(at).is_some_and(|byte| byte < 0xa0))
        && !memchr_iter(0xb7, bytes).any(|at| before(at) == 0xef)
        && !memchr_iter(0xbf, bytes).any(|at| matches!(after(at), Some(0xbe | 0xbf)))
}

/// Whether a byte is a control character of ASCII other than tab and line endings.
fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0x7f)
}

/// Whether bytes may be part of a forbidden character. `next` begins with the byte after the first one.
fn is_suspicious(bytes: &[u8], next: &[u8]) -> bool {
    let pairs = bytes.iter().zip(next);
    // Without branches, so that the compiler vectorizes it.
    let found = pairs.fold(false, |found, (&byte, &next)| {
        let is_c1 = (byte == 0xc2) & (next < 0xa0);
        let is_arabic_noncharacter = (byte == 0xef) & (next == 0xb7);
        let ends_plane = (byte == 0xbf) & (next | 1 == 0xbf);
        found | is_control(byte) | is_c1 | is_arabic_noncharacter | ends_plane
    });
    found || bytes.last().is_some_and(|&byte| is_control(byte))
}

#[cfg(test)]
mod tests {
    use super::{described, find, is_forbidden, without};

    #[test]
    fn every_character_is_found_wherever_it_is() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            // Characters of other planes than the first two differ only in their noncharacters.
            if u32::from(c) > 0x2_0000 && u32::from(c) & 0xfff0 != 0xfff0 {
                continue;
            }
            let expected = is_forbidden(c).then_some(3);
            assert_eq!(find(&format!("中{c}文")), expected, "{:x}", u32::from(c));
            assert_eq!(find(&format!("中{c}")), expected, "{:x}", u32::from(c));
        }
        for length in 250..260 {
            for c in ['\u{8}', '\u{85}', '\u{fdd0}', '\u{ffff}', '\u{1fffe}'] {
                let text = format!("{}{c}x", "x".repeat(length));
                assert_eq!(find(&text), Some(length));
            }
        }
    }

    #[test]
    fn the_forbidden_characters_are_those_of_the_html_standard() {
        for c in "\u{0}\u{8}\u{b}\u{c}\u{e}\u{1f}\u{7f}\u{80}\u{9f}\u{fdd0}\u{fdef}\u{fffe}\u{ffff}\u{10ffff}".chars()
        {
            assert!(is_forbidden(c), "{c:?}");
        }
        for c in "\t\n\r a\u{a0}\u{ad}\u{200b}\u{fdcf}\u{fdf0}\u{feff}\u{fffd}\u{e000}俾俿".chars()
        {
            assert!(!is_forbidden(c), "{c:?}");
        }
    }

    #[test]
    fn they_are_removed() {
        assert_eq!(without("红\u{1b}[31m色\u{0}\u{c}"), "红[31m色");
        // In quadratic time, this would take hours.
        assert_eq!(without("a\u{8}中".repeat(2_000_000).as_str()), "a中".repeat(2_000_000));
        assert_eq!(without("纯文本\r\n"), "纯文本\r\n");
    }

    #[test]
    fn names_are_those_that_people_know() {
        assert_eq!(described('\u{8}'), "U+0008 (backspace)");
        assert_eq!(described('\u{c}'), "U+000C (form feed)");
        assert_eq!(described('\u{9b}'), "U+009B (C1 control)");
        assert_eq!(described('\u{1ffff}'), "U+1FFFF (noncharacter)");
    }
}
