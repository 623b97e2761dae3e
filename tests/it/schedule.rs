//! The moment at which a post is published or expires, at every path of the document: before and after it, each response
//! is that of a folder without the post, and between them that of a server that was started then.

use std::collections::BTreeSet;

use crate::support::{Response, Service, TOKEN, strings};

/// A post that is public from 13:00 to 14:00. It has a translation, links, an image, and terms that no other post has.
const LATER: &str = "---\ntitle: Zanzibar\nslug: later\nlang: en\ndate: 2026-01-01T13:00:00Z\n\
    expires: 2026-01-01T14:00:00Z\naliases: [old-later]\ntranslationKey: pair\ntags: [Shared, Soon]\n\
    category: Soon\nauthor: Guest\nseries: Arc\n---\n\n![l](later.svg) [base](base.md) Zanzibar zeppelin\n";

const BASE: &str = "---\ntitle: Base\nlang: zh\ndate: 2025-01-01\ntranslationKey: pair\ntags: [Shared, Base]\n\
    category: Base\nauthor: Host\n---\n\n[later](later.md) Some text about zeppelins.\n";

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>";

fn files() -> Vec<(&'static str, String)> {
    let other = |number: u32, tags: &str| {
        format!(
            "---\ntitle: Other {number}\nlang: en\ndate: 2025-03-0{number}\ntags: [{tags}]\n---\n\nWords {number}.\n"
        )
    };
    vec![
        ("base.md", BASE.to_owned()),
        ("one.md", other(1, "Shared, One")),
        ("two.md", other(2, "Two")),
        ("three.md", other(3, "Three")),
        ("four.md", other(4, "Four")),
        ("five.md", other(5, "Five")),
    ]
}

fn serve(files: &[(&str, String)]) -> Service {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Service::with(&files, |options| options.site_url = Some("https://site.example".to_owned()))
}

fn with() -> Service {
    let mut files = files();
    files.extend([("later.md", LATER.to_owned()), ("later.svg", PICTURE.to_owned())]);
    serve(&files)
}

fn without() -> Service {
    serve(&files())
}

