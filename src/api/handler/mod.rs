//! One handler an operation: parameters → query, ask, view. A handler's name is its operationId.

pub mod assets;
pub mod content;
pub mod fallback;
pub mod metrics;
pub mod neighbors;
pub mod posts;
pub mod related;
pub mod root;
pub mod search;
pub mod service;
pub mod stylesheet;
pub mod suggest;
pub mod terms;

use actix_web::HttpRequest;

use super::audience::Preview;
use super::state::State;
use crate::api::params::Reader;
use crate::catalog::{Matches, Question, Search, SearchError, Snapshot};
use crate::post::Status;
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind, shorten};
use crate::query::{CursorError, Filters};

/// The decoded path segment at a position from the end, 0 being the last one.
///
/// # Errors
/// `invalid_parameter` where its percent-encoding is broken or is not UTF-8.
fn segment(request: &HttpRequest, name: &str, from_end: usize) -> Result<String, Problem> {
    let raw = request.uri().path().rsplit('/').nth(from_end).unwrap_or_default();
    decoded(raw, name)
}

/// The decoded path behind `prefix` and its slash. That a slash may be encoded is left to the
/// caller: generated clients write parameters so.
///
/// # Errors
/// As for [`segment`].
fn remaining_path(request: &HttpRequest, prefix: &str, name: &str) -> Result<String, Problem> {
    let path = request.uri().path();
    let raw = path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/'));
    decoded(raw.unwrap_or_default(), name)
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

/// The request target as it was sent.
fn target(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// Ends the reading of an operation that takes no parameters.
///
/// # Errors
/// `invalid_parameter` that names every parameter.
fn no_parameters(request: &HttpRequest) -> Result<(), Problem> {
    Reader::new(request.query_string(), &[]).finish().map(|_| ())
}

/// What finds posts by their text.
///
/// # Errors
/// `not_ready` while it is still being made.
fn ready_search(snapshot: &Snapshot) -> Result<&Search, Problem> {
    let message = "the posts are still being read to make them searchable";
    snapshot.search().ok_or_else(|| Problem::new(ProblemKind::NotReady, message))
}

/// The posts that match a question.
///
/// # Errors
/// `not_ready` while the posts are still being read for it.
fn find_matches(snapshot: &Snapshot, question: &Question) -> Result<Matches, Problem> {
    ready_search(snapshot)?.find(question).map_err(search_problem)
}

/// Says that the search failed, and to the operator why.
fn search_problem(error: SearchError) -> Problem {
    tracing::error!("the search failed: {error}");
    Problem::new(ProblemKind::Internal, "the search failed")
}

/// Says what is wrong with a cursor.
fn cursor_problem(error: CursorError) -> Problem {
    match error {
        CursorError::Malformed => Problem::parameters(vec![ParameterError {
            location: "query",
            name: "cursor".to_owned(),
            value: None,
            code: "malformed",
            message: "this is no cursor: take `meta.pagination.nextCursor` of an answer as it is"
                .to_owned(),
            allowed: Vec::new(),
            suggestion: None,
        }]),
        CursorError::Mismatch => Problem::new(
            ProblemKind::CursorMismatch,
            "the cursor was given for other filters or another sort",
        ),
    }
}

/// Checks that a question for more than published posts comes with the token.
///
/// # Errors
/// `unauthorized` where it does not.
fn check_status(filters: &Filters, preview: Preview, state: &State) -> Result<(), Problem> {
    if filters.status.iter().all(|&status| status == Status::Published) {
        return Ok(());
    }
    preview.require(state, "scheduled posts and drafts are shown with the preview token")
}
