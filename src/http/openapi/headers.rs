//! The headers of operations, of requests and of answers, each described once.

use serde_json::{Map, Value, json};

use crate::http::limits::Limits;

/// The headers of every answer that is made for a client.
pub const ALWAYS: [&str; 3] = ["X-Request-Id", "RateLimit-Policy", "RateLimit"];

/// References to what [`shared_headers`] says of these.
pub fn references(names: &[&str]) -> Value {
    let references: Map<String, Value> = names
        .iter()
        .map(|&name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    references.into()
}

/// Says which headers a successful answer has.
pub fn add_headers(operation: &mut Value, path: &str) {
    let is_list = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "page"));
    let Some(headers) = operation["responses"]["200"].as_object_mut() else { return };
    let mut names = if Limits::exempts(path) { vec!["X-Request-Id"] } else { ALWAYS.to_vec() };
    names.extend(["ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Encoding"]);
    if is_list {
        names.extend(["Link", "X-Total-Count"]);
    }
    headers.insert("headers".to_owned(), references(&names));
}

/// What tells how the server is at the moment, so that there is nothing to be kept.
const UNCONDITIONAL: &[&str] = &["/healthz", "/readyz", "/metrics", "/api/v1/diagnostics"];

/// The headers that every answer has that can be kept.
const CACHING: &[&str] = &["ETag", "Cache-Control", "Vary"];

/// Says that a client need not fetch again what it has, where that is so.
pub fn add_conditions(operation: &mut Value, path: &str) {
    if UNCONDITIONAL.contains(&path) {
        return;
    }
    operation["responses"]["304"] = json!({
        "description": "The client has this answer already: its `ETag` is in `If-None-Match`, or nothing in it has changed since `If-Modified-Since`.",
        "headers": references(&[CACHING, &ALWAYS].concat()),
    });
    let names = ["IfNoneMatch", "IfModifiedSince"];
    let references = names.map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.extend(references),
        None => operation["parameters"] = json!(references),
    }
}

/// The parameters that are described once.
pub fn conditions() -> Value {
    let header = |name: &str, description: &str, example: &str| {
        json!({
            "name": name,
            "in": "header",
            "description": description,
            "required": false,
            "schema": { "type": "string" },
            "example": example
        })
    };
    json!({
        "IfNoneMatch": header(
            "If-None-Match",
            "Tags that the client has. The answer is 304 where the current one is among them (RFC 9110, section 13.1.2).",
            "\"af1349b9f5f9a1a6a0404dea36dcc949\""
        ),
        "IfModifiedSince": header(
            "If-Modified-Since",
            "The `Last-Modified` of what the client has; counts only without `If-None-Match` (RFC 9110, section 13.1.3).",
            "Wed, 15 Jan 2025 00:00:00 GMT"
        )
    })
}

/// What each header of answers says.
pub fn shared_headers() -> Value {
    json!({
        "X-Request-Id": {
            "description": "The identifier of the request, for logs and reports.",
            "schema": { "type": "string" }
        },
        "X-Total-Count": {
            "description": "How many entries match in all, as in `meta.pagination.total`.",
            "schema": { "type": "integer", "minimum": 0 }
        },
        "ETag": {
            "description": "The identity of the content, the same on every server (RFC 9110, section 8.8.3).",
            "schema": { "type": "string" }
        },
        "Cache-Control": {
            "description": "Who may keep the answer, and for how long (RFC 9111, section 5.2). `immutable` where the URL names the current version.",
            "schema": { "type": "string" }
        },
        "Last-Modified": {
            "description": "When the newest change was made to the posts in the answer; absent where they tell no time (RFC 9110, section 8.8.2).",
            "schema": { "type": "string" }
        },
        "Vary": {
            "description": "Which request headers decided on the answer (RFC 9110, section 12.5.5).",
            "schema": { "type": "string" }
        },
        "Content-Encoding": {
            "description": "The coding of the body, `br`, `zstd` or `gzip`, where the client takes one and it is worth while (RFC 9110, section 8.4).",
            "schema": { "type": "string" }
        },
        "Accept-Ranges": {
            "description": "That parts can be asked for by `Range`: `bytes`. Not there where the answer is encoded: parts are those of the file as it is.",
            "schema": { "type": "string" }
        },
        "Retry-After": {
            "description": "After how many seconds it is worth to try again (RFC 9110, section 10.2.3).",
            "schema": { "type": "integer", "minimum": 0 }
        },
        "RateLimit-Policy": {
            "description": "While a limit is on: how many requests a client may send (`q`) in how many seconds (`w`), by draft-ietf-httpapi-ratelimit-headers-11, section 3.",
            "schema": { "type": "string" },
            "example": "\"default\";q=20;w=60"
        },
        "RateLimit": {
            "description": "While a limit is on: how many requests the client may send now (`r`), and after how many seconds it may send one more (`t`), by section 4 of the same draft.",
            "schema": { "type": "string" },
            "example": "\"default\";r=12;t=3"
        },
        "Content-Range": {
            "description": "Which part this is, and how many bytes there are in all (RFC 9110, section 14.4).",
            "schema": { "type": "string" }
        },
        "Link": {
            "description": "The first, previous, next and last page (RFC 8288), as in `links`.",
            "schema": { "type": "string" }
        }
    })
}
