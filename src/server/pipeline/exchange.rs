//! One request with its response: headers and records that all of them have.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io::Write;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_http::{ConnectionType, Request, Response};
use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{
    CONTENT_LENGTH, DATE, HeaderMap, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode, Uri, Version};
use bytes::Bytes;

use super::explain;
use super::target::normalized;
use crate::api::state::State;
use crate::ops::limits::RateVerdict;
use crate::ops::observe::{OperationId, RequestRecord, Source};
use crate::protocol::cors::{CorsGrant, is_preflight};
use crate::protocol::paths::API;
use crate::protocol::problem::{Problem, SHORT, shorten};
use crate::protocol::redacted::redacted;
use crate::protocol::request_id::RequestId;
use crate::protocol::trace_context::{TRACEPARENT, TraceContext};
use crate::server::connection::current_request::CurrentRequest;
use crate::server::dates::Dates;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Half of the precision of `Server-Timing`. Nearly all cached responses take less.
const HALF_A_TENTH: Duration = Duration::from_micros(50);

/// Data about a request that is needed for its response.
#[derive(Debug)]
pub struct Exchange {
    dates: Rc<Dates>,
    began: Instant,
    id: RequestId,
    scheme: &'static str,
    version: Version,
    method: Method,
    /// The URI as it was sent.
    uri: Uri,
    /// The methods that the resource supports.
    methods: &'static str,
    /// Whether it is a request to the API, whose paths follow the base path.
    is_in_api: bool,
    grant: CorsGrant,
    rate: RateVerdict,
    /// Whether the connection is closed after the response.
    is_last: bool,
    client: Option<IpAddr>,
    trace: Option<TraceContext>,
}

impl Exchange {
    /// Identifies a request over `http` or `https` and counts it against the rate limit. `sent` is its
    /// target with the base path.
    pub fn begin(
        request: &Request,
        sent: Uri,
        state: &State,
        dates: Rc<Dates>,
        scheme: &'static str,
    ) -> Self {
        let client = state.limits.client(request.peer_addr(), request.headers());
        let is_in_api = is_in_api(request.path());
        let grant = state.cors_at(request.path()).grant(request.headers());
        Self {
            dates,
            is_last: CurrentRequest::ends_connection(request),
            client,
            trace: state.observer.trace(request.headers()),
            began: Instant::now(),
            scheme,
            id: RequestId::of(request.headers()),
            version: request.version(),
            method: request.method().clone(),
            uri: sent,
            methods: state.methods_at(request.path()),
            is_in_api,
            grant: if is_post(request.path()) { grant.of_post() } else { grant },
            // A page whose preflight is refused does not see that it was sent too many requests.
            rate: if state.limits.exempts(request.path())
                || is_preflight(request.method(), request.headers())
            {
                RateVerdict::unlimited()
            } else {
                state.limits.check_rate(client)
            },
        }
    }

    /// Normalizes the request: HEAD becomes GET, and equivalent targets become equal.
    pub fn normalize(&self, request: &mut Request) {
        if self.is_head() {
            request.head_mut().method = Method::GET;
        }
        if let Some(uri) = normalized(request.uri()) {
            request.head_mut().uri = uri;
        }
    }

    /// Whether the method was HEAD.
    pub fn is_head(&self) -> bool {
        self.method == Method::HEAD
    }

    /// Which origin may read the response.
    pub fn grant(&self) -> &CorsGrant {
        &self.grant
    }

    /// Returns how long it has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Returns a problem if the client exceeded the rate limit.
    pub fn over_limit(&self) -> Option<Problem> {
        self.rate.problem()
    }

    /// Returns the response of a problem.
    pub fn explain(&self, problem: Problem, state: &State) -> Response<BoxBody> {
        explain::explain(problem, state, (&self.target(), self.methods), &self.id)
    }

