//! What is served before search is ready.

use serde_json::json;

use crate::problems::code_of;
use crate::process::{Server, folder};
use crate::support::{Service, post, strings};

/// Two posts that are not indexed for search.
fn unready() -> Service {
    let (one, two) = (post("title: One\ntags: [ink]\nlang: en"), post("title: Two\nlang: en"));
    Service::unsearchable(&[("one.md", &one), ("two.md", &two)])
}

#[test]
fn readiness_reports_how_far_search_is() {
    let service = unready();
    let response = service.get("/readyz");
    assert_eq!((response.status, code_of(&response).as_str()), (503, "not_ready"));
    assert!(
        response.json()["detail"].as_str().unwrap().contains("0 % so far"),
        "{}",
        response.body
    );
    let early = service.get("/readyz?search=false");
    assert_eq!(early.status, 200);
    assert_eq!(
        early.json(),
        json!({"status": "ok", "reason": null, "search": {"ready": false, "percent": 0}})
    );
    assert_eq!(service.get("/readyz?search=true").status, 503);
    assert_eq!(service.get("/api/v1/search?q=one").status, 503);
    let wrong = service.get("/readyz?serach=false");
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["errors"][0]["suggestion"], "search");
    assert_eq!(
        service.get("/readyz?search=no").json()["errors"][0]["allowed"],
        json!(["true", "false"])
    );
    let ready = Service::new(&[("one.md", &post("title: One\nlang: en"))]).get("/readyz");
    assert_eq!(ready.json()["search"], json!({"ready": true, "percent": 100}));
}

#[test]
fn readiness_does_not_reveal_how_many_posts_are_hidden() {
    let public = post("title: One\nlang: en");
    let draft = post("title: Two\nlang: en\ndraft: true");
    let body = |files: &[(&str, &str)]| Service::new(files).get("/readyz").body;
    let without = body(&[("one.md", &public)]);
    assert_eq!(body(&[("one.md", &public), ("two.md", &draft)]), without);
}

#[test]
fn lists_and_completions_do_not_wait_for_search() {
    let service = unready();
    assert_eq!(service.slugs("/posts"), ["one", "two"]);
    assert_eq!(strings(&service.api("/suggest?q=in")["data"], "text"), ["ink"]);
    assert_eq!(strings(&service.api("/suggest?q=t")["data"], "text"), ["Two"]);
}

#[test]
fn the_real_server_becomes_ready() {
    let content = folder(&[("a.md", "---\ntitle: A\nlang: en\n---\n```rust\nfn a() {}\n```\n")]);
    let server = Server::start(content.path(), &["--log", "debug"]);
    loop {
        let (status, body) = server.get("/readyz");
        if status == 200 {
            break;
        }
        assert!(status == 503 && body.contains("% so far"), "{body}");
    }
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("search is ready after"), "{log}");
}
