//! Error responses.

use serde_json::{Map, Value, json};

use super::headers::references;
use crate::api::operation::Facts;
use crate::api::params::cursor_problem;
use crate::api::view::problem::ProblemView;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::protocol::request_id::RequestId;
use crate::query::CursorError;

/// The errors that do not depend on the operation. They are one response, because a list of them would hide
/// what an operation itself decides.
const GENERAL: [ProblemKind; 8] = [
    ProblemKind::PreconditionFailed,
    ProblemKind::ContentTooLarge,
    ProblemKind::UriTooLong,
    ProblemKind::RateLimited,
    ProblemKind::HeadersTooLarge,
    ProblemKind::Internal,
    ProblemKind::NotReady,
    ProblemKind::Overloaded,
];

/// The errors of lists whose status is 400.
const OF_LISTS: [ProblemKind; 2] = [ProblemKind::InvalidParameter, ProblemKind::CursorMismatch];

/// The name of the response for [`OF_LISTS`].
const LIST: &str = "InvalidListParameter";

/// The name of the response for [`GENERAL`].
const OTHER: &str = "OtherProblem";

/// Adds references to the errors that an operation can respond with.
pub fn add_errors(operation: &mut Value, facts: &Facts) {
    let mut kinds = facts.problems.to_vec();
    // A redirect has no representation to negotiate.
    if !operation["responses"]["200"].is_null() {
        kinds.push(ProblemKind::NotAcceptable);
    }
    kinds.sort_by_key(|kind| kind.status());
    let own = kinds.chunk_by(|a, b| a.status() == b.status()).map(|kinds| {
        // A status has one response.
        let component = if kinds == OF_LISTS { LIST.to_owned() } else { component(kinds[0]) };
        (kinds[0].status().as_u16().to_string(), component)
    });
    for (status, component) in own.chain([("default".to_owned(), OTHER.to_owned())]) {
        operation["responses"][status] =
            json!({ "$ref": format!("#/components/responses/{component}") });
    }
}

/// Returns the name of the component of an error: its code in Pascal case.
fn component(kind: ProblemKind) -> String {
    kind.code().split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// Returns a response for each error, by the name of its component.
pub fn error_responses() -> Value {
    const OWN: &[ProblemKind] = &[
        ProblemKind::InvalidParameter,
        ProblemKind::Unauthorized,
        ProblemKind::AnswerTooLarge,
        ProblemKind::PostNotFound,
        ProblemKind::TermNotFound,
        ProblemKind::RouteNotFound,
        ProblemKind::AssetNotFound,
        ProblemKind::NotAcceptable,
        ProblemKind::SyncTokenExpired,
        ProblemKind::RangeNotSatisfiable,
        ProblemKind::NotReady,
        ProblemKind::Overloaded,
    ];
    let mut responses: Map<String, Value> =
        OWN.iter().map(|&kind| (component(kind), error_response(kind))).collect();
    responses.insert(LIST.to_owned(), of_lists());
    responses.insert(OTHER.to_owned(), other());
    responses.into()
}

fn error_response(kind: ProblemKind) -> Value {
    let names = match kind {
        ProblemKind::Unauthorized => &["WWW-Authenticate"][..],
        ProblemKind::RangeNotSatisfiable => &["Content-Range"],
        ProblemKind::NotReady | ProblemKind::Overloaded => &["Retry-After"],
        ProblemKind::RateLimited => &["Retry-After", "RateLimit-Policy", "RateLimit"],
        _ => &[],
    };
    let mut response = json!({
        "description": kind.meaning(),
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "example": example(kind)
        }}
    });
    if !names.is_empty() {
        response["headers"] = references(names).into();
    }
    response
}

/// Returns a response for several errors, which clients distinguish by `code`.
fn one_of(kinds: &[ProblemKind], headers_of: ProblemKind, description: String) -> Value {
    let examples: Map<String, Value> = kinds
        .iter()
        .map(|&kind| {
            let example = json!({ "summary": kind.title(), "value": example(kind) });
            (kind.code().to_owned(), example)
        })
        .collect();
    let mut response = error_response(headers_of);
    response["description"] = description.into();
    response["content"]["application/problem+json"] =
        json!({ "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples });
    response
}

/// Returns the response for [`GENERAL`].
fn other() -> Value {
    let codes = GENERAL.map(|kind| format!("`{}` ({})", kind.code(), kind.status().as_u16()));
    let description = format!(
        "A problem that does not depend on the operation: {}. `/problems/{{code}}` describes each.",
        codes.join(", ")
    );
    one_of(&GENERAL, ProblemKind::RateLimited, description)
}

/// Returns the response for [`OF_LISTS`].
fn of_lists() -> Value {
    let meanings = OF_LISTS.map(|kind| format!("`{}`: {}", kind.code(), kind.meaning()));
    one_of(&OF_LISTS, OF_LISTS[0], meanings.join(" "))
}

fn example(kind: ProblemKind) -> Value {
    let suggestions = || vec!["python-memory-management".to_owned()];
    let (instance, problem) = match kind {
        ProblemKind::InvalidParameter => (
            "/api/v1/posts?limit=-1&tga=python",
            Problem::parameters(vec![
                ParameterError {
                    location: "query",
                    name: "tga".to_owned(),
                    value: Some("python".to_owned()),
                    code: "unknown",
                    message: "unknown parameter `tga`".to_owned(),
                    allowed: vec!["tag".to_owned(), "category".to_owned(), "limit".to_owned()],
                    suggestion: Some("tag".to_owned()),
                },
                ParameterError {
                    location: "query",
                    name: "limit".to_owned(),
                    value: Some("-1".to_owned()),
                    code: "out_of_range",
                    message: "`limit` must be from 0 to 100".to_owned(),
                    allowed: Vec::new(),
                    suggestion: None,
                },
            ]),
        ),
        ProblemKind::CursorMismatch => {
            ("/api/v1/posts?sort=title&cursor=AQDpj6sdSSDg", cursor_problem(CursorError::Mismatch))
        }
        ProblemKind::PostNotFound => (
            "/api/v1/posts/python-memory-managment",
            Problem::not_found(kind, "post", "slug", "python-memory-managment", suggestions()),
        ),
        ProblemKind::TermNotFound => (
            "/api/v1/tags/pyton",
            Problem::not_found(kind, "tag", "tag", "pyton", vec!["Python".to_owned()]),
        ),
        ProblemKind::AssetNotFound => (
            "/assets/images/Arena.svg",
            Problem::not_found(
                kind,
                "asset",
                "path",
                "images/Arena.svg",
                vec!["images/arena.svg".to_owned()],
            ),
        ),
        ProblemKind::SyncTokenExpired => (
            "/api/v1/changes?since=v1.47DEQpj8HBSa-_TImW-5JA",
            Problem::new(
                kind,
                "the content of the sync token is not known, or no longer: load the manifest",
            ),
        ),
        ProblemKind::PreconditionFailed => {
            ("/assets/images/arena.svg", Problem::new(kind, kind.meaning()))
        }
        ProblemKind::RangeNotSatisfiable => ("/assets/images/arena.svg", Problem::range(2760)),
        ProblemKind::RateLimited => {
            let detail = "a client may send 20 requests in 60 seconds, and the next one in 3";
            ("/api/v1/posts", Problem::new(kind, detail))
        }
        _ => ("/api/v1/posts", Problem::new(kind, kind.meaning())),
    };
    let id = RequestId::from_static("8d7c1c2f3b1a4e55");
    let view = ProblemView::new(problem, "", instance, &id);
    serde_json::to_value(view).expect("a problem is JSON")
}
