//! Who sends a request: anybody, or a holder of the preview token (RFC 6750).

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use super::options::ApiOptions;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::Audience;

/// The credentials of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// No credentials.
    None,
    /// Any or none: they are ignored, because the server has no preview token.
    Unsupported,
    /// The preview token, or none is needed.
    Preview,
    /// A token that is not the preview token.
    Wrong,
}

impl Credentials {
    /// Reads `Authorization: Bearer TOKEN`. Without a configured token, credentials are ignored, and so they
    /// are if everyone is an author.
    pub fn read(headers: &HeaderMap, options: &ApiOptions) -> Self {
        if options.everyone == Audience::Preview {
            return Self::Preview;
        }
        let Some(expected) = &options.preview_token else { return Self::Unsupported };
        let header = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
        match header.and_then(bearer) {
            None => Self::None,
            Some(given) if equal(given, expected.as_bytes()) => Self::Preview,
            Some(_) => Self::Wrong,
        }
    }

    /// Returns which posts the request may see.
    ///
    /// # Errors
    /// Returns `unauthorized` if a wrong token was sent, so that a mistyped token is noticed.
    pub fn audience(self) -> Result<Audience, Problem> {
        match self {
            Self::None | Self::Unsupported => Ok(Audience::Public),
            Self::Preview => Ok(Audience::Preview),
            Self::Wrong => {
                Err(Problem::new(ProblemKind::Unauthorized, "the preview token is wrong"))
            }
        }
    }

    /// Requires the preview token.
    ///
    /// # Errors
    /// Returns `unauthorized` with `reason` if the token was not sent.
    pub fn require_preview(self, reason: &str) -> Result<(), Problem> {
        let detail = match self.audience()? {
            Audience::Preview => return Ok(()),
            Audience::Public if self == Self::Unsupported => {
                format!("{reason}, but this server has no preview token configured")
            }
            Audience::Public => format!("{reason}: send it as `Authorization: Bearer TOKEN`"),
        };
        Err(Problem::new(ProblemKind::Unauthorized, detail))
    }
}

/// Returns the token of a `Bearer` header. The scheme is case-insensitive (RFC 9110, section 11.1).
fn bearer(header: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = header.split_at_checked("bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Compares hashes, so that the time taken reveals nothing about the token.
fn equal(one: &[u8], other: &[u8]) -> bool {
    blake3::hash(one) == blake3::hash(other)
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn the_scheme_is_case_insensitive() {
        assert_eq!(bearer(b"Bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer  abc "), Some(&b"abc"[..]));
        assert_eq!(bearer(b"Basic abc"), None);
        assert_eq!(bearer(b"Bea"), None);
    }
}
