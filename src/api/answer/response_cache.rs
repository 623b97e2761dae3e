//! The response cache. Unlike in a cache of RFC 9111, entries do not become stale: the key contains
//! everything that a response depends on, so a cached response equals a new one.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use jiff::Timestamp;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};

use super::body_key::{BodyKey, Seed};
use super::doorkeeper::Doorkeeper;
use super::encoding::Encoding;
use super::head::Head;
use super::head_blocks::HeadBlocks;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::observe::{CacheFigures, OperationId};
use crate::protocol::coding::Coding;
use crate::protocol::conditional::LastModified;
use crate::protocol::negotiate::MediaPreferences;
use crate::text::Revision;

/// Everything of the content that a response depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentKey {
    /// The generation of the snapshot.
    pub generation: u64,
    /// The time since which the same posts are public.
    pub since: Option<Timestamp>,
    /// Whether the search index is ready.
    pub is_searchable: bool,
}

/// Everything that a response depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheKey<'a> {
    /// The content.
    pub content: ContentKey,
    /// Path and query.
    pub target: &'a str,
    /// The preferences in `Accept`.
    pub media: MediaPreferences,
    /// `Accept-Language`, if the operation negotiates the language.
    pub language: Option<&'a [u8]>,
    /// The host, if the response contains absolute URLs and their origin is not configured.
    pub host: Option<&'a str>,
}

impl Hash for CacheKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The other fields rarely differ among the entries. Each request is hashed, so there are few parts.
        state.write(self.target.as_bytes());
        state.write_u64(self.content.generation);
        self.media.hash(state);
        for part in [self.language, self.host.map(str::as_bytes)].into_iter().flatten() {
            state.write(part);
        }
    }
}

/// The key of an entry.
#[derive(Debug, Clone)]
struct OwnedCacheKey {
    content: ContentKey,
    target: Box<str>,
    media: MediaPreferences,
    language: Option<Box<[u8]>>,
    host: Option<Box<str>>,
}

impl OwnedCacheKey {
    fn as_key(&self) -> CacheKey<'_> {
        CacheKey {
            content: self.content,
            target: &self.target,
            media: self.media,
            language: self.language.as_deref(),
            host: self.host.as_deref(),
        }
    }
}

impl From<&CacheKey<'_>> for OwnedCacheKey {
    fn from(key: &CacheKey<'_>) -> Self {
        Self {
            content: key.content,
            target: key.target.into(),
            media: key.media,
            language: key.language.map(Into::into),
            host: key.host.map(Into::into),
        }
    }
}

impl PartialEq for OwnedCacheKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_key() == other.as_key()
    }
}

impl Eq for OwnedCacheKey {}

impl Hash for OwnedCacheKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_key().hash(state);
    }
}

impl Equivalent<OwnedCacheKey> for CacheKey<'_> {
    fn equivalent(&self, owned: &OwnedCacheKey) -> bool {
        *self == owned.as_key()
    }
}

/// A cached response without its body.
#[derive(Debug)]
pub struct CachedResponse {
    /// The operation that made it.
    pub operation: OperationId,
    /// The status and headers.
    pub head: Head,
    /// Who may cache it downstream.
    pub policy: CachePolicy,
    /// The content hash of the body.
    pub revision: Revision,
    /// The length of the body in bytes.
    pub bytes: u64,
    /// The value of `Vary`.
    pub vary: HeaderValue,
    /// When the body is encoded.
    pub encoding: Encoding,
    /// The time of the latest change of the posts in it, also as a header. It can be in the future.
    pub changed: Option<(LastModified, HeaderValue)>,
    /// The time at which the next post is published or expires, so that a new response can differ.
    pub until: Option<Timestamp>,
    /// Prepared parts of its heads.
    pub blocks: HeadBlocks,
}

impl CachedResponse {
    /// The time of the latest change of the posts in it, also as a header; `None` if it is in the
    /// future.
    pub fn last_modified(&self, now: Timestamp) -> Option<&(LastModified, HeaderValue)> {
        self.changed.as_ref().filter(|(at, _)| at.is_past(now))
    }
}

