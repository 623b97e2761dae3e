//! Cursors: opaque text that says behind which entry a page begins.
//!
//! A cursor holds the values of the last entry, not its position, so that it keeps its place when
//! posts come and go.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The first byte; another layout has another one.
const VERSION: u8 = 1;

/// Why a cursor cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorError {
    /// The text is no cursor.
    Malformed,
    /// It was given for another question.
    Mismatch,
}

/// Identifies the question that a cursor belongs to.
pub(super) type Fingerprint = [u8; 8];

/// One sort key's value of the last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// There is none, or it is told by the name.
    Missing,
    /// Nanoseconds, minutes, a count, a position.
    Number(i128),
    /// A text, perhaps only its beginning.
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
    /// Writes a cursor for the question with this fingerprint.
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

    /// Reads a cursor that was given for the question with this fingerprint.
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

/// Reads from untrusted bytes; everything is none where they do not suffice.
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
        fn what_is_written_is_read_again(place in place(), print in any::<[u8; 8]>()) {
            let cursor = place.encode(print);
            prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            prop_assert_eq!(Place::decode(&cursor, print), Ok(place));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = Place::decode(&text, [0; 8]);
        }

        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in any::<Vec<u8>>()) {
            if let Some(version) = bytes.first_mut() {
                *version = super::VERSION;
            }
            let _ = Place::decode(&URL_SAFE_NO_PAD.encode(bytes), [0; 8]);
        }

        #[test]
        fn a_torn_cursor_is_refused(place in place(), cut in any::<prop::sample::Index>()) {
            let cursor = place.encode([7; 8]);
            let torn = &cursor[..cut.index(cursor.len())];
            prop_assert_eq!(Place::decode(torn, [7; 8]), Err(CursorError::Malformed));
        }
    }

    #[test]
    fn another_questions_cursor_is_told_from_nonsense() {
        let place = Place { values: vec![], name: "a".into(), lang: "en".into() };
        let cursor = place.encode([1; 8]);
        assert_eq!(Place::decode(&cursor, [2; 8]), Err(CursorError::Mismatch));
        assert_eq!(Place::decode("", [2; 8]), Err(CursorError::Malformed));
        assert_eq!(Place::decode("not a cursor", [2; 8]), Err(CursorError::Malformed));
    }
}
