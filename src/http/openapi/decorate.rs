//! What all operations share: errors, security and headers.

use serde_json::{Map, Value, json};

use crate::http::HttpOptions;
use crate::http::limits::Limits;
use crate::http::links::API;
use crate::http::problem::{ParameterError, Problem, ProblemKind, ProblemView};
use crate::http::request_id::RequestId;

/// The name of the security scheme.
const PREVIEW: &str = "previewToken";

/// The schemas of `blocks`. They are those of another specification, so they are data.
const MDAST: &str = include_str!("mdast.json");

/// The path of files beside posts.
const ASSET: &str = "/assets/{path}";

/// Adds to every operation what its route cannot know.
pub fn decorate(document: &mut Value, options: &HttpOptions) {
    document["servers"] = json!([{
        "url": options.public_url.as_deref().unwrap_or("/"),
        "description": "This server."
    }]);
    document["security"] = json!([]);
    document["components"]["securitySchemes"] = json!({ PREVIEW: {
        "type": "http",
        "scheme": "bearer",
        "description": "The preview token of the server's settings. It shows drafts, scheduled posts and diagnostics."
    }});
    document["components"]["responses"] = error_responses();
    document["components"]["headers"] = shared_headers();
    document["components"]["parameters"] = conditions();
    if let Some(schemas) = document["components"]["schemas"].as_object_mut()
        && let Ok(nodes) = serde_json::from_str::<Map<String, Value>>(MDAST)
    {
        schemas.extend(nodes);
    }
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, item) in paths.iter_mut() {
        let Some(operation) = item.get_mut("get") else { continue };
        let in_api = path.starts_with(API);
        if in_api {
            operation["security"] = json!([{}, { PREVIEW: [] }]);
        }
        add_errors(operation, path, in_api);
        add_headers(operation, path);
        if !UNCONDITIONAL.contains(&path.as_str()) {
            add_conditions(operation);
        }
        if path == ASSET {
            describe_asset(operation);
        }
    }
}

/// What tells how the server is at the moment, so that there is nothing to be kept.
const UNCONDITIONAL: &[&str] = &["/healthz", "/readyz", "/metrics", "/api/v1/diagnostics"];

/// The headers that every answer has that can be kept.
const CACHING: &[&str] = &["ETag", "Cache-Control", "Vary"];

