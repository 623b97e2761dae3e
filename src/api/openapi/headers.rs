//! Request and response headers.

use serde_json::{Map, Value, json};

use crate::api::operation::{Facts, Shows};
use crate::ops::cache_policy::CachePolicy;

/// The headers of every response. They are described with successful responses only, because tables of the same
/// headers with every error would hide what differs.
pub const ALWAYS: [&str; 6] = [
    "X-Request-Id",
    "X-Content-Type-Options",
    "Server-Timing",
    "traceparent",
    "RateLimit-Policy",
    "RateLimit",
];

/// The headers of every response that can be cached.
pub const CACHING: &[&str] = &["ETag", "Cache-Control", "Vary"];

/// The headers for purging caches.
pub const PURGING: &[&str] = &["Cache-Tag", "Surrogate-Key"];

/// Returns references to the descriptions in [`shared_headers`].
pub fn references(names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .map(|&name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect()
}

/// Adds the headers of successful responses and redirects to an operation.
pub fn add_headers(operation: &mut Value, facts: &Facts) {
    let is_list = operation["parameters"]
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one["name"] == "page" || one["name"] == "cursor"));
    let mut always = ALWAYS.to_vec();
    if facts.is_exempt {
        always.retain(|name| !name.starts_with("RateLimit"));
    }
    let mut of_success = if facts.cache == CachePolicy::Endless {
        [&always[..], &["Cache-Control", "Vary", "X-Accel-Buffering"]].concat()
    } else {
        [&always[..], CACHING, &["Content-Encoding"], PURGING].concat()
    };
    if facts.shows != Shows::Nothing {
        of_success.push("Last-Modified");
    }
    if facts.shows == Shows::Post {
        of_success.push("Content-Language");
    }
    if is_list {
        of_success.extend(["Link", "X-Total-Count"]);
    }
    let responses = operation["responses"].as_object_mut().expect("an operation has responses");
    for (status, response) in responses {
        let names = match status.as_str() {
            "200" => &of_success[..],
            "301" | "302" => &["Cache-Control"],
            _ => continue,
        };
        let headers = references(names);
        match response["headers"].as_object_mut() {
            Some(known) => known.extend(headers),
            None => response["headers"] = headers.into(),
        }
    }
}

/// Adds the header about search engines to responses of an operation of the API. Those of errors, which operations
/// share, have it too, but no client needs it.
pub fn add_robots(operation: &mut Value) {
    for status in ["200", "301", "304"] {
        if let Some(response) = operation["responses"].get_mut(status) {
            let headers = response["headers"].as_object_mut().expect("every response has headers");
            headers.extend(references(&["X-Robots-Tag"]));
        }
    }
}

/// Adds conditional requests to an operation whose responses can be cached.
pub fn add_conditions(operation: &mut Value, facts: &Facts) {
    // Clients do not store a private response or a stream, so they have nothing to revalidate.
    let is_stored = !matches!(facts.cache, CachePolicy::Private | CachePolicy::Endless);
    if !is_stored || operation["responses"]["200"].is_null() {
        return;
    }
    let (names, description) = if facts.shows != Shows::Nothing {
        let description = "The client's copy is current: its `ETag` is in `If-None-Match`, or it was not modified since `If-Modified-Since`.";
        (&["IfNoneMatch", "IfModifiedSince"][..], description)
    } else {
        let description = "The client's copy is current: its `ETag` is in `If-None-Match`.";
        (&["IfNoneMatch"][..], description)
    };
    operation["responses"]["304"] = json!({
        "description": description,
        "headers": references(CACHING),
    });
    let references =
        names.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.extend(references),
        None => operation["parameters"] = references.collect(),
    }
}

/// Returns the parameters for conditional requests, which operations share.
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
            "The `ETag` values of the client's copies. If one of them is current, the response is 304 (RFC 9110, section 13.1.2).",
            "\"rxNJufX5oaY\""
        ),
        "IfModifiedSince": header(
            "If-Modified-Since",
            "The `Last-Modified` of the client's copy. Ignored if `If-None-Match` is present (RFC 9110, section 13.1.3).",
            "Wed, 15 Jan 2025 00:00:00 GMT"
        )
    })
}

