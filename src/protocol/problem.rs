//! Problems (RFC 9457): the table of all kinds, and the problem of one request.

use std::fmt;

use actix_http::StatusCode;

use crate::text::shortened;

/// Declares [`ProblemKind`] from one table: variant, code, status, title, meaning.
macro_rules! problems {
    ($($variant:ident $code:literal $status:literal $title:literal $meaning:literal;)*) => {
        /// The kind of a problem. Codes and statuses are stable.
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
                StatusCode::from_u16(status).expect("the table has valid statuses")
            }

            /// A short summary, the same for every occurrence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What the problem means and what the client can do.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

problems! {
    InvalidParameter "invalid_parameter" 400 "Invalid parameter"
        "A path or query parameter is unknown, malformed or out of range. `errors` lists each of them, with the allowed values and the nearest valid name or value.";
    CursorMismatch "cursor_mismatch" 400 "Cursor mismatch"
        "The cursor was issued for other filters or another sort order. Send it with the same parameters, or start again without it.";
    MalformedRequest "malformed_request" 400 "Malformed request"
        "The head of the request violates HTTP/1.1 (RFC 9112). Correct the client, or the proxy in front of the server.";
    Unauthorized "unauthorized" 401 "Preview access required"
        "Drafts, scheduled posts and diagnostics require the preview token. Send it as `Authorization: Bearer TOKEN`. Or the preview link in the URL has expired or is not valid for it, and `detail` says which.";
    AnswerTooLarge "answer_too_large" 403 "Response too large"
        "A single post, or a response without pages, is larger with the requested keys than the server sends at once. `detail` names the keys to leave out. Pages of lists end early instead.";
    OriginNotAllowed "origin_not_allowed" 403 "Origin not allowed"
        "The request to `/mcp` is from a web page of another origin, and the setting `mcp_origins` does not allow it. Programs send no `Origin`.";
    PostNotFound "post_not_found" 404 "Post not found"
        "No published post has this slug. `suggestions` lists similar slugs.";
    TermNotFound "term_not_found" 404 "Term not found"
        "No published post has this tag, category, author or series. `suggestions` lists similar ones.";
    RouteNotFound "route_not_found" 404 "Path not found"
        "There is no resource at this path. `/` lists the resources and `/docs/` describes them.";
    AssetNotFound "asset_not_found" 404 "Asset not found"
        "There is no asset with this path. Posts, hidden files, the settings file, private keys, `.env` files and files of a site's project are never served. `suggestions` has the most similar path in the same folder.";
    MethodNotAllowed "method_not_allowed" 405 "Method not allowed"
        "The resource supports the methods in `Allow`. The API is read-only; only `/mcp`, where it is on, takes `POST`.";
    NotAcceptable "not_acceptable" 406 "Not acceptable"
        "The resource has no representation with a media type in `Accept`, or none with a coding in `Accept-Encoding`. Send other values, or omit the header.";
    RequestTimeout "request_timeout" 408 "Request timeout"
        "The head of the request, or the content of one to `/mcp`, did not arrive in time. Send the request again on a new connection.";
    SyncTokenExpired "sync_token_expired" 410 "Sync token expired"
        "The server does not know the content of this sync token, or no longer: it is of another site, or more was changed since than the server remembers. Load `links.manifest`, compare it with the local copy, and continue with its `meta.syncToken`.";
    PreconditionFailed "precondition_failed" 412 "Precondition failed"
        "The current representation has none of the tags in `If-Match`, or was modified after `If-Unmodified-Since`. Request it without the precondition.";
    ContentTooLarge "content_too_large" 413 "Content too large"
        "The content of the request is longer than 64 KiB. The API is read-only and ignores content: send none. Messages to `/mcp` are shorter.";
    UriTooLong "uri_too_long" 414 "URI too long"
        "The request target is longer than the server accepts, 16 KiB by default. Request fewer values at once.";
    UnsupportedMediaType "unsupported_media_type" 415 "Unsupported media type"
        "Messages to `/mcp` are JSON: send `Content-Type: application/json`, and no content coding.";
    RangeNotSatisfiable "range_not_satisfiable" 416 "Range not satisfiable"
        "The requested range begins after the end of the file. `Content-Range` has the length of the file.";
    MisdirectedRequest "misdirected_request" 421 "Misdirected request"
        "The server is for authors (`inkstone dev`) and is used only by names of its own machine, such as `localhost` and `127.0.0.1`.";
    RateLimited "rate_limited" 429 "Too many requests"
        "The client exceeded the rate limit, which is in `RateLimit-Policy`. Retry after the number of seconds in `Retry-After`.";
    HeadersTooLarge "headers_too_large" 431 "Request header fields too large"
        "The head of the request is larger than the server accepts, 32 KiB and 96 lines by default. Send fewer or shorter headers; cookies are not needed.";
    Internal "internal" 500 "Internal server error"
        "The server failed. The reason is in its log, with the `requestId`. Retry later, and report it to the operator.";
    NotReady "not_ready" 503 "Not ready"
        "The server has just started and is still indexing the posts for search, and `detail` has the percentage; other operations are available. Or, for `/readyz`, it is shutting down. Retry after the number of seconds in `Retry-After`.";
    Overloaded "overloaded" 503 "Overloaded"
        "The server is at capacity. Retry after the number of seconds in `Retry-After`.";
}

impl ProblemKind {
    /// The number of seconds after which the client should retry, if it is constant: most content is
    /// indexed in two, and a queue is processed in less than one.
    fn retry_after(self) -> Option<u64> {
        match self {
            Self::NotReady => Some(2),
            Self::Overloaded => Some(1),
            _ => None,
        }
    }
}

/// An invalid parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    /// The location of the parameter: `query`, `path` or `header`.
    pub location: &'static str,
    /// The name of the parameter, as it was sent.
    pub name: String,
    /// The value that was sent, cut after 200 characters.
    pub value: Option<String>,
    /// A stable code, such as `unknown` or `out_of_range`.
    pub code: &'static str,
    /// A description of the error.
    pub message: String,
    /// The allowed values or names, if they are few.
    pub allowed: Vec<String>,
    /// The nearest allowed value or name.
    pub suggestion: Option<String>,
}

