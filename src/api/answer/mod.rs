//! Answers: what a handler returns, as a value. The pipeline turns it into a response.

mod body_key;
pub mod collapsing;
mod doorkeeper;
pub mod encoding;
mod head;
pub mod head_blocks;
mod problem;
pub mod response_cache;

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, LINK, LOCATION,
};
use actix_web::{HttpRequest, HttpResponse, Responder};
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::links;
use crate::api::body::assets::Content;
use crate::api::body::encodings::Encodings;
use crate::api::body::json::json;
use crate::api::body::render::Renderer;
use crate::api::body::writer::{Written, exactly};
use crate::api::events::{EventBody, Listener};
use crate::api::view::envelope::{Links, PageMeta};
use crate::api::view::post::{PostSource, Selection};
use crate::catalog::{DocId, Snapshot, Taxonomy, Viewer};
use crate::post::Moment;
use crate::protocol::negotiate::Media;
use crate::protocol::range::ByteRange;
use crate::text::Revision;

pub use head::{Head, Negotiation};

use crate::api::body::portions::body_of;
use crate::ops::cache_policy::CachePolicy;

/// The header with the total number of items of a list.
const X_TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// No body.
    None,
    /// Bytes in memory.
    Bytes(Written),
    /// A file, which supports range requests.
    File(Content),
    /// Events, as they happen.
    Events(Box<Listener>),
}

/// The posts that an answer shows.
#[derive(Debug)]
pub struct Shown {
    /// The snapshot that they belong to.
    pub snapshot: Arc<Snapshot>,
    /// The posts.
    pub docs: Vec<DocId>,
    /// The selected keys, because some of them link to other posts.
    pub selection: Selection,
    /// What is known of the posts, if that was determined while they were written.
    pub settled: Option<Settled>,
}

/// What is known of the posts that an answer shows.
#[derive(Debug, Clone, Copy)]
pub struct Settled {
    /// Whether all files on which the answer depends have been examined.
    pub is_settled: bool,
    /// The latest update of a post.
    pub newest: Option<Timestamp>,
}

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    /// The status and headers.
    pub head: Head,
    /// The cache policy; `None` for that of the operation.
    pub policy: Option<CachePolicy>,
    /// The body.
    pub body: Body,
    /// The posts in the body.
    pub shown: Option<Shown>,
    /// The slugs of the terms in the body.
    pub terms: Vec<(Taxonomy, Arc<str>)>,
    /// The slug of a post on which the answer depends although it does not show it.
    pub decided_by: Option<String>,
}

impl Answer {
    /// Returns an answer of bytes with a media type.
    pub fn bytes(content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        let bytes = body.into();
        let revision = Revision::of(&bytes);
        let written = Written {
            bytes,
            revision,
            is_leased: false,
            encodings: None,
            is_lent: false,
            is_cheap: false,
        };
        Self::body(content_type, written)
    }

    /// Returns an answer of a complete body with a media type.
    pub fn body(content_type: impl Into<Cow<'static, str>>, body: Written) -> Self {
        Self::new(StatusCode::OK, Body::Bytes(body)).typed(content_type)
    }

    /// Returns an answer of a file with a media type.
    pub fn file(content_type: impl Into<Cow<'static, str>>, file: Content) -> Self {
        Self::new(StatusCode::OK, Body::File(file)).typed(content_type)
    }

    /// Returns an answer of the events of a listener.
    pub fn events(listener: Listener) -> Self {
        let body = Body::Events(Box::new(listener));
        let answer = Self::new(StatusCode::OK, body).typed(Media::EventStream.name());
        // nginx would wait until its buffer is full.
        let buffering = HeaderName::from_static("x-accel-buffering");
        answer.header(buffering, HeaderValue::from_static("no"))
    }

    /// Returns a redirect to the URL `location`, which must be ASCII.
    pub fn redirect(status: StatusCode, location: &str) -> Self {
        Self::new(status, Body::None).text(LOCATION, location)
    }

