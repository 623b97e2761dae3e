//! The parts that operations share: errors, headers and security.

use serde_json::{Map, Value, json};

use super::errors::{add_errors, error_responses};
use super::headers::{
    ALWAYS, CACHING, PURGING, add_conditions, add_headers, add_robots, conditions, references,
    shared_headers,
};
use super::shape::shape;
use crate::api::operation::OperationTable;
use crate::api::options::ApiOptions;
use crate::ops::cache_policy::{CacheKind, CachePolicy};

/// The name of the security scheme.
const PREVIEW: &str = "previewToken";

/// The schemas of `blocks`. They are those of another specification, so they are in a data file.
const MDAST: &str = include_str!("mdast.json");

/// Adds the parts that operations share to a document.
pub fn decorate(document: &mut Value, options: &ApiOptions, operations: &OperationTable) {
    shape(document);
    document["servers"] = json!([{
        "url": if options.origin().is_empty() { "/" } else { options.origin() },
        "description": "This server."
    }]);
    // Whoever runs the server is known by the site. Without one there is nobody to name: Inkstone itself has no
    // public address.
    if let Some(url) = &options.site_url {
        document["info"]["contact"] = json!({ "name": options.title, "url": url });
    }
    // At the root, because some generated clients of an operation with a scheme of its own always send a token.
    document["security"] = json!([{}, { PREVIEW: [] }]);
    document["components"]["securitySchemes"] = json!({ PREVIEW: {
        "type": "http",
        "scheme": "bearer",
        "description": "The preview token from the server's settings. It gives access to drafts, scheduled posts and diagnostics."
    }});
    document["components"]["responses"] = error_responses();
    document["components"]["headers"] = shared_headers();
    document["components"]["parameters"] = conditions();
    let nodes: Map<String, Value> =
        serde_json::from_str(MDAST).expect("the schemas of mdast are JSON");
    let schemas = &mut document["components"]["schemas"];
    schemas.as_object_mut().expect("a document has schemas").extend(nodes);
    let paths = document["paths"].as_object_mut().expect("a document has paths");
    for (path, item) in paths.iter_mut() {
        let (entry, operation) = (operations.at(path), &mut item["get"]);
        let is_asset = entry.facts.cache == CachePolicy::Public(CacheKind::Asset);
        if !entry.is_in_api() && !is_asset {
            operation["security"] = json!([]);
        }
        add_errors(operation, &entry.facts);
        add_headers(operation, &entry.facts);
        add_conditions(operation, &entry.facts);
        if entry.is_in_api() {
            add_robots(operation);
        }
        if entry.facts.is_file {
            describe_file(operation);
        }
        if entry.facts.cache == CachePolicy::Endless {
            describe_stream(operation);
        }
    }
}

/// Describes the header by which a client resumes a stream.
fn describe_stream(operation: &mut Value) {
    let parameters = operation["parameters"].as_array_mut();
    parameters.expect("a stream has the parameter `since`").push(json!({
        "name": "Last-Event-ID",
        "in": "header",
        "description": "The `id` of the last event that the client got, instead of `since` (HTML Standard, section 9.2.4).",
        "required": false,
        "schema": { "type": "string" },
        "example": "v1.AAECAwQFBgcICQoLDA0ODw"
    }));
}

/// Describes the headers and the content of a file. `If-Match` is supported but not described, because
/// clients cannot write.
fn describe_file(operation: &mut Value) {
    for (status, own) in [("200", "Content-Encoding"), ("206", "Content-Range")] {
        let names =
            [&["Accept-Ranges", own, "Content-Security-Policy"], CACHING, PURGING, &ALWAYS[..]]
                .concat();
        operation["responses"][status]["headers"] = references(&names).into();
    }
    for status in ["200", "206"] {
        let schema = json!({ "type": "string", "format": "binary" });
        operation["responses"][status]["content"] = json!({ "*/*": { "schema": schema } });
    }
    let parameters = operation["parameters"].as_array_mut();
    parameters.expect("a file has a path parameter").extend(
        [
            ("Range", "The requested range (RFC 9110, section 14.2)."),
            ("If-Range", "An `ETag`. If the file has another one now, `Range` is ignored (RFC 9110, section 13.1.5)."),
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