/// Says that a client need not fetch again what it has.
fn add_conditions(operation: &mut Value) {
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
fn conditions() -> Value {
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

/// What waits until posts can be searched.
const NEEDS_SEARCH: &[&str] = &[
    "/readyz",
    "/api/v1/posts",
    "/api/v1/posts/{slug}",
    "/api/v1/posts/{slug}/related",
    "/api/v1/search",
    "/api/v1/suggest",
];

/// Refers to the errors that an operation can answer with.
fn add_errors(operation: &mut Value, path: &str, in_api: bool) {
    let mut kinds = Vec::new();
    if in_api {
        kinds.push(ProblemKind::InvalidParameter);
        kinds.push(ProblemKind::Unauthorized);
    }
    if path == ASSET {
        kinds.push(ProblemKind::InvalidParameter);
        kinds.push(ProblemKind::PreconditionFailed);
        kinds.push(ProblemKind::RangeNotSatisfiable);
    }
    if path.contains('{') {
        kinds.push(match path {
            ASSET => ProblemKind::AssetNotFound,
            path if path.starts_with("/api/v1/posts/") => ProblemKind::PostNotFound,
            path if path.starts_with(API) => ProblemKind::TermNotFound,
            _ => ProblemKind::RouteNotFound,
        });
    }
    if path == "/metrics" {
        kinds.push(ProblemKind::RouteNotFound);
    }
    if matches!(path, "/problems/{code}" | "/highlight.css") {
        kinds.push(ProblemKind::InvalidParameter);
    }
    if in_api || matches!(path, "/" | "/problems/{code}" | "/highlight.css") {
        kinds.push(ProblemKind::NotAcceptable);
    }
    if NEEDS_SEARCH.contains(&path) {
        kinds.push(ProblemKind::NotReady);
    }
    if !Limits::exempts(path) {
        kinds.push(ProblemKind::RateLimited);
        kinds.push(ProblemKind::Overloaded);
    }
    kinds.push(ProblemKind::ContentTooLarge);
    kinds.push(ProblemKind::UriTooLong);
    kinds.push(ProblemKind::HeadersTooLarge);
    kinds.push(ProblemKind::Internal);
    kinds.sort_by_key(|kind| kind.status());
    let is_unavailable = UNAVAILABLE_KINDS.iter().all(|kind| kinds.contains(kind));
    for kind in kinds {
        let status = kind.status().as_u16().to_string();
        let component = match kind {
            kind if is_unavailable && UNAVAILABLE_KINDS.contains(&kind) => UNAVAILABLE.to_owned(),
            kind => component(kind),
        };
        operation["responses"][status] =
            json!({ "$ref": format!("#/components/responses/{component}") });
    }
}

/// The problems that share a status. A status has one response, so where an operation can answer with
/// both of them, that describes both.
const UNAVAILABLE_KINDS: [ProblemKind; 2] = [ProblemKind::NotReady, ProblemKind::Overloaded];

/// The name of that response.
const UNAVAILABLE: &str = "Unavailable";

/// Says which headers a successful answer has.
fn add_headers(operation: &mut Value, path: &str) {
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

/// Says by which headers a file is asked for, which ones come with it, and that it is bytes.
/// `If-Match` is heeded but not offered: nothing is written here that it could protect.
fn describe_asset(operation: &mut Value) {
    for (status, names) in [
        ("200", &["ETag", "Cache-Control", "Vary", "Accept-Ranges", "Content-Encoding"][..]),
        ("206", &["ETag", "Cache-Control", "Vary", "Accept-Ranges", "Content-Range"]),
    ] {
        operation["responses"][status]["headers"] = references(&[names, &ALWAYS].concat());
    }
    for status in ["200", "206"] {
        let schema = json!({ "type": "string", "format": "binary" });
        operation["responses"][status]["content"] = json!({ "*/*": { "schema": schema } });
    }
    let Some(parameters) = operation["parameters"].as_array_mut() else { return };
    parameters.extend(
        [
            ("Range", "The part that is wanted (RFC 9110, section 14.2)."),
            ("If-Range", "The tag for which `Range` holds; the file comes whole where it is another one now (RFC 9110, section 13.1.5)."),
        ]
        .map(|(name, description)| {
            json!({
                "name": name,
                "in": "header",
                "description": description,
                "required": false,
                "schema": { "type": "string" }
            })
        }),
    );
}

/// The headers of every answer that is made for a client.
const ALWAYS: [&str; 3] = ["X-Request-Id", "RateLimit-Policy", "RateLimit"];

/// Headers that are described once.
fn references(names: &[&str]) -> Value {
    let references: Map<String, Value> = names
        .iter()
        .map(|&name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    references.into()
}

/// The name of an error's component: its code in Pascal case.
fn component(kind: ProblemKind) -> String {
    kind.code().split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn error_responses() -> Value {
    const SHARED: &[ProblemKind] = &[
        ProblemKind::InvalidParameter,
        ProblemKind::Unauthorized,
        ProblemKind::PostNotFound,
        ProblemKind::TermNotFound,
        ProblemKind::RouteNotFound,
        ProblemKind::AssetNotFound,
        ProblemKind::NotAcceptable,
        ProblemKind::PreconditionFailed,
        ProblemKind::ContentTooLarge,
        ProblemKind::UriTooLong,
        ProblemKind::RangeNotSatisfiable,
        ProblemKind::RateLimited,
        ProblemKind::HeadersTooLarge,
        ProblemKind::NotReady,
        ProblemKind::Overloaded,
        ProblemKind::Internal,
    ];
    let mut responses: Map<String, Value> =
        SHARED.iter().map(|&kind| (component(kind), error_response(kind))).collect();
    responses.insert(UNAVAILABLE.to_owned(), unavailable());
    responses.into()
}

fn error_response(kind: ProblemKind) -> Value {
    let names = match kind {
        ProblemKind::RangeNotSatisfiable => &["Content-Range"][..],
        ProblemKind::RateLimited | ProblemKind::NotReady | ProblemKind::Overloaded => {
            &["Retry-After"]
        }
        _ => &[],
    };
    json!({
        "description": kind.meaning(),
        "headers": references(&[names, &ALWAYS].concat()),
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "example": example(kind)
        }}
    })
}

/// The response of [`UNAVAILABLE_KINDS`], which `code` tells apart.
fn unavailable() -> Value {
    let described = UNAVAILABLE_KINDS.map(|kind| format!("`{}`: {}", kind.code(), kind.meaning()));
    let examples: Map<String, Value> = UNAVAILABLE_KINDS
        .iter()
        .map(|&kind| {
            let example = json!({ "summary": kind.title(), "value": example(kind) });
            (kind.code().to_owned(), example)
        })
        .collect();
    let mut response = error_response(ProblemKind::Overloaded);
    response["description"] = described.join("\n\n").into();
    response["content"]["application/problem+json"] =
        json!({ "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples });
    response
}

fn example(kind: ProblemKind) -> Value {
    let near = || vec!["python-memory-management".to_owned()];
    let (instance, problem) = match kind {
        ProblemKind::InvalidParameter => (
            "/api/v1/posts?limit=-1&tga=python",
            Problem::parameters(vec![
                ParameterError {
                    location: "query",
                    name: "tga".to_owned(),
                    value: Some("python".to_owned()),
                    code: "unknown",
                    message: "there is no parameter `tga` here".to_owned(),
                    allowed: vec!["tag".to_owned(), "category".to_owned(), "limit".to_owned()],
                    suggestion: Some("tag".to_owned()),
                },
                ParameterError {
                    location: "query",
                    name: "limit".to_owned(),
                    value: Some("-1".to_owned()),
                    code: "out_of_range",
                    message: "`limit` is from 0 to 100".to_owned(),
                    allowed: Vec::new(),
                    suggestion: None,
                },
            ]),
        ),
        ProblemKind::PostNotFound => (
            "/api/v1/posts/python-memory-managment",
            Problem::not_found(kind, "post", "slug", "python-memory-managment", near()),
        ),
        ProblemKind::TermNotFound => (
            "/api/v1/tags/pyton",
            Problem::not_found(kind, "tag", "tag", "pyton", vec!["python".to_owned()]),
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
    serde_json::to_value(view).unwrap_or_default()
}

fn shared_headers() -> Value {
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
