//! Conditional requests, caching, content codings and CORS, by the contract's section 6.

use std::io::Read;

use inkstone::ops::PurgeHeaders;

use inkstone::protocol::{CorsOrigins, Freshness, OriginPattern};

use crate::problems::code_of;
use crate::support::{Response, Service, TOKEN, post};

const PUBLIC: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";

/// A URL of each kind of resource.
const RESOURCES: [&str; 17] = [
    "/api/v1/posts",
    "/api/v1/posts?tag=rust&facets=tag&include=related,neighbors,backlinks,translations",
    "/api/v1/posts/long",
    "/api/v1/posts/long.md",
    "/api/v1/posts/long/neighbors",
    "/api/v1/posts/long/related",
    "/api/v1/tags",
    "/api/v1/tags/rust",
    "/api/v1/archive",
    "/api/v1/site",
    "/api/v1/search?q=words",
    "/api/v1/suggest?q=l",
    "/assets/notes.txt",
    "/highlight.css",
    "/openapi.json",
    "/docs/",
    "/",
];

fn files() -> Vec<(&'static str, String)> {
    let body = "Many words 许多文字, and `code`.\n\n".repeat(200);
    let front_matter = "title: Long\nlang: en\ndate: 2025-01-15\nupdated: 2025-03-01T08:00:00Z\n\
        tags: [Rust, 内存管理]\ncategory: Systems\nauthors: [Ann B]";
    vec![
        ("long.md", format!("---\n{front_matter}\n---\n\n{body}")),
        ("short.md", post("title: Short\nlang: en\ndate: 2025-02-01\ntags: [Rust]")),
        ("soon.md", post("title: Soon\nlang: en\ndate: 2026-01-01T12:00:30Z\ntags: [Rust]")),
        ("notes.txt", "notes ".repeat(1000)),
    ]
}

fn service_with(change: impl FnOnce(&mut inkstone::api::ApiOptions)) -> Service {
    let files = files();
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Service::with(&files, change)
}

fn service() -> Service {
    service_with(|_| {})
}

fn decoded(response: &Response) -> Vec<u8> {
    let (bytes, mut out) = (response.bytes.as_slice(), Vec::new());
    match response.header("content-encoding") {
        "br" => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out),
        "zstd" => zstd::stream::Decoder::new(bytes).and_then(|mut d| d.read_to_end(&mut out)),
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut out),
        "" => return bytes.to_vec(),
        other => panic!("{other} was not offered"),
    }
    .expect("the body is in its coding");
    out
}

#[test]
fn a_matching_condition_gets_304() {
    let service = service();
    for target in RESOURCES {
        for coding in ["identity", "br", "gzip;q=0.5, zstd"] {
            let wish = ("accept-encoding", coding);
            let full = service.send("GET", target, &[wish]);
            assert_eq!(full.status, 200, "{target}");
            let tag = full.header("etag");
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{target}: {tag}");
            for given in [tag.to_owned(), format!("\"a\", W/{tag}"), "*".to_owned()] {
                for method in ["GET", "HEAD"] {
                    let headers = [wish, ("if-none-match", given.as_str())];
                    let response = service.send(method, target, &headers);
                    assert_eq!((response.status, response.bytes.len()), (304, 0), "{target}");
                    for name in ["etag", "cache-control", "vary"] {
                        assert_eq!(response.header(name), full.header(name), "{target}: {name}");
                    }
                    assert_eq!(response.header("content-type"), "");
                    assert_eq!(response.header("content-encoding"), "");
                }
            }
            let other = service.send("GET", target, &[wish, ("if-none-match", "\"a\"")]);
            assert_eq!((other.status, &other.bytes), (200, &full.bytes), "{target}");
            let failed = service.send("GET", target, &[wish, ("if-match", "\"a\"")]);
            assert_eq!((failed.status, code_of(&failed)), (412, "precondition_failed".into()));
        }
    }
}

#[test]
fn replicas_agree_on_every_byte_and_tag() {
    let (one, other) = (service(), service());
    for target in RESOURCES {
        for coding in ["identity", "br", "zstd", "gzip"] {
            let wish = [("accept-encoding", coding)];
            let (a, b) = (one.send("GET", target, &wish), other.send("GET", target, &wish));
            assert_eq!((a.header("etag"), &a.bytes), (b.header("etag"), &b.bytes), "{target}");
        }
    }
}

