//! The heads of responses: what all of them have, what search engines and pages of other origins may do, and how
//! long they are.

use inkstone::protocol::{BasePath, CorsOrigins, OriginPattern, Robots};

use crate::process::{Server, folder, run, text};
use crate::support::{Response, Service, post};

const ORIGIN: (&str, &str) = ("origin", "https://a.example");

fn service() -> Service {
    with(|_| {})
}

fn with(change: impl FnOnce(&mut inkstone::api::ApiOptions)) -> Service {
    let text =
        post("title: 你好\nslug: hello\ndate: 2025-06-15\ntags: [rust, 内存管理]\ncategory: Rust")
            + &"一段正文。\n".repeat(200);
    let files =
        [("hello.md", text.as_str()), ("a.txt", "text"), ("a.svg", "<svg width='2' height='1'/>")];
    Service::with(&files, change)
}

/// Requests of every kind of resource and of every way in which one fails.
const EVERYTHING: [(&str, &str, u16); 23] = [
    ("GET", "/", 200),
    ("GET", "/docs", 308),
    ("GET", "/docs/", 200),
    ("GET", "/docs/none", 404),
    ("GET", "/openapi.json", 200),
    ("GET", "/highlight.css", 200),
    ("GET", "/prose.css", 200),
    ("GET", "/problems/internal", 200),
    ("GET", "/assets/a.txt", 200),
    ("GET", "/assets/a.svg", 200),
    ("GET", "/assets/none.png", 404),
    ("GET", "/healthz", 200),
    ("GET", "/metrics", 200),
    ("GET", "/none", 404),
    ("GET", "/api/v1/posts", 200),
    ("HEAD", "/api/v1/posts", 200),
    ("OPTIONS", "/api/v1/posts", 204),
    ("POST", "/api/v1/posts", 405),
    ("GET", "/api/v1/posts/hello", 200),
    ("GET", "/api/v1/posts/none", 404),
    ("GET", "/api/v1/posts?limit=x", 400),
    ("GET", "/api/v1/diagnostics", 401),
    ("GET", "/api/v1/none", 404),
];

#[test]
fn every_response_tells_the_time_of_the_clock_once() {
    let service = service();
    for (method, target, status) in EVERYTHING {
        let response = service.send(method, target, &[]);
        assert_eq!(response.status, status, "{method} {target}");
        let dates: Vec<_> = response
            .headers
            .iter()
            .filter(|(name, _)| name == "date")
            .map(|(_, date)| date)
            .collect();
        assert_eq!(dates, ["Thu, 01 Jan 2026 12:00:00 GMT"], "{method} {target}");
    }
    service.set_now("2026-01-01T12:00:07.9Z");
    let response = service.get("/api/v1/posts");
    assert_eq!(response.header("date"), "Thu, 01 Jan 2026 12:00:07 GMT");
    // The latest time that a clock can show here is in the last year of HTTP's dates.
    service.set_now("9999-12-30T22:00:00Z");
    let response = service.get("/api/v1/posts");
    assert_eq!(response.header("date"), "Thu, 30 Dec 9999 22:00:00 GMT");
    let refused = Response::parse(&service.exchange(b"NONSENSE\r\n\r\n"));
    assert_eq!(refused.header("date"), "Thu, 30 Dec 9999 22:00:00 GMT");
}

#[test]
fn search_engines_keep_out_of_the_api_unless_the_setting_says_otherwise() {
    let (default, indexed) =
        (service(), with(|options| options.robots = Robots::of(&["index"]).unwrap()));
    let strict = with(|options| options.robots = Robots::of(&["noindex", "nofollow"]).unwrap());
    for (method, target, _) in EVERYTHING {
        let is_in_api = target.starts_with("/api/v1");
        let tag =
            |service: &Service| service.send(method, target, &[]).header("x-robots-tag").to_owned();
        assert_eq!(tag(&default), if is_in_api { "noindex" } else { "" }, "{method} {target}");
        assert_eq!(tag(&strict), if is_in_api { "noindex, nofollow" } else { "" }, "{target}");
        assert_eq!(tag(&indexed), "", "{method} {target}");
    }
    let below = with(|options| options.base_path = BasePath::parse("/blog").unwrap());
    assert_eq!(below.get("/blog/api/v1/site").header("x-robots-tag"), "noindex");
    assert_eq!(below.get("/blog/healthz").header("x-robots-tag"), "");
    let tag = default.get("/api/v1/site").header("etag").to_owned();
    let unchanged = default.send("GET", "/api/v1/site", &[("if-none-match", &tag)]);
    assert_eq!((unchanged.status, unchanged.header("x-robots-tag")), (304, "noindex"));
}

