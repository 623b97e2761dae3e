//! Cached responses that a connection sends without the framework.
//!
//! The framework decodes a request, copies the body of its response and writes each header on its own, which takes
//! about as long as everything else but the kernel. Requests whose response is cached and needs none of that are
//! answered here: by the same functions as in [`fast_path`](super::fast_path), but from prepared heads.

use std::io::Write as _;
use std::mem::MaybeUninit;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_http::{Request, Response};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::RequestHead;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri, Version};
use bytes::Bytes;

use super::PipelineLayer;
use super::base;
use super::cached::key;
use super::exchange::Exchange;
use super::fast_path::preflight_or_refuse;
use super::reply::{self, Plan, Ranges};
use super::target::normalized;
use crate::api::answer::head_blocks::BlockKey;
use crate::api::answer::response_cache::CachedResponse;
use crate::api::body::portions::LONG;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::listener::Listener;
use crate::ops::observe::{OperationId, Source};
use crate::server::connection::head::MAX_HEADERS;
use crate::server::connection::ready_response::ReadyResponse;

/// The number of bytes that most heads need.
const HEAD: usize = 640;

/// Returns the response to a request with this valid head and without content, if it is cached; `None` if the
/// framework has to handle the request. Nothing is counted or recorded then.
pub fn respond(
    layer: &PipelineLayer,
    head: &[u8],
    peer: Option<SocketAddr>,
) -> Option<ReadyResponse> {
    let PipelineLayer { state, moments, dates, listener, scheme } = layer;
    // During shutdown each response closes its connection.
    if *listener != Listener::Main || state.life.is_ending() {
        return None;
    }
    let mut request = request(head, peer)?;
    let sent = request.uri().clone();
    base::remove(&mut request, *listener, state).ok()?;
    if normalized(request.uri()).is_some() {
        return None;
    }
    let moment = moments.moment(request.head(), *listener, state);
    let found = find(request.head(), &moment, state)?;
    let exchange = Exchange::begin(&request, sent, state, Rc::clone(dates), scheme);
    if let Some(refusal) = preflight_or_refuse(request.head(), &exchange, state) {
        let response = exchange.finish(refusal, OperationId::NONE, Source::Made, state);
        return Some(whole(response));
    }
    Some(found.send(&moment, &exchange, state))
}

/// Returns a request as the framework would; `None` if its response depends on the connection.
fn request(head: &[u8], peer: Option<SocketAddr>) -> Option<Request> {
    let bytes = Bytes::copy_from_slice(head);
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut []);
    parsed
        .parse_with_uninit_headers(&bytes, &mut headers)
        .ok()
        .filter(httparse::Status::is_complete)?;
    let target = parsed.path.filter(|target| target.starts_with('/'))?;
    if parsed.method != Some("GET") || parsed.version != Some(1) {
        return None;
    }
    let mut request = Request::new();
    let head = request.head_mut();
    head.method = Method::GET;
    head.version = Version::HTTP_11;
    head.peer_addr = peer;
    head.uri = Uri::from_maybe_shared(bytes.slice_ref(target.as_bytes())).ok()?;
    for header in &*parsed.headers {
        if concerns_connection(header.name, header.value) {
            return None;
        }
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        let value = HeaderValue::from_maybe_shared(bytes.slice_ref(header.value)).ok()?;
        head.headers.append(name, value);
    }
    Some(request)
}

/// Returns whether a header line changes how the connection is used.
fn concerns_connection(name: &str, value: &[u8]) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    match name.len() {
        6 => is("expect"),
        7 => is("upgrade"),
        10 => is("connection") && !value.eq_ignore_ascii_case(b"keep-alive"),
        14 => is("content-length"),
        17 => is("transfer-encoding"),
        _ => false,
    }
}

/// A cached response with its body.
struct Found {
    cached: Arc<CachedResponse>,
    plan: Plan,
    body: Bytes,
}

/// Returns a cached response, and what is sent of it; `None` if it has to be made, or encoded, or takes long to send.
fn find(request: &RequestHead, moment: &Moment, state: &State) -> Option<Found> {
    let cache = &state.response_cache;
    let key = key(request, moment, state)?;
    let cached = cache.peek(&key)?;
    let plan = reply::plan(&request.headers, &cached, Ranges::Unsupported, moment.now).ok()?;
    let body = match plan {
        Plan::NotModified(_) => Bytes::new(),
        Plan::Part(_) => return None,
        Plan::Whole(coding) => cache.short_body(LONG, cached.revision, coding)?,
    };
    // Only now is it certain that it is used.
    cache.find(&key);
    Some(Found { cached, plan, body })
}

impl Found {
    /// Returns the response, and records the request.
    fn send(self, moment: &Moment, exchange: &Exchange, state: &State) -> ReadyResponse {
        let Self { cached, plan, body } = self;
        let (status, coding) = match plan {
            Plan::NotModified(tag) => (StatusCode::NOT_MODIFIED, tag.coding),
            Plan::Whole(coding) => (cached.head.status, coding),
            Plan::Part(_) => unreachable!("parts of files are not cached"),
        };
        let key = BlockKey {
            is_not_modified: status == StatusCode::NOT_MODIFIED,
            coding,
            is_change_past: cached.last_modified(moment.now).is_some(),
            cache_control: state.cache_headers.of(cached.policy, moment.now, cached.until),
            grant: exchange.grant().clone(),
        };
        let mut head = Vec::with_capacity(HEAD + if body.len() < HEAD { body.len() } else { 0 });
        cached.blocks.append_to(key, &mut head, || {
            let (ranges, now) = (Ranges::Unsupported, moment.now);
            let empty = BoxBody::new(());
            let mut response = reply::respond(state, &cached, plan, ranges, empty, now);
            exchange.write_common(response.headers_mut(), state);
            block(status, body.len(), response.headers())
        });
        let elapsed = exchange.elapsed();
        exchange.write_own(elapsed, Source::Cache, state, |name, value| {
            write_line(&mut head, &name, value);
        });
        head.extend_from_slice(b"\r\n");
        let sent = (status, Some(body.len() as u64));
        exchange.record(cached.operation, sent, elapsed, Source::Cache, state);
        ReadyResponse::new(head, body)
    }
}

/// Returns a response of the framework whose body is in memory.
fn whole(response: Response<BoxBody>) -> ReadyResponse {
    let (response, body) = response.into_parts();
    let body = body.try_into_bytes().expect("the body of a problem is in memory");
    let mut head = block(response.status(), body.len(), response.headers());
    head.extend_from_slice(b"\r\n");
    ReadyResponse::new(head, body)
}

/// Returns the beginning of a head. A 304 has no length (RFC 9110, section 8.6).
fn block(status: StatusCode, length: usize, headers: &HeaderMap) -> Vec<u8> {
    let mut block = Vec::with_capacity(HEAD);
    let reason = status.canonical_reason().unwrap_or_default();
    let written = write!(block, "HTTP/1.1 {} {reason}\r\n", status.as_u16()).and_then(|()| {
        if status == StatusCode::NOT_MODIFIED {
            return Ok(());
        }
        write!(block, "content-length: {length}\r\n")
    });
    written.expect("writing to memory does not fail");
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
