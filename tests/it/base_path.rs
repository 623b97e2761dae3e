//! A base path: every link of every answer is below it and leads somewhere.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

use crate::problems::code_of;
use crate::process::{Server, folder};
use crate::support::Response;

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>";

/// The server and its content, with the pages of posts on another site.
fn start(arguments: &[&str]) -> (Server, tempfile::TempDir) {
    let post = |title: &str, rest: &str| {
        format!(
            "---\ntitle: {title}\nlang: en\ntags: [one, 二]\ncategory: c\nauthor: me\nseries: s\ndate: 2025-01-01\n{rest}"
        )
    };
    let a =
        post("A", "aliases: [old]\ncover: p.svg\n---\n![p](p.svg) [b](b.md) <img src=\"p.svg\">\n");
    let b = post("B", "---\n## Part\n\n[a](a.md) [file](p.svg)\n\n```rust\nfn a() {}\n```\n");
    let content = folder(&[
        ("a.md", &a),
        ("b.md", &b),
        ("c.md", &post("C", "---\nText\n")),
        ("p.svg", PICTURE),
    ]);
    let site = ["--site-url", "https://site.example"];
    let server = Server::start(content.path(), &[&site, arguments].concat());
    (server, content)
}

/// Adds the URLs in a JSON document: strings that are absolute paths or URLs of the API, and those in HTML.
fn add_urls(value: &Value, origin: &str, found: &mut Vec<String>) {
    let is_url =
        |text: &str| text.starts_with('/') || (!origin.is_empty() && text.starts_with(origin));
    match value {
        Value::String(text) if text.starts_with('<') => add_attributes(text, found),
        Value::String(text) if is_url(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| add_urls(item, origin, found)),
        Value::Object(entries) => {
            entries.values().for_each(|value| add_urls(value, origin, found));
        }
        _ => {}
    }
}

/// Adds the values of `href` and `src`.
fn add_attributes(html: &str, found: &mut Vec<String>) {
    for name in ["href=\"", "src=\""] {
        let values = html.split(name).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(values.map(str::to_owned));
    }
}

/// Returns the URLs in an answer, as they are written.
fn urls(response: &Response, origin: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in &response.headers {
        match name.as_str() {
            "location" => found.push(value.clone()),
            "link" => {
                let urls = value.split('<').skip(1).filter_map(|rest| rest.split('>').next());
                found.extend(urls.map(str::to_owned));
            }
            _ => {}
        }
    }
    let kind = response.header("content-type");
    if kind.starts_with("text/html") {
        add_attributes(&response.body, &mut found);
    } else if kind.contains("javascript") && response.body.len() < 4096 {
        // The configuration of Swagger UI, in which the document is named.
        found.extend(
            response.body.split('"').filter(|text| text.ends_with(".json")).map(str::to_owned),
        );
    } else if kind.contains("json") {
        let mut body = response.json();
        if let Some(server) = body["servers"][0]["url"].as_str() {
            let server = server.to_owned();
            let paths = body["paths"].as_object().expect("paths").keys();
            let fixed = paths.filter(|path| !path.contains('{'));
            found.extend(fixed.map(|path| format!("{server}{path}")));
        } else {
            // The templates need a query.
            let templates = body["templates"].take();
            for template in templates.as_object().into_iter().flatten() {
                let template = template.1.as_str().expect("a template");
                // A token of other content is refused with a link to the manifest.
                if !template.contains("{?since}") {
                    found.push(template.replace("{?q}", "?q=a").replace("{?since}", ""));
                }
            }
            add_urls(&body, origin, &mut found);
        }
    }
    found
}