#[test]
fn a_cached_response_equals_the_first_one() {
    let service = service();
    let uncached = service_with(|options| options.answer_cache_bytes = 0);
    for target in RESOURCES {
        for wish in [("accept-encoding", "br"), ("accept-encoding", "identity"), ("accept", "*/*")]
        {
            let answers = [
                service.send("GET", target, &[wish]),
                service.send("GET", target, &[wish]),
                uncached.send("GET", target, &[wish]),
            ];
            let [first, rest @ ..] = &answers;
            let lasting = |response: &Response| {
                let mut headers = response.headers.clone();
                headers.retain(|(name, _)| {
                    !["date", "x-request-id", "server-timing"].contains(&name.as_str())
                });
                headers.sort();
                headers
            };
            for other in rest {
                assert_eq!((other.status, &other.bytes), (first.status, &first.bytes), "{target}");
                assert_eq!(lasting(other), lasting(first), "{target}");
            }
        }
    }
}

#[test]
fn head_is_get_without_the_body() {
    let service = service();
    for target in RESOURCES {
        for coding in ["identity", "br"] {
            let wish = [("accept-encoding", coding)];
            let (get, head) =
                (service.send("GET", target, &wish), service.send("HEAD", target, &wish));
            assert_eq!((head.status, head.bytes.len()), (get.status, 0), "{target}");
            for name in ["content-length", "content-type", "content-encoding", "etag", "vary"] {
                assert_eq!(head.header(name), get.header(name), "{target}: {name}");
            }
        }
    }
}

#[test]
fn if_modified_since_is_ignored_with_if_none_match() {
    let service = service();
    // The newest `updatedAt`, by hand: that of the long post, and of the list the same.
    const UPDATED: &str = "Sat, 01 Mar 2025 08:00:00 GMT";
    for target in ["/api/v1/posts", "/api/v1/posts/long", "/api/v1/search?q=words"] {
        assert_eq!(service.get(target).header("last-modified"), UPDATED, "{target}");
        for (headers, status) in [
            (vec![("if-modified-since", UPDATED)], 304),
            (vec![("if-modified-since", "Sat, 01 Mar 2025 07:59:59 GMT")], 200),
            (vec![("if-modified-since", UPDATED), ("if-none-match", "\"a\"")], 200),
            (vec![("if-unmodified-since", UPDATED)], 200),
            (vec![("if-unmodified-since", "Sat, 01 Mar 2025 07:59:59 GMT")], 412),
        ] {
            assert_eq!(
                service.send("GET", target, &headers).status,
                status,
                "{target} {headers:?}"
            );
        }
    }
    for target in ["/api/v1/tags", "/api/v1/site", "/openapi.json"] {
        assert_eq!(service.get(target).header("last-modified"), "", "{target} has no date");
    }
}

#[test]
fn the_coding_is_the_one_that_the_client_prefers() {
    let service = service();
    let plain = service.send("GET", "/api/v1/posts/long", &[]);
    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.header("vary").contains("Accept-Encoding"));
    for (wish, coding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, br;q=0.9", "zstd"),
        ("gzip", "gzip"),
        ("deflate", ""),
        ("identity", ""),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*;q=0.5, identity;q=0", "br"),
    ] {
        let response = service.send("GET", "/api/v1/posts/long", &[("accept-encoding", wish)]);
        assert_eq!(response.header("content-encoding"), coding, "{wish}");
        assert_eq!(decoded(&response), plain.bytes, "{wish}");
        assert_eq!(response.header("content-length"), response.bytes.len().to_string());
        assert_eq!(response.header("vary"), plain.header("vary"));
        assert_eq!(response.header("etag") == plain.header("etag"), coding.is_empty(), "{wish}");
        if !coding.is_empty() {
            assert!(response.bytes.len() < plain.bytes.len() / 2, "{wish}");
        }
    }
    for wish in ["identity;q=0", "*;q=0", "deflate, identity;q=0"] {
        let refused = service.send("GET", "/api/v1/posts/long", &[("accept-encoding", wish)]);
        assert_eq!((refused.status, code_of(&refused)), (406, "not_acceptable".to_owned()));
    }
    let off = service_with(|options| options.compression = false);
    let response = off.send("GET", "/api/v1/posts/long", &[("accept-encoding", "br")]);
    assert_eq!(response.header("content-encoding"), "");
}

