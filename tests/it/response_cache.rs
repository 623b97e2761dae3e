//! The response cache: which requests share a response, and for how long.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use inkstone::ops::PurgeHeaders;
use inkstone::post::{ContentPath, Diagnostic};
use inkstone::source::{
    AssetRead, ContentSource, Entering, FileRead, MemorySource, Scan, SourceError,
};

use crate::support::{Response, Service, TOKEN, post};

fn is_hit(response: &Response) -> bool {
    response.header("server-timing").starts_with("cache;dur=")
}

#[test]
fn a_redirect_is_not_fresh_longer_than_its_target() {
    let gone = post("title: Gone\naliases: [old]\nexpires: 2026-01-01T12:00:20Z");
    let service = Service::new(&[("gone.md", &gone)]);
    let redirect = service.get("/api/v1/posts/old");
    assert_eq!((redirect.status, redirect.header("location")), (301, "/api/v1/posts/gone"));
    assert!(redirect.header("cache-control").contains("max-age=20,"), "{:?}", redirect.headers);
    service.set_now("2026-01-01T12:00:20Z");
    assert_eq!(service.get("/api/v1/posts/old").status, 404);
}

#[test]
fn last_modified_is_sent_once_it_is_not_in_the_future() {
    let changed = post("title: A\ndate: 2025-01-01\nupdated: 2026-01-01T12:00:20Z");
    let service = Service::new(&[("a.md", &changed)]);
    for _ in 0..2 {
        assert_eq!(service.get("/api/v1/posts/a").header("last-modified"), "");
    }
    service.set_now("2026-01-01T12:00:20Z");
    let response = service.get("/api/v1/posts/a");
    assert!(is_hit(&response));
    let date = "Thu, 01 Jan 2026 12:00:20 GMT";
    assert_eq!(response.header("last-modified"), date);
    let again = service.send("GET", "/api/v1/posts/a", &[("if-modified-since", date)]);
    assert_eq!(again.status, 304);
}

#[test]
fn a_long_cached_response_is_encoded_without_calling_the_handler() {
    let long = format!("---\ntitle: Long\n---\n\n{}", "许多文字 many words\n\n".repeat(4000));
    let service = Service::new(&[("long.md", &long)]);
    let plain = service.get("/api/v1/posts/long");
    assert!(!is_hit(&plain) && plain.bytes.len() > 64 * 1024);
    for coding in ["br", "zstd", "gzip"] {
        let encoded = service.send("GET", "/api/v1/posts/long", &[("accept-encoding", coding)]);
        assert_eq!(encoded.header("content-encoding"), coding);
        assert!(is_hit(&encoded), "{coding}");
        let tag = plain.header("etag").trim_matches('"');
        assert_eq!(encoded.header("etag"), format!("\"{tag}-{}\"", &coding[..1]));
    }
}

#[test]
fn tracking_parameters_share_a_cached_response() {
    let service = Service::new(&[("a.md", &post("title: A\ntags: [x]"))]);
    let plain = service.get("/api/v1/posts?tag=x");
    for target in ["/api/v1/posts?tag=x&utm_source=mail", "/api/v1/posts/?fbclid=1&tag=x&_=2"] {
        let response = service.get(target);
        assert!(is_hit(&response), "{target}");
        assert_eq!(response.body, plain.body, "{target}");
        assert_eq!(response.json()["links"]["self"], "/api/v1/posts?tag=x");
    }
    // A problem has the target as it was sent.
    let wrong = service.get("/api/v1/posts?utm_source=mail&tga=x");
    assert_eq!(wrong.json()["instance"], "/api/v1/posts?utm_source=mail&tga=x");
}

