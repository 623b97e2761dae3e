//! Problems: the one table of everything that can go wrong on the wire (RFC 9457).

use std::fmt;

use actix_http::StatusCode;

/// Declares [`ProblemKind`] from one table: variant, code, status, title, meaning.
macro_rules! problems {
    ($($variant:ident $code:literal $status:literal $title:literal $meaning:literal;)*) => {
        /// The kind of a problem. Codes and statuses are part of the contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ProblemKind { $(#[doc = $meaning] $variant,)* }

        impl ProblemKind {
            /// Every kind, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code, which is also the last segment of `type`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> StatusCode {
                let status = match self { $(Self::$variant => $status,)* };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// A short summary that is the same for every occurrence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What it means and what a client can do.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

problems! {
    InvalidParameter "invalid_parameter" 400 "A parameter is not valid"
        "A path or query parameter is unknown, malformed or out of its bounds. `errors` names each of them, with what is allowed and the nearest valid name or value.";
    CursorMismatch "cursor_mismatch" 400 "The cursor belongs to another question"
        "A cursor holds its place under the filters and the order that it was given for. Repeat those with it, or begin again without it.";
    MalformedRequest "malformed_request" 400 "This is not an HTTP request"
        "The head of the request breaks the rules of HTTP/1.1 (RFC 9112).";
    Unauthorized "unauthorized" 401 "A preview token is needed"
        "Drafts, scheduled posts and diagnostics are shown to those who send the preview token as `Authorization: Bearer TOKEN`.";
    PostNotFound "post_not_found" 404 "There is no such post"
        "No published post has this slug. `suggestions` holds near slugs.";
    TermNotFound "term_not_found" 404 "There is no such term"
        "No published post has this tag, category, author or series. `suggestions` holds near ones.";
    RouteNotFound "route_not_found" 404 "There is nothing at this path"
        "The path is none of this API's. `/` lists what there is, `/docs/` explains it.";
    AssetNotFound "asset_not_found" 404 "There is no such file"
        "No file beside the posts has this path. Posts, hidden files and the settings file are never served. `suggestions` holds the nearest path in the same folder.";
    MethodNotAllowed "method_not_allowed" 405 "The API is read-only"
        "The resource answers the methods in `Allow` only.";
    NotAcceptable "not_acceptable" 406 "No wanted representation"
        "The resource has no representation of a media type in `Accept`, or none in a coding that `Accept-Encoding` allows.";
    RequestTimeout "request_timeout" 408 "The request came too slowly"
        "The head of the request was not complete in time.";
    PreconditionFailed "precondition_failed" 412 "The representation is another one"
        "The current representation is another one than the request names: none of the tags in `If-Match` is its own, or it was changed after `If-Unmodified-Since`.";
    ContentTooLarge "content_too_large" 413 "The request has a body that is too large"
        "Nobody reads a body here: the API is read-only. One of up to 64 KiB with its length in `Content-Length` is passed over; a longer one, and one in chunks, is refused.";
    UriTooLong "uri_too_long" 414 "The URL is too long"
        "The request target is longer than the server reads.";
    RangeNotSatisfiable "range_not_satisfiable" 416 "The range lies behind the end"
        "No part of what `Range` names is there. `Content-Range` tells how many bytes there are.";
    RateLimited "rate_limited" 429 "Too many requests"
        "The client has sent more requests than it may in some time. `RateLimit-Policy` tells how many those are. Send the next one after the seconds in `Retry-After`.";
    HeadersTooLarge "headers_too_large" 431 "The request's headers are too large"
        "The head of the request is larger than the server reads.";
    Internal "internal" 500 "Something went wrong here"
        "The server failed. `requestId` finds the reason in its log.";
    NotReady "not_ready" 503 "This is not ready yet"
        "The service has begun a moment ago and still reads the posts to make them searchable, while everything else is answered already; or it is about to end, and `/readyz` says so, while requests are still answered. Try again after the seconds in `Retry-After`.";
    Overloaded "overloaded" 503 "There is too much to do"
        "The service works on as many requests as it can, or on as many searches. Nothing is wrong with this one. Try again after the seconds in `Retry-After`.";
}

impl ProblemKind {
    /// After how many seconds it is worth to ask again, where that is the same each time: most content
    /// is made searchable in two, and a queue is done in less than one.
    fn retry_after(self) -> Option<u64> {
        match self {
            Self::NotReady => Some(2),
            Self::Overloaded => Some(1),
            _ => None,
        }
    }
}

/// What is wrong with one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    /// Where the parameter is: `query`, `path` or `header`.
    pub location: &'static str,
    /// The parameter's name, as it was sent.
    pub name: String,
    /// The value that was sent; cut after 200 characters.
    pub value: Option<String>,
    /// A stable code, such as `unknown` or `out_of_range`.
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// The values or names that are allowed, if they are few.
    pub allowed: Vec<String>,
    /// The nearest allowed value or name.
    pub suggestion: Option<String>,
}

/// A problem, before it is known which request has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What happened this time.
    pub detail: String,
    /// All wrong parameters.
    pub errors: Vec<ParameterError>,
    /// What may have been meant.
    pub suggestions: Vec<String>,
    /// The length in bytes of what a range was wanted of, which goes into `Content-Range`.
    pub complete_length: Option<u64>,
    /// After how many seconds it is worth to ask again, which goes into `Retry-After`.
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem of one kind with a sentence on this occurrence.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            suggestions: Vec::new(),
            complete_length: None,
            retry_after: kind.retry_after(),
        }
    }

    /// The problem of a request with wrong parameters.
    pub fn parameters(errors: Vec<ParameterError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            several => format!(
                "{} parameters are not valid: {}",
                several.len(),
                several.iter().map(|error| error.name.as_str()).collect::<Vec<_>>().join(", ")
            ),
        };
        Self { errors, ..Self::new(ProblemKind::InvalidParameter, detail) }
    }

    /// A post or a term that is not there, with what is near it.
    pub fn not_found(
        kind: ProblemKind,
        what: &str,
        name: &str,
        value: &str,
        near: Vec<String>,
    ) -> Self {
        let value = shorten(value);
        let message = format!("no {what} is called `{value}`");
        Self {
            errors: vec![ParameterError {
                location: "path",
                name: name.to_owned(),
                value: Some(value),
                code: "not_found",
                message: message.clone(),
                allowed: Vec::new(),
                suggestion: near.first().cloned(),
            }],
            suggestions: near,
            ..Self::new(kind, message)
        }
    }

    /// A range that holds nothing of `length` bytes.
    pub fn range(length: u64) -> Self {
        let detail = format!("there are {length} bytes, and the range begins behind them");
        Self {
            complete_length: Some(length),
            ..Self::new(ProblemKind::RangeNotSatisfiable, detail)
        }
    }
}