#[test]
fn small_bodies_images_and_ranges_are_not_encoded() {
    let service = Service::new(&[
        ("a.md", &post("title: A")),
        ("a.png", &"0".repeat(5000)),
        ("a.txt", &"0".repeat(5000)),
    ]);
    let br = ("accept-encoding", "br");
    for target in ["/healthz", "/assets/a.png", "/problems/internal"] {
        assert_eq!(service.send("GET", target, &[br]).header("content-encoding"), "", "{target}");
    }
    assert_eq!(service.send("GET", "/assets/a.txt", &[br]).header("content-encoding"), "br");
    let part = service.send("GET", "/assets/a.txt", &[br, ("range", "bytes=0-9")]);
    assert_eq!((part.status, part.body.as_str()), (206, "0000000000"));
    assert_eq!(part.header("content-encoding"), "");
    let demanded = service.send("GET", "/healthz", &[("accept-encoding", "gzip, identity;q=0")]);
    assert_eq!(demanded.header("content-encoding"), "gzip");
    assert_eq!(decoded(&demanded), service.get("/healthz").bytes);
}

#[test]
fn freshness_ends_at_the_next_scheduled_post() {
    let service = service();
    assert_eq!(service.slugs("/posts"), ["short", "long"]);
    let until = |fresh: &str| PUBLIC.replace("60,", fresh).replace("=600,", "=0,");
    for (now, expected) in [
        ("2026-01-01T11:00:00Z", PUBLIC.to_owned()),
        ("2026-01-01T12:00:00Z", until("30,")),
        ("2026-01-01T12:00:29.5Z", until("0,")),
        ("2026-01-01T12:00:30Z", PUBLIC.to_owned()),
    ] {
        service.set_now(now);
        for target in ["/api/v1/posts", "/api/v1/posts/long", "/api/v1/tags", "/api/v1/search?q=a"]
        {
            assert_eq!(service.get(target).header("cache-control"), expected, "{now} {target}");
        }
        assert_eq!(service.get("/assets/notes.txt").header("cache-control"), PUBLIC);
    }
    assert_eq!(service.slugs("/posts"), ["soon", "short", "long"], "it is published on time");
}

#[test]
fn each_kind_of_response_has_a_setting_and_previews_are_not_stored() {
    let service = service_with(|options| {
        options.cache.post = Freshness::parse("max-age=5, s-maxage=20").unwrap();
        options.cache.search = Freshness::parse("max-age=0").unwrap();
    });
    service.set_now("2025-06-01T00:00:00Z");
    assert_eq!(
        service.get("/api/v1/posts/long").header("cache-control"),
        "public, max-age=5, s-maxage=20"
    );
    assert_eq!(service.get("/api/v1/search?q=a").header("cache-control"), "public, max-age=0");
    assert_eq!(service.get("/api/v1/posts").header("cache-control"), PUBLIC);
    assert_eq!(service.get("/healthz").header("cache-control"), "private, no-store");
    let token = format!("Bearer {TOKEN}");
    for target in ["/api/v1/posts", "/api/v1/posts/soon", "/api/v1/search?q=a"] {
        let shown = service.send("GET", target, &[("authorization", &token)]);
        assert_eq!((shown.status, shown.header("cache-control")), (200, "private, no-store"));
    }
    // A cache must not send the public response to holders of the token.
    assert!(service.get("/api/v1/posts").header("vary").contains("Authorization"));
    let without = service_with(|options| options.preview_token = None);
    assert!(!without.get("/api/v1/posts").header("vary").contains("Authorization"));
    // A response for holders of the token is not sent to others.
    assert_eq!(service.get("/api/v1/posts/soon").status, 404);
    let wrong = [("authorization", "Bearer a-token-that-is-wrong")];
    assert_eq!(service.send("GET", "/api/v1/posts", &wrong).status, 401);
}

