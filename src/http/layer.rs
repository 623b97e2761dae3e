//! The outermost layer: what holds for every request and every response.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderName, HeaderValue,
    RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::fallback::READ_METHODS;
use super::problem::{Problem, ProblemKind, ProblemView, shorten};
use super::request_id::RequestId;
use super::state::State;
use super::view::post::json;

/// The longest request target that is read, in bytes.
pub const LONGEST_TARGET: usize = 16 * 1024;

/// Names the request, prepares it for routing, answers it, turns every failure into a problem and
/// sets the headers that are always there.
///
/// # Errors
/// None of its own: the signature is the framework's.
pub async fn layer<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let started = Instant::now();
    let id = RequestId::of(&request);
    let method = request.method().clone();
    let target = target_of(request.uri());
    let state = request.app_data::<web::Data<State>>().cloned();

    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    let response = if length > LONGEST_TARGET {
        let detail = format!("the request target is longer than {LONGEST_TARGET} bytes");
        let problem = Problem::new(ProblemKind::UriTooLong, detail);
        request.error_response(problem).map_into_right_body()
    } else {
        prepare(&mut request);
        match next.call(request).await {
            Ok(response) => response.map_into_left_body(),
            Err(error) => return Err(error),
        }
    };

    let mut response = explain(response, state.as_deref().map(AsRef::as_ref), &target, &id);
    if is_head(response.request()) {
        response = leave_head(response);
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let elapsed = started.elapsed();
    let timing = format!("app;dur={:.3}", elapsed.as_secs_f64() * 1000.0);
    if let Ok(value) = HeaderValue::from_str(&timing) {
        headers.insert(HeaderName::from_static("server-timing"), value);
    }
    tracing::info!(
        target: "inkstone::access",
        request = id.as_str(),
        %method,
        path = %target,
        status = response.status().as_u16(),
        ms = elapsed.as_secs_f64() * 1000.0,
    );
    Ok(response)
}

/// Marks a request that was HEAD before it became GET.
#[derive(Debug, Clone, Copy)]
struct WasHead;

/// Whether a request is HEAD, which handlers see as GET.
pub fn is_head(request: &HttpRequest) -> bool {
    request.extensions().contains::<WasHead>()
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
///
/// The connection drops the body of an answer to HEAD by itself, but forgets to where another
/// request is in the pipe already; a body without a length of its own is not missed then.
fn leave_head<B: MessageBody + 'static>(
    mut response: ServiceResponse<EitherBody<B, BoxBody>>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let size = response.response().body().size();
    if matches!(size, BodySize::None | BodySize::Sized(0)) {
        return response;
    }
    if let BodySize::Sized(length) = size {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response.response_mut().head_mut().no_chunking(true);
    response.map_body(|_, _| EitherBody::right(BoxBody::new(NoBody)))
}

/// HEAD is answered like GET, but for the body; a trailing slash is the same resource, but for the
/// folder of the documentation.
fn prepare(request: &mut ServiceRequest) {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(WasHead);
    }
    let path = request.uri().path();
    if path.len() > 1 && path.ends_with('/') && !path.starts_with("/docs/") {
        let mut trimmed = path.trim_end_matches('/').to_owned();
        if trimmed.is_empty() {
            trimmed.push('/');
        }
        if let Some(query) = request.uri().query() {
            trimmed.push('?');
            trimmed.push_str(query);
        }
        if let Ok(uri) = trimmed.parse::<Uri>() {
            request.match_info_mut().get_mut().update(&uri);
            request.head_mut().uri = uri;
        }
    }
}

/// What the request asked for, short enough to be said again.
fn target_of(uri: &Uri) -> String {
    shorten(uri.path_and_query().map_or("/", |target| target.as_str()))
}

/// Gives every failure the body of a problem, whoever made it.
fn explain<B: MessageBody + 'static>(
    response: ServiceResponse<EitherBody<B, BoxBody>>,
    state: Option<&State>,
    target: &str,
    id: &RequestId,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let known = response.response().extensions().get::<Problem>().cloned();
    let problem = known.unwrap_or_else(|| unforeseen(status));
    let (kind, complete_length) = (problem.kind, problem.complete_length);
    let origin = state.map_or("", |state| state.options.origin());
    let view = ProblemView::new(problem, origin, target, id);
    let mut body = Vec::new();
    json(&mut body, &view);
    let mut answer = HttpResponse::build(kind.status());
    answer.insert_header((CONTENT_TYPE, "application/problem+json"));
    answer.insert_header((CACHE_CONTROL, "no-store"));
    match kind {
        ProblemKind::MethodNotAllowed => {
            answer.insert_header((ALLOW, READ_METHODS));
        }
        ProblemKind::RangeNotSatisfiable => {
            if let Some(length) = complete_length {
                answer.insert_header((CONTENT_RANGE, format!("bytes */{length}")));
            }
        }
        ProblemKind::NotReady => {
            answer.insert_header((RETRY_AFTER, RETRY_SECONDS));
        }
        ProblemKind::Unauthorized => {
            answer.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"preview\""));
        }
        _ => {}
    }
    response.into_response(answer.body(body)).map_into_right_body()
}

/// After how many seconds it is worth to ask again for what is not ready: most content is read in less.
const RETRY_SECONDS: u32 = 2;

/// A failure that the framework made, told in our words.
fn unforeseen(status: StatusCode) -> Problem {
    let kind = ProblemKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.status() == status)
        .unwrap_or(ProblemKind::Internal);
    Problem::new(kind, kind.meaning())
}