/// Up to so many characters a client's text is repeated.
pub const SHORT: usize = 200;

/// Cuts a client's text, so that an answer about it stays small.
pub fn shorten(value: &str) -> String {
    match value.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.code(), self.detail)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::{ProblemKind, shorten};

    #[test]
    fn codes_and_statuses_are_those_of_the_contract() {
        let table: Vec<_> =
            ProblemKind::ALL.iter().map(|kind| (kind.code(), kind.status().as_u16())).collect();
        assert_eq!(
            table,
            [
                ("invalid_parameter", 400),
                ("cursor_mismatch", 400),
                ("malformed_request", 400),
                ("unauthorized", 401),
                ("post_not_found", 404),
                ("term_not_found", 404),
                ("route_not_found", 404),
                ("asset_not_found", 404),
                ("method_not_allowed", 405),
                ("not_acceptable", 406),
                ("request_timeout", 408),
                ("precondition_failed", 412),
                ("content_too_large", 413),
                ("uri_too_long", 414),
                ("range_not_satisfiable", 416),
                ("rate_limited", 429),
                ("headers_too_large", 431),
                ("internal", 500),
                ("not_ready", 503),
                ("overloaded", 503),
            ]
        );
    }

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        assert_eq!(shorten("短"), "短");
        assert_eq!(shorten(&"字".repeat(500)).chars().count(), 201);
    }
}
