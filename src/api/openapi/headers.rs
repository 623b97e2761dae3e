//! The headers of operations, of requests and of answers, each described once.

use serde_json::{Map, Value, json};

use crate::api::operation::{Facts, Shows};
use crate::ops::cache_policy::CachePolicy;

/// The headers of every answer that is made for a client.
pub const ALWAYS: [&str; 6] = [
    "X-Request-Id",
    "X-Content-Type-Options",
    "Server-Timing",
    "traceparent",
    "RateLimit-Policy",
    "RateLimit",
];

/// The headers that every answer has that can be kept.
pub const CACHING: &[&str] = &["ETag", "Cache-Control", "Vary"];

/// The headers that name what is in an answer.
pub const PURGING: &[&str] = &["Cache-Tag", "Surrogate-Key"];

/// References to what [`shared_headers`] says of these.
pub fn references(names: &[&str]) -> Value {
    let references: Map<String, Value> = names
        .iter()
        .map(|&name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    references.into()
}

/// Says which headers a successful answer and a redirect have.
pub fn add_headers(operation: &mut Value, facts: &Facts) {
    let is_list = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "page"));
    let mut always = ALWAYS.to_vec();
    if facts.is_exempt {
        always.retain(|name| !name.starts_with("RateLimit"));
    }
    let mut of_success = [&always[..], CACHING, &["Content-Encoding"], PURGING].concat();
    if facts.shows != Shows::Nothing {
        of_success.push("Last-Modified");
    }
    if facts.shows == Shows::Post {
        of_success.push("Content-Language");
    }
    if is_list {
        of_success.extend(["Link", "X-Total-Count"]);
    }
    let of_redirect = [&always[..], &["Cache-Control", "Vary"], PURGING].concat();
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses {
        let names = match status.as_str() {
            "200" => &of_success,
            "301" | "302" | "308" => &of_redirect,
            _ => continue,
        };
        let Value::Object(headers) = references(names) else { continue };
        match response["headers"].as_object_mut() {
            Some(known) => known.extend(headers),
            None => response["headers"] = headers.into(),
        }
    }
}

/// Says that a client need not fetch again what it has, where that is so.
pub fn add_conditions(operation: &mut Value, facts: &Facts) {
    // A response that must not be stored has nothing to be compared with.
    if facts.cache == CachePolicy::Private || operation["responses"]["200"].is_null() {
        return;
    }
    let (names, description) = if facts.shows != Shows::Nothing {
        let description = "The client has this answer already: its `ETag` is in `If-None-Match`, or nothing in it has changed since `If-Modified-Since`.";
        (&["IfNoneMatch", "IfModifiedSince"][..], description)
    } else {
        let description = "The client has this answer already: its `ETag` is in `If-None-Match`.";
        (&["IfNoneMatch"][..], description)
    };
    operation["responses"]["304"] = json!({
        "description": description,
        "headers": references(&[CACHING, &ALWAYS].concat()),
    });
    let references =
        names.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.extend(references),
        None => operation["parameters"] = references.collect(),
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
            "schema": { "type": "string" },
            "example": "8d7c1c2f3b1a4e55"
        },
        "X-Content-Type-Options": {
            "description": "That the body is of the type in `Content-Type`, whatever it looks like: `nosniff` (Fetch Standard).",
            "schema": { "type": "string" },
            "example": "nosniff"
        },
        "Server-Timing": {
            "description": "How many milliseconds the answer took (`app`), and whether it was kept from before (`cache`), by W3C Server Timing. Absent where the setting `server_timing` is off.",
            "schema": { "type": "string" },
            "example": "cache;desc=hit, app;dur=0.042"
        },
        "traceparent": {
            "description": "The place of this answer in the trace that the request names in its own `traceparent` (W3C Trace Context). Absent where it names none.",
            "schema": { "type": "string" },
            "example": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        },
        "WWW-Authenticate": {
            "description": "How the preview token is sent (RFC 6750, section 3).",
            "schema": { "type": "string" },
            "example": "Bearer realm=\"preview\""
        },
        "Content-Language": {
            "description": "The language of the answer (RFC 9110, section 8.5). Absent where posts in several languages are asked for.",
            "schema": { "type": "string" },
            "example": "zh"
        },
        "Cache-Tag": {
            "description": "What is in the answer, for those who purge a CDN: the operation, posts and terms, separated by commas. Absent unless the setting `purge_headers` is `cache-tag` or `both`.",
            "schema": { "type": "string" },
            "example": "getPost,post:python-memory-management,tag:python"
        },
        "Surrogate-Key": {
            "description": "The same, separated by blanks. Absent unless the setting `purge_headers` is `surrogate-key` or `both`.",
            "schema": { "type": "string" },
            "example": "getPost post:python-memory-management tag:python"
        },
        "X-Total-Count": {
            "description": "How many entries match in all, as in `meta.pagination.total`.",
            "schema": { "type": "integer", "minimum": 0 },
            "example": 57
        },
        "ETag": {
            "description": "The identity of the content, the same on every server (RFC 9110, section 8.8.3).",
            "schema": { "type": "string" },
            "example": "\"af1349b9f5f9a1a6a0404dea36dcc949\""
        },
        "Cache-Control": {
            "description": "Who may keep the answer, and for how long (RFC 9111, section 5.2). `immutable` where the URL names the current version.",
            "schema": { "type": "string" },
            "example": "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
        },
        "Last-Modified": {
            "description": "When the newest change was made to the posts in the answer; absent where they tell no time (RFC 9110, section 8.8.2).",
            "schema": { "type": "string" },
            "example": "Wed, 15 Jan 2025 00:00:00 GMT"
        },
        "Vary": {
            "description": "Which request headers decided on the answer (RFC 9110, section 12.5.5).",
            "schema": { "type": "string" },
            "example": "Accept-Encoding, Accept"
        },
        "Content-Encoding": {
            "description": "The coding of the body, `br`, `zstd` or `gzip`, where the client takes one and it is worth while (RFC 9110, section 8.4).",
            "schema": { "type": "string" },
            "example": "br"
        },
        "Accept-Ranges": {
            "description": "That parts can be asked for by `Range`: `bytes`. Not there where the answer is encoded: parts are those of the file as it is.",
            "schema": { "type": "string" },
            "example": "bytes"
        },
        "Content-Security-Policy": {
            "description": "What the file may do where a browser shows it as a page, as it does with HTML and SVG: no script, no form, no request to anywhere (CSP Level 3). Absent with other files.",
            "schema": { "type": "string" },
            "example": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        },
        "Retry-After": {
            "description": "After how many seconds it is worth to try again (RFC 9110, section 10.2.3).",
            "schema": { "type": "integer", "minimum": 0 },
            "example": 2
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
            "schema": { "type": "string" },
            "example": "bytes 0-99/2760"
        },
        "Link": {
            "description": "The first, previous, next and last page (RFC 8288), as in `links`.",
            "schema": { "type": "string" },
            "example": "</api/v1/posts?page=1>; rel=\"first\", </api/v1/posts?page=2>; rel=\"next\", </api/v1/posts?page=3>; rel=\"last\""
        }
    })
}