#[test]
fn responses_depend_on_the_headers_in_vary() {
    let files = [
        ("a.en.md", post("title: English\nslug: a\nlang: en")),
        ("a.zh.md", post("title: 中文\nslug: a\nlang: zh")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let service = Service::new(&files);
    for _ in 0..2 {
        for (headers, shown) in [
            (vec![], "English"),
            (vec![("accept-language", "zh-CN, en;q=0.5")], "中文"),
            (vec![("accept-language", "en"), ("accept", "application/json")], "English"),
        ] {
            let response = service.send("GET", "/api/v1/posts/a", &headers);
            assert_eq!(response.json()["data"]["title"], shown);
            assert_eq!(
                response.header("vary"),
                "Accept-Encoding, Accept, Accept-Language, Authorization, Origin"
            );
        }
        let source = service.send("GET", "/api/v1/posts/a", &[("accept", "text/markdown")]);
        assert_eq!(source.body, "\nText.\n");
        let refused = service.send("GET", "/api/v1/posts/a", &[("accept", "image/png")]);
        assert_eq!(refused.status, 406);
    }
}

#[test]
fn any_origin_may_read_unless_the_setting_lists_origins() {
    let any = service();
    for target in ["/api/v1/posts", "/api/v1/posts/none", "/assets/notes.txt"] {
        let response = any.send("GET", target, &[("origin", "https://a.example")]);
        assert_eq!(response.header("access-control-allow-origin"), "*", "{target}");
        assert_eq!(response.header("access-control-expose-headers"), "*", "{target}");
        // An `<img>` on a page with `Cross-Origin-Embedder-Policy` sends no `Origin`.
        let embedded = any.get(target);
        assert_eq!(embedded.header("cross-origin-resource-policy"), "cross-origin", "{target}");
    }
    let some = service_with(|options| {
        options.cors = CorsOrigins::These(vec![OriginPattern::One("https://a.example".to_owned())]);
    });
    for (origin, allowed) in [("https://a.example", "https://a.example"), ("https://b.example", "")]
    {
        let response = some.send("GET", "/api/v1/posts", &[("origin", origin)]);
        assert_eq!(response.header("access-control-allow-origin"), allowed);
        assert_eq!(response.header("vary"), "Accept-Encoding, Accept, Authorization, Origin");
    }
    let none = service_with(|options| options.cors = CorsOrigins::These(Vec::new()));
    let response = none.send("GET", "/api/v1/posts", &[("origin", "https://a.example")]);
    assert_eq!(response.header("cross-origin-resource-policy"), "");
    assert_eq!(response.header("access-control-allow-origin"), "");
    assert_eq!(response.header("vary"), "Accept-Encoding, Accept, Authorization");
}

#[test]
fn a_preflight_response_can_be_cached() {
    let ask = |service: &Service, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization, x-custom"),
        ];
        service.send("OPTIONS", "/api/v1/posts", &headers)
    };
    let response = ask(&service(), "https://a.example");
    assert_eq!((response.status, response.header("access-control-allow-origin")), (204, "*"));
    assert_eq!(response.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
    assert_eq!(response.header("access-control-allow-headers"), "authorization, x-custom");
    assert_eq!(response.header("access-control-max-age"), "86400");
    let some = service_with(|options| {
        options.cors = CorsOrigins::These(vec![OriginPattern::One("https://a.example".to_owned())]);
    });
    assert_eq!(ask(&some, "https://b.example").header("access-control-allow-methods"), "");
    assert_eq!(ask(&some, "https://a.example").header("access-control-max-age"), "86400");
}

#[test]
fn purge_headers_list_the_contents_of_a_response() {
    let off = service();
    assert_eq!(off.get("/api/v1/posts").header("cache-tag"), "");
    let service = service_with(|options| options.purge = PurgeHeaders::Both);
    for (target, expected) in [
        (
            "/api/v1/posts/long",
            "getPost post:long tag:rust tag:%E5%86%85%E5%AD%98%E7%AE%A1%E7%90%86 category:systems author:ann-b",
        ),
        ("/api/v1/posts/short?include=neighbors", "getPost post:short post:long tag:rust"),
        ("/api/v1/categories", "listCategories category:systems"),
        ("/api/v1/site", "getSite"),
        ("/assets/notes.txt", "getAsset"),
    ] {
        for _ in 0..2 {
            let response = service.get(target);
            let mut names: Vec<_> = response.header("surrogate-key").split(' ').collect();
            let mut tags: Vec<_> = response.header("cache-tag").split(',').collect();
            let mut expected: Vec<_> = expected.split(' ').collect();
            names.sort_unstable();
            tags.sort_unstable();
            expected.sort_unstable();
            assert_eq!((&names, &tags), (&expected, &expected), "{target}");
        }
    }
}