/// What the prepared parts of heads take, in bytes: most responses that are sent have two.
const BLOCKS: usize = 2 * 640;

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<OwnedCacheKey, Arc<CachedResponse>> for Weight {
    fn weight(&self, owned: &OwnedCacheKey, response: &Arc<CachedResponse>) -> u64 {
        let headers = response.head.headers.iter();
        let headers: usize = headers.map(|(_, value)| 64 + value.as_bytes().len()).sum();
        let language = owned.language.as_ref().map_or(0, |language| language.len());
        (size_of::<(OwnedCacheKey, CachedResponse)>()
            + 64
            + BLOCKS
            + owned.target.len()
            + language
            + owned.host.as_ref().map_or(0, |host| host.len())
            + headers) as u64
    }
}

impl Weighter<BodyKey, Bytes> for Weight {
    fn weight(&self, _: &BodyKey, body: &Bytes) -> u64 {
        (size_of::<(BodyKey, Bytes)>() + 64 + body.len()) as u64
    }
}

/// What was looked up for a request and counted, so that it does not count twice if it is looked up again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counted {
    /// Nothing.
    #[default]
    Nothing,
    /// The response, whether or not it was found.
    Response,
    /// The response and its body.
    Body,
}

/// A cache of responses, bounded by bytes. Heads and bodies are separate: a 304 needs no body, and equal
/// bodies are stored once.
#[derive(Debug)]
pub struct ResponseCache {
    responses: Cache<OwnedCacheKey, Arc<CachedResponse>, Weight>,
    bodies: Cache<BodyKey, Bytes, Weight, Seed>,
    doorkeeper: Doorkeeper,
}

impl ResponseCache {
    /// Creates a cache of about `bytes` bytes; with 0 it stores nothing.
    pub fn new(bytes: usize) -> Self {
        // A response without its body is a fraction of one with it, and saves more work.
        let (responses, bodies) = (bytes / 8, bytes - bytes / 8);
        Self {
            responses: Cache::with_weighter((responses / 512).max(16), responses as u64, Weight),
            bodies: Cache::with(
                (bodies / 4096).max(16),
                bodies as u64,
                Weight,
                Seed::random(),
                DefaultLifecycle::default(),
            ),
            doorkeeper: Doorkeeper::new(),
        }
    }

    /// Returns the response of a key.
    pub fn find(&self, key: &CacheKey<'_>) -> Option<Arc<CachedResponse>> {
        self.responses.get(key)
    }

    /// Returns the response of a key, which does not count as a use of it.
    pub fn peek(&self, key: &CacheKey<'_>) -> Option<Arc<CachedResponse>> {
        self.responses.peek(key)
    }

    /// Returns a body in a coding, or unencoded.
    pub fn body(&self, revision: Revision, coding: Option<Coding>) -> Option<Bytes> {
        self.bodies.get(&BodyKey { revision, coding })
    }

    /// Returns a body in a coding, or unencoded, which does not count as a use of it.
    pub fn peek_body(&self, revision: Revision, coding: Option<Coding>) -> Option<Bytes> {
        self.bodies.peek(&BodyKey { revision, coding })
    }

    /// Whether a response that is cheap to make is worth caching, because it was requested before.
    pub fn admits(&self, key: &CacheKey<'_>) -> bool {
        self.doorkeeper.has_seen(key)
    }

    /// Stores a response with its unencoded body.
    pub fn insert(&self, key: &CacheKey<'_>, response: &Arc<CachedResponse>, body: &Bytes) {
        self.responses.insert(key.into(), Arc::clone(response));
        let key = BodyKey { revision: response.revision, coding: None };
        if !body.is_empty() && !self.bodies.contains_key(&key) {
            self.bodies.insert(key, body.clone());
        }
    }

    /// The statistics of responses and of bodies.
    pub fn figures(&self) -> [CacheFigures; 2] {
        let (responses, bodies) = (&self.responses, &self.bodies);
        [
            CacheFigures {
                entries: responses.len() as u64,
                bytes: responses.weight(),
                hits: responses.hits(),
                misses: responses.misses(),
            },
            CacheFigures {
                entries: bodies.len() as u64,
                bytes: bodies.weight(),
                hits: bodies.hits(),
                misses: bodies.misses(),
            },
        ]
    }

    /// Returns the body in a coding, encoding it by `encode` if it is not cached. If several callers request the
    /// same one, the first encodes it and the others wait.
    ///
    /// # Errors
    /// Returns the error of `encode`.
    pub fn encoded<E>(
        &self,
        revision: Revision,
        coding: Coding,
        encode: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        self.bodies.get_or_insert_with(&BodyKey { revision, coding: Some(coding) }, encode)
    }
}
