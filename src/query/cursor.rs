//! Cursors: opaque text that identifies the entry after which a page starts.
//!
//! A cursor contains the values of the last entry, not its position, so that it stays valid when posts
//! are added or removed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The first byte, which identifies the encoding.
const VERSION: u8 = 1;

/// The reason why a cursor is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorError {
    /// The text is not a cursor.
    Malformed,
    /// The cursor was created for another query.
    Mismatch,
}

/// Identifies the query that a cursor belongs to.
pub(super) type Fingerprint = [u8; 8];

/// The last entry's value of one sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// There is no value, or the name implies it.
    Missing,
    /// A time in nanoseconds, minutes, a count, or a score.
    Number(i128),
    /// A text, possibly truncated.
    Text(String),
}

/// The last entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) values: Vec<Value>,
    /// The post's slug or the term's folded name.
    pub(super) name: String,
    /// The post's language; empty for terms.
    pub(super) lang: String,
}

impl Place {
    /// Encodes a cursor for the query with this fingerprint.
    pub(super) fn encode(&self, fingerprint: Fingerprint) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(fingerprint);
        bytes.push(self.values.len() as u8);
        for value in &self.values {
            match value {
                Value::Missing => bytes.push(0),
                Value::Number(number) => {
                    bytes.push(1);
                    bytes.extend(number.to_le_bytes());
                }
                Value::Text(text) => {
                    bytes.push(2);
                    write_text(&mut bytes, text);
                }
            }
        }
        write_text(&mut bytes, &self.name);
        write_text(&mut bytes, &self.lang);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Decodes a cursor that was created for the query with this fingerprint.
    pub(super) fn decode(cursor: &str, fingerprint: Fingerprint) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| CursorError::Malformed)?;
        let mut reader = Reader(&bytes);
        let (found, place) = reader.cursor().ok_or(CursorError::Malformed)?;
        if found == fingerprint { Ok(place) } else { Err(CursorError::Mismatch) }
    }
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// Reads untrusted bytes; every method returns `None` if they are invalid.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn cursor(&mut self) -> Option<(Fingerprint, Place)> {
        let [version] = self.array()?;
        if version != VERSION {
            return None;
        }
        let fingerprint = self.array()?;
        let [count] = self.array()?;
        let values = (0..count).map(|_| self.value()).collect::<Option<_>>()?;
        let place = Place { values, name: self.text()?, lang: self.text()? };
        self.0.is_empty().then_some((fingerprint, place))
    }

    fn value(&mut self) -> Option<Value> {
        match self.array()? {
            [0] => Some(Value::Missing),
            [1] => Some(Value::Number(i128::from_le_bytes(self.array()?))),
            [2] => Some(Value::Text(self.text()?)),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<String> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use proptest::prelude::*;

    use super::{CursorError, Place, URL_SAFE_NO_PAD, Value};

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Missing),
            any::<i128>().prop_map(Value::Number),
            ".{0,9}".prop_map(Value::Text),
        ]
    }

    fn place() -> impl Strategy<Value = Place> {
        (proptest::collection::vec(value(), 0..4), ".{0,9}", "[a-z]{0,3}")
            .prop_map(|(values, name, lang)| Place { values, name, lang })
    }

    proptest! {
        #[test]
        fn an_encoded_cursor_can_be_decoded(place in place(), print in any::<[u8; 8]>()) {
            let cursor = place.encode(print);
            prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            prop_assert_eq!(Place::decode(&cursor, print), Ok(place));
        }

        #[test]
        fn any_text_is_decoded_or_rejected(text in "\\PC*") {
            let _ = Place::decode(&text, [0; 8]);
        }

        #[test]
        fn any_bytes_are_decoded_or_rejected(mut bytes in any::<Vec<u8>>()) {
            if let Some(version) = bytes.first_mut() {
                *version = super::VERSION;
            }
            let _ = Place::decode(&URL_SAFE_NO_PAD.encode(bytes), [0; 8]);
        }

        #[test]
        fn a_truncated_cursor_is_rejected(place in place(), cut in any::<prop::sample::Index>()) {
            let cursor = place.encode([7; 8]);
            let truncated = &cursor[..cut.index(cursor.len())];
            prop_assert_eq!(Place::decode(truncated, [7; 8]), Err(CursorError::Malformed));
        }
    }

    #[test]
    fn the_cursor_of_another_query_is_distinguished_from_malformed_text() {
        let place = Place { values: vec![], name: "a".into(), lang: "en".into() };
        let cursor = place.encode([1; 8]);
        assert_eq!(Place::decode(&cursor, [2; 8]), Err(CursorError::Mismatch));
        assert_eq!(Place::decode("", [2; 8]), Err(CursorError::Malformed));
        assert_eq!(Place::decode("not a cursor", [2; 8]), Err(CursorError::Malformed));
    }
}