#[test]
fn purge_headers_include_the_post_on_which_a_response_depends() {
    let files = [
        ("a.md", post("title: A\ndate: 2025-01-01\ntags: [x]\naliases: [old]")),
        ("b.md", post("title: B\ndate: 2025-02-01\ntags: [x]")),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let service = Service::with(&files, |options| options.purge = PurgeHeaders::CacheTag);
    for target in ["a/neighbors", "a/related", "old", "old/related"] {
        let response = service.get(&format!("/api/v1/posts/{target}"));
        let mut names = response.header("cache-tag").split(',');
        assert!(names.any(|name| name == "post:a"), "{target}: {:?}", response.headers);
        // It is not in the response, so its time is irrelevant.
        assert_ne!(response.header("last-modified"), "Wed, 01 Jan 2025 00:00:00 GMT", "{target}");
    }
    let token = format!("Bearer {TOKEN}");
    let previewed = service.send("GET", "/api/v1/posts/a", &[("authorization", &token)]);
    let options = service.send("OPTIONS", "/api/v1/posts/a", &[]);
    assert_eq!((previewed.header("cache-tag"), options.header("cache-tag")), ("", ""));
}

#[test]
fn former_paths_of_several_segments_are_redirected() {
    let moved = post("title: A\naliases: [old, 2020/05/old]\nlang: en");
    let draft = post("title: D\naliases: [2020/06/draft]\ndraft: true");
    let service = Service::new(&[("a.md", &moved), ("draft.md", &draft)]);
    for suffix in ["", "/neighbors", "/related", ".md", "/neighbors?sort=title"] {
        for old in ["old", "2020/05/old"] {
            let response = service.get(&format!("/api/v1/posts/{old}{suffix}"));
            assert_eq!(response.status, 301, "{old}{suffix}");
            assert_eq!(response.header("location"), format!("/api/v1/posts/a{suffix}"));
        }
    }
    let draft = "/api/v1/posts/2020/06/draft";
    assert_eq!(service.get(draft).status, 404);
    let token = format!("Bearer {TOKEN}");
    let response = service.send("GET", draft, &[("authorization", &token)]);
    assert_eq!((response.status, response.header("location")), (301, "/api/v1/posts/draft"));
    assert_eq!(response.header("cache-control"), "private, no-store");
}

/// A source whose assets sometimes cannot be opened, as with too many open files.
#[derive(Debug)]
struct Failing {
    source: MemorySource,
    kind: io::ErrorKind,
    times: Arc<AtomicUsize>,
}

impl ContentSource for Failing {
    fn scan(&self, known: Option<&Scan>, entering: Entering<'_>) -> Result<Scan, SourceError> {
        self.source.scan(known, entering)
    }

    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>> {
        self.source.read(path)
    }

    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        let left =
            self.times.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        if left.is_ok() { Err(self.kind.into()) } else { self.source.open(path) }
    }
}

fn failing(kind: io::ErrorKind) -> (Service, Arc<AtomicUsize>) {
    let text = "---\ntitle: A\ncover: a.svg\n---\n\n![A](a.svg)\n";
    let files = [("a.md", text), ("a.svg", "<svg width='20' height='10'/>")];
    let times = Arc::new(AtomicUsize::new(usize::MAX));
    let source = MemorySource::from_iter(files);
    (Service::over(Failing { source, kind, times: Arc::clone(&times) }, |_| {}), times)
}

#[test]
fn a_response_is_not_cached_if_a_file_was_temporarily_unreadable() {
    let (service, times) = failing(io::ErrorKind::Other);
    for target in ["/api/v1/posts/a", "/api/v1/posts"] {
        let broken = service.get(target);
        assert_eq!(broken.status, 200);
        assert_eq!(broken.header("cache-control"), "private, no-store", "{target}");
    }
    times.store(0, Ordering::SeqCst);
    for target in ["/api/v1/posts/a", "/api/v1/posts"] {
        let whole = service.get(target);
        assert!(whole.header("cache-control").starts_with("public, "), "{target}");
        assert!(whole.body.contains("/assets/a.svg?v="), "{}", whole.body);
        assert!(is_hit(&service.get(target)));
    }
}

#[test]
fn a_response_is_cached_if_a_file_is_missing() {
    let (service, times) = failing(io::ErrorKind::NotFound);
    let gone = service.get("/api/v1/posts/a");
    assert!(gone.header("cache-control").starts_with("public, "), "{:?}", gone.headers);
    assert!(is_hit(&service.get("/api/v1/posts/a")));
    let asked = usize::MAX - times.load(Ordering::SeqCst);
    service.get("/api/v1/posts?include=html");
    assert_eq!(usize::MAX - times.load(Ordering::SeqCst), asked, "it is opened once");
}
