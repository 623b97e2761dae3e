//! Sync tokens.

use std::fmt::{self, Display};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The version of the format.
const PREFIX: &str = "v1.";
/// The number of bytes of the hash.
const BYTES: usize = 16;

/// The identity of the public posts at one time: a hash of their slugs, languages and content. Equal on every
/// replica with equal content. Displayed as `v1.` and base64url without padding (RFC 4648, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SyncToken([u8; BYTES]);

/// The text is not a sync token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncTokenError;

impl SyncToken {
    /// Creates the token of a hash.
    pub fn new(hash: [u8; BYTES]) -> Self {
        Self(hash)
    }

    /// Returns the hash.
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}

impl Display for SyncToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for SyncToken {
    type Err = SyncTokenError;

    fn from_str(text: &str) -> Result<Self, SyncTokenError> {
        let hash = text.strip_prefix(PREFIX).ok_or(SyncTokenError)?;
        let bytes = URL_SAFE_NO_PAD.decode(hash).map_err(|_| SyncTokenError)?;
        bytes.try_into().map(Self).map_err(|_| SyncTokenError)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SyncToken, SyncTokenError};

    #[test]
    fn a_token_is_a_version_and_base64url() {
        let token = SyncToken::new([0xfb; 16]);
        assert_eq!(token.to_string(), "v1.-_v7-_v7-_v7-_v7-_v7-w");
        assert_eq!("v1.-_v7-_v7-_v7-_v7-_v7-w".parse(), Ok(token));
    }

    #[test]
    fn other_texts_are_not_tokens() {
        for text in ["", "v1.", "v2.-_v7-_v7-_v7-_v7-_v7-w", "v1.-_v7", "v1.+/v7+/v7+/v7+/v7+/v7+w"]
        {
            assert_eq!(text.parse::<SyncToken>(), Err(SyncTokenError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_survives_a_round_trip(hash: [u8; 16]) {
            let token = SyncToken::new(hash);
            prop_assert_eq!(token.to_string().parse(), Ok(token));
        }

        #[test]
        fn what_parses_is_written_in_the_same_way(text in "v1\\.[A-Za-z0-9_-]{20,24}") {
            if let Ok(token) = text.parse::<SyncToken>() {
                prop_assert_eq!(token.to_string(), text);
            }
        }
    }
}
