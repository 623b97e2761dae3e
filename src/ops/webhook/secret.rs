//! Signing secrets.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{self, HMAC_SHA256, Tag};

/// The prefix of secrets (Standard Webhooks 1.0.0, section "Signature scheme").
const PREFIX: &str = "whsec_";

/// The length of a key in bytes (the same section).
const LENGTH: RangeInclusive<usize> = 24..=64;

/// A secret that sender and receivers share. It is never shown, not even by `{:?}`.
#[derive(Clone)]
pub struct SigningSecret(hmac::Key);

/// Why a text is not a secret. The message never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidSecret {
    /// It does not start with `whsec_`.
    Prefix,
    /// What follows is not base64.
    Base64,
    /// The key has this number of bytes.
    Length(usize),
}

impl FromStr for SigningSecret {
    type Err = InvalidSecret;

    fn from_str(text: &str) -> Result<Self, InvalidSecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(InvalidSecret::Prefix)?;
        // With padding, because some of the libraries for receivers require it.
        let key = STANDARD.decode(encoded).map_err(|_| InvalidSecret::Base64)?;
        if !LENGTH.contains(&key.len()) {
            return Err(InvalidSecret::Length(key.len()));
        }
        Ok(Self(hmac::Key::new(HMAC_SHA256, &key)))
    }
}

impl SigningSecret {
    /// Returns the authentication code of a sequence of parts.
    pub(super) fn sign(&self, parts: &[&[u8]]) -> Tag {
        let mut context = hmac::Context::with_key(&self.0);
        parts.iter().for_each(|part| context.update(part));
        context.sign()
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (LENGTH.start(), LENGTH.end());
        match self {
            Self::Prefix => write!(f, "a secret starts with `{PREFIX}`"),
            Self::Base64 => write!(f, "what follows `{PREFIX}` is not base64"),
            Self::Length(length) => {
                write!(f, "the secret encodes {length} bytes instead of {low} to {high}")
            }
        }
    }
}

impl std::error::Error for InvalidSecret {}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::{InvalidSecret, SigningSecret};

    fn read(text: &str) -> Result<(), InvalidSecret> {
        text.parse::<SigningSecret>().map(drop)
    }

    #[test]
    fn a_secret_is_a_prefix_and_base64() {
        for text in [
            // The key of the tests of the Standard Webhooks libraries.
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ] {
            assert_eq!(read(text), Ok(()), "{text}");
        }
        for (text, problem) in [
            ("", InvalidSecret::Prefix),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", InvalidSecret::Prefix),
            ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", InvalidSecret::Prefix),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-", InvalidSecret::Base64),
            ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", InvalidSecret::Base64),
            ("whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", InvalidSecret::Base64),
            ("whsec_", InvalidSecret::Length(0)),
            ("whsec_AAAA", InvalidSecret::Length(3)),
        ] {
            assert_eq!(read(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn neither_debug_nor_messages_show_a_secret() {
        let secret: SigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "SigningSecret(…)");
        assert!(!read("whsec_AAAA").unwrap_err().to_string().contains("AAAA"));
    }

    proptest! {
        #[test]
        fn the_length_of_the_key_decides(key in proptest::collection::vec(any::<u8>(), 0..80)) {
            let expected = match key.len() {
                24..=64 => Ok(()),
                other => Err(InvalidSecret::Length(other)),
            };
            prop_assert_eq!(read(&format!("whsec_{}", STANDARD.encode(&key))), expected);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "(whsec_)?\\PC{0,100}") {
            let _ = read(&text);
        }
    }
}