    /// The request target, shortened for problems.
    fn target(&self) -> Cow<'_, str> {
        short(self.whole_target().into())
    }

    fn whole_target(&self) -> &str {
        self.uri.path_and_query().map_or("/", |target| target.as_str())
    }

    /// Adds the headers that all responses have, and records the request.
    pub fn finish(
        self,
        response: Response<BoxBody>,
        operation: OperationId,
        source: Source,
        state: &State,
    ) -> Response<BoxBody> {
        let mut response = if self.is_head() { without_body(response) } else { response };
        let status = response.status();
        let body_bytes = match response.body().size() {
            _ if self.is_head() => Some(0),
            BodySize::None => Some(0),
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::Stream => None,
        };
        if body_bytes.is_none() && self.version < Version::HTTP_11 {
            // The end of the connection is that of the body: only HTTP/1.1 has chunks (RFC 9112, section 6.1).
            response.head_mut().no_chunking(true);
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        if self.is_last || state.life.is_ending() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        let headers = response.headers_mut();
        self.write_common(headers, state);
        let elapsed = self.began.elapsed();
        self.write_own(elapsed, source, state, |name, value| {
            let value = HeaderValue::from_bytes(value).expect("it is the value of a header");
            headers.insert(name, value);
        });
        self.record(operation, (status, body_bytes), elapsed, source, state);
        response
    }

    /// Adds the headers that all responses have and that are the same for equal requests of the same origin.
    pub fn write_common(&self, headers: &mut HeaderMap, state: &State) {
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        self.grant.write(headers);
        // A response to a preview link has stricter rules.
        if self.is_in_api
            && !headers.contains_key(X_ROBOTS_TAG)
            && let Some(rules) = state.options.robots.header()
        {
            headers.insert(X_ROBOTS_TAG, rules.clone());
        }
    }

    /// Passes the headers to `write` that every response has a value of its own of.
    pub fn write_own(
        &self,
        elapsed: Duration,
        source: Source,
        state: &State,
        mut write: impl FnMut(HeaderName, &[u8]),
    ) {
        write(X_REQUEST_ID, self.id.as_str().as_bytes());
        write(DATE, self.dates.now().as_bytes());
        for (name, value) in self.rate.headers().into_iter().flatten() {
            write(name, value.as_bytes());
        }
        if let Some(value) = self.trace.and_then(|trace| trace.header()) {
            write(TRACEPARENT, value.as_bytes());
        }
        if state.options.observe.server_timing {
            // On the stack, because each response has one.
            write(SERVER_TIMING, server_timing(elapsed, source, &mut [0; 64]));
        }
    }

    /// Records the request, whose response has this status and this many bytes in its body, if that is known.
    pub fn record(
        &self,
        operation: OperationId,
        (status, body_bytes): (StatusCode, Option<u64>),
        elapsed: Duration,
        source: Source,
        state: &State,
    ) {
        state.observer.record(&RequestRecord {
            operation,
            scheme: self.scheme,
            method: &self.method,
            target: &short(redacted(self.whole_target())),
            status,
            body_bytes,
            elapsed,
            request_id: &self.id,
            trace: self.trace,
            client: self.client,
            source,
        });
    }
}

fn short(target: Cow<'_, str>) -> Cow<'_, str> {
    if target.len() <= SHORT { target } else { shorten(&target).into() }
}

/// Returns the value of `Server-Timing` (W3C Server Timing, section 3): where the response is from, and the time
/// in milliseconds.
fn server_timing(elapsed: Duration, source: Source, text: &mut [u8; 64]) -> &[u8] {
    if source == Source::Cache && elapsed < HALF_A_TENTH {
        return b"cache;dur=0";
    }
    let metric = match source {
        Source::Cache => "cache",
        Source::Made => "app",
    };
    // Tenths of a millisecond. Most cached responses take less, and the head should be short.
    let tenths = (elapsed.as_secs_f64() * 10_000.0).round();
    let decimals = if tenths < 100.0 && tenths % 10.0 != 0.0 { 1 } else { 0 };
    let milliseconds = tenths / 10.0;
    let mut free = &mut text[..];
    write!(free, "{metric};dur={milliseconds:.decimals$}").expect("a duration has up to 23 digits");
    let length = 64 - free.len();
    &text[..length]
}

/// Whether a path is below that of the API.
fn is_in_api(path: &str) -> bool {
    path.strip_prefix(API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a path is that of a single post.
fn is_post(path: &str) -> bool {
    let rest = path.strip_prefix(API).and_then(|rest| rest.strip_prefix("/posts/"));
    rest.is_some_and(|slug| !slug.is_empty() && !slug.trim_end_matches('/').contains('/'))
}

/// The body of a response to HEAD.
#[derive(Debug)]
struct NoBody;

impl MessageBody for NoBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

/// Removes the body of a response to HEAD, but keeps the length that GET would have. The framework would not
/// send the body, but would read all of it.
fn without_body(mut response: Response<BoxBody>) -> Response<BoxBody> {
    let size = response.body().size();
    if matches!(size, BodySize::None | BodySize::Sized(0)) {
        return response;
    }
    if let BodySize::Sized(length) = size {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response.head_mut().no_chunking(true);
    response.set_body(BoxBody::new(NoBody))
}
