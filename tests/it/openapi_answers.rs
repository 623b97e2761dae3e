//! Responses have the statuses and headers that the document describes, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Service, post};

/// One path of each operation, for a folder with a post `a` of a series, a
/// tag, a category and an author, and a file `a.svg`.
fn requests(document: &Value) -> Vec<(&str, String)> {
    let paths = document["paths"].as_object().expect("paths").keys();
    paths
        .map(|path| {
            let mut target = path.clone();
            for (parameter, value) in [
                ("{slug}", "a"),
                ("{path}", "a.svg"),
                ("{file}", "index.html"),
                ("{code}", "internal"),
                ("{tag}", "x"),
                ("{category}", "x"),
                ("{author}", "x"),
                ("{series}", "x"),
                ("{number}", "1"),
            ] {
                target = target.replace(parameter, value);
            }
            if matches!(path.as_str(), "/api/v1/search" | "/api/v1/suggest") {
                target += "?q=x";
            }
            if path == "/api/v1/changes" {
                let parameters = document["paths"][path]["get"]["parameters"].as_array();
                let since =
                    parameters.expect("parameters").iter().find(|one| one["name"] == "since");
                let token = since.expect("a parameter")["example"].as_str().expect("a token");
                target = format!("{target}?since={token}");
            }
            (path.as_str(), target)
        })
        .collect()
}

fn full_service() -> Service {
    let of_x = |title: &str| {
        post(&format!(
            "title: {title}\ndate: 2025-01-15\ntags: [x]\ncategory: x\nauthor: x\nseries: x"
        ))
    };
    let mut files = vec![
        ("a.md".to_owned(), of_x("A")),
        ("a.zh.md".to_owned(), of_x("文\nslug: a\nlang: zh")),
        ("b.md".to_owned(), of_x("B")),
        ("a.svg".to_owned(), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
    ];
    // Terms that all posts have would not relate them.
    files.extend((0..9).map(|number| (format!("{number}.md"), post(&format!("title: T{number}")))));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Service::with(&files, |options| {
        options.diagnostics = true;
        options.site_url = Some("https://site.example".to_owned());
        options.purge = inkstone::ops::PurgeHeaders::Both;
    })
}

/// The description of an operation's response with this status: its own, or else that of all others.
fn described<'a>(document: &'a Value, path: &str, status: u16) -> &'a Value {
    let responses = &document["paths"][path]["get"]["responses"];
    let response = responses.get(status.to_string()).unwrap_or(&responses["default"]);
    let shared = response["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    shared.map_or(response, |to| document.pointer(to).expect(to))
}

#[test]
fn every_response_header_is_described_and_every_condition_is_evaluated() {
    let service = full_service();
    let document = service.get("/openapi.json").json();
    let trace = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    // OpenAPI, section 4.8.17: `Content-Type` is not among the headers of a response. Those of a message
    // of HTTP and of the Fetch Standard are the same for every resource of every server.
    let general =
        ["content-type", "content-length", "date", "connection", "cross-origin-resource-policy"];
    for (path, target) in requests(&document) {
        // A stream has no end.
        let method = if target.ends_with("/events") { "HEAD" } else { "GET" };
        let response = service.send(method, &target, &[trace]);
        let said = described(&document, path, response.status)["headers"].as_object();
        let said: BTreeSet<_> =
            said.expect(path).keys().map(|name| name.to_ascii_lowercase()).collect();
        for (name, _) in &response.headers {
            let is_general =
                general.contains(&name.as_str()) || name.starts_with("access-control-");
            assert!(is_general || said.contains(name), "{path}: {name}");
        }
        for name in ["server-timing", "traceparent", "last-modified", "content-language"] {
            let is_there = !response.header(name).is_empty();
            assert_eq!(said.contains(name), is_there, "{path}: {name}");
        }
        let parameters = document["paths"][path]["get"]["parameters"].to_string();
        let is_timed = !response.header("last-modified").is_empty();
        assert_eq!(parameters.contains("IfModifiedSince"), is_timed, "{path}");
        if parameters.contains("IfNoneMatch") {
            let tag = response.header("etag");
            let again = service.send("GET", &target, &[("if-none-match", tag)]);
            assert_eq!(again.status, 304, "{path}");
            assert!(described(&document, path, 304).is_object(), "{path}");
        }
    }
}

#[test]
fn every_refusal_of_a_header_is_described() {
    let service = full_service();
    let document = service.get("/openapi.json").json();
    for (path, target) in requests(&document) {
        for (name, value, status) in [
            ("accept-encoding", "identity;q=0, *;q=0", 406),
            ("if-match", "\"another\"", 412),
            ("authorization", "Bearer wrong", 401),
        ] {
            let response = service.send("GET", &target, &[(name, value)]);
            let own = &document["paths"][path]["get"]["responses"][status.to_string()];
            // Some operations ignore the token.
            if status == 401 && !path.starts_with("/api/v1/") {
                assert!(response.status < 400, "{path}: {name}");
                // A preview link can be refused.
                assert_eq!(own.is_null(), path != "/assets/{path}", "{path}: {status}");
                continue;
            }
            assert_eq!(own.is_null(), status == 412, "{path}: {status}");
            assert_eq!(response.status, status, "{path}: {name}");
            let said = &described(&document, path, status)["headers"];
            assert_eq!(said["WWW-Authenticate"].is_object(), status == 401, "{path}: {status}");
        }
    }
    let unready = Service::unsearchable(&[
        ("a.md", &*post("title: A\ndate: 2025-01-15\nlang: en")),
        ("b.md", &post("title: B\ndate: 2025-01-16\nlang: en")),
    ]);
    let neighbors = unready.get("/api/v1/posts/a/neighbors?include=related");
    assert_eq!((neighbors.status, &neighbors.json()["code"]), (503, &"not_ready".into()));
    let path = "/api/v1/posts/{slug}/neighbors";
    let examples = &described(&document, path, 503)["content"]["application/problem+json"];
    assert!(examples["examples"]["not_ready"].is_object());
}
