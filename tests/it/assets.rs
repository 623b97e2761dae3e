//! Assets: what is served, ranges, conditions and caching. Those in a folder that changes
//! are in `asset_files`.

use inkstone::api::asset_path;
use inkstone::post::ContentPath;
use inkstone::source::MemorySource;
use inkstone::text::Revision;

use crate::problems::code_of;
use crate::support::{Response, Service, post, tag};

pub const PUBLIC: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A file that is too large to be read into memory.
fn large() -> Vec<u8> {
    (0..300_000_u32).map(|at| (at % 251) as u8).collect()
}

fn service() -> Service {
    let text = post("title: A\ncover: images/chart.png");
    let large = large();
    let files: [(&str, &[u8]); 17] = [
        ("a.md", text.as_bytes()),
        ("images/chart.png", b"0123456789"),
        ("large.bin", &large),
        ("empty.txt", b""),
        ("图 1/内存.svg", b"<svg/>"),
        ("cafe\u{301}.png", b"decomposed"),
        ("page.html", b"<p>"),
        ("notes.txt", b"text"),
        ("_draft.md", b"secret"),
        ("_Draft.MARKDOWN", b"secret"),
        ("README.md", b"secret"),
        ("docs/README.MD", b"secret"),
        ("inkstone.toml", b"secret"),
        (".env", b"secret"),
        (".git/config", b"secret"),
        ("images/.hidden/x.png", b"secret"),
        ("images/.x.png", b"secret"),
    ];
    Service::over(MemorySource::from_iter(files), |_| {})
}

#[track_caller]
pub fn assert_not_found(response: &Response) {
    assert_eq!((response.status, code_of(response)), (404, "asset_not_found".to_owned()));
    assert!(!response.body.contains("secret"), "{}", response.body);
}

#[test]
fn an_asset_is_served_unchanged() {
    let service = service();
    let response = service.get("/assets/images/chart.png");
    assert_eq!((response.status, response.body.as_str()), (200, "0123456789"));
    let tag = tag(b"0123456789");
    for (header, value) in [
        ("content-type", "image/png"),
        ("content-length", "10"),
        ("etag", &tag),
        ("accept-ranges", "bytes"),
        ("cache-control", PUBLIC),
        ("x-content-type-options", "nosniff"),
        ("last-modified", ""),
        ("content-security-policy", ""),
    ] {
        assert_eq!(response.header(header), value, "{header}");
    }
    let response = service.get("/assets/large.bin");
    assert_eq!((response.status, response.header("content-length")), (200, "300000"));
    assert!(response.bytes == large());
    let response = service.get("/assets/empty.txt");
    assert_eq!((response.status, response.header("content-length")), (200, "0"));
    assert_eq!(response.header("content-type"), "text/plain; charset=utf-8");
}

#[test]
fn names_in_any_script_and_form_are_found() {
    let service = service();
    for target in [
        "/assets/图%201/内存.svg",
        "/assets/%E5%9B%BE%201/%e5%86%85%E5%AD%98.svg",
        "/assets/%E5%9B%BE%201%2F%E5%86%85%E5%AD%98.svg",
        "/assets/caf%C3%A9.png",
        "/assets/cafe%CC%81.png",
        "/assets/café.png",
        "/assets/images/chart.png/",
    ] {
        assert_eq!(service.get(target).status, 200, "{target}");
    }
    let path = asset_path(&ContentPath::new("图 1/内存.svg"), Revision::of(b"<svg/>"));
    assert_eq!(service.get(&path).header("cache-control"), IMMUTABLE);
}