/// A problem, independent of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind.
    pub kind: ProblemKind,
    /// A description of this occurrence.
    pub detail: String,
    /// All invalid parameters.
    pub errors: Vec<ParameterError>,
    /// Similar names or paths, best first.
    pub suggestions: Vec<String>,
    /// The length of the file in bytes, for `Content-Range`.
    pub complete_length: Option<u64>,
    /// The number of seconds after which the client should retry, for `Retry-After`.
    pub retry_after: Option<u64>,
}

impl Problem {
    /// Creates a problem with a description of this occurrence.
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

    /// Creates the problem of a request with invalid parameters.
    pub fn parameters(errors: Vec<ParameterError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            several => format!(
                "{} parameters are invalid: {}",
                several.len(),
                several.iter().map(|error| error.name.as_str()).collect::<Vec<_>>().join(", ")
            ),
        };
        Self { errors, ..Self::new(ProblemKind::InvalidParameter, detail) }
    }

    /// Creates the problem of a post, term or asset that does not exist. `name` is the path parameter.
    pub fn not_found(
        kind: ProblemKind,
        what: &str,
        name: &str,
        value: &str,
        suggestions: Vec<String>,
    ) -> Self {
        let value = shorten(value);
        let message = format!("there is no {what} `{value}`");
        Self {
            errors: vec![ParameterError {
                location: "path",
                name: name.to_owned(),
                value: Some(value),
                code: "not_found",
                message: message.clone(),
                allowed: Vec::new(),
                suggestion: suggestions.first().cloned(),
            }],
            suggestions,
            ..Self::new(kind, message)
        }
    }

    /// Creates the problem of a range that begins after the end of a file of `length` bytes.
    pub fn range(length: u64) -> Self {
        let detail = format!("the file has {length} bytes, and the range begins after them");
        Self {
            complete_length: Some(length),
            ..Self::new(ProblemKind::RangeNotSatisfiable, detail)
        }
    }
}

/// The maximum number of characters of a client's text in a response.
pub const SHORT: usize = 200;

/// Shortens a client's text, so that a response about it is small.
pub fn shorten(value: &str) -> String {
    shortened(value, SHORT).into_owned()
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
    fn codes_and_statuses_are_stable() {
        let table: Vec<_> =
            ProblemKind::ALL.iter().map(|kind| (kind.code(), kind.status().as_u16())).collect();
        assert_eq!(
            table,
            [
                ("invalid_parameter", 400),
                ("cursor_mismatch", 400),
                ("malformed_request", 400),
                ("unauthorized", 401),
                ("answer_too_large", 403),
                ("origin_not_allowed", 403),
                ("post_not_found", 404),
                ("term_not_found", 404),
                ("route_not_found", 404),
                ("asset_not_found", 404),
                ("method_not_allowed", 405),
                ("not_acceptable", 406),
                ("request_timeout", 408),
                ("sync_token_expired", 410),
                ("precondition_failed", 412),
                ("content_too_large", 413),
                ("uri_too_long", 414),
                ("unsupported_media_type", 415),
                ("range_not_satisfiable", 416),
                ("misdirected_request", 421),
                ("rate_limited", 429),
                ("headers_too_large", 431),
                ("internal", 500),
                ("not_ready", 503),
                ("overloaded", 503),
            ]
        );
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(shorten("短"), "短");
        assert_eq!(shorten(&"字".repeat(500)).chars().count(), 201);
    }
}
