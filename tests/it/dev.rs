//! `inkstone dev`: the real binary, for authors on this machine.

use std::fs;
use std::process::Stdio;

use serde_json::json;

use crate::process::{Server, folder, inkstone, run, text};
use crate::support::{Response, Service, post, strings};

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>";

fn blog() -> tempfile::TempDir {
    folder(&[
        (
            "public.md",
            "---\ntitle: Public\ndate: 2025-01-02\nlang: en\ntags: [Rust]\n---\n\n![a](a.svg) [d](draft.md)\n",
        ),
        (
            "draft.md",
            "---\ntitle: Draft\ndate: 2025-01-01\nlang: en\ndraft: true\ntags: [Secret]\n---\n\n![b](b.svg)\n",
        ),
        ("later.md", "---\ntitle: Later\ndate: 2999-01-01\nlang: en\n---\n\nText.\n"),
        ("bad.md", "---\ntitle: Bad\ndate: 2024-03-39\n---\n"),
        ("a.svg", PICTURE),
        ("b.svg", PICTURE),
    ])
}

fn json(response: &Response) -> serde_json::Value {
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()
}

#[test]
fn drafts_and_scheduled_posts_are_shown_without_a_token() {
    let folder = blog();
    let server = Server::dev(folder.path(), &[]);
    let get = |target: &str| json(&server.send("GET", &format!("/api/v1{target}"), &[]));
    let list = get("/posts");
    assert_eq!(strings(&list["data"], "slug"), ["later", "public", "draft"]);
    assert_eq!(strings(&list["data"], "status"), ["scheduled", "published", "draft"]);
    assert_eq!(strings(&get("/posts?status=published")["data"], "slug"), ["public"]);
    assert_eq!(strings(&get("/posts?status=draft")["data"], "slug"), ["draft"]);
    assert_eq!(get("/posts/draft")["data"]["status"], "draft");
    assert_eq!(get("/tags/secret")["data"]["count"], 1);
    assert_eq!(get("/site")["data"]["totals"]["posts"], 3);
    let found = get("/posts?facets=tag")["meta"]["facets"]["tag"].clone();
    assert_eq!(strings(&found, "name"), ["Rust", "Secret"]);
    assert_eq!(strings(&get("/suggest?q=draf")["data"], "text"), ["Draft"]);
    assert_eq!(strings(&get("/suggest?q=secr")["data"], "slug"), ["secret"]);
    let codes = get("/diagnostics")["data"].clone();
    assert!(strings(&codes, "code").contains(&"date_invalid".to_owned()), "{codes}");
    // Also with a token that a front end sends to the deployed server.
    let token = [("authorization", "Bearer of-the-deployed-server")];
    assert_eq!(server.send("GET", "/api/v1/posts/draft", &token).status, 200);
    server.send("GET", "/api/v1/posts/public", &[]);
    assert_eq!(server.end("-INT"), Some(0));
}

#[test]
fn links_are_absolute_with_the_address_of_the_listener() {
    let folder = blog();
    let server = Server::dev(folder.path(), &[]);
    let answer = json(&server.send("GET", "/api/v1/posts/draft", &[]));
    let html = answer["data"]["html"].as_str().expect("html");
    let (_, picture) = html.split_once("src=\"").expect("a picture");
    let (picture, _) = picture.split_once('"').expect("an end");
    let path = picture.strip_prefix(&server.origin).expect("an absolute URL");
    let response = server.send("GET", path, &[]);
    assert_eq!((response.status, &*response.body), (200, PICTURE));
    let own = answer["links"]["self"].as_str().expect("a link");
    assert_eq!(own, format!("{}/api/v1/posts/draft", server.origin));
    let index = json(&server.send("GET", "/", &[("accept", "application/json")]));
    assert_eq!(index["links"]["posts"], format!("{}/api/v1/posts", server.origin));
    let document = json(&server.send("GET", "/openapi.json", &[]));
    assert_eq!(document["servers"][0]["url"], server.origin);
    // The setting of a file is about another server; a flag is about this one.
    let other = Server::dev(folder.path(), &["--public-url", "http://blog.localhost:9999"]);
    let answer = json(&other.send("GET", "/api/v1/posts/public", &[]));
    assert_eq!(answer["links"]["self"], "http://blog.localhost:9999/api/v1/posts/public");
}

#[test]
fn browsers_ask_each_time() {
    let folder = blog();
    let server = Server::dev(folder.path(), &[]);
    let html = json(&server.send("GET", "/api/v1/posts/public", &[]))["data"]["html"].clone();
    let (_, picture) = html.as_str().expect("html").split_once("/assets/").expect("a picture");
    let (picture, _) = picture.split_once('"').expect("an end");
    let picture = format!("/assets/{picture}");
    for target in [
        "/api/v1/posts",
        "/api/v1/posts/public",
        "/api/v1/tags",
        &picture,
        "/prose.css",
        "/docs/",
        "/openapi.json",
        "/",
    ] {
        let response = server.send("GET", target, &[]);
        assert!(response.status < 400, "{target}");
        assert_eq!(response.header("cache-control"), "private, no-cache", "{target}");
        // The document gets examples of searches when search is ready.
        if response.status == 200 && target != "/openapi.json" {
            let tag = response.header("etag").to_owned();
            let again = server.send("GET", target, &[("if-none-match", &tag)]);
            assert_eq!(again.status, 304, "{target}");
        }
    }
}