/// Follows all links from the index and from some answers that it does not link to, and returns their paths.
fn crawl(server: &Server, base: &str, origin: &str) -> BTreeSet<String> {
    while server.get("/readyz").0 != 200 {
        std::thread::yield_now();
    }
    let root = Url::parse("http://server.example").expect("a URL");
    let mut waiting = vec![
        format!("{base}/"),
        format!("{base}/docs/"),
        format!("{base}/api/v1/posts?limit=1&include=html,blocks,related,neighbors,backlinks"),
        format!("{base}/api/v1/posts?limit=1&page=2"),
        format!("{base}/api/v1/posts/a?include=blocks"),
        format!("{base}/api/v1/posts/b?include=blocks"),
        format!("{base}/api/v1/posts/old"),
    ];
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(target) = waiting.pop() {
        // A stream has no end.
        let method = if target.ends_with("/events") { "HEAD" } else { "GET" };
        let response = server.send(method, &target, &[]);
        // Some paths of the document need a parameter or the token.
        assert!(
            matches!(response.status, 200 | 301 | 302 | 308 | 400 | 401),
            "{target}: {} {}",
            response.status,
            response.body
        );
        let here = root.join(&target).expect("a path");
        for url in urls(&response, origin) {
            let url = match url.strip_prefix(origin) {
                Some(path) if !origin.is_empty() => path,
                _ => url.as_str(),
            };
            let url = here.join(url).expect("a URL");
            if url.host_str() != root.host_str() || url.scheme() != "http" {
                continue;
            }
            let next = url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
            assert!(next.starts_with(&format!("{base}/")), "{next} in {target}");
            assert!(!next[base.len()..].starts_with(&format!("{base}/")), "{next} in {target}");
            if seen.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    seen
}

#[test]
fn every_link_is_below_the_base_path() {
    for (arguments, base, origin) in [
        (&["--base-path", "blog/"][..], "/blog", ""),
        (&["--base-path", "/a/博客"], "/a/%E5%8D%9A%E5%AE%A2", ""),
        (
            &["--base-path", "/blog", "--public-url", "https://api.example"],
            "/blog",
            "https://api.example",
        ),
        (
            &["--base-path", "blog", "--public-url", "https://api.example/blog/"],
            "/blog",
            "https://api.example",
        ),
    ] {
        let (server, _content) = start(arguments);
        let seen = crawl(&server, base, origin);
        for path in [
            "/api/v1/posts/a",
            "/api/v1/site",
            "/api/v1/search?q=a",
            "/docs/swagger-ui.css",
            "/openapi.json",
            "/highlight.css",
            "/problems/unauthorized",
            "/healthz",
            "/metrics",
        ] {
            assert!(seen.contains(&format!("{base}{path}")), "{path} in {seen:?}");
        }
        let picture = format!("{base}/assets/p.svg?v=");
        assert!(seen.iter().any(|path| path.starts_with(&picture)), "{seen:?}");
        assert!(seen.iter().any(|path| path.contains("page=3")), "{seen:?}");
    }
}

#[test]
fn the_base_path_itself_is_the_index_and_everything_else_is_a_problem() {
    let (server, _content) = start(&["--base-path", "/blog"]);
    for target in ["/blog", "/blog/", "/%62log/", "/blog?utm_source=x"] {
        let response = server.send("GET", target, &[]);
        assert_eq!(response.json()["links"]["posts"], "/blog/api/v1/posts", "{target}");
    }
    let browser = [("accept", "text/html")];
    assert_eq!(server.send("GET", "/blog", &browser).header("location"), "/blog/docs/");
    assert_eq!(server.send("GET", "/blog/docs", &[]).header("location"), "/blog/docs/");
    for (target, suggestion) in [
        ("/", "/blog/"),
        ("/api/v1/posts", "/blog/api/v1/posts"),
        ("/blogs/api/v1/posts", "/blog/"),
        ("/Blog/api/v1/posts", "/blog/"),
        ("//blog/api/v1/posts", "/blog/"),
        ("/assets/p.svg", "/blog/assets/p.svg"),
        ("/old", "/blog/"),
    ] {
        for method in ["GET", "OPTIONS", "POST"] {
            let response = server.send(method, target, &[]);
            assert_eq!((response.status, code_of(&response).as_str()), (404, "route_not_found"));
            let problem = response.json();
            assert_eq!(problem["suggestions"][0], suggestion, "{target}");
            assert_eq!(problem["type"], "/blog/problems/route_not_found");
            assert_eq!(problem["instance"], target);
        }
    }
    assert_eq!(server.send("GET", "/blog//", &[]).status, 200);
    assert_eq!(server.send("GET", "/blog//x.example/y", &[]).status, 404);
    let twice = server.send("GET", "/blog/blog/api/v1/posts", &[]);
    assert_eq!((twice.status, &twice.json()["instance"]), (404, &"/blog/blog/api/v1/posts".into()));
    let wrong = server.send("GET", "/blog/api/v1/posts?limt=1", &[]).json();
    assert_eq!(wrong["instance"], "/blog/api/v1/posts?limt=1");
    assert_eq!(wrong["type"], "/blog/problems/invalid_parameter");
    assert_eq!(server.send("OPTIONS", "*", &[]).status, 204);
    assert_eq!(server.send("POST", "/blog/api/v1/posts", &[]).status, 405);
    assert_eq!(
        server.send("GET", "/blog/api/v1/posts/old", &[]).header("location"),
        "/blog/api/v1/posts/a"
    );
    let near = server.send("GET", "/blog/api/v1/post", &[]).json();
    assert_eq!(near["suggestions"][0], "/blog/api/v1/posts");
    for probe in ["/healthz", "/readyz?search=false", "/metrics", "/blog/healthz", "/healthz/"] {
        assert_eq!(server.get(probe).0, 200, "{probe}");
    }
}

#[test]
fn the_second_listener_has_probes_with_and_without_the_base_path() {
    let (mut server, _content) = start(&["--base-path", "/blog", "--ops-listen", "127.0.0.1:0"]);
    server.origin = server.address_behind("operations on ");
    for (target, status) in [("/healthz", 200), ("/blog/metrics", 200), ("/blog/", 404), ("/", 404)]
    {
        assert_eq!(server.get(target).0, status, "{target}");
    }
}

#[test]
fn a_base_path_that_clients_would_change_is_refused() {
    for path in [
        ".",
        "/../x",
        "/%2e",
        "/a/%2e%2e",
        "a%2Fb",
        "/a?b",
        "/%zz",
        "https://a.example/b",
        "readyz",
    ] {
        let output = crate::process::run(&["--base-path", path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        let err = crate::process::text(&output.stderr);
        assert!(err.starts_with(&format!("--base-path: `{path}`: ")), "{err}");
    }
    for path in ["", "/", "//"] {
        let (server, _content) = start(&["--base-path", path]);
        assert_eq!(server.get("/api/v1/posts").0, 200, "{path:?}");
    }
}
