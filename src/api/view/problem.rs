//! Problems as they are sent (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

use crate::protocol::problem::{ParameterError, Problem};
use crate::protocol::request_id::RequestId;

/// The body of every error answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(rename_all = "camelCase")]
pub struct ProblemView {
    /// A URL that names the kind of problem and explains it.
    #[serde(rename = "type")]
    #[schema(rename = "type", format = "uri-reference", example = "/problems/invalid_parameter")]
    pub kind: String,
    /// A summary that is the same for every problem of this kind.
    #[schema(example = "A parameter is not valid")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What happened this time.
    #[schema(example = "`limit` is from 0 to 100")]
    pub detail: String,
    /// The request target that met the problem.
    #[schema(example = "/api/v1/posts?limit=-1")]
    pub instance: String,
    /// The stable code of the kind.
    #[schema(example = "invalid_parameter")]
    pub code: &'static str,
    /// The identifier of the request, equal to `X-Request-Id`.
    #[schema(example = "8d7c1c2f3b1a4e55")]
    pub request_id: String,
    /// Every wrong parameter; empty where the problem is another.
    pub errors: Vec<ParameterErrorView>,
    /// What may have been meant, the nearest first: slugs of posts or terms, or paths.
    pub suggestions: Vec<String>,
}

impl ProblemView {
    /// A problem as the body of an answer. `origin` stands before the path in `type`, `instance` is
    /// the request target.
    pub fn new(problem: Problem, origin: &str, instance: &str, id: &RequestId) -> Self {
        let kind = problem.kind;
        Self {
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

/// What is wrong with one parameter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ParameterError)]
pub struct ParameterErrorView {
    /// Where the parameter is: `query`, `path` or `header`.
    #[serde(rename = "in")]
    #[schema(rename = "in", example = "query")]
    pub location: &'static str,
    /// The parameter's name, as it was sent.
    #[schema(example = "limit")]
    pub name: String,
    /// The value that was sent; cut after 200 characters.
    #[schema(required, example = "-1")]
    pub value: Option<String>,
    /// A stable code: `unknown`, `missing`, `repeated`, `not_an_integer`, `out_of_range`, `not_allowed`,
    /// `invalid_date`, `invalid_language`, `too_many`, `too_long`, `conflict`, `malformed` or
    /// `not_found`.
    #[schema(example = "out_of_range")]
    pub code: &'static str,
    /// What is wrong, in words.
    #[schema(example = "`limit` is from 0 to 100")]
    pub message: String,
    /// The values or names that are allowed, where they are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The nearest allowed value or name.
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
