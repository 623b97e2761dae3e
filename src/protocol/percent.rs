//! Percent-encoding of URL components (RFC 3986, section 2.1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a path segment or a query value: all but the unreserved characters (RFC 3986, section 2.3).
pub fn encode_component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_component(&mut encoded, text);
    encoded
}

/// Appends a percent-encoded path segment or query value.
pub fn push_component(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// Decodes the percent-encoding of a path or a part of it, where `+` is a plus.
///
/// Returns `None` if an escape is malformed, which `percent_encoding` passes through, or the bytes are not UTF-8.
pub fn decode_path(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Returns the value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::{decode_path, encode_component};

    proptest! {
        #[test]
        fn all_but_unreserved_characters_are_encoded(text in "(\\PC|[ -~]|内存){0,12}") {
            let encoded = |byte: u8| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                byte => format!("%{byte:02X}"),
            };
            prop_assert_eq!(encode_component(&text), text.bytes().map(encoded).collect::<String>());
        }

        #[test]
        fn valid_escapes_are_decoded_and_others_refused(
            parts in prop::collection::vec("%[0-9a-fA-F]{2}|[a-z+/]|[内存]|%[0-9a-f]?[g-z]|%E5%86%85", 0..8)
        ) {
            let raw = parts.concat();
            let is_valid = !parts.iter().any(|part| part.ends_with(|c| matches!(c, 'g'..='z')) && part.len() > 1);
            let expected = percent_decode_str(&raw).decode_utf8().ok().filter(|_| is_valid);
            prop_assert_eq!(decode_path(&raw), expected.map(Cow::into_owned));
        }
    }
}
