//! How long responses can be, and how much memory those take that nobody reads.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;

use inkstone::api::ApiOptions;
use serde_json::Value;

use crate::problems::code_of;
use crate::support::{Service, strings};

const LARGEST: usize = 256 * 1024;

/// Serves `posts` posts, named `p0` and so on, with `bytes` bytes of text each.
fn service(posts: usize, bytes: usize, change: impl FnOnce(&mut ApiOptions)) -> Service {
    let line = "word ".repeat(19) + "needle\n\n";
    let text = line.repeat(bytes / line.len());
    let file = |at: usize| {
        let day = at % 28 + 1;
        (format!("p{at}.md"), format!("---\ntags: [t]\ndate: 2025-01-{day:02}\n---\n\n{text}"))
    };
    let files: Vec<_> = (0..posts).map(file).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    Service::with(&files, change)
}

fn small(posts: usize, bytes: usize) -> Service {
    service(posts, bytes, |options| options.limits.max_answer = LARGEST)
}

/// The slugs of all pages, in order, by the link `next`, with the number of pages.
fn walk(
    service: &Service,
    first: &str,
    slugs: impl Fn(&Value) -> Vec<String>,
) -> (Vec<String>, usize) {
    let (mut all, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
    while let Some(target) = next {
        let response = service.get(&target);
        assert_eq!(response.status, 200, "{target}: {}", response.body);
        assert!(response.bytes.len() <= LARGEST, "{target}: {}", response.bytes.len());
        let page = response.json();
        let found = slugs(&page["data"]);
        let place = &page["meta"]["pagination"];
        let follows = page["links"]["next"].as_str().map(str::to_owned);
        assert!(!found.is_empty(), "{target}");
        if place["truncated"] == true {
            let cursor = place["nextCursor"].as_str().unwrap();
            assert!(follows.as_ref().unwrap().contains(&format!("cursor={cursor}")), "{target}");
            assert!(response.header("link").contains(follows.as_ref().unwrap()));
        }
        all.extend(found);
        pages += 1;
        next = follows;
    }
    (all, pages)
}

#[test]
fn pages_end_early_and_links_to_the_next_page_lose_no_post() {
    let service = small(30, 20_000);
    let expected: BTreeSet<String> = (0..30).map(|at| format!("p{at}")).collect();
    let in_order = service.slugs("/posts?limit=100");
    for query in [
        "limit=100&include=html,text,markdown,blocks",
        "limit=20&include=html,text,markdown",
        "limit=7&include=html,text,markdown&page=1",
        "limit=100&sort=-readTime&include=blocks&positions=true",
        "limit=100&q=needle&include=html,text,markdown",
        "limit=100&lang=en&facets=tag&include=html,text,markdown",
    ] {
        let slugs = |data: &Value| strings(data, "slug");
        let (found, pages) = walk(&service, &format!("/api/v1/posts?{query}"), slugs);
        assert!(pages > 3, "{query}: {pages}");
        assert_eq!(found.len(), 30, "{query}: {found:?}");
        assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), expected, "{query}");
        if !query.contains("sort") && !query.contains("q=") {
            assert_eq!(found, in_order, "{query}");
        }
    }
    let given = "slug=p7,p3,p9,p1&include=html,text,markdown,blocks&positions=true";
    let slugs = |data: &Value| strings(data, "slug");
    let (found, pages) = walk(&service, &format!("/api/v1/posts?{given}"), slugs);
    assert_eq!(found, ["p7", "p3", "p9", "p1"]);
    assert!(pages > 1, "{pages}");
}

#[test]
fn pages_of_search_hits_end_early_too() {
    let service = small(30, 20_000);
    let slugs = |data: &Value| {
        let posts: Vec<_> =
            data.as_array().unwrap().iter().map(|hit| hit["post"].clone()).collect();
        strings(&Value::from(posts), "slug")
    };
    let target = "/api/v1/search?q=needle&limit=100&include=html,text,markdown";
    let (found, pages) = walk(&service, target, slugs);
    assert!(pages > 3, "{pages}");
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 30, "{found:?}");
}