/// Returns requests to a path of the document whose responses depend on the post. Whoever adds a path decides here
/// whether its responses do.
fn targets(path: &str) -> &'static [&'static str] {
    match path {
        "/api/v1/posts" => &[
            "/api/v1/posts",
            "/api/v1/posts?limit=0&facets=tag,category,author,series,lang,year",
            "/api/v1/posts?sort=title&fields=slug&include=html,neighbors,related,backlinks,translations,terms",
            "/api/v1/posts?q=zanzibar",
            "/api/v1/posts?tag=soon",
            "/api/v1/posts?slug=later,base&fields=slug",
            "/api/v1/posts?limit=1",
        ],
        "/api/v1/posts/{slug}" => &[
            "/api/v1/posts/later",
            "/api/v1/posts/old-later",
            "/api/v1/posts/latr",
            "/api/v1/posts/base",
            "/api/v1/posts/base?fields=slug&include=translations",
            "/api/v1/posts/base?fields=slug&include=backlinks",
            "/api/v1/posts/base?fields=slug&include=blocks",
            "/api/v1/posts/five?fields=slug&include=neighbors",
            "/api/v1/posts/one?fields=slug&include=related",
        ],
        "/api/v1/posts/{slug}.md" => &["/api/v1/posts/later.md", "/api/v1/posts/old-later.md"],
        "/api/v1/posts/{slug}/neighbors" => {
            &["/api/v1/posts/five/neighbors", "/api/v1/posts/later/neighbors"]
        }
        "/api/v1/posts/{slug}/related" => {
            &["/api/v1/posts/one/related", "/api/v1/posts/later/related"]
        }
        "/api/v1/tags" => &["/api/v1/tags", "/api/v1/tags?q=so", "/api/v1/tags?sort=latestDate"],
        "/api/v1/tags/{tag}" => &["/api/v1/tags/soon", "/api/v1/tags/shared", "/api/v1/tags/son"],
        "/api/v1/categories" => &["/api/v1/categories"],
        "/api/v1/categories/{category}" => &["/api/v1/categories/soon"],
        "/api/v1/authors" => &["/api/v1/authors"],
        "/api/v1/authors/{author}" => &["/api/v1/authors/guest"],
        "/api/v1/series" => &["/api/v1/series"],
        "/api/v1/series/{series}" => &["/api/v1/series/arc"],
        "/api/v1/search" => &["/api/v1/search?q=zanzibar", "/api/v1/search?q=zeppelin&facets=tag"],
        "/api/v1/suggest" => &["/api/v1/suggest?q=zanz", "/api/v1/suggest?q=soon"],
        "/api/v1/archive" => &["/api/v1/archive"],
        "/api/v1/site" => &["/api/v1/site"],
        "/api/v1/manifest" => &["/api/v1/manifest", "/api/v1/manifest?tree=true"],
        "/assets/{path}" => &["/assets/later.svg"],
        "/openapi.json" => &["/openapi.json"],
        "/openapi.yaml" => &["/openapi.yaml"],
        "/feed.json" => &["/feed.json"],
        "/feed.xml" => &["/feed.xml"],
        "/atom.xml" => &["/atom.xml"],
        "/sitemap.xml" => &["/sitemap.xml"],
        "/sitemap-{number}.xml" => &["/sitemap-1.xml"],
        "/llms.txt" => &["/llms.txt"],
        "/llms-full.txt" => &["/llms-full.txt"],
        // Tests of their own: they depend on what was before, or on a token.
        "/api/v1/changes" | "/api/v1/events" | "/api/v1/diagnostics" => &[],
        // They do not show posts.
        "/" | "/docs/{file}" | "/highlight.css" | "/prose.css" | "/problems/{code}"
        | "/healthz" | "/readyz" | "/metrics" | "/robots.txt" | "/schema/post.json" => &[],
        path => panic!("say how `{path}` depends on the time"),
    }
}

fn all_targets(service: &Service) -> Vec<&'static str> {
    let document = service.get("/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths");
    paths.keys().flat_map(|path| targets(path)).copied().collect()
}

/// Returns what a client observes, except the date, how long it took, and the freshness.
fn observed(service: &Service, target: &str) -> (u16, Vec<(String, String)>, String) {
    let Response { status, mut headers, body, .. } =
        service.send("GET", target, &[("x-request-id", "same")]);
    headers.retain(|(name, _)| !["date", "server-timing", "cache-control"].contains(&&**name));
    headers.sort_unstable();
    (status, headers, body)
}

#[test]
fn every_response_follows_the_clock_forwards_and_backwards() {
    let (with, without, fresh) = (with(), without(), with_at("2026-01-01T13:30:00Z"));
    let targets = all_targets(&with);
    for (now, is_public) in [
        ("2026-01-01T12:00:00Z", false),
        ("2026-01-01T12:59:59.999999999Z", false),
        ("2026-01-01T13:00:00Z", true),
        ("2026-01-01T13:59:59.999999999Z", true),
        ("2026-01-01T14:00:00Z", false),
        ("2027-01-01T00:00:00Z", false),
        // The clock is set back, past the end and past the beginning.
        ("2026-01-01T13:30:00Z", true),
        ("2026-01-01T12:30:00Z", false),
        ("2026-01-01T13:30:00Z", true),
    ] {
        with.set_now(now);
        without.set_now(now);
        for &target in &targets {
            let found = observed(&with, target);
            let expected = observed(if is_public { &fresh } else { &without }, target);
            assert!(found == expected, "{target} at {now}\n{found:?}\n{expected:?}");
            // The second one can be from the cache.
            assert!(observed(&with, target) == found, "{target} at {now}, again");
            if is_public {
                assert!(found != observed(&without, target), "{target} does not show the post");
            }
        }
    }
}

fn with_at(now: &str) -> Service {
    let service = with();
    service.set_now(now);
    service
}

