//! Cached responses, and [lists](listed), that a connection sends without the framework.
//!
//! The framework decodes a request, copies the body of its response and writes each header on its own, which takes
//! about as long as everything else but the kernel. Requests whose response is cached and needs none of that are
//! answered here: by the same functions as in [`fast_path`](super::fast_path), but from prepared heads.

mod lines;
mod listed;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, VARY,
};
use actix_web::http::{Method, StatusCode, Uri};
use bytes::Bytes;
use jiff::Timestamp;
use memchr::memchr;

use super::PipelineLayer;
use super::arrival::{Arrival, Outcome, short};
use super::base;
use super::cached::shared_key;
use super::exchange::{granted_at, is_in_api, write_common};
use super::explain::explain;
use super::reply::{self, Plan, Ranges};
use super::target::is_normalized;
use crate::api::answer::head_blocks::{BlockKey, HeadBlocks};
use crate::api::answer::response_cache::{CachedResponse, Counted};
use crate::api::body::portions::LONG;
use crate::api::state::State;
use crate::ops::listener::Listener;
use crate::ops::observe::{OperationId, Source};
use crate::protocol::conditional::EntityTag;
use crate::protocol::cors::CorsGrant;
use crate::protocol::problem::Problem;
use crate::query::Audience;
use crate::server::connection::head::is_plain;
use crate::server::connection::ready_response::{ReadyResponse, SHORT};
use lines::Lines;
use listed::{ListReply, ListedPosts};

pub use lines::Remembered;

/// The number of bytes that most heads need.
const HEAD: usize = 640;

/// Returns the response to a request from `peer` with this valid head and without content, if it is cached; `None` if the
/// framework has to handle the request. Nothing is recorded then, and only what `counted` becomes is counted.
pub fn respond(
    layer: &PipelineLayer,
    head: &[u8],
    peer: Option<SocketAddr>,
    remembered: &mut Remembered,
    counted: &mut Counted,
) -> Option<ReadyResponse> {
    let (target, lines) = split(head)?;
    let lines = remembered.find_or_read(lines, peer, &layer.state)?;
    let response = if is_plain(target) {
        answer(layer, target, lines, counted)
    } else {
        let uri = Uri::try_from(target).ok();
        let target = uri.as_ref().and_then(Uri::path_and_query);
        target.and_then(|target| answer(layer, target.as_str(), lines, counted))
    };
    remembered.forget_long();
    response
}

/// Like [`respond`], for bytes that were just read and nobody has checked: they are a valid head only if their lines
/// are those of the request before.
pub fn respond_alike(
    layer: &PipelineLayer,
    bytes: &[u8],
    remembered: &mut Remembered,
    counted: &mut Counted,
) -> Option<ReadyResponse> {
    let (target, lines) = split(bytes)?;
    if !is_plain(target) {
        return None;
    }
    answer(layer, target, remembered.find(lines)?, counted)
}

/// Splits the head of a GET request into its target, which begins with a slash, and its lines.
fn split(head: &[u8]) -> Option<(&str, &[u8])> {
    let rest = head.strip_prefix(b"GET ")?;
    let (target, rest) = rest.split_at(memchr(b' ', rest)?);
    let lines = rest.strip_prefix(b" HTTP/1.1\r\n")?;
    Some((str::from_utf8(target).ok().filter(|target| target.starts_with('/'))?, lines))
}