/// Returns the descriptions of response headers.
pub fn shared_headers() -> Value {
    json!({
        "X-Request-Id": {
            "description": "The identifier of the request, which also appears in the server's log.",
            "schema": { "type": "string" },
            "example": "8d7c1c2f3b1a4e55"
        },
        "X-Content-Type-Options": {
            "description": "Always `nosniff`: the body has exactly the type in `Content-Type` (Fetch Standard).",
            "schema": { "type": "string" },
            "example": "nosniff"
        },
        "X-Robots-Tag": {
            "description": "What search engines may do with the response, by the setting `robots`. Absent if the setting is `index`.",
            "schema": { "type": "string" },
            "example": "noindex"
        },
        "Server-Timing": {
            "description": "The time in milliseconds that the response took, as `app`, or as `cache` if it came from the response cache, in the format of W3C Server Timing. Absent if the setting `server_timing` is off.",
            "schema": { "type": "string" },
            "example": "app;dur=1.2"
        },
        "traceparent": {
            "description": "The span of this response in the trace of the request's `traceparent` (W3C Trace Context). Absent if the request has no valid `traceparent`.",
            "schema": { "type": "string" },
            "example": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        },
        "WWW-Authenticate": {
            "description": "The authentication scheme of the preview token (RFC 6750, section 3).",
            "schema": { "type": "string" },
            "example": "Bearer realm=\"preview\""
        },
        "Content-Language": {
            "description": "The language of the post (RFC 9110, section 8.5). Absent if the post is in one language only and was not requested by a preview link.",
            "schema": { "type": "string" },
            "example": "zh"
        },
        "Cache-Tag": {
            "description": "The operation, posts and terms in the response, separated by commas, for purging CDN caches. Absent unless the setting `purge_headers` is `cache-tag` or `both`.",
            "schema": { "type": "string" },
            "example": "getPost,post:python-memory-management,tag:python"
        },
        "Surrogate-Key": {
            "description": "The same as `Cache-Tag`, separated by spaces. Absent unless the setting `purge_headers` is `surrogate-key` or `both`.",
            "schema": { "type": "string" },
            "example": "getPost post:python-memory-management tag:python"
        },
        "X-Total-Count": {
            "description": "The number of matching entries on all pages, as in `meta.pagination.total`.",
            "schema": { "type": "integer", "minimum": 0 },
            "example": 57
        },
        "ETag": {
            "description": "The version of the representation, a content hash that is equal on all servers (RFC 9110, section 8.8.3).",
            "schema": { "type": "string" },
            "example": "\"rxNJufX5oaY\""
        },
        "Cache-Control": {
            "description": "Who may cache the response, and for how long (RFC 9111, section 5.2). Contains `immutable` if the URL contains the current version.",
            "schema": { "type": "string" },
            "example": "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
        },
        "Last-Modified": {
            "description": "The time of the latest change of the posts in the response. Absent if none of them declares one (RFC 9110, section 8.8.2).",
            "schema": { "type": "string" },
            "example": "Wed, 15 Jan 2025 00:00:00 GMT"
        },
        "Vary": {
            "description": "The request headers that the response depends on (RFC 9110, section 12.5.5).",
            "schema": { "type": "string" },
            "example": "Accept-Encoding, Accept"
        },
        "Content-Encoding": {
            "description": "The coding of the body: `br`, `zstd` or `gzip`. Absent if the client accepts none of them or the body would not become smaller (RFC 9110, section 8.4).",
            "schema": { "type": "string" },
            "example": "br"
        },
        "Accept-Ranges": {
            "description": "Always `bytes`: the file supports range requests. Absent if the body is encoded, because ranges are those of the unencoded file.",
            "schema": { "type": "string" },
            "example": "bytes"
        },
        "Content-Security-Policy": {
            "description": "Restrictions for files that browsers show as pages, such as HTML and SVG: no scripts, no forms and no requests (CSP Level 3). Absent for other files.",
            "schema": { "type": "string" },
            "example": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        },
        "X-Accel-Buffering": {
            "description": "Always `no`: proxies such as nginx forward events at once.",
            "schema": { "type": "string" },
            "example": "no"
        },
        "Retry-After": {
            "description": "The number of seconds after which the client should retry (RFC 9110, section 10.2.3).",
            "schema": { "type": "integer", "minimum": 0 },
            "example": 2
        },
        "RateLimit-Policy": {
            "description": "The number of requests (`q`) that a client may send in a window of seconds (`w`), by draft-ietf-httpapi-ratelimit-headers-11, section 3. Absent if the rate is not limited.",
            "schema": { "type": "string" },
            "example": "\"default\";q=20;w=60"
        },
        "RateLimit": {
            "description": "The number of requests that the client may send now (`r`), and the number of seconds until it may send one more (`t`), by section 4 of the same draft. Absent if the rate is not limited.",
            "schema": { "type": "string" },
            "example": "\"default\";r=12;t=3"
        },
        "Content-Range": {
            "description": "The range of the file that the body contains, and the length of the file (RFC 9110, section 14.4).",
            "schema": { "type": "string" },
            "example": "bytes 0-99/2760"
        },
        "Link": {
            "description": "The URLs of the first, previous, next and last page (RFC 8288), as in `links`.",
            "schema": { "type": "string" },
            "example": "</api/v1/posts?page=1>; rel=\"first\", </api/v1/posts?page=2>; rel=\"next\", </api/v1/posts?page=3>; rel=\"last\""
        }
    })
}
