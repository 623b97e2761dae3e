//! The moment in which a request came: the content as it was, and what was public of it.

use std::sync::Arc;

use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, LAST_MODIFIED};
use jiff::Timestamp;

use super::reply::{self, Encoding};
use super::store::{Kept, Question};
use crate::catalog::Visible;
use crate::http::answer::{Answer, Body, Shown, Wishes};
use crate::http::assets::ASSETS;
use crate::http::conditional::LastModified;
use crate::http::links::API;
use crate::http::negotiate::MediaWishes;
use crate::http::observe::OperationId;
use crate::http::state::State;
use crate::live::Current;

/// The content and the time of one request.
#[derive(Debug)]
pub struct Moment {
    /// When it came.
    pub now: Timestamp,
    current: Current,
    visible: Arc<Visible>,
}

impl Moment {
    /// The present one.
    pub fn now(state: &State) -> Self {
        let now = state.clock.now();
        let current = state.live.numbered();
        let visible = current.snapshot.visible(now);
        Self { now, current, visible }
    }

    /// What a request asks, if others may be given the same answer: it is a GET, and does not show a
    /// token. Files are not among it, because they can change on disk.
    pub fn question<'a>(&self, request: &'a RequestHead) -> Option<Question<'a>> {
        let path = request.uri.path();
        if request.method != Method::GET
            || request.headers.contains_key(AUTHORIZATION)
            || path.starts_with(ASSETS)
        {
            return None;
        }
        let is_in_languages =
            path.strip_prefix(API).is_some_and(|path| path.starts_with("/posts/"));
        let language = is_in_languages.then(|| {
            let mut lines = request.headers.get_all(ACCEPT_LANGUAGE);
            // Several lines are rare, and are not told apart by the first.
            match (lines.next(), lines.next()) {
                (first, None) => Some(first.map_or(&b""[..], |line| line.as_bytes())),
                _ => None,
            }
        });
        let language = match language {
            Some(None) => return None,
            Some(line) => line,
            None => None,
        };
        Some(Question {
            generation: self.current.generation,
            since: self.visible.since(),
            is_searchable: self.current.snapshot.search().is_some(),
            target: request.uri.path_and_query().map_or("/", |target| target.as_str()),
            media: MediaWishes::of(&request.headers),
            language,
        })
    }

    /// What is told of an answer apart from its bytes; nothing where it has no body.
    pub fn describe(&self, answer: &Answer, operation: OperationId, state: &State) -> Option<Kept> {
        let (revision, bytes) = answer.body.identity()?;
        let encoding = match &answer.body {
            Body::File(file) if file.held().is_none() => Encoding::Never,
            _ if !state.options.compression => Encoding::Never,
            _ => Encoding::of_held(&answer.head, bytes),
        };
        // A server does not tell a time that is not yet (RFC 9110, section 8.8.2.1).
        let last_modified = answer
            .shown
            .as_ref()
            .and_then(Shown::newest_change)
            .filter(|&newest| newest <= self.now)
            .and_then(LastModified::of);
        let mut head = answer.head.clone();
        head.headers.extend(last_modified.and_then(|at| Some((LAST_MODIFIED, at.header()?))));
        let until = self.visible.until();
        let vary = reply::vary(&head, &state.options);
        Some(Kept { operation, head, vary, revision, bytes, encoding, last_modified, until })
    }
}

impl Question<'_> {
    /// Whether it tells all that decided on an answer.
    pub fn covers(&self, wishes: Wishes) -> bool {
        wishes != Wishes::MediaAndLanguage || self.language.is_some()
    }
}
