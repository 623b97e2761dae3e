//! The moment in which a request came: the content as it was, and what was public of it.

use std::sync::Arc;

use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderValue};
use jiff::Timestamp;

use super::reply;
use crate::api::answer::encoding::Encoding;
use crate::api::answer::store::{CacheKey, StoredAnswer};
use crate::api::answer::{Answer, Body, Negotiation, Shown};
use crate::api::state::State;
use crate::catalog::Visible;
use crate::live::Current;
use crate::ops::listener::Listener;
use crate::ops::observe::OperationId;
use crate::protocol::conditional::LastModified;
use crate::protocol::negotiate::MediaWishes;
use crate::protocol::paths::API;
use crate::protocol::paths::ASSETS;

/// The content and the time of one request.
#[derive(Debug)]
pub struct Moment {
    /// When it came.
    pub now: Timestamp,
    listener: Listener,
    current: Current,
    visible: Arc<Visible>,
}

impl Moment {
    /// The present one, at a listener.
    pub fn now(state: &State, listener: Listener) -> Self {
        let now = state.clock.now();
        let current = state.live.numbered();
        let visible = current.snapshot.visible(now);
        Self { now, listener, current, visible }
    }

    /// When answers may become other ones: the moment at which the next post appears or goes.
    pub fn until(&self) -> Option<Timestamp> {
        self.visible.until()
    }

    /// The key of a request, if others may be given the same answer: it is a GET of the API, and does
    /// not show a token. Files are not among it, because they can change on disk.
    pub fn cache_key<'a>(&self, request: &'a RequestHead) -> Option<CacheKey<'a>> {
        let path = request.uri.path();
        let is_shared = self.listener == Listener::Main
            && request.method == Method::GET
            && !request.headers.contains_key(AUTHORIZATION)
            && !path.starts_with(ASSETS);
        if !is_shared {
            return None;
        }
        let is_in_languages =
            path.strip_prefix(API).is_some_and(|path| path.starts_with("/posts/"));
        let mut lines = request.headers.get_all(ACCEPT_LANGUAGE).filter(|_| is_in_languages);
        let line = lines.next().map_or(&b""[..], HeaderValue::as_bytes);
        if lines.next().is_some() {
            // Several lines are rare, and are not told apart by the first.
            return None;
        }
        Some(CacheKey {
            generation: self.current.generation,
            since: self.visible.since(),
            is_searchable: self.current.snapshot.search().is_some(),
            target: request.uri.path_and_query().map_or("/", |target| target.as_str()),
            media: MediaWishes::of(&request.headers),
            language: is_in_languages.then_some(line),
        })
    }

    /// What is told of an answer apart from its bytes; nothing where it has no body.
    pub fn describe(
        &self,
        answer: &Answer,
        operation: OperationId,
        state: &State,
    ) -> Option<StoredAnswer> {
        let (revision, bytes) = answer.body.identity()?;
        let encoding = match &answer.body {
            Body::File(file) if file.held().is_none() => Encoding::Never,
            _ if !state.options.compression => Encoding::Never,
            _ => Encoding::of_held(&answer.head, bytes),
        };
        let newest = answer.shown.as_ref().and_then(Shown::newest_change);
        let changed = newest.and_then(LastModified::of).and_then(|at| Some((at, at.header()?)));
        let head = answer.head.clone();
        let until = self.until();
        let vary = reply::vary(&head, &state.options);
        Some(StoredAnswer { operation, head, vary, revision, bytes, encoding, changed, until })
    }
}

impl CacheKey<'_> {
    /// Whether it tells all that decided on an answer.
    pub fn covers(&self, wishes: Negotiation) -> bool {
        wishes != Negotiation::MediaAndLanguage || self.language.is_some()
    }
}
