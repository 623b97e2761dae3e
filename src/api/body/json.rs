//! Writing JSON.

use serde::Serialize;

/// Appends a value as JSON.
pub fn json<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(out, value).expect("views serialize to JSON, and memory takes any bytes");
}

/// Appends text as a JSON string. Most text needs no escapes and is copied at once, for which `serde_json` would look
/// at each byte.
pub fn string(out: &mut Vec<u8>, text: &str) {
    /// How many bytes are examined together.
    const WIDTH: usize = 32;
    let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    let (blocks, rest) = text.as_bytes().as_chunks::<WIDTH>();
    // Without an early exit in a block, the compiler compares its bytes in parallel.
    let any = |block: &[u8]| block.iter().fold(false, |any, byte| any | is_special(byte));
    if blocks.iter().any(|block| any(block)) || any(rest) {
        return json(out, text);
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Appends text as a JSON string, or null.
pub fn string_or_null(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends a number.
pub fn number(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Appends an array, calling `write` to append each item.
pub fn array<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut Vec<u8>),
) {
    out.push(b'[');
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::string;

    proptest! {
        #[test]
        fn strings_are_escaped_as_by_serde_json(
            parts in proptest::collection::vec("[ -~]{0,40}|\\PC{0,20}|[\\x00-\\x1f\\x7f\"\\\\]", 0..6),
        ) {
            let text = parts.concat();
            let mut out = b"x".to_vec();
            string(&mut out, &text);
            prop_assert_eq!(&out[1..], serde_json::to_vec(&text).expect("text is JSON"));
        }
    }
}