#[test]
fn pages_of_any_origin_may_embed_and_read_everything() {
    let service = service();
    for (method, target, _) in EVERYTHING {
        let plain = service.send(method, target, &[]);
        let asked = service.send(method, target, &[ORIGIN]);
        for response in [&plain, &asked] {
            // Fetch Standard, "CORS protocol and HTTP caches": always, as it is the same for all origins.
            assert_eq!(response.header("access-control-allow-origin"), "*", "{method} {target}");
        }
        // Embedding without CORS sends no `Origin`.
        let policy = "cross-origin-resource-policy";
        assert_eq!(plain.header(policy), "cross-origin", "{method} {target}");
        let is_post = target.starts_with("/api/v1/posts/")
            && !["/neighbors", "/related"].iter().any(|suffix| target.contains(suffix));
        let sent = if is_post { "" } else { "cross-origin" };
        assert_eq!(asked.header(policy), sent, "{method} {target}");
        assert_eq!(plain.header("access-control-expose-headers"), "", "{method} {target}");
        assert_eq!(asked.header("access-control-expose-headers"), "*", "{method} {target}");
        // A cache may send the response for one origin to all, but the other one to none.
        assert!(plain.header("vary").contains("Origin"), "{method} {target}");
        assert!(!asked.header("vary").contains("Origin"), "{method} {target}");
        let tag = plain.header("etag");
        // The metrics count these requests.
        if !tag.is_empty() && target != "/metrics" {
            let unchanged = service.send("GET", target, &[ORIGIN, ("if-none-match", tag)]);
            assert_eq!(unchanged.status, 304, "{target}");
            for name in ["access-control-allow-origin", "access-control-expose-headers", "vary"] {
                assert_eq!(unchanged.header(name), asked.header(name), "{target}: {name}");
            }
            assert_eq!(unchanged.header(policy), sent, "{target}");
        }
    }
}

#[test]
fn pages_of_apps_and_subdomains_may_read_if_they_are_listed() {
    let app = OriginPattern::One("capacitor://localhost".to_owned());
    let (scheme, parent) = ("https://".to_owned(), ".example.com".to_owned());
    let service = with(|options| {
        let subdomains = OriginPattern::Subdomains { scheme, parent };
        options.cors = CorsOrigins::These(vec![app, subdomains]);
    });
    for (origin, is_allowed) in [
        ("capacitor://localhost", true),
        ("https://blog.example.com", true),
        ("https://example.com", false),
        ("http://blog.example.com", false),
        ("ionic://localhost", false),
        ("null", false),
    ] {
        let allowed = if is_allowed { origin } else { "" };
        for target in ["/api/v1/posts/hello", "/api/v1/posts/none", "/assets/a.txt"] {
            let response = service.send("GET", target, &[("origin", origin)]);
            assert_eq!(response.header("access-control-allow-origin"), allowed, "{origin}");
            let exposed = response.header("access-control-expose-headers");
            assert_eq!(exposed, if is_allowed { "*" } else { "" }, "{origin}");
            assert!(response.header("vary").contains("Origin"), "{origin}");
        }
        let preflight = [("origin", origin), ("access-control-request-method", "GET")];
        let response = service.send("OPTIONS", "/api/v1/posts", &preflight);
        assert_eq!(response.header("access-control-allow-origin"), allowed, "{origin}");
        assert_eq!(response.header("access-control-max-age").is_empty(), !is_allowed, "{origin}");
    }
}

#[test]
fn any_preflight_request_is_answered_and_never_refused() {
    let long = format!("/api/v1/posts?q={}", "a".repeat(20_000));
    let service = service();
    for (_, target, _) in EVERYTHING {
        for (method, headers) in
            [("GET", "authorization, x-custom"), ("POST", "content-type"), ("BREW", "")]
        {
            let mut preflight = vec![
                ORIGIN,
                ("access-control-request-method", method),
                ("access-control-request-private-network", "true"),
                ("authorization", "Bearer wrong"),
            ];
            if !headers.is_empty() {
                preflight.push(("access-control-request-headers", headers));
            }
            for target in [target, &long] {
                let response = service.send("OPTIONS", target, &preflight);
                assert_eq!((response.status, response.body.as_str()), (204, ""), "{target}");
                assert_eq!(response.header("access-control-allow-origin"), "*", "{target}");
                let methods = response.header("access-control-allow-methods");
                assert_eq!(methods, "GET, HEAD, OPTIONS", "{target}");
                let allowed = if headers.is_empty() { "*, Authorization" } else { headers };
                assert_eq!(response.header("access-control-allow-headers"), allowed, "{target}");
            }
        }
    }
    // The page can read why the request after it is refused.
    let refused = service.send("GET", &long, &[ORIGIN]);
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (414, "*"));
}

