//! The head of an answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};

/// The request headers by which an answer was negotiated, besides `Accept-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negotiation {
    /// None: it depends on the URL only.
    None,
    /// `Accept`.
    Media,
    /// `Accept` and `Accept-Language`.
    MediaAndLanguage,
}

/// The status and headers of an answer.
#[derive(Debug, Clone)]
pub struct Head {
    /// A status of success or redirection.
    pub status: StatusCode,
    /// How the answer was negotiated.
    pub negotiation: Negotiation,
    /// Headers that describe the representation: its type, language, links.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Head {
    /// Takes the headers, and leaves a head without any.
    pub fn take(&mut self) -> Self {
        Self { headers: std::mem::take(&mut self.headers), ..*self }
    }

    /// The value of `Content-Type`, or an empty string if there is none.
    pub fn content_type(&self) -> &str {
        let value = self.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        value.map_or("", |(_, value)| value.to_str().expect("media types are ASCII"))
    }
}
