//! Answers: a body with what the headers say about it, and the one place that writes them.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LINK, VARY,
};
use serde::Serialize;

use super::conditional::EntityTag;
use super::links;
use super::view::envelope::{Links, PageMeta};
use super::view::post::json;

/// Who may keep an answer, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Everyone, for a while (RFC 9111, RFC 5861).
    Public,
    /// Everyone, for a year, without asking again (RFC 8246): its URL names its very content.
    Immutable,
    /// Nobody: it was shown to the holder of a token.
    Private,
}

impl CachePolicy {
    /// The value of `Cache-Control`.
    pub fn header(self) -> &'static str {
        match self {
            Self::Public => "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Private => "private, no-store",
        }
    }
}

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: BoxBody,
    content_type: Option<Cow<'static, str>>,
    tag: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cache: CachePolicy,
    vary: &'static str,
    language: Option<String>,
    link: Option<String>,
    total: Option<u64>,
}

impl Answer {
    /// Some bytes of a media type.
    pub fn bytes(content_type: impl Into<Cow<'static, str>>, body: Vec<u8>) -> Self {
        Self::stream(content_type, BoxBody::new(body))
    }

    /// A body of a media type that is made while it is sent.
    pub fn stream(content_type: impl Into<Cow<'static, str>>, body: BoxBody) -> Self {
        Self { content_type: Some(content_type.into()), ..Self::empty(body) }
    }

    /// What a client is told that has the representation with this tag (RFC 9110, section 15.4.5).
    pub fn not_modified(tag: &EntityTag) -> Self {
        let answer = Self::empty(BoxBody::new(()));
        answer.status(StatusCode::NOT_MODIFIED).tag(tag)
    }

    fn empty(body: BoxBody) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            content_type: None,
            tag: None,
            headers: Vec::new(),
            cache: CachePolicy::Public,
            vary: "Accept",
            language: None,
            link: None,
            total: None,
        }
    }

    /// A value as JSON.
    pub fn json<T: Serialize>(value: &T) -> Self {
        let mut body = Vec::new();
        json(&mut body, value);
        Self::bytes("application/json", body)
    }

    /// An envelope around data that is JSON already.
    pub fn envelope<M: Serialize>(data: &[u8], meta: &M, links: &Links) -> Self {
        let mut body = Vec::with_capacity(data.len() + 512);
        body.extend_from_slice(b"{\"data\":");
        body.extend_from_slice(data);
        body.extend_from_slice(b",\"meta\":");
        json(&mut body, meta);
        body.extend_from_slice(b",\"links\":");
        json(&mut body, links);
        body.push(b'}');
        Self::bytes("application/json", body)
    }

    /// Says in headers what a list says in its body: `Link` and `X-Total-Count`.
    pub fn list(mut self, meta: &PageMeta, links: &Links) -> Self {
        self.total = Some(meta.pagination.total);
        self.link = links::header(links);
        self
    }

    /// Another status than 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The tag of the representation.
    pub fn tag(mut self, tag: &EntityTag) -> Self {
        self.tag = Some(tag.header());
        self
    }

    /// A header that this kind of answer alone has.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Who may keep it.
    pub fn cache(mut self, cache: CachePolicy) -> Self {
        self.cache = cache;
        self
    }

    /// Which request headers decided on it.
    pub fn vary(mut self, vary: &'static str) -> Self {
        self.vary = vary;
        self
    }

    /// The language of its content (RFC 9110, section 8.5).
    pub fn language(mut self, lang: &str) -> Self {
        self.language = Some(lang.to_owned());
        self
    }

    /// The response.
    pub fn respond(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, self.cache.header()));
        response.insert_header((VARY, self.vary));
        if let Some(total) = self.total {
            response.insert_header(("x-total-count", total.to_string()));
        }
        for header in self.headers {
            response.insert_header(header);
        }
        let texts = [
            (CONTENT_TYPE, self.content_type.map(Cow::into_owned)),
            (ETAG, self.tag),
            (LINK, self.link),
            (CONTENT_LANGUAGE, self.language),
        ];
        for (name, value) in texts {
            // All of them are ASCII, a link because it is percent-encoded, so none is refused.
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                response.insert_header((name, value));
            }
        }
        response.body(self.body)
    }
}
