//! Which responses are cached, and under which key.

use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderValue};

use super::reply;
use crate::api::answer::encoding::Encoding;
use crate::api::answer::head_blocks::HeadBlocks;
use crate::api::answer::response_cache::{CacheKey, CachedResponse, ContentKey};
use crate::api::answer::{Answer, Body, Negotiation, Shown};
use crate::api::links::host;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::listener::Listener;
use crate::ops::observe::OperationId;
use crate::protocol::conditional::LastModified;
use crate::protocol::negotiate::MediaPreferences;

/// What the header lines of a request state of its cache key.
#[derive(Debug, Clone, Copy)]
pub struct KeyLines<'a> {
    /// The preferences in `Accept`.
    pub media: MediaPreferences,
    /// `Accept-Language`, empty if it is absent; `None` if there are several lines. They are rare, and a key has only one.
    pub language: Option<&'a [u8]>,
    /// The host, as [`host`] returns it.
    pub host: &'a str,
}

/// Returns the cache key of a request; `None` if its response cannot be shared. It can if the request is
/// a GET on the main listener without a token. Files are not cached, because they can change on disk.
pub fn key<'a>(request: &'a RequestHead, moment: &Moment, state: &State) -> Option<CacheKey<'a>> {
    let is_shared = moment.listener == Listener::Main
        && request.method == Method::GET
        && !request.headers.contains_key(AUTHORIZATION);
    if !is_shared {
        return None;
    }
    let content = ContentKey {
        generation: moment.current.generation,
        since: moment.visible.since(),
        is_searchable: moment.snapshot().search().is_some(),
    };
    let lines = KeyLines {
        media: MediaPreferences::of(&request.headers),
        language: language(&request.headers),
        host: host(request),
    };
    let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
    shared_key(request.uri.path(), target, lines, content, state)
}

/// Returns the cache key of a GET request without a token on the main listener.
pub fn shared_key<'a>(
    path: &str,
    target: &'a str,
    lines: KeyLines<'a>,
    content: ContentKey,
    state: &State,
) -> Option<CacheKey<'a>> {
    let KeyLines { media, language, host } = lines;
    if state.operations.is_file(path) {
        return None;
    }
    let language = if state.operations.negotiates_language(path) { Some(language?) } else { None };
    let has_own_host = state.options.public_url.is_none() && state.operations.is_absolute(path);
    Some(CacheKey { content, target, media, language, host: has_own_host.then_some(host) })
}

/// Returns `Accept-Language` as [`KeyLines`] has it.
pub fn language(headers: &HeaderMap) -> Option<&[u8]> {
    let mut lines = headers.get_all(ACCEPT_LANGUAGE);
    let line = lines.next().map_or(&b""[..], HeaderValue::as_bytes);
    if lines.next().is_some() { None } else { Some(line) }
}

/// Whether a key includes all headers by which a response was negotiated.
pub fn covers(key: &CacheKey<'_>, negotiation: Negotiation) -> bool {
    negotiation != Negotiation::MediaAndLanguage || key.language.is_some()
}

/// Returns the description of a response for the cache, with the headers of the answer, which are taken from it; `None` if
/// it has no body.
pub fn describe(
    answer: &mut Answer,
    policy: CachePolicy,
    operation: OperationId,
    moment: &Moment,
    state: &State,
) -> Option<CachedResponse> {
    let (revision, bytes) = answer.body.identity()?;
    let encoding = match &answer.body {
        Body::File(file) if file.in_memory().is_none() => Encoding::Never,
        _ if !state.options.compression => Encoding::Never,
        _ => Encoding::of_body(&answer.head, bytes),
    };
    let newest = answer.shown.as_ref().and_then(Shown::newest_change);
    let changed = newest.and_then(LastModified::of).map(|at| (at, at.header()));
    let head = answer.head.take();
    let until = moment.visible.until();
    let vary = reply::vary(&head, policy, &state.options);
    Some(CachedResponse {
        operation,
        head,
        policy,
        vary,
        revision,
        bytes,
        encoding,
        changed,
        until,
        blocks: HeadBlocks::default(),
    })
}
