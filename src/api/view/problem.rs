//! Problems as JSON (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

use crate::protocol::paths::{API, MANIFEST};
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::protocol::request_id::RequestId;

/// The body of error responses (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(rename_all = "camelCase")]
pub struct ProblemView {
    /// The URL of the documentation of this type of problem, which identifies the type.
    #[serde(rename = "type")]
    #[schema(rename = "type", format = "uri-reference", example = "/problems/invalid_parameter")]
    pub kind: String,
    /// A summary, which is the same for all problems of this type.
    #[schema(example = "A parameter is not valid")]
    pub title: &'static str,
    /// The HTTP status code.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// An explanation of this occurrence of the problem.
    #[schema(example = "`limit` must be from 0 to 100")]
    pub detail: String,
    /// The target of the request.
    #[schema(example = "/api/v1/posts?limit=-1")]
    pub instance: String,
    /// The code of the type of problem. Codes are stable.
    #[schema(example = "invalid_parameter")]
    pub code: &'static str,
    /// The ID of the request, as in `X-Request-Id`.
    #[schema(example = "8d7c1c2f3b1a4e55")]
    pub request_id: String,
    /// All invalid parameters. Empty for other problems.
    pub errors: Vec<ParameterErrorView>,
    /// Existing slugs or paths that are similar to the requested one, most similar first.
    pub suggestions: Vec<String>,
    /// Where to continue, if another resource helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub links: Option<ProblemLinks>,
}

/// Resources that help with a problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemLinks {
    /// The manifest, to start anew if a sync token is unknown.
    #[schema(format = "uri-reference", example = "/api/v1/manifest")]
    pub manifest: String,
}

impl ProblemView {
    /// Creates the body of a response. `origin` is prepended to the paths in `type` and `links`, and `instance` is the
    /// request target.
    pub fn new(problem: Problem, origin: &str, instance: &str, id: &RequestId) -> Self {
        let kind = problem.kind;
        let manifest = || ProblemLinks { manifest: format!("{origin}{API}{MANIFEST}") };
        Self {
            links: (kind == ProblemKind::SyncTokenExpired).then(manifest),
            kind: format!("{origin}/problems/{}", kind.code()),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: problem.detail,
            instance: instance.to_owned(),
            code: kind.code(),
            request_id: id.as_str().to_owned(),
            errors: problem.errors.into_iter().map(Into::into).collect(),
            suggestions: problem.suggestions,
        }
    }
}

/// An invalid parameter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ParameterError)]
pub struct ParameterErrorView {
    /// The location of the parameter: `query`, `path` or `header`.
    #[serde(rename = "in")]
    #[schema(rename = "in", example = "query")]
    pub location: &'static str,
    /// The name of the parameter, as sent.
    #[schema(example = "limit")]
    pub name: String,
    /// The value that was sent, truncated to 200 characters.
    #[schema(required, example = "-1")]
    pub value: Option<String>,
    /// The code of the error: `unknown`, `missing`, `repeated`, `not_an_integer`, `not_a_number`,
    /// `out_of_range`, `not_allowed`, `invalid_date`, `invalid_language`, `too_many`, `too_long`,
    /// `conflict`, `malformed` or `not_found`. Codes are stable.
    #[schema(example = "out_of_range")]
    pub code: &'static str,
    /// An explanation of the error.
    #[schema(example = "`limit` must be from 0 to 100")]
    pub message: String,
    /// The allowed values or names, if there are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The most similar allowed value or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
}

impl From<ParameterError> for ParameterErrorView {
    fn from(error: ParameterError) -> Self {
        let ParameterError { location, name, value, code, message, allowed, suggestion } = error;
        Self { location, name, value, code, message, allowed, suggestion }
    }
}
