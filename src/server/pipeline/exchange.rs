//! One request with its response: headers and records that all of them have.

use std::borrow::Cow;
use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::{ConnectionType, Request, Response};
use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{
    CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, Uri, Version};
use bytes::Bytes;

use super::arrival::{Arrival, Outcome, short};
use super::explain;
use super::target::normalized;
use crate::api::state::State;
use crate::ops::limits::RateVerdict;
use crate::ops::observe::{OperationId, Source};
use crate::protocol::cors::{CorsGrant, is_preflight};
use crate::protocol::paths::API;
use crate::protocol::problem::Problem;
use crate::server::connection::current_request::CurrentRequest;
use crate::server::dates::Dates;

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Data about a request that is needed for its response.
#[derive(Debug)]
pub struct Exchange {
    dates: Rc<Dates>,
    arrival: Arrival,
    version: Version,
    method: Method,
    /// The URI as it was sent.
    uri: Uri,
    /// The methods that the resource supports.
    methods: &'static str,
    /// Whether it is a request to the API, whose paths follow the base path.
    is_in_api: bool,
    grant: CorsGrant,
    /// Whether the connection is closed after the response.
    is_last: bool,
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
        let (path, headers) = (request.path(), request.headers());
        let client = state.limits.client(request.peer_addr(), headers);
        // A page whose preflight is refused does not see that it was sent too many requests.
        let rate = if is_preflight(request.method(), headers) {
            RateVerdict::unlimited()
        } else {
            state.limits.check_rate(client, path)
        };
        Self {
            dates,
            is_last: CurrentRequest::ends_connection(request),
            arrival: Arrival::new(headers, client, rate, scheme, state),
            version: request.version(),
            method: request.method().clone(),
            uri: sent,
            methods: state.methods_at(path),
            is_in_api: is_in_api(path),
            grant: granted_at(path, state.cors_at(path).grant(headers)),
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

    /// Returns a problem if the client exceeded the rate limit.
    pub fn over_limit(&self) -> Option<Problem> {
        self.arrival.over_limit()
    }

    /// Returns the response of a problem.
    pub fn explain(&self, problem: Problem, state: &State) -> Response<BoxBody> {
        explain::explain(problem, state, (&self.target(), self.methods), self.arrival.id())
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
        write_common(headers, &self.grant, self.is_in_api, state);
        let elapsed = self.arrival.began().elapsed();
        let date = self.dates.now();
        self.arrival.write_headers(&date, (elapsed, source), state, |name, value| {
            let value = HeaderValue::from_bytes(value).expect("it is the value of a header");
            headers.insert(name, value);
        });
        let outcome = Outcome { operation, status, body_bytes, source, elapsed };
        self.arrival.record(&self.method, self.whole_target(), outcome, state);
        response
    }
}

/// Adds the headers that all responses have and that are the same for equal requests of the same origin.
pub fn write_common(headers: &mut HeaderMap, grant: &CorsGrant, is_in_api: bool, state: &State) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    grant.write(headers);
    // A response to a preview link has stricter rules.
    if is_in_api
        && !headers.contains_key(X_ROBOTS_TAG)
        && let Some(rules) = state.options.robots.header()
    {
        headers.insert(X_ROBOTS_TAG, rules.clone());
    }
}

/// Returns which origin may read the response at a path, where `grant` is that of any path.
pub fn granted_at(path: &str, grant: CorsGrant) -> CorsGrant {
    if is_post(path) { grant.of_post() } else { grant }
}

/// Whether a path is below that of the API.
pub fn is_in_api(path: &str) -> bool {
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