#[test]
fn posts_drafts_hidden_files_and_settings_are_not_served() {
    let service = service();
    for path in [
        "a.md",
        "_draft.md",
        "_Draft.MARKDOWN",
        "README.md",
        "docs/README.MD",
        "inkstone.toml",
        ".env",
        ".git/config",
        "images/.hidden/x.png",
        "images/.x.png",
        "images",
        "images/",
        "nowhere.png",
    ] {
        assert_not_found(&service.get(&format!("/assets/{path}")));
    }
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let service = service();
    for path in [
        "../Cargo.toml",
        "images/../../Cargo.toml",
        "images/../notes.txt",
        "./notes.txt",
        "%2e%2e/Cargo.toml",
        "%2E%2E%2FCargo.toml",
        "..%2fCargo.toml",
        "..%5cCargo.toml",
        "..\\Cargo.toml",
        "%2Fetc/passwd",
        "/etc/passwd",
        "images//chart.png",
        "images%2F%2Fchart.png",
        "notes.txt%00",
        "notes.txt%00.png",
        "C:%5Cnotes.txt",
    ] {
        assert_not_found(&service.get(&format!("/assets/{path}")));
    }
    let broken = service.get("/assets/%ff.png");
    assert_eq!((broken.status, code_of(&broken)), (400, "invalid_parameter".to_owned()));
}

#[test]
fn a_missing_file_has_a_suggestion() {
    let response = service().get("/assets/images/Chart.PNG");
    assert_not_found(&response);
    assert_eq!(response.json()["suggestions"], serde_json::json!(["images/chart.png"]));
    assert_eq!(response.header("cache-control"), "no-store");
}

#[test]
fn only_the_current_version_is_immutable() {
    let service = service();
    let hash = Revision::of(b"0123456789").to_string();
    for (query, cache) in [
        (format!("?v={}", &hash[..16]), IMMUTABLE),
        (format!("?v={hash}"), IMMUTABLE),
        (format!("?utm_source=x&v={}", &hash[..16]), IMMUTABLE),
        ("?v=0000000000000000".to_owned(), PUBLIC),
        (format!("?v={}", &hash[..4]), PUBLIC),
        ("?v=".to_owned(), PUBLIC),
        ("?version=1".to_owned(), PUBLIC),
    ] {
        let response = service.get(&format!("/assets/images/chart.png{query}"));
        assert_eq!((response.status, response.header("cache-control")), (200, cache), "{query}");
    }
}

#[test]
fn a_requested_range_is_sent() {
    let service = service();
    for (range, part, content_range) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
        ("bytes=0-3,4-5", "012345", "bytes 0-5/10"),
    ] {
        let response = service.send("GET", "/assets/images/chart.png", &[("range", range)]);
        assert_eq!((response.status, response.body.as_str()), (206, part), "{range}");
        assert_eq!(response.header("content-range"), content_range);
        assert_eq!(response.header("content-length"), part.len().to_string());
        assert_eq!(response.header("content-type"), "image/png");
        assert!(!response.header("etag").is_empty());
    }
    for range in ["bytes=0-1,8-9", "bytes=x", "items=0-1"] {
        let response = service.send("GET", "/assets/images/chart.png", &[("range", range)]);
        assert_eq!((response.status, response.body.as_str()), (200, "0123456789"), "{range}");
    }
    let range = [("range", "bytes=65530-200000")];
    let response = service.send("GET", "/assets/large.bin", &range);
    assert_eq!((response.status, response.header("content-length")), (206, "134471"));
    assert!(response.bytes == large()[65_530..=200_000]);
    let response = service.send("GET", "/assets/empty.txt", &[("range", "bytes=0-")]);
    assert_eq!((response.status, response.body.as_str()), (200, ""));
}

#[test]
fn a_range_after_the_end_gets_the_length() {
    let service = service();
    for (path, length) in [("images/chart.png", 10), ("large.bin", 300_000)] {
        let range = [("range", "bytes=300000-")];
        let response = service.send("GET", &format!("/assets/{path}"), &range);
        assert_eq!((response.status, code_of(&response)), (416, "range_not_satisfiable".into()));
        assert_eq!(response.header("content-range"), format!("bytes */{length}"));
    }
}

#[test]
fn if_range_is_evaluated() {
    let service = service();
    let tag = service.get("/assets/large.bin").header("etag").to_owned();
    let weak = format!("W/{tag}");
    for (condition, status) in [
        (tag.as_str(), 206),
        (&weak, 200),
        ("\"another\"", 200),
        ("Sat, 29 Oct 1994 19:43:31 GMT", 200),
    ] {
        let headers = [("range", "bytes=0-9"), ("if-range", condition)];
        let response = service.send("GET", "/assets/large.bin", &headers);
        assert_eq!(response.status, status, "{condition}");
    }
}