#[test]
fn facets_and_long_urls_are_part_of_the_size() {
    let tags = |at: usize| {
        let tags: Vec<String> =
            (at * 500..at * 500 + 600).map(|tag| format!("标签\\\"{tag}")).collect();
        let tags: Vec<String> = tags.iter().map(|tag| format!("\"{tag}\"")).collect();
        format!("---\ntags: [every, {}]\n---\n\n{}", tags.join(", "), "word needle ".repeat(1_000))
    };
    let files: Vec<_> = (0..20).map(|at| (format!("p{at}.md"), tags(at))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let service = Service::with(&files, |options| options.limits.max_answer = LARGEST);
    let long: Vec<_> = (0..30).map(|at| format!("{}{at}", "%E6%A0%87".repeat(20))).collect();
    let long = long.join(",");
    for (target, slugs) in [
        (format!("/api/v1/posts?facets=tag,year&include=text&tagNot={long}"), "slug"),
        (format!("/api/v1/search?q=needle&facets=tag,lang&limit=20&tagNot={long}"), "post"),
    ] {
        let slugs = |data: &Value| {
            data.as_array().unwrap().iter().map(|item| item[slugs].to_string()).collect()
        };
        let (found, _) = walk(&service, &target, slugs);
        assert_eq!(found.len(), 20, "{target}");
        let page = service.get(&target).json();
        let facet = page["meta"]["facets"]["tag"].as_array().unwrap();
        assert_eq!((&facet[0]["name"], &facet[0]["count"]), (&"every".into(), &20.into()));
        assert!((500..9_000).contains(&facet.len()), "{}", facet.len());
        let cut: Vec<_> = page["meta"]["warnings"].as_array().unwrap().iter().collect();
        let is_told =
            |warning: &&&Value| warning["code"] == "facet_truncated" && warning["value"] == "tag";
        assert_eq!(cut.iter().filter(is_told).count(), 1, "{cut:?}");
    }
    let few = service.get("/api/v1/posts?facets=year").json();
    assert_eq!(few["meta"]["warnings"], Value::Array(Vec::new()));
}

#[test]
fn a_page_that_is_not_too_large_is_not_truncated() {
    let service = small(3, 20_000);
    let place = service.api("/posts?include=html&limit=2")["meta"]["pagination"].clone();
    assert_eq!((place["truncated"].clone(), place["limit"].clone()), (false.into(), 2.into()));
    let early = service.api("/posts?include=html,text,markdown,blocks&positions=true&limit=3");
    let place = &early["meta"]["pagination"];
    assert_eq!((&place["truncated"], &place["limit"]), (&true.into(), &3.into()));
    assert_eq!((&place["total"], &place["pages"]), (&3.into(), &1.into()));
    for target in ["/tags", "/diagnostics"] {
        let response = service.send(
            "GET",
            &format!("/api/v1{target}"),
            &[("authorization", &format!("Bearer {}", crate::support::TOKEN))],
        );
        assert_eq!(response.json()["meta"]["pagination"]["truncated"], false, "{target}");
    }
}

#[test]
fn what_cannot_be_divided_is_refused_and_the_keys_are_named() {
    let service = small(2, 120_000);
    for target in [
        "/posts/p0?include=blocks,markdown&positions=true",
        "/posts/p0/neighbors?include=html,text,blocks,markdown",
        "/posts/p0/related?include=html,text,blocks,markdown",
        "/posts?include=blocks,markdown&positions=true",
        "/search?q=needle&include=blocks,markdown&positions=true",
    ] {
        let response = service.get(&format!("/api/v1{target}"));
        let got = (response.status, code_of(&response));
        assert_eq!(got, (403, "answer_too_large".to_owned()), "{target}");
        let detail = response.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("blocks`, `markdown") || detail.contains("markdown`"), "{detail}");
        assert!(detail.contains("262144 bytes"), "{detail}");
    }
    for target in ["/posts/p0", "/posts/p0/related", "/posts?include=markdown"] {
        assert_eq!(service.get(&format!("/api/v1{target}")).status, 200, "{target}");
    }
}

/// Requests a target and reads nothing.
fn unread(service: &Service, target: &str) -> TcpStream {
    let mut stream = service.connect();
    write!(stream, "GET {target} HTTP/1.1\r\nhost: test\r\n\r\n").expect("the request is sent");
    // The head of the response shows that its body is complete and waits.
    let mut first = [0];
    stream.peek(&mut first).expect("a response begins");
    stream
}

#[test]
fn bodies_that_nobody_reads_are_bounded_and_nobody_else_waits() {
    let service = service(5, 3 << 20, |options| {
        options.limits.max_answer = 16 << 20;
        options.limits.max_in_flight_bytes = 0;
        options.answer_cache_bytes = 0;
    });
    // Each is 15 MB, and there is room for two of the largest.
    let target = |at: u32| format!("/api/v1/posts?include=markdown&limit={at}");
    let readers: Vec<_> = (5..7).map(|at| unread(&service, &target(at))).collect();
    let refused = service.get(&target(7));
    assert_eq!((refused.status, code_of(&refused)), (503, "overloaded".to_owned()));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(service.get("/api/v1/posts").status, 200);
    assert_eq!(service.get("/api/v1/posts/p0?fields=title").status, 200);
    drop(readers);
    service.wait(&target(7), |response| response.status == 200);
}
