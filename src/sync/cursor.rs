//! The position in a list of changes at which its next page starts.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token::SyncToken;

/// The first byte, which identifies the encoding.
const VERSION: u8 = 1;

/// A position in the changes from one manifest to another one. It names both, so that it holds its place when
/// content is replaced between two pages. Displayed as base64url without padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor {
    /// The manifest before the changes.
    pub from: SyncToken,
    /// The manifest after them.
    pub to: SyncToken,
    /// The number of changes before the position.
    pub offset: u32,
}

/// The text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursorError;

impl fmt::Display for ChangeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![VERSION];
        bytes.extend(self.from.as_bytes());
        bytes.extend(self.to.as_bytes());
        bytes.extend(self.offset.to_le_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for ChangeCursor {
    type Err = ChangeCursorError;

    fn from_str(text: &str) -> Result<Self, ChangeCursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ChangeCursorError)?;
        read(&bytes).ok_or(ChangeCursorError)
    }
}

fn read(bytes: &[u8]) -> Option<ChangeCursor> {
    let rest = bytes.strip_prefix(&[VERSION])?;
    let (from, rest) = rest.split_first_chunk()?;
    let (to, rest) = rest.split_first_chunk()?;
    let offset = u32::from_le_bytes(rest.try_into().ok()?);
    Some(ChangeCursor { from: SyncToken::new(*from), to: SyncToken::new(*to), offset })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ChangeCursor, ChangeCursorError};
    use crate::sync::SyncToken;

    proptest! {
        #[test]
        fn a_cursor_survives_a_round_trip_and_no_part_of_it_is_one(
            from: [u8; 16],
            to: [u8; 16],
            offset: u32,
            cut in 0..49_usize,
        ) {
            let (from, to) = (SyncToken::new(from), SyncToken::new(to));
            let cursor = ChangeCursor { from, to, offset };
            let text = cursor.to_string();
            prop_assert_eq!(text.parse(), Ok(cursor));
            prop_assert_eq!(text[..cut].parse::<ChangeCursor>(), Err(ChangeCursorError));
        }

        #[test]
        fn any_text_is_parsed_without_panic(text in "\\PC{0,60}") {
            if let Ok(cursor) = text.parse::<ChangeCursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }
}
