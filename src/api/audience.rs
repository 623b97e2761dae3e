//! Who asks: everyone, or the holder of the preview token (RFC 6750).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use super::state::State;
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::Audience;

/// What a request may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// What everyone sees.
    Closed,
    /// Drafts and scheduled posts too.
    Open,
}

impl Preview {
    /// Reads `Authorization: Bearer TOKEN`.
    ///
    /// # Errors
    /// `unauthorized` where a token is sent and is not the right one, so that a mistyped token is
    /// noticed. Without a configured token, credentials mean nothing here and are ignored.
    pub fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        let Some(expected) = &state.options.preview_token else { return Ok(Self::Closed) };
        let header = request
            .headers()
            .get(AUTHORIZATION)
            .map(actix_web::http::header::HeaderValue::as_bytes);
        let Some(given) = header.and_then(bearer) else { return Ok(Self::Closed) };
        if equal(given, expected.as_bytes()) {
            Ok(Self::Open)
        } else {
            Err(Problem::new(ProblemKind::Unauthorized, "this is not the preview token"))
        }
    }

    /// Demands the token.
    ///
    /// # Errors
    /// `unauthorized` with `reason` where it was not sent.
    pub fn require(self, state: &State, reason: &str) -> Result<(), Problem> {
        if self == Self::Open {
            return Ok(());
        }
        let detail = match state.options.preview_token {
            Some(_) => format!("{reason}: send it as `Authorization: Bearer TOKEN`"),
            None => format!("{reason}, and this server has none configured"),
        };
        Err(Problem::new(ProblemKind::Unauthorized, detail))
    }

    /// Which posts are found.
    pub fn audience(self) -> Audience {
        match self {
            Self::Closed => Audience::Public,
            Self::Open => Audience::Preview,
        }
    }

    /// Who may keep an answer of a kind.
    pub fn cache(self, kind: CacheKind) -> CachePolicy {
        match self {
            Self::Closed => CachePolicy::Public(kind),
            Self::Open => CachePolicy::Private,
        }
    }
}

/// The token of a `Bearer` header; the scheme's case does not matter (RFC 9110, section 11.1).
fn bearer(header: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = header.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Compares hashes, so that the time taken tells nothing about the token.
fn equal(one: &[u8], other: &[u8]) -> bool {
    blake3::hash(one) == blake3::hash(other)
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn the_scheme_is_read_in_any_case() {
        assert_eq!(bearer(b"Bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer  abc "), Some(&b"abc"[..]));
        assert_eq!(bearer(b"Basic abc"), None);
        assert_eq!(bearer(b"Bea"), None);
    }
}
