//! What is known of an answer apart from its body.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};

/// Which preferences of the client decided on an answer, besides its coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negotiation {
    /// None: the URL says all.
    None,
    /// `Accept`.
    Media,
    /// `Accept` and `Accept-Language`.
    MediaAndLanguage,
}

/// What an answer is, apart from its body.
#[derive(Debug, Clone)]
pub struct Head {
    /// The status, of a success or a redirect.
    pub status: StatusCode,
    /// What decided on it.
    pub negotiation: Negotiation,
    /// Headers that say what it is: its type, language, links.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Head {
    /// The value of `Content-Type`; empty where there is none.
    pub fn content_type(&self) -> &str {
        let value = self.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        value.and_then(|(_, value)| value.to_str().ok()).unwrap_or_default()
    }
}
