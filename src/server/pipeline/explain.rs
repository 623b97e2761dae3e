//! Problems as responses.

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};

use crate::api::body::json::json;
use crate::api::state::State;
use crate::api::view::problem::ProblemView;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::protocol::request_id::RequestId;

/// Returns the response of a problem with a request for the path and query `target`, where `methods` are supported.
pub fn explain(
    problem: Problem,
    state: &State,
    (target, methods): (&str, &'static str),
    id: &RequestId,
) -> Response<BoxBody> {
    let (kind, complete_length) = (problem.kind, problem.complete_length);
    let retry_after = problem.retry_after;
    let view = ProblemView::new(problem, state.options.origin(), target, id);
    let mut body = Vec::with_capacity(512);
    json(&mut body, &view);
    let mut response = Response::with_body(kind.status(), BoxBody::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    match kind {
        ProblemKind::MethodNotAllowed => {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        ProblemKind::RangeNotSatisfiable => {
            let length = complete_length.expect("the problem of a range has a length");
            let range = HeaderValue::from_str(&format!("bytes */{length}"));
            headers.insert(CONTENT_RANGE, range.expect("a length is ASCII"));
        }
        ProblemKind::Unauthorized => {
            let scheme = HeaderValue::from_static("Bearer realm=\"preview\"");
            headers.insert(WWW_AUTHENTICATE, scheme);
        }
        _ => {}
    }
    response
}

/// Returns the problem for an error response of the framework.
pub fn framework_problem(status: StatusCode) -> Problem {
    let kind = match status {
        StatusCode::NOT_FOUND => ProblemKind::RouteNotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemKind::MethodNotAllowed,
        _ => ProblemKind::Internal,
    };
    Problem::new(kind, kind.meaning())
}
