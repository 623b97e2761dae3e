//! Responses to requests that are refused before the framework sees them.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;

use super::head::RequestLine;
use super::options::ConnectionOptions;
use crate::api::body::json::json;
use crate::api::view::problem::ProblemView;
use crate::ops::observe::{OperationId, RequestRecord, Source};
use crate::protocol::problem::Problem;
use crate::protocol::request_id::RequestId;

/// Returns the bytes of the response to a request that was refused, and records it, as no handler
/// sees it.
pub fn respond(
    problem: Problem,
    options: &ConnectionOptions,
    line: RequestLine<'_>,
    peer: Option<SocketAddr>,
) -> Vec<u8> {
    let state = &options.state;
    let id = RequestId::fresh();
    let status = problem.kind.status();
    let mut body = Vec::new();
    json(&mut body, &ProblemView::new(problem, &options.origin, line.path(), &id));
    let mut response = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\nx-request-id: {}\r\ndate: {}\r\nconnection: close\r\n",
        status.as_u16(),
        status.canonical_reason().expect("problems have registered statuses"),
        body.len(),
        id.as_str(),
        options.dates.now().to_str().expect("HTTP dates are ASCII"),
    )
    .into_bytes();
    if state.options.observe.server_timing {
        response.extend_from_slice(b"server-timing: app;dur=0\r\n");
    }
    // The page's origin is unknown, so only a page of any origin may read this.
    let unknown = HeaderMap::new();
    let mut grant = HeaderMap::new();
    state.options.cors.grant_to_unknown().write(&mut grant);
    for (name, value) in &grant {
        response.extend_from_slice(
            &[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat(),
        );
    }
    response.extend_from_slice(b"\r\n");
    let method = line.method();
    if method == Some(Method::HEAD) {
        body.clear();
    }
    response.extend_from_slice(&body);
    state.observer.record(&RequestRecord {
        operation: OperationId::NONE,
        scheme: options.scheme,
        method: &method.unwrap_or_else(unknown_method),
        target: line.path(),
        status,
        body_bytes: Some(body.len() as u64),
        elapsed: Duration::ZERO,
        request_id: &id,
        trace: None,
        client: state.limits.client(peer, &unknown),
        source: Source::Made,
    });
    response
}

/// The method of a request that has none.
fn unknown_method() -> Method {
    Method::from_bytes(b"-").expect("a hyphen is a token")
}
