//! One request with its response: what is true of every one of them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io::Write;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_http::{ConnectionType, Request, Response};
use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, Uri};
use bytes::Bytes;

use super::explain;
use super::target::tidied;
use crate::api::state::State;
use crate::ops::limits::RateVerdict;
use crate::ops::observe::{OperationId, RequestRecord, Source};
use crate::protocol::cors::CorsGrant;
use crate::protocol::problem::{Problem, SHORT, shorten};
use crate::protocol::request_id::RequestId;
use crate::protocol::trace_context::{TRACEPARENT, TraceContext};
use crate::server::connection::CurrentRequest;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// What is remembered of a request until its response is sent.
#[derive(Debug)]
pub struct Exchange {
    began: Instant,
    id: RequestId,
    scheme: &'static str,
    method: Method,
    /// As it was sent.
    uri: Uri,
    grant: CorsGrant,
    rate: RateVerdict,
    /// Whether the connection ends behind the answer.
    is_last: bool,
    client: Option<IpAddr>,
    trace: Option<TraceContext>,
}

impl Exchange {
    /// Names a request that was sent over `scheme`.
    pub fn begin(request: &Request, state: &State, scheme: &'static str) -> Self {
        let client = state.limits.client(request.peer_addr(), request.headers());
        Self {
            is_last: CurrentRequest::of(request).is_last(),
            client,
            trace: state.observer.trace(request.headers()),
            began: Instant::now(),
            scheme,
            id: RequestId::of(request.headers()),
            method: request.method().clone(),
            uri: request.uri().clone(),
            grant: state.options.cors.grant(request.headers()),
            rate: if state.limits.exempts(request.path()) {
                RateVerdict::unlimited()
            } else {
                state.limits.check_rate(client)
            },
        }
    }

    /// Makes the request ready to be answered: HEAD is answered like GET, but for the body, and of targets
    /// that mean the same one is answered.
    pub fn prepare(&self, request: &mut Request) {
        if self.is_head() {
            request.head_mut().method = Method::GET;
        }
        if let Some(uri) = tidied(request.uri()) {
            request.head_mut().uri = uri;
        }
    }

    /// Whether the body of the answer is not wanted.
    pub fn is_head(&self) -> bool {
        self.method == Method::HEAD
    }

    /// The problem of a client that has sent more requests than it may.
    pub fn over_limit(&self) -> Option<Problem> {
        self.rate.problem()
    }

    /// The response to a request that met a problem.
    pub fn explain(&self, problem: Problem, state: &State) -> Response<BoxBody> {
        explain::explain(problem, state, &self.target(), &self.id)
    }

    /// What the request asked for, short enough to be said again.
    fn target(&self) -> Cow<'_, str> {
        let target = self.uri.path_and_query().map_or("/", |target| target.as_str());
        if target.len() <= SHORT { target.into() } else { shorten(target).into() }
    }

    /// Adds what every response has, and takes note of it.
    pub fn seal(
        self,
        response: Response<BoxBody>,
        operation: OperationId,
        source: Source,
        state: &State,
    ) -> Response<BoxBody> {
        let mut response = if self.is_head() { leave_head(response) } else { response };
        let status = response.status();
        let body_bytes = match response.body().size() {
            _ if self.is_head() => Some(0),
            BodySize::None => Some(0),
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::Stream => None,
        };
        if self.is_last || state.life.is_ending() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        let headers = response.headers_mut();
        if let Ok(value) = HeaderValue::from_str(self.id.as_str()) {
            headers.insert(X_REQUEST_ID, value);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        self.grant.write(headers);
        self.rate.write_headers(headers);
        if let Some(value) = self.trace.and_then(|trace| trace.header()) {
            headers.insert(TRACEPARENT, value);
        }
        let elapsed = self.began.elapsed();
        if state.options.observe.server_timing
            && let Some(value) = timing(elapsed, source)
        {
            headers.insert(SERVER_TIMING, value);
        }
        state.observer.record(&RequestRecord {
            operation,
            scheme: self.scheme,
            method: &self.method,
            target: &self.target(),
            status,
            body_bytes,
            elapsed,
            request_id: &self.id,
            trace: self.trace,
            client: self.client,
            source,
        });
        response
    }
}

/// The value of `Server-Timing` (W3C Server Timing, section 3), in milliseconds.
fn timing(elapsed: Duration, source: Source) -> Option<HeaderValue> {
    let found = match source {
        Source::Cache => "cache;desc=hit, ",
        Source::Made => "",
    };
    let microseconds = elapsed.as_micros();
    let (whole, part) = (microseconds / 1000, microseconds % 1000);
    // On the stack, because every answer has one.
    let mut text = [0; 64];
    let mut free = &mut text[..];
    write!(free, "{found}app;dur={whole}.{part:03}").ok()?;
    let length = 64 - free.len();
    HeaderValue::from_bytes(&text[..length]).ok()
}

/// The body of an answer to HEAD.
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

/// Leaves the head of an answer, with the length of the body that GET would have, so that nothing is
/// read that is not sent.
fn leave_head(mut response: Response<BoxBody>) -> Response<BoxBody> {
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