#[test]
fn ranges_are_supported_only_for_unencoded_bodies() {
    let text = "text ".repeat(1000);
    let files = [("notes.txt", text.as_bytes())];
    let service = Service::over(MemorySource::from_iter(files), |_| {});
    for (coding, encoding, ranges) in [("identity", "", "bytes"), ("gzip", "gzip", "")] {
        let whole = service.send("GET", "/assets/notes.txt", &[("Accept-Encoding", coding)]);
        let told = (whole.header("content-encoding"), whole.header("accept-ranges"));
        assert_eq!(told, (encoding, ranges));
        let wanted = [("Accept-Encoding", coding), ("Range", "bytes=5-8")];
        let part = service.send("GET", "/assets/notes.txt", &wanted);
        assert_eq!((part.status, part.body.as_str()), (206, "text"));
        assert_eq!((part.header("content-encoding"), part.header("accept-ranges")), ("", "bytes"));
    }
}

#[test]
fn a_matching_condition_on_an_asset_gets_304() {
    let service = service();
    for path in ["images/chart.png", "large.bin"] {
        let target = format!("/assets/{path}");
        let tag = service.get(&target).header("etag").to_owned();
        let list = format!("\"a\", W/{tag}");
        for given in [tag.as_str(), &list, "*"] {
            let headers = [("if-none-match", given), ("range", "bytes=0-1")];
            let response = service.send("GET", &target, &headers);
            assert_eq!((response.status, response.bytes.len()), (304, 0), "{given}");
            assert_eq!(response.header("etag"), tag);
            assert_eq!(response.header("cache-control"), PUBLIC);
            assert_eq!(response.header("vary"), "Accept-Encoding, Origin");
            assert_eq!(response.header("content-type"), "");
        }
        let other = service.send("GET", &target, &[("if-none-match", "\"a\"")]);
        assert_eq!(other.status, 200);
        let failed = service.send("GET", &target, &[("if-match", "\"a\"")]);
        assert_eq!((failed.status, code_of(&failed)), (412, "precondition_failed".to_owned()));
        assert_eq!(service.send("GET", &target, &[("if-match", &tag)]).status, 200);
    }
}

#[test]
fn head_has_the_length_and_no_body() {
    let service = service();
    for (path, length) in [("images/chart.png", "10"), ("large.bin", "300000")] {
        let target = format!("/assets/{path}");
        let head = service.send("HEAD", &target, &[("range", "bytes=0-1")]);
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        assert_eq!(head.header("content-length"), length);
        assert_eq!(head.header("etag"), service.get(&target).header("etag"));
        let options = service.send("OPTIONS", &target, &[]);
        assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
        let posted = service.send("POST", &target, &[]);
        assert_eq!((posted.status, code_of(&posted)), (405, "method_not_allowed".to_owned()));
    }
}

#[test]
fn a_connection_continues_after_head() {
    let bytes = service().exchange(
        b"HEAD /assets/large.bin HTTP/1.1\r\nhost: test\r\n\r\nGET /assets/notes.txt HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n",
    );
    let second = bytes.windows(8).rposition(|window| window == b"HTTP/1.1").unwrap();
    assert!(second > 0);
    assert_eq!(Response::parse(&bytes[second..]).body, "text");
}

#[test]
fn a_file_that_looks_like_a_response_is_sent_unchanged() {
    let text = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
    let service = Service::new(&[("recorded.http", text)]);
    assert_eq!(service.get("/assets/recorded.http").body, text);
}

#[test]
fn files_that_can_run_scripts_are_restricted() {
    let service = service();
    for path in ["page.html", "图%201/内存.svg"] {
        let response = service.get(&format!("/assets/{path}"));
        assert_eq!(response.status, 200);
        assert_eq!(
            response.header("content-security-policy"),
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        );
    }
}
