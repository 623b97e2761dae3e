//! Character references.

use std::borrow::Cow;

use crate::text::control;

/// Returns a text with its character references decoded, except for rare names.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Decodes the character reference at the beginning of a text; returns the character and the length
/// of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    /// The longest decoded reference, without `&` and `;`.
    const MAX_LENGTH: usize = 10;
    let length = text.bytes().take(MAX_LENGTH + 2).position(|byte| byte == b';')?;
    let name = text.get(1..length)?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|&c| !control::is_forbidden(c))?
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            "ensp" => '\u{2002}',
            "emsp" => '\u{2003}',
            "ldquo" => '“',
            "rdquo" => '”',
            "lsquo" => '‘',
            "rsquo" => '’',
            "mdash" => '—',
            "ndash" => '–',
            "hellip" => '…',
            "middot" => '·',
            "copy" => '©',
            "reg" => '®',
            "trade" => '™',
            "times" => '×',
            "laquo" => '«',
            "raquo" => '»',
            "rarr" => '→',
            "larr" => '←',
            _ => return None,
        },
    };
    Some((c, length + 1))
}

/// Whether a text begins with a numeric reference to a character that HTML forbids.
pub fn is_forbidden_reference(text: &str) -> bool {
    /// The longest number that CommonMark reads, with its `x` and `;`.
    const MAX_LENGTH: usize = 9;
    let Some(digits) = text.strip_prefix("&#") else { return false };
    let Some(length) = digits.bytes().take(MAX_LENGTH).position(|byte| byte == b';') else {
        return false;
    };
    let number = &digits[..length];
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    // Both replace NUL, so it does no harm.
    code.is_ok_and(|code| code != 0 && char::from_u32(code).is_some_and(control::is_forbidden))
}

/// Returns HTML in which references to characters that HTML forbids are text.
pub fn without_forbidden(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', html.as_bytes()) {
        if is_forbidden_reference(&html[at..]) {
            out.push_str(&html[done..at]);
            out.push_str("&amp;");
            done = at + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}