    /// Returns an answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, Body::None)
    }

    fn new(status: StatusCode, body: Body) -> Self {
        let head = Head { status, negotiation: Negotiation::Media, headers: Vec::with_capacity(4) };
        Self { head, policy: None, body, shown: None, terms: Vec::new(), decided_by: None }
    }

    /// Returns an answer of a value as JSON.
    pub fn json<T: Serialize>(value: &T) -> Self {
        let mut body = Vec::new();
        json(&mut body, value);
        Self::bytes("application/json", exactly(body))
    }

    /// Returns an answer of a body with an envelope.
    pub fn written(written: Written) -> Self {
        Self::body("application/json", written)
    }

    /// Adds the headers of a list, `Link` and `X-Total-Count`.
    pub fn list(self, meta: &PageMeta, links: &Links) -> Self {
        self.counted(meta.pagination.total, links)
    }

    /// Adds the headers of a list with this number of items.
    pub fn counted(self, total: u64, links: &Links) -> Self {
        let answer = match links::header(links) {
            Some(link) => self.text(LINK, &link),
            None => self,
        };
        let total = HeaderValue::from(total);
        answer.header(X_TOTAL_COUNT, total)
    }

    /// Sets the posts that the answer shows.
    pub fn shows(
        mut self,
        (snapshot, docs, selection): (Arc<Snapshot>, Vec<DocId>, Selection),
    ) -> Self {
        self.shown = Some(Shown { snapshot, docs, selection, settled: None });
        self
    }

    /// Adds what is known of the posts that it shows.
    pub fn settled(mut self, settled: Settled) -> Self {
        if let Some(shown) = &mut self.shown {
            shown.settled = Some(settled);
        }
        self
    }

    /// Adds terms that the answer shows, by their slugs.
    pub fn names(mut self, taxonomy: Taxonomy, slugs: impl IntoIterator<Item = Arc<str>>) -> Self {
        self.terms.extend(slugs.into_iter().map(|slug| (taxonomy, slug)));
        self
    }

    /// Sets the slug of a post on which the answer depends although it does not show it.
    pub fn decided_by(mut self, slug: &str) -> Self {
        self.decided_by = Some(slug.to_owned());
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.head.headers.push((name, value));
        self
    }

    /// Sets a cache policy that differs from that of the operation.
    pub fn cache(mut self, policy: CachePolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Sets how the answer was negotiated. The default is by media type.
    pub fn negotiated(mut self, negotiation: Negotiation) -> Self {
        self.head.negotiation = negotiation;
        self
    }

    /// Sets the language of the content (RFC 9110, section 8.5).
    pub fn language(self, lang: &str) -> Self {
        self.text(CONTENT_LANGUAGE, lang)
    }

    fn typed(self, content_type: impl Into<Cow<'static, str>>) -> Self {
        match content_type.into() {
            Cow::Borrowed(name) => self.header(CONTENT_TYPE, HeaderValue::from_static(name)),
            Cow::Owned(name) => self.text(CONTENT_TYPE, &name),
        }
    }

    fn text(self, name: HeaderName, value: &str) -> Self {
        let value = HeaderValue::from_str(value);
        self.header(name, value.expect("media types, language tags and encoded URLs are ASCII"))
    }
}

impl Shown {
    /// Whether all files were read on which the posts' representation depends. If reading failed, a
    /// later answer can differ.
    pub fn is_settled(&self, renderer: &Renderer, viewer: Viewer) -> bool {
        if let Some(settled) = self.settled {
            return settled.is_settled;
        }
        let post = |&id| PostSource { snapshot: &self.snapshot, id, viewer, renderer };
        self.docs.iter().map(post).all(|post| post.files_are_known(&self.selection))
    }

    /// The time of the latest change of the posts.
    pub fn newest_change(&self) -> Option<Timestamp> {
        if let Some(settled) = self.settled {
            return settled.newest;
        }
        let posts = self.docs.iter().map(|&doc| self.snapshot.post(doc));
        posts.filter_map(|post| post.updated_at.as_ref()).map(Moment::timestamp).max()
    }
}

impl Body {
    /// The content hash and the length in bytes; `None` if there is no body, or none with an end.
    pub fn identity(&self) -> Option<(Revision, u64)> {
        match self {
            Self::None | Self::Events(_) => None,
            Self::Bytes(written) => Some((written.revision, written.bytes.len() as u64)),
            Self::File(file) => Some((file.revision, file.bytes)),
        }
    }

    /// The same body in other codings, if it is shared.
    pub fn encodings(&self) -> Option<Arc<Encodings>> {
        match self {
            Self::Bytes(written) => written.encodings.clone(),
            _ => None,
        }
    }

    /// All bytes, if they are in memory.
    pub fn in_memory(&self) -> Option<Bytes> {
        match self {
            Self::None | Self::Events(_) => None,
            Self::Bytes(written) => Some(written.bytes.clone()),
            Self::File(file) => file.in_memory().cloned(),
        }
    }

    /// Returns the whole body or, of a file, the bytes of a range within it, without a content coding.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read any more.
    pub fn send(self, part: Option<ByteRange>) -> io::Result<BoxBody> {
        match self {
            Self::None => Ok(BoxBody::new(())),
            Self::Bytes(written) => Ok(body_of(written.bytes)),
            Self::File(file) => file.body(part),
            Self::Events(listener) => Ok(BoxBody::new(EventBody::new(*listener))),
        }
    }
}

/// Puts the answer into the extensions of an empty response. The pipeline, which knows the request,
/// writes the actual response.
impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::new(self.head.status);
        response.extensions_mut().insert(self);
        response
    }
}
