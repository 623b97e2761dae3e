//! The attributes of spans, by the semantic conventions for HTTP servers
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server>).

use opentelemetry::KeyValue;

use crate::ops::observe::operations::Operations;
use crate::ops::observe::record::RequestRecord;
use crate::ops::observe::tables::{METHODS, method};

/// Returns the method if it is one of the conventions' known methods.
fn known_method(record: &RequestRecord<'_>) -> Option<&'static str> {
    METHODS[..METHODS.len() - 1].get(method(record.method)).copied()
}

/// Returns the method and the route, or only the method if there is no route.
pub fn span_name(record: &RequestRecord<'_>, operations: &Operations) -> String {
    let method = known_method(record).unwrap_or("HTTP");
    match operations.route(record.operation) {
        "" => method.to_owned(),
        route => format!("{method} {route}"),
    }
}

/// Returns the attributes of a request.
pub fn of(record: &RequestRecord<'_>, operations: &Operations) -> Vec<KeyValue> {
    let (path, query) = match record.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (record.target, None),
    };
    let status = record.status.as_u16();
    let mut attributes = vec![
        KeyValue::new("http.request.method", known_method(record).unwrap_or("_OTHER")),
        KeyValue::new("url.scheme", record.scheme),
        KeyValue::new("url.path", path.to_owned()),
        KeyValue::new("http.response.status_code", i64::from(status)),
        KeyValue::new("inkstone.operation", operations.name(record.operation).to_owned()),
        KeyValue::new("inkstone.source", record.source.as_str()),
        KeyValue::new("inkstone.request_id", record.request_id.as_str().to_owned()),
    ];
    if known_method(record).is_none() {
        let method = record.method_name().to_owned();
        attributes.push(KeyValue::new("http.request.method_original", method));
    }
    let route = operations.route(record.operation);
    if !route.is_empty() {
        attributes.push(KeyValue::new("http.route", route.to_owned()));
    }
    if let Some(query) = query {
        attributes.push(KeyValue::new("url.query", query.to_owned()));
    }
    if let Some(bytes) = record.body_bytes.and_then(|bytes| i64::try_from(bytes).ok()) {
        attributes.push(KeyValue::new("http.response.body.size", bytes));
    }
    if let Some(client) = record.client {
        attributes.push(KeyValue::new("client.address", client.to_string()));
    }
    if record.status.is_server_error() {
        attributes.push(KeyValue::new("error.type", status.to_string()));
    }
    attributes
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_http::{Method, StatusCode};

    use super::{of, span_name};
    use crate::ops::observe::{Operations, RequestRecord, Source};
    use crate::protocol::request_id::RequestId;

    /// Returns the name and the attributes of a span as text.
    fn span(method: &str, target: &str, pattern: &str, status: u16) -> (String, Vec<String>) {
        let operations =
            Operations::new([("listPosts", "/api/v1/posts"), ("getPost", "/api/v1/posts/{slug}")]);
        let record = RequestRecord {
            operation: operations.find(pattern),
            scheme: "https",
            method: &Method::from_bytes(method.as_bytes()).unwrap(),
            target,
            status: StatusCode::from_u16(status).unwrap(),
            body_bytes: Some(7),
            elapsed: Duration::from_millis(1),
            request_id: &RequestId::from_static("r"),
            trace: None,
            client: Some([192, 0, 2, 1].into()),
            source: Source::Cache,
        };
        let mut attributes: Vec<String> = of(&record, &operations)
            .iter()
            .map(|attribute| format!("{}={}", attribute.key, attribute.value))
            .collect();
        attributes.sort();
        (span_name(&record, &operations), attributes)
    }

    #[test]
    fn spans_have_the_attributes_of_the_conventions() {
        let (name, attributes) =
            span("GET", "/api/v1/posts/a?fields=slug", "/api/v1/posts/{slug}", 200);
        assert_eq!(name, "GET /api/v1/posts/{slug}");
        assert_eq!(
            attributes,
            [
                "client.address=192.0.2.1",
                "http.request.method=GET",
                "http.response.body.size=7",
                "http.response.status_code=200",
                "http.route=/api/v1/posts/{slug}",
                "inkstone.operation=getPost",
                "inkstone.request_id=r",
                "inkstone.source=cache",
                "url.path=/api/v1/posts/a",
                "url.query=fields=slug",
                "url.scheme=https",
            ]
        );
    }

    #[test]
    fn only_server_errors_are_errors() {
        let (_, attributes) = span("GET", "/", "/", 503);
        assert!(attributes.contains(&"error.type=503".to_owned()), "{attributes:?}");
        let (_, attributes) = span("GET", "/nowhere", "/nowhere", 404);
        assert!(!attributes.join(" ").contains("error.type"), "{attributes:?}");
    }

    #[test]
    fn span_names_do_not_depend_on_what_clients_send() {
        let (name, attributes) = span("GET", "/nowhere", "/nowhere", 404);
        assert_eq!(name, "GET");
        assert!(!attributes.join(" ").contains("http.route"), "{attributes:?}");
        let (name, attributes) = span("BREW", "/api/v1/posts", "/api/v1/posts", 405);
        assert_eq!(name, "HTTP /api/v1/posts");
        for attribute in ["http.request.method=_OTHER", "http.request.method_original=BREW"] {
            assert!(attributes.contains(&attribute.to_owned()), "{attributes:?}");
        }
    }
}
