//! Escaping of HTML and URLs. The output equals that of an HTML serializer for the same tree (HTML
//! Standard, section 13.3), so that sanitizing a page changes nothing harmless.

use std::borrow::Cow;

/// Appends text between tags.
pub fn text(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    if memchr::memchr3(b'\r', 0, 0xc2, bytes).is_some() {
        escape(out, text, false);
        return;
    }
    // The others are found with vector instructions.
    let mut done = 0;
    for at in memchr::memchr3_iter(b'&', b'<', b'>', bytes) {
        out.push_str(&text[done..at]);
        out.push_str(match bytes[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// Appends the value of an attribute, without quotes.
pub fn attribute(out: &mut String, value: &str) {
    escape(out, value, true);
}

/// The bytes that may have to be replaced.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = [b'&', b'<', b'>', b'"', b'\r', 0, 0xc2];
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

fn escape(out: &mut String, text: &str, in_attribute: bool) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|&byte| SPECIAL[usize::from(byte)]) {
        at += next;
        let (replacement, length) = match bytes[at] {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if in_attribute => ("&quot;", 1),
            0 => ("\u{fffd}", 1),
            // HTML has normalized line endings.
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => ("", 1),
            b'\r' => ("\n", 1),
            0xc2 if bytes.get(at + 1) == Some(&0xa0) => ("&nbsp;", 2),
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        at += length;
        done = at;
    }
    out.push_str(&text[done..]);
}

/// Percent-encodes the characters that are not allowed in a URL. Existing escapes are kept. The result
/// still has to be escaped as an attribute.
pub fn percent_encode(url: &str) -> Cow<'_, str> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = url.as_bytes();
    let is_escape = |at: usize| {
        let digits = bytes.get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_kept = |at: usize, byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => true,
        b'-' | b'_' | b'.' | b'+' | b'!' | b'*' | b'(' | b')' | b',' | b'#' | b'@' | b'?'
        | b'=' | b';' | b':' | b'/' | b'$' | b'~' | b'&' | b'\'' => true,
        b'%' => is_escape(at),
        _ => false,
    };
    let host_end = ipv6_host_end(url);
    let rest = || bytes.iter().copied().enumerate().skip(host_end);
    if rest().all(|(at, byte)| is_kept(at, byte)) {
        return Cow::Borrowed(url);
    }
    let mut out = String::with_capacity(url.len() * 2);
    out.push_str(&url[..host_end]);
    for (at, byte) in rest() {
        match byte {
            byte if is_kept(at, byte) => out.push(char::from(byte)),
            0 => out.push_str("%EF%BF%BD"),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    Cow::Owned(out)
}

/// Returns the length of `http://[…]` at the beginning of a URL, or 0 if its host is not an IPv6 address.
fn ipv6_host_end(url: &str) -> usize {
    let Some((scheme, rest)) = url.split_once("://[") else { return 0 };
    let Some((address, _)) = rest.split_once(']') else { return 0 };
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_address = address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte));
    if web && is_address { scheme.len() + "://[]".len() + address.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{attribute, percent_encode, text};

    #[test]
    fn only_special_characters_are_escaped() {
        let mut out = String::new();
        text(&mut out, "a<b>&\"'\u{a0}é\r\n\r\0");
        assert_eq!(out, "a&lt;b&gt;&amp;\"'&nbsp;é\n\n\u{fffd}");
        out.clear();
        attribute(&mut out, "\"<'");
        assert_eq!(out, "&quot;&lt;'");
    }

    #[test]
    fn urls_keep_their_escapes() {
        assert_eq!(percent_encode("/a b?q=%20%zz&中"), "/a%20b?q=%20%25zz&%E4%B8%AD");
        assert_eq!(percent_encode("http://[::1]:80/[x]"), "http://[::1]:80/%5Bx%5D");
    }
}