#[test]
fn only_pages_of_this_machine_may_read_responses() {
    let folder = blog();
    let server = Server::dev(folder.path(), &["--cors-origins", "https://preview.example"]);
    let allowed = |server: &Server, origin: &str| {
        let response = server.send("GET", "/api/v1/posts", &[("origin", origin)]);
        let found = response.headers.iter().find(|(name, _)| name == "access-control-allow-origin");
        assert!(response.header("vary").contains("Origin"), "{origin}");
        found.map(|(_, value)| value.clone())
    };
    let own = Server::dev(folder.path(), &[]);
    for origin in ["http://localhost:5173", "http://127.0.0.1:4321", "http://[::1]:3000"] {
        assert_eq!(allowed(&own, origin).as_deref(), Some(origin));
        assert_eq!(allowed(&server, origin), None, "the flag replaces them");
    }
    assert_eq!(allowed(&own, "https://evil.example"), None);
    assert_eq!(allowed(&own, "null"), None);
    let preview = "https://preview.example";
    assert_eq!(allowed(&server, preview).as_deref(), Some(preview));
}

#[test]
fn the_log_warns_if_every_website_may_read_drafts() {
    let folder = blog();
    for (origins, warns) in [("https://preview.example", false), ("*", true)] {
        let server = Server::dev(folder.path(), &["--cors-origins", origins]);
        // The message follows the line with the address.
        server.send("GET", "/healthz", &[]);
        let (_, log) = server.end_with_log("-INT");
        let is_warning = |line: &str| line.contains("WARN") && line.contains("drafts");
        assert_eq!(log.lines().any(is_warning), warns, "{origins}: {log}");
    }
}

/// A page of `http://evil.example:8080`, whose name was made to resolve to 127.0.0.1, has the origin of the
/// server in the eyes of the browser.
#[test]
fn requests_for_other_hosts_are_refused() {
    let files = [("draft.md", post("title: Draft\ndraft: true\nlang: en"))];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let open = |options: &mut inkstone::api::ApiOptions| {
        options.everyone = inkstone::catalog::Audience::Preview;
    };
    let service = Service::with(&files, open);
    let below = Service::with(&files, |options| {
        open(options);
        options.base_path = inkstone::protocol::BasePath::parse("/blog").unwrap();
    });
    let ask_of = |service: &Service, target: &str, host: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        Response::parse(&service.exchange(request.as_bytes()))
    };
    let ask = |target: &str, host: &str| ask_of(&service, target, host);
    for host in ["evil.example:8080", "localhost.evil.example", "192.168.1.2:8080", "0.0.0.0"] {
        for target in ["/api/v1/posts/draft", "/", "/docs/", "/assets/a.svg", "/healthz"] {
            let response = ask(target, host);
            assert_eq!(response.status, 421, "{host} {target}");
            assert_eq!(response.json()["code"], "misdirected_request");
            assert!(!response.body.contains("Draft"), "{}", response.body);
        }
    }
    // RFC 9112, section 3.2.2: an absolute target counts, not `Host`.
    assert_eq!(ask("http://evil.example/api/v1/posts", "localhost").status, 421);
    assert_eq!(ask_of(&below, "http://evil.example/blog/api/v1/posts", "localhost").status, 421);
    assert_eq!(ask_of(&below, "http://localhost/blog/api/v1/posts", "evil.example").status, 200);
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "blog.localhost"] {
        let response = ask("/api/v1/posts/draft", host);
        assert_eq!(response.json()["data"]["title"], json!("Draft"), "{host}");
    }
}

#[test]
fn a_server_for_everyone_may_have_any_host() {
    let service = Service::new(&[("a.md", "---\ntitle: A\nlang: en\n---\n")]);
    assert_eq!(service.get("/api/v1/posts/a").status, 200, "its host is `test`");
}

#[test]
fn addresses_that_other_machines_can_reach_are_refused() {
    let folder = blog();
    let path = folder.path().to_str().expect("UTF-8");
    for address in ["0.0.0.0:0", "[::]:0"] {
        let output = run(&["dev", path, "--listen", address]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(output.stdout.is_empty(), "it does not listen");
        assert!(error.contains("--listen") && error.contains("loopback"), "{error}");
    }
    let output = inkstone()
        .args(["dev", path])
        .env("INKSTONE_LISTEN", "0.0.0.0:0")
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("INKSTONE_LISTEN: "));
}

#[test]
fn the_settings_of_a_deployed_server_do_not_apply() {
    let folder = blog();
    let settings = folder.path().join("inkstone.toml");
    let deployed = "listen = \"0.0.0.0:0\"\npublic_url = \"https://api.example.org\"\n\
        title = \"砚台\"\npreview_token = \"at-least-sixteen-characters\"\nrate_limit = \"1/1h\"\n";
    fs::write(&settings, deployed).expect("a file");
    let mut command = inkstone();
    command.args(["dev", "--config"]).arg(&settings).arg(folder.path());
    let server = Server::started(command);
    assert!(server.origin.starts_with("http://127.0.0.1:"), "{}", server.origin);
    for _ in 0..3 {
        let site = json(&server.send("GET", "/api/v1/site", &[]));
        assert_eq!(site["data"]["title"], "砚台");
        assert_eq!(site["links"]["self"], format!("{}/api/v1/site", server.origin));
    }
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("/docs/") && log.contains("changes are shown"), "{log}");
}

#[test]
fn flags_of_servers_are_refused() {
    let after = run(&["dev", "posts", "--rate-limit", "1/1s"]);
    assert_eq!(after.status.code(), Some(2));
    assert!(text(&after.stderr).contains("--rate-limit"));
    let before = run(&["--preview-token", "at-least-sixteen-characters", "dev", "posts"]);
    assert_eq!(before.status.code(), Some(2));
    assert!(text(&before.stderr).contains("--preview-token"));
    let help = text(&run(&["dev", "--help"]).stdout);
    assert!(help.contains("--listen") && help.contains("--timezone") && help.contains("saved"));
    assert!(!help.contains("--rate-limit"), "{help}");
}