/// Returns the seconds of `max-age` and `stale-while-revalidate`.
fn freshness(response: &Response) -> [Option<u64>; 2] {
    let directives = response.header("cache-control").split(", ");
    let mut pairs = directives.filter_map(|directive| directive.split_once('='));
    ["max-age", "stale-while-revalidate"].map(|wanted| {
        let (_, seconds) = pairs.find(|(name, _)| *name == wanted)?;
        Some(seconds.parse().expect("a number"))
    })
}

#[test]
fn no_response_is_fresh_longer_than_it_is_right() {
    let service = with();
    for (now, fresh, stale) in [
        ("2026-01-01T12:00:00Z", 60, 600),
        ("2026-01-01T12:55:00Z", 60, 240),
        ("2026-01-01T12:59:30Z", 30, 0),
        ("2026-01-01T12:59:59.5Z", 0, 0),
        ("2026-01-01T13:00:00Z", 60, 600),
        ("2026-01-01T13:59:50Z", 10, 0),
        ("2026-01-01T14:00:00Z", 60, 600),
    ] {
        service.set_now(now);
        for target in all_targets(&service) {
            // Its content does not change then, and who has its URL has seen the post.
            if target.starts_with("/assets/") {
                continue;
            }
            for _ in 0..2 {
                let response = service.get(target);
                if response.status >= 400 {
                    assert_eq!(response.header("cache-control"), "no-store", "{target}");
                } else {
                    assert_eq!(
                        freshness(&response),
                        [Some(fresh), Some(stale)],
                        "{target} at {now}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_cursor_goes_on_after_a_post_appears_or_expires() {
    let service = with();
    let page = |cursor: &str| service.api(&format!("/posts?limit=2&fields=slug{cursor}"));
    let next = |page: &serde_json::Value| {
        format!("&cursor={}", page["meta"]["pagination"]["nextCursor"].as_str().expect("a cursor"))
    };
    let before = page("");
    assert_eq!(strings(&before["data"], "slug"), ["five", "four"]);
    service.set_now("2026-01-01T13:00:00Z");
    // The post has appeared before the cursor, so nothing is skipped or repeated after it.
    assert_eq!(strings(&page(&next(&before))["data"], "slug"), ["three", "two"]);
    let between = page("");
    assert_eq!(strings(&between["data"], "slug"), ["later", "five"]);
    service.set_now("2026-01-01T14:00:00Z");
    assert_eq!(strings(&page(&next(&between))["data"], "slug"), ["four", "three"]);
}

#[test]
fn authors_see_a_post_before_it_is_published_and_not_after_it_expires() {
    let service = with();
    let token = format!("Bearer {TOKEN}");
    let ask = |target: &str| service.send("GET", target, &[("authorization", &token)]);
    for (now, status, slugs) in [
        ("2026-01-01T12:59:59Z", "scheduled", &["later"][..]),
        ("2026-01-01T13:00:00Z", "scheduled", &[]),
        ("2026-01-01T13:00:00Z", "published", &["later"]),
        ("2026-01-01T14:00:00Z", "published,scheduled", &[]),
        ("2026-01-01T12:00:00Z", "scheduled", &["later"]),
    ] {
        service.set_now(now);
        let found = ask(&format!("/api/v1/posts?tag=soon&status={status}")).json();
        assert_eq!(strings(&found["data"], "slug"), slugs, "{now}");
        let post = ask("/api/v1/posts/later").status;
        assert_eq!(post, if now < "2026-01-01T14" { 200 } else { 404 }, "{now}");
    }
    // A link to the post is reported while it is hidden.
    for (now, codes) in [
        ("2026-01-01T12:00:00Z", 1),
        ("2026-01-01T13:00:00Z", 0),
        ("2026-01-01T14:00:00Z", 1),
        ("2026-01-01T13:30:00Z", 0),
    ] {
        service.set_now(now);
        let found = ask("/api/v1/diagnostics").json();
        let codes_found: BTreeSet<String> = strings(&found["data"], "code").into_iter().collect();
        assert_eq!(codes_found.len(), codes, "{now}: {found}");
    }
}
