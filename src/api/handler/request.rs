//! Helpers for reading requests.

use actix_web::HttpRequest;

use crate::api::moment::Moment;
use crate::api::params::{NoParams, QueryParams};
use crate::post::Status;
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{ParameterError, Problem, shorten};
use crate::query::Filters;

/// Returns the decoded path segment at a position from the end, 0 being the last one.
///
/// # Errors
/// Returns `invalid_parameter` if its percent-encoding is broken or is not UTF-8.
pub fn segment(request: &HttpRequest, name: &str, from_end: usize) -> Result<String, Problem> {
    let raw = request.uri().path().rsplit('/').nth(from_end);
    decoded(raw.expect("the route has this segment"), name)
}

/// Returns the decoded path after `prefix` and a slash. The rest can contain encoded slashes, because
/// generated clients encode them.
///
/// # Errors
/// Same as [`segment`].
pub fn remaining_path(request: &HttpRequest, prefix: &str, name: &str) -> Result<String, Problem> {
    let path = request.uri().path();
    let raw = path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/'));
    // The router also matches a prefix with percent-encoded letters; no file is served there.
    decoded(raw.unwrap_or(""), name)
}

fn decoded(raw: &str, name: &str) -> Result<String, Problem> {
    decode_path(raw).ok_or_else(|| {
        Problem::parameters(vec![ParameterError {
            location: "path",
            name: name.to_owned(),
            value: Some(shorten(raw)),
            code: "malformed",
            message: "the percent-encoding is broken, or its bytes are not UTF-8".to_owned(),
            allowed: Vec::new(),
            suggestion: None,
        }])
    })
}

/// Returns the path and query of a request.
pub fn target(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// Checks that a request has no query parameters.
///
/// # Errors
/// Returns `invalid_parameter` with every parameter.
pub fn no_parameters(request: &HttpRequest) -> Result<(), Problem> {
    NoParams::read(request.query_string()).map(|NoParams| ())
}

/// Checks that a query for unpublished posts has the preview token.
///
/// # Errors
/// Returns `unauthorized` if it does not.
pub fn check_status(filters: &Filters, moment: &Moment) -> Result<(), Problem> {
    if filters.status.iter().all(|&status| status == Status::Published) {
        return Ok(());
    }
    moment.require_preview("scheduled posts and drafts require the preview token")
}