/// Returns the cached response to a request for a path and query with these lines.
fn answer(
    layer: &PipelineLayer,
    sent: &str,
    lines: &Lines,
    counted: &mut Counted,
) -> Option<ReadyResponse> {
    let PipelineLayer { state, moments, dates, listener, scheme, list_heads } = layer;
    // During shutdown each response closes its connection. Servers of authors check the host.
    let is_usual = *listener == Listener::Main
        && !state.life.is_ending()
        && state.options.everyone == Audience::Public
        && state.limits.admits_sizes(sent.len(), lines.size);
    if !is_usual {
        return None;
    }
    let target = base::target_without(&state.options.base_path, sent)?;
    let end = memchr(b'?', target.as_bytes());
    let (path, query) = end.map_or((&*target, ""), |end| (&target[..end], &target[end + 1..]));
    if !is_normalized(path, query) || state.mcp_at(path).is_some() {
        return None;
    }
    let (now, content) = moments.glance();
    let key = shared_key(path, &target, lines.key(), content, state)?;
    let began = Instant::now();
    *counted = Counted::Response;
    let what = match state.response_cache.find(&key) {
        Some(cached) => What::Found(found(cached, lines, now, counted, state)?),
        // If rates are limited, the framework checks them before any work.
        None if listed::is_list(path) && !state.limits.has_rate() => {
            let moment = moments.public_moment(now, *listener, state);
            // If the content was replaced in between, the key is not that of the list.
            if moment.current.generation != content.generation {
                return None;
            }
            What::Listed(ListedPosts::prepare(&target, query, lines, moment, state)?)
        }
        None => return None,
    };
    let client = lines.client(state);
    let rate = state.limits.check_rate(client, path);
    let request = Request {
        sent,
        path,
        grant: granted_at(path, lines.grant.clone()),
        arrival: Arrival::new(&lines.own, client, rate, scheme, state).since(began),
        now,
        date: dates.at(now),
    };
    Some(match (request.arrival.over_limit(), what) {
        (Some(problem), _) => request.refuse(problem, OperationId::NONE, state),
        (None, What::Found(found)) => found.send(request, state),
        (None, What::Listed(list)) => match state.limits.enter() {
            Err(problem) => request.refuse(problem, OperationId::NONE, state),
            Ok(_permit) => {
                let _in_flight = state.observer.enter();
                let operation = state.observer.operations().find(path);
                match list.reply(&key, lines, operation, state) {
                    Ok(reply) => request.send_list(reply, list_heads, state),
                    Err(problem) => request.refuse(problem, operation, state),
                }
            }
        },
    })
}

/// What a request is answered with.
enum What {
    Found(Found),
    Listed(ListedPosts),
}

/// A request that is answered here.
struct Request<'a> {
    /// The path and query as they were sent.
    sent: &'a str,
    /// The path without the base path.
    path: &'a str,
    grant: CorsGrant,
    arrival: Arrival,
    now: Timestamp,
    date: HeaderValue,
}

impl Request<'_> {
    /// Ends a head, and records the request.
    fn finish(
        &self,
        head: &mut Vec<u8>,
        (operation, source): (OperationId, Source),
        status: StatusCode,
        body_bytes: usize,
        state: &State,
    ) -> Instant {
        let made = Instant::now();
        let elapsed = made.saturating_duration_since(self.arrival.began());
        self.arrival.write_headers(&self.date, (elapsed, source), state, |name, value| {
            write_line(head, &name, value);
        });
        head.extend_from_slice(b"\r\n");
        let body_bytes = Some(body_bytes as u64);
        let outcome = Outcome { operation, status, body_bytes, source, elapsed };
        self.arrival.record(&Method::GET, self.sent, outcome, state);
        made
    }

    /// Returns the response of a list, most of which is the same for all lists.
    fn send_list(self, reply: ListReply, blocks: &HeadBlocks, state: &State) -> ReadyResponse {
        let ListReply { described, plan, body } = reply;
        let cache_control = state.cache_headers.of(described.policy, self.now, described.until);
        let is_not_modified = matches!(plan, Plan::NotModified(_));
        let status = if is_not_modified { StatusCode::NOT_MODIFIED } else { described.head.status };
        let mut head = Vec::with_capacity(2 * HEAD);
        start(&mut head, status, body.len());
        if !is_not_modified {
            let changed = described.last_modified(self.now);
            let changed = changed.map(|(_, at)| (LAST_MODIFIED, at.clone()));
            for (name, value) in described.head.headers.iter().chain(&changed) {
                write_line(&mut head, name, value.as_bytes());
            }
        }
        let tag = EntityTag { revision: described.revision, coding: None };
        write_line(&mut head, &ETAG, tag.header().as_bytes());
        let key = BlockKey {
            is_not_modified,
            coding: None,
            is_change_past: true,
            cache_control: cache_control.clone(),
            grant: self.grant.clone(),
        };
        blocks.append_to(key, &mut head, || {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, cache_control);
            headers.insert(VARY, described.vary.clone());
            write_common(&mut headers, &self.grant, is_in_api(self.path), state);
            let mut block = Vec::new();
            headers.iter().for_each(|(name, value)| write_line(&mut block, name, value.as_bytes()));
            block
        });
        let what = (described.operation, Source::Made);
        let made = self.finish(&mut head, what, status, body.len(), state);
        ReadyResponse::new(head, body, made)
    }

    /// Returns the response of a problem.
    fn refuse(self, problem: Problem, operation: OperationId, state: &State) -> ReadyResponse {
        let target = short(self.sent.into());
        let methods = state.methods_at(self.path);
        let mut response = explain(problem, state, (&target, methods), self.arrival.id());
        write_common(response.headers_mut(), &self.grant, is_in_api(self.path), state);
        let (response, body) = response.into_parts();
        let body = body.try_into_bytes().expect("the body of a problem is in memory");
        let mut head = block(response.status(), body.len(), response.headers());
        let what = (operation, Source::Made);
        let made = self.finish(&mut head, what, response.status(), body.len(), state);
        ReadyResponse::new(head, body, made)
    }
}

