//! Answers that were made before. Unlike in a cache of RFC 9111 nothing ages here: the key is all that an
//! answer depends on, so what is found is what would be made.

use std::hash::{Hash, Hasher};
use std::io;
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use jiff::Timestamp;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};

use super::encoding::Encoding;
use super::head::Head;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::observe::{CacheFigures, OperationId};
use crate::protocol::coding::Coding;
use crate::protocol::conditional::LastModified;
use crate::protocol::negotiate::MediaPreferences;
use crate::text::Revision;

/// All that an answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheKey<'a> {
    /// The number of the snapshot.
    pub generation: u64,
    /// Since when the same posts are public.
    pub since: Option<Timestamp>,
    /// Whether posts can be searched yet.
    pub is_searchable: bool,
    /// Path and query.
    pub target: &'a str,
    /// What `Accept` comes to.
    pub media: MediaPreferences,
    /// `Accept-Language`, where it can matter.
    pub language: Option<&'a [u8]>,
}

impl Hash for CacheKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The rest seldom differs among what is kept.
        (self.generation, self.target, self.media, self.language).hash(state);
    }
}

/// A key that is kept.
#[derive(Debug, Clone)]
struct OwnedCacheKey {
    generation: u64,
    since: Option<Timestamp>,
    is_searchable: bool,
    target: Box<str>,
    media: MediaPreferences,
    language: Option<Box<[u8]>>,
}

impl OwnedCacheKey {
    fn as_key(&self) -> CacheKey<'_> {
        CacheKey {
            generation: self.generation,
            since: self.since,
            is_searchable: self.is_searchable,
            target: &self.target,
            media: self.media,
            language: self.language.as_deref(),
        }
    }
}

impl From<&CacheKey<'_>> for OwnedCacheKey {
    fn from(key: &CacheKey<'_>) -> Self {
        Self {
            generation: key.generation,
            since: key.since,
            is_searchable: key.is_searchable,
            target: key.target.into(),
            media: key.media,
            language: key.language.map(Into::into),
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

/// An answer without the bytes of its body, and what is told of them.
#[derive(Debug)]
pub struct CachedResponse {
    /// Which operation said it.
    pub operation: OperationId,
    /// What it is.
    pub head: Head,
    /// Who else may cache it.
    pub policy: CachePolicy,
    /// The identity of its body.
    pub revision: Revision,
    /// How many bytes its body has.
    pub bytes: u64,
    /// What decided on it, for `Vary`.
    pub vary: HeaderValue,
    /// Whether its body can be encoded.
    pub encoding: Encoding,
    /// The newest change of the posts in it, and its header. It can be still to come.
    pub changed: Option<(LastModified, HeaderValue)>,
    /// When it may become another one: the moment at which the next post appears or goes.
    pub until: Option<Timestamp>,
}

impl CachedResponse {
    /// The newest change of the posts in it, and its header; nothing while it is still to come.
    pub fn last_modified(&self, now: Timestamp) -> Option<&(LastModified, HeaderValue)> {
        self.changed.as_ref().filter(|(at, _)| at.is_past(now))
    }
}

/// A body by the identity of its content, and the coding.
type BodyKey = (Revision, Option<Coding>);

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<OwnedCacheKey, Arc<CachedResponse>> for Weight {
    fn weight(&self, owned: &OwnedCacheKey, kept: &Arc<CachedResponse>) -> u64 {
        let headers: usize =
            kept.head.headers.iter().map(|(_, value)| 64 + value.as_bytes().len()).sum();
        let language = owned.language.as_ref().map_or(0, |language| language.len());
        (size_of::<(OwnedCacheKey, CachedResponse)>()
            + 64
            + owned.target.len()
            + language
            + headers) as u64
    }
}

impl Weighter<BodyKey, Bytes> for Weight {
    fn weight(&self, _: &BodyKey, body: &Bytes) -> u64 {
        (size_of::<(BodyKey, Bytes)>() + 64 + body.len()) as u64
    }
}

/// Keeps answers within a bound of bytes. What an answer is and what it holds are kept apart: that a
/// client has it already is told without its body, and equal bodies are kept once.
#[derive(Debug)]
pub struct ResponseCache {
    kept: Cache<OwnedCacheKey, Arc<CachedResponse>, Weight>,
    bodies: Cache<BodyKey, Bytes, Weight>,
}

impl ResponseCache {
    /// A store of about `bytes` bytes; of none where they are 0.
    pub fn new(bytes: usize) -> Self {
        // An answer without its body is a fraction of one with it, and worth more.
        let (kept, bodies) = (bytes / 8, bytes - bytes / 8);
        Self {
            kept: Cache::with_weighter((kept / 512).max(16), kept as u64, Weight),
            bodies: Cache::with_weighter((bodies / 4096).max(16), bodies as u64, Weight),
        }
    }

    /// The answer to a key.
    pub fn find(&self, key: &CacheKey<'_>) -> Option<Arc<CachedResponse>> {
        self.kept.get(key)
    }

    /// A body, as it is or encoded.
    pub fn body(&self, revision: Revision, coding: Option<Coding>) -> Option<Bytes> {
        self.bodies.get(&(revision, coding))
    }

    /// Keeps an answer.
    pub fn keep(&self, key: &CacheKey<'_>, kept: &Arc<CachedResponse>, body: &[u8]) {
        self.kept.insert(key.into(), Arc::clone(kept));
        let key = (kept.revision, None);
        if !body.is_empty() && !self.bodies.contains_key(&key) {
            self.bodies.insert(key, exactly(body));
        }
    }

    /// How full the store is and how well it does: with answers, and with bodies.
    pub fn figures(&self) -> [CacheFigures; 2] {
        let (kept, bodies) = (&self.kept, &self.bodies);
        [
            CacheFigures {
                entries: kept.len() as u64,
                bytes: kept.weight(),
                hits: kept.hits(),
                misses: kept.misses(),
            },
            CacheFigures {
                entries: bodies.len() as u64,
                bytes: bodies.weight(),
                hits: bodies.hits(),
                misses: bodies.misses(),
            },
        ]
    }

    /// Encodes a body, or takes it from what was encoded before. Of several callers that want the
    /// same one does the work, and the others wait.
    ///
    /// # Errors
    /// As [`Coding::encode`].
    pub fn encoded(&self, revision: Revision, coding: Coding, body: &[u8]) -> io::Result<Bytes> {
        self.bodies.get_or_insert_with(&(revision, Some(coding)), || {
            Ok::<_, io::Error>(exactly(&coding.encode(body)?))
        })
    }
}

/// Bytes that take no more memory than they are counted as: what grew while it was written has up to
/// three times as much.
fn exactly(body: &[u8]) -> Bytes {
    Bytes::copy_from_slice(body)
}