#[test]
fn a_page_sees_that_it_sent_too_many_requests() {
    let service = with(|options| {
        let one = std::num::NonZeroU32::MIN;
        options.limits.rate = Some(inkstone::ops::Rate {
            requests: one,
            seconds: one.saturating_add(59),
            burst: one,
        });
    });
    assert_eq!(service.send("GET", "/api/v1/posts", &[ORIGIN]).status, 200);
    let refused = service.send("GET", "/api/v1/posts", &[ORIGIN]);
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert_eq!(refused.header("access-control-expose-headers"), "*");
    assert_eq!(refused.json()["code"], "rate_limited");
}

#[test]
fn the_settings_of_the_binary_decide_who_may_read() {
    let content = folder(&[("a.md", "# A\n")]);
    let arguments =
        ["--cors-origins", "Tauri://localhost, https://*.Example.com:443", "--robots", "index"];
    let server = Server::start(content.path(), &arguments);
    for (origin, allowed) in [
        ("tauri://localhost", "tauri://localhost"),
        ("https://a.example.com", "https://a.example.com"),
        ("https://example.com", ""),
    ] {
        let response = server.send("GET", "/api/v1/posts/a", &[("origin", origin)]);
        assert_eq!(response.status, 200);
        assert_eq!(response.header("access-control-allow-origin"), allowed, "{origin}");
        assert_eq!(response.header("x-robots-tag"), "");
    }
    let refused = run(&["serve", "--cors-origins", "blog.example,https://*", "--robots", "noindx"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{message}");
    for hint in ["`blog.example`", "`https://blog.example`", "`https://*`", "`noindex`"] {
        assert!(message.contains(hint), "{hint}: {message}");
    }
}

/// The length of the header fields of a response, as they are sent over a connection that stays open.
fn fields_length(response: &Response) -> usize {
    let fields = response.headers.iter().filter(|(name, _)| name != "connection");
    fields.map(|(name, value)| format!("{name}: {value}\r\n").len()).sum()
}

#[test]
fn the_head_of_a_post_is_short() {
    let matter = "title: 你好\ndate: 2025-06-15\ntags: [rust, 内存管理]\ncategory: Rust";
    let text = |lines| post(matter) + &"一段正文，说明缓存怎样失效。\n\n".repeat(lines);
    // The lengths of the bodies have four and five digits.
    let content = folder(&[("short.md", &text(20)), ("long.md", &text(200))]);
    let server = Server::start(content.path(), &[]);
    for slug in ["short", "long"] {
        let target = format!("/api/v1/posts/{slug}");
        for coding in ["", "br", "zstd", "gzip"] {
            for origin in [&[][..], &[ORIGIN]] {
                let mut headers = vec![("accept-encoding", coding)];
                headers.extend(origin);
                // The first response is made, the next ones are from the cache.
                for method in ["GET", "GET", "HEAD"] {
                    let response = server.send(method, &target, &headers);
                    assert_eq!(response.status, 200);
                    assert_eq!(response.header("content-encoding"), coding);
                    let whole = "HTTP/1.1 200 OK\r\n\r\n".len() + fields_length(&response);
                    assert!(whole < 500 || origin.is_empty(), "{whole}: {:?}", response.headers);
                    assert!(whole < 500 || !coding.is_empty(), "{whole}: {:?}", response.headers);
                    let fields = fields_length(&response);
                    assert!(fields < 500, "{fields}: {:?}", response.headers);
                }
            }
        }
    }
}

#[test]
fn no_coding_makes_larger_bodies_than_gzip() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("posts");
    let service = Service::over(inkstone::source::FolderSource::new(&folder, 1 << 20), |_| {});
    let slugs = service.slugs("/posts?limit=100");
    assert!(slugs.len() > 9);
    let mut targets: Vec<_> = slugs.iter().map(|slug| format!("/posts/{slug}")).collect();
    targets.extend(["/posts?limit=20".to_owned(), "/tags".to_owned()]);
    for target in targets {
        let length = |coding| {
            let response =
                service.send("GET", &format!("/api/v1{target}"), &[("accept-encoding", coding)]);
            assert_eq!(response.header("content-encoding"), coding, "{target}");
            response.bytes.len()
        };
        let (br, zstd, gzip) = (length("br"), length("zstd"), length("gzip"));
        assert!(br < gzip && zstd < gzip, "{target}: {br} {zstd} {gzip}");
    }
}