/// A cached response with its body.
struct Found {
    cached: Arc<CachedResponse>,
    plan: Plan,
    body: Bytes,
}

/// Returns what is sent of a cached response; `None` if its body has to be made or encoded, or takes long to send.
fn found(
    cached: Arc<CachedResponse>,
    lines: &Lines,
    now: Timestamp,
    counted: &mut Counted,
    state: &State,
) -> Option<Found> {
    let cache = &state.response_cache;
    let ranges = Ranges::Unsupported;
    let plan = reply::plan_in(lines.codings, &lines.own, &cached, ranges, now).ok()?;
    let body = match plan {
        Plan::NotModified(_) => Bytes::new(),
        Plan::Part(_) => return None,
        Plan::Whole(None) if cached.bytes > LONG as u64 => return None,
        Plan::Whole(coding) => {
            *counted = Counted::Body;
            cache.body(cached.revision, coding).filter(|body| body.len() <= LONG)?
        }
    };
    Some(Found { cached, plan, body })
}

impl Found {
    /// Returns the response, and records the request.
    fn send(self, request: Request<'_>, state: &State) -> ReadyResponse {
        let Self { cached, plan, body } = self;
        let now = request.now;
        let (status, coding) = match plan {
            Plan::NotModified(tag) => (StatusCode::NOT_MODIFIED, tag.coding),
            Plan::Whole(coding) => (cached.head.status, coding),
            Plan::Part(_) => unreachable!("parts of files are not cached"),
        };
        let key = BlockKey {
            is_not_modified: status == StatusCode::NOT_MODIFIED,
            coding,
            is_change_past: cached.last_modified(now).is_some(),
            cache_control: state.cache_headers.of(cached.policy, now, cached.until),
            grant: request.grant.clone(),
        };
        let mut head = Vec::with_capacity(HEAD + if body.len() <= SHORT { body.len() } else { 0 });
        cached.blocks.append_to(key, &mut head, || {
            let empty = BoxBody::new(());
            let ranges = Ranges::Unsupported;
            let mut response = reply::respond(state, &cached, plan, ranges, empty, now);
            let headers = response.headers_mut();
            write_common(headers, &request.grant, is_in_api(request.path), state);
            block(status, body.len(), response.headers())
        });
        let what = (cached.operation, Source::Cache);
        let made = request.finish(&mut head, what, status, body.len(), state);
        ReadyResponse::new(head, body, made)
    }
}

/// Writes the first lines of a head. A 304 has no length (RFC 9110, section 8.6).
fn start(head: &mut Vec<u8>, status: StatusCode, length: usize) {
    let reason = status.canonical_reason().unwrap_or_default();
    for part in ["HTTP/1.1 ", status.as_str(), " ", reason, "\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    if status != StatusCode::NOT_MODIFIED {
        let mut number = itoa::Buffer::new();
        write_line(head, &CONTENT_LENGTH, number.format(length).as_bytes());
    }
}

/// Returns the beginning of a head.
fn block(status: StatusCode, length: usize, headers: &HeaderMap) -> Vec<u8> {
    let mut block = Vec::with_capacity(HEAD);
    start(&mut block, status, length);
    for (name, value) in headers {
        write_line(&mut block, name, value.as_bytes());
    }
    block
}

/// Writes a header line.
fn write_line(head: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    head.extend_from_slice(name.as_str().as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}
