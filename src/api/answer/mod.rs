//! Answers: what a handler says, as a value. The front turns it into a response.

pub mod encoding;
mod head;
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
use crate::api::body::json::json;
use crate::api::body::render::Renderer;
use crate::api::view::envelope::{Links, PageMeta};
use crate::api::view::post::Selection;
use crate::catalog::{DocId, Snapshot, Taxonomy};
use crate::post::Moment;
use crate::protocol::range::ByteRange;
use crate::text::Revision;

pub use head::{Head, Negotiation};

use crate::api::body::portions::body_of;
use crate::ops::cache_policy::CachePolicy;

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// None at all.
    None,
    /// Some bytes.
    Bytes(Bytes),
    /// A file, of which parts can be wanted.
    File(Content),
}

/// The posts that an answer shows.
#[derive(Debug)]
pub struct Shown {
    /// The snapshot that they belong to.
    pub snapshot: Arc<Snapshot>,
    /// The posts.
    pub docs: Vec<DocId>,
    /// What of them is shown, as some keys link to other posts.
    pub selection: Selection,
}

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    /// What it is.
    pub head: Head,
    /// Who may cache it, if that differs from what is known about the operation.
    pub policy: Option<CachePolicy>,
    /// What it holds.
    pub body: Body,
    /// The posts in it.
    pub shown: Option<Shown>,
    /// The terms in it, by their slugs.
    pub terms: Vec<(Taxonomy, Arc<str>)>,
    /// The slug of a post that decided on it without being shown.
    pub decided_by: Option<String>,
}

impl Answer {
    /// Some bytes of a media type.
    pub fn bytes(content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, Body::Bytes(body.into())).typed(content_type)
    }

    /// A file of a media type.
    pub fn file(content_type: impl Into<Cow<'static, str>>, file: Content) -> Self {
        Self::new(StatusCode::OK, Body::File(file)).typed(content_type)
    }

    /// The way to another URL, `location`.
    pub fn redirect(status: StatusCode, location: &str) -> Self {
        Self::new(status, Body::None).text(LOCATION, location)
    }

    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, Body::None)
    }

    fn new(status: StatusCode, body: Body) -> Self {
        let head = Head { status, negotiation: Negotiation::Media, headers: Vec::with_capacity(4) };
        Self { head, policy: None, body, shown: None, terms: Vec::new(), decided_by: None }
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
    pub fn list(self, meta: &PageMeta, links: &Links) -> Self {
        let answer = match links::header(links) {
            Some(link) => self.text(LINK, &link),
            None => self,
        };
        let total = HeaderValue::from(meta.pagination.total);
        answer.header(HeaderName::from_static("x-total-count"), total)
    }

    /// The posts that it shows.
    pub fn shows(
        mut self,
        (snapshot, docs, selection): (Arc<Snapshot>, Vec<DocId>, Selection),
    ) -> Self {
        self.shown = Some(Shown { snapshot, docs, selection });
        self
    }

    /// The terms that it names, by their slugs.
    pub fn names(mut self, taxonomy: Taxonomy, slugs: impl IntoIterator<Item = Arc<str>>) -> Self {
        self.terms.extend(slugs.into_iter().map(|slug| (taxonomy, slug)));
        self
    }

    /// The slug of the post that decided on it, though it does not show that one.
    pub fn decided_by(mut self, slug: &str) -> Self {
        self.decided_by = Some(slug.to_owned());
        self
    }

    /// A header that this kind of answer alone has.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.head.headers.push((name, value));
        self
    }

    /// Sets who may cache it, if that differs from what is known about the operation.
    pub fn cache(mut self, policy: CachePolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Which wishes decided on it; that for a media type, where nothing is said.
    pub fn negotiated(mut self, negotiation: Negotiation) -> Self {
        self.head.negotiation = negotiation;
        self
    }

    /// The language of its content (RFC 9110, section 8.5).
    pub fn language(self, lang: &str) -> Self {
        self.text(CONTENT_LANGUAGE, lang)
    }

    fn typed(self, content_type: impl Into<Cow<'static, str>>) -> Self {
        match content_type.into() {
            Cow::Borrowed(name) => self.header(CONTENT_TYPE, HeaderValue::from_static(name)),
            Cow::Owned(name) => self.text(CONTENT_TYPE, &name),
        }
    }

    /// A header of ASCII text: types, language tags and encoded URLs always are.
    fn text(self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => self.header(name, value),
            Err(_) => self,
        }
    }
}

impl Shown {
    /// Whether every file was read that decides on how the posts are shown. Where that failed, the
    /// answer is not what it will be a moment later.
    pub fn is_settled(&self, renderer: &Renderer) -> bool {
        let is_known = |&doc: &DocId| self.selection.files_are_known(&self.snapshot, doc, renderer);
        self.docs.iter().all(is_known)
    }

    /// The latest time at which one of the posts was changed.
    pub fn newest_change(&self) -> Option<Timestamp> {
        let posts = self.docs.iter().map(|&doc| self.snapshot.post(doc));
        posts.filter_map(|post| post.updated_at.as_ref()).map(Moment::timestamp).max()
    }
}

impl Body {
    /// The identity of its bytes and how many they are; nothing where there is no body.
    pub fn identity(&self) -> Option<(Revision, u64)> {
        match self {
            Self::None => None,
            Self::Bytes(bytes) => Some((Revision::of(bytes), bytes.len() as u64)),
            Self::File(file) => Some((file.revision, file.bytes)),
        }
    }

    /// All bytes, where they are in memory.
    pub fn held(&self) -> Option<Bytes> {
        match self {
            Self::None => None,
            Self::Bytes(bytes) => Some(bytes.clone()),
            Self::File(file) => file.held().cloned(),
        }
    }

    /// The whole body, or a part of a file that lies within it, to be sent as it is.
    ///
    /// # Errors
    /// Where a file cannot be read any more.
    pub fn send(self, part: Option<ByteRange>) -> io::Result<BoxBody> {
        match self {
            Self::None => Ok(BoxBody::new(())),
            Self::Bytes(bytes) => Ok(body_of(bytes)),
            Self::File(file) => file.body(part),
        }
    }
}

/// The answer travels in the response's extensions; the front, which knows the request, writes the
/// response.
impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::new(self.head.status);
        response.extensions_mut().insert(self);
        response
    }
}
