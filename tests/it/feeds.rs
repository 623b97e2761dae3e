//! Feeds as JSON, RSS and Atom.

use inkstone::feed::FeedContent;
use inkstone::protocol::Freshness;
use serde_json::{Value, json};

use crate::support::{Response, Service, TOKEN};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>";

/// A post with links of all kinds, and text that formats must escape.
const RICH: &str = "---\ntitle: \"Ink & <script>alert(1)</script> \u{202e}שלום\"\nslug: rich\nlang: en\n\
    date: 2025-03-01T08:00:00+08:00\nupdated: 2025-04-01\ntags: [\"C++ & <b>\", 墨]\ncategory: Stones\nauthor: Ada\n\
    cover: cover.svg\ndescription: \"a < b & ]]> c\"\n---\n\n# Part\n\n[up](#part) [other](plain.md#x) [about](/about) \
    ![p](cover.svg) <a href=\"sub/page\">raw</a>\n\n`]]>` 😀[^1]\n\n[^1]: Note.\n";

const PLAIN: &str =
    "---\ntitle: Plain\nlang: zh\ndate: 2025-02-01\ntags: [墨]\n---\n\n# x\n\n正文。\n";

const UNDATED: &str = "---\ntitle: Undated\nlang: en\n---\n\nText.\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("rich.md", RICH),
        ("plain.md", PLAIN),
        ("undated.md", UNDATED),
        ("draft.md", "---\ntitle: Secret\ndraft: true\n---\nx\n"),
        ("later.md", "---\ntitle: Later\ndate: 2027-01-01\n---\nx\n"),
        ("cover.svg", SVG),
    ]
}

fn on_site() -> Service {
    Service::with(&files(), |options| {
        options.site_url = Some("https://site.example".to_owned());
        options.public_url = Some("https://api.example/v".to_owned());
    })
}

fn titles(feed: &Value) -> Vec<String> {
    let items = feed["items"].as_array().expect("items");
    items.iter().map(|item| item["title"].as_str().expect("a title").to_owned()).collect()
}

/// Returns the text between all pairs of tags.
fn between<'a>(xml: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = xml.split(start).skip(1);
    parts.map(|part| part.split(end).next().expect("a part")).collect()
}

#[test]
fn a_json_feed_has_the_newest_posts_with_absolute_urls() {
    let service = on_site();
    let response = service.get("/feed.json");
    assert_eq!(response.header("content-type"), "application/feed+json");
    let feed = response.json();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["home_page_url"], "https://site.example/");
    assert_eq!(feed["feed_url"], "https://api.example/v/feed.json");
    let titles = titles(&feed);
    assert_eq!(titles[0], "Ink & <script>alert(1)</script> \u{202e}שלום");
    assert_eq!(titles[1..], ["Plain", "Undated"]);
    let [rich, plain, undated] = &feed["items"].as_array().unwrap()[..] else { panic!("three") };
    assert_eq!(rich["id"], "https://site.example/posts/rich");
    assert_eq!(rich["date_published"], "2025-03-01T08:00:00+08:00");
    assert_eq!(rich["summary"], "a < b & ]]> c");
    assert_eq!(rich["tags"], json!(["Stones", "C++ & <b>", "墨"]));
    assert_eq!(rich["authors"][0]["name"], "Ada");
    let attachment = &rich["attachments"][0];
    assert_eq!(
        (&attachment["mime_type"], &attachment["size_in_bytes"]),
        (&"image/svg+xml".into(), &SVG.len().into())
    );
    assert_eq!(attachment["url"], rich["image"]);
    assert!(
        rich["image"].as_str().unwrap().starts_with("https://api.example/v/assets/cover.svg?v=")
    );
    let html = rich["content_html"].as_str().unwrap();
    for url in [
        "href=\"https://site.example/posts/rich#part\"",
        "href=\"https://site.example/posts/plain#x\"",
        "href=\"https://site.example/about\"",
        "href=\"https://site.example/posts/sub/page\"",
        "src=\"https://api.example/v/assets/cover.svg?v=",
    ] {
        assert!(html.contains(url), "{url}: {html}");
    }
    for part in between(html, "href=\"", "\"").into_iter().chain(between(html, "src=\"", "\"")) {
        assert!(part.starts_with("https://"), "{part}");
    }
    // The path of the page lacks the language.
    assert_eq!(plain["id"], "https://site.example/posts/plain#zh");
    assert_eq!(
        (&undated["date_published"], &undated["date_modified"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn rss_and_atom_escape_text_and_invent_no_dates() {
    let service = on_site();
    let rss = service.get("/feed.xml");
    assert_eq!(rss.header("content-type"), "application/rss+xml; charset=utf-8");
    let rss = rss.body;
    assert!(rss.contains("xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""), "{rss}");
    assert!(rss.contains("xmlns:atom=\"http://www.w3.org/2005/Atom\""), "{rss}");
    assert!(
        rss.contains("<atom:link href=\"https://api.example/v/feed.xml\" rel=\"self\""),
        "{rss}"
    );
    assert_eq!(between(&rss, "<pubDate>", "</pubDate>").len(), 2);
    assert!(rss.contains("<pubDate>Sat, 01 Mar 2025 00:00:00 +0000</pubDate>"), "{rss}");
    assert!(rss.contains("<title>Ink &amp; &lt;script&gt;alert(1)&lt;/script&gt;"), "{rss}");
    assert!(rss.contains("<guid>https://site.example/posts/rich</guid>"), "{rss}");
    let enclosure = between(&rss, "<enclosure ", "/>");
    assert!(enclosure[0].contains(&format!("length=\"{}\"", SVG.len())), "{enclosure:?}");
    let atom = service.get("/atom.xml");
    assert_eq!(atom.header("content-type"), "application/atom+xml; charset=utf-8");
    let atom = atom.body;
    assert_eq!(between(&atom, "<entry>", "</entry>").len(), 2, "the undated one is left out");
    assert!(!atom.contains("Undated"));
    assert!(atom.contains("<updated>2025-04-01T00:00:00+00:00</updated>"), "{atom}");
    assert!(atom.contains("rel=\"self\""));
    for xml in [&rss, &atom] {
        assert!(!xml.contains("Secret") && !xml.contains("Later"));
    }
}

#[test]
fn filters_match_like_those_of_lists_and_other_parameters_are_errors() {
    let service = on_site();
    let feed = |query: &str| service.get(&format!("/feed.json{query}")).json();
    for (query, expected) in [
        ("?tag=%E5%A2%A8&lang=zh", &["Plain"][..]),
        ("?lang=zh", &["Plain"]),
        ("?category=STONES&limit=1&author=ada", &["Ink & <script>alert(1)</script> \u{202e}שלום"]),
        ("?tag=nothing", &[]),
        ("?utm_source=x&lang=zh", &["Plain"]),
    ] {
        assert_eq!(titles(&feed(query)), expected, "{query}");
    }
    let warning = &feed("?category=stone")["_inkstone"]["warnings"][0];
    assert_eq!(
        (&warning["value"], &warning["suggestions"][0]),
        (&"stone".into(), &"Stones".into())
    );
    for path in ["/feed.json", "/feed.xml", "/atom.xml"] {
        for query in [
            "?tags=x",
            "?page=2",
            "?limit=0",
            "?limit=101",
            "?limit=x",
            "?cursor=x",
            "?status=draft",
        ] {
            let response = service.get(&format!("{path}{query}"));
            assert_eq!(response.status, 400, "{path}{query}");
            assert_eq!(response.header("content-type"), "application/problem+json");
        }
    }
    assert_eq!(service.get("/feed.xml?tags=x").json()["errors"][0]["suggestion"], "tag");
}

#[test]
fn pages_continue_to_the_last_post() {
    let service = on_site();
    let (mut found, mut target) = (Vec::new(), "/feed.json?limit=1".to_owned());
    loop {
        let feed = service.get(&target).json();
        found.extend(titles(&feed));
        let Some(next) = feed["next_url"].as_str() else { break };
        target = next.strip_prefix("https://api.example/v").expect("absolute").to_owned();
    }
    assert_eq!(found[1..], ["Plain", "Undated"]);
    let rss = service.get("/feed.xml?limit=1").body;
    assert!(rss.contains("rel=\"next\""), "{rss}");
    assert!(service.get("/atom.xml?limit=1").body.contains("rel=\"next\""));
}

#[test]
fn without_settings_urls_are_those_of_the_request() {
    let service = Service::new(&files());
    // The authority of an absolute target takes precedence over `Host`.
    let at = |host: &str| service.get(&format!("http://{host}/feed.json"));
    for host in ["one.example", "two.example:8080", "one.example"] {
        for _ in 0..2 {
            let feed = at(host).json();
            assert_eq!(feed["feed_url"], format!("http://{host}/feed.json"));
            let rich = &feed["items"][0];
            assert_eq!(rich["url"], format!("http://{host}/api/v1/posts/rich.md?lang=en"));
            let html = rich["content_html"].as_str().unwrap();
            let other = format!("href=\"http://{host}/api/v1/posts/plain.md?lang=zh#x\"");
            assert!(html.contains(&other), "{html}");
            let path = rich["url"].as_str().unwrap().strip_prefix(&format!("http://{host}"));
            assert_eq!(service.get(path.unwrap()).status, 200);
        }
    }
    let id = |response: &Response| response.json()["items"][0]["id"].clone();
    assert_eq!(id(&at("one.example")), id(&at("two.example")));
}

#[test]
fn summaries_replace_bodies_by_a_setting() {
    let service = Service::with(&files(), |options| options.feed_content = FeedContent::Summary);
    let feed = service.get("/feed.json").json();
    let item = &feed["items"][0];
    assert_eq!(
        (&item["content_html"], &item["content_text"]),
        (&Value::Null, &"a < b & ]]> c".into())
    );
    let rss = service.get("/feed.xml").body;
    assert!(!rss.contains("content:encoded"), "{rss}");
    assert!(!service.get("/atom.xml").body.contains("<content"));
}

#[test]
fn a_feed_is_bounded_by_bytes() {
    let long = |title: &str, date: &str, bytes: usize| {
        format!(
            "---\ntitle: {title}\nlang: en\ndate: {date}\n---\n\n{}\n",
            "word & ".repeat(bytes / 7)
        )
    };
    let files = [
        ("a.md", long("Huge", "2025-03-01", 400_000)),
        ("b.md", long("Long", "2025-02-01", 30_000)),
        ("c.md", long("Longer", "2025-01-01", 60_000)),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let service = Service::with(&files, |options| options.limits.max_answer = 200_000);
    for path in ["/feed.json", "/feed.xml", "/atom.xml"] {
        let response = service.get(path);
        assert_eq!(response.status, 200);
        assert!(response.bytes.len() <= 200_000, "{path}: {}", response.bytes.len());
    }
    let feed = service.get("/feed.json").json();
    assert_eq!(titles(&feed)[0], "Huge");
    assert_eq!(feed["items"][0]["content_html"], Value::Null);
    let mut count = titles(&feed).len();
    let mut next = feed["next_url"].as_str().map(str::to_owned);
    while let Some(url) = next {
        let path = url.find("/feed.json").expect("a feed");
        let feed = service.get(&url[path..]).json();
        count += titles(&feed).len();
        next = feed["next_url"].as_str().map(str::to_owned);
    }
    assert_eq!(count, 3);
}

#[test]
fn a_long_post_does_not_end_a_feed() {
    let post = |title: &str, date: &str, body: &str| {
        format!("---\ntitle: {title}\nlang: en\ndate: {date}\n---\n\n{body}\n")
    };
    let files = [
        ("a.md", post("First", "2025-03-01", "a")),
        ("b.md", post("Huge", "2025-02-01", &"word & ".repeat(60_000))),
        ("c.md", post("Last", "2025-01-01", "c")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let service = Service::with(&files, |options| options.limits.max_answer = 200_000);
    let feed = service.get("/feed.json").json();
    assert_eq!(titles(&feed), ["First", "Huge", "Last"]);
    let bodies: Vec<_> = (0..3).map(|at| feed["items"][at]["content_html"].is_string()).collect();
    assert_eq!(bodies, [true, false, true]);
    assert!(feed.get("next_url").is_none(), "{}", feed["next_url"]);
    for path in ["/feed.xml", "/atom.xml"] {
        let xml = service.get(path).body;
        assert!(xml.contains("Huge") && xml.contains("Last") && !xml.contains("rel=\"next\""));
    }
}

#[test]
fn feeds_are_found_from_the_index_and_the_documentation() {
    let service = on_site();
    let links = service.get("/").json()["links"].clone();
    let page = service.get("/docs/").body;
    for (name, path, media_type) in [
        ("jsonFeed", "/feed.json", "application/feed+json"),
        ("rssFeed", "/feed.xml", "application/rss+xml"),
        ("atomFeed", "/atom.xml", "application/atom+xml"),
    ] {
        assert_eq!(links[name], format!("https://api.example/v{path}"));
        let link = format!("<link rel=\"alternate\" type=\"{media_type}\"");
        let link = page.lines().find(|line| line.contains(&link)).expect("a link to the feed");
        assert!(link.contains(&format!("href=\"..{path}\"")), "{link}");
    }
}

#[test]
fn feeds_answer_every_kind_of_request() {
    let service = on_site();
    for path in ["/feed.json", "/feed.xml", "/atom.xml", "/sitemap.xml"] {
        let whole = service.get(path);
        let head = service.send("HEAD", path, &[]);
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
        assert_eq!(head.header("etag"), whole.header("etag"), "{path}");
        // A server may ignore `Range` (RFC 9110, section 14.2).
        let part = service.send("GET", path, &[("range", "bytes=0-9")]);
        match part.status {
            206 => assert_eq!(part.bytes[..], whole.bytes[..10], "{path}"),
            status => assert_eq!((status, &part.bytes), (200, &whole.bytes), "{path}"),
        }
        for coding in ["gzip", "br", "zstd"] {
            let coded = service.send("GET", path, &[("accept-encoding", coding)]);
            assert_eq!(coded.header("content-encoding"), coding, "{path}");
        }
        let post = service.send("POST", path, &[]);
        assert_eq!(post.status, 405, "{path}");
        assert_eq!(post.header("content-type"), "application/problem+json");
    }
}

#[test]
fn hostile_names_of_tags_are_only_names() {
    let service = on_site();
    for (name, count) in [
        ("C%2B%2B%20%26%20%3Cb%3E", 1),
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", 0),
        ("..%2F..%2Fetc%2Fpasswd", 0),
        ("%22%20onload%3D%22x", 0),
        ("a%00b", 0),
        ("%F0%9F%98%80", 0),
        ("%E2%80%AE", 0),
        ("]]%3E", 0),
    ] {
        for path in ["/feed.json", "/feed.xml", "/atom.xml"] {
            let response = service.get(&format!("{path}?tag={name}"));
            if response.status == 400 {
                assert_eq!(response.header("content-type"), "application/problem+json");
                assert_eq!(count, 0, "{path} {name}");
                continue;
            }
            assert_eq!(response.status, 200, "{path} {name}");
            let entries = ["<item>", "<entry>", "\"date_published\""];
            let found: usize =
                entries.map(|entry| response.body.matches(entry).count()).iter().sum();
            assert_eq!(found, count, "{path} {name}");
            // JSON has no markup.
            let is_markup =
                ["<script>", "\" onload"].iter().any(|part| response.body.contains(part));
            assert!(!(path.ends_with(".xml") && is_markup), "{path} {name}");
        }
    }
    assert_eq!(service.get("/feed.xml?tag=%FF").status, 400);
    let long = format!("/feed.xml?tag={}", "x".repeat(20_000));
    assert_eq!(service.get(&long).status, 414);
}

#[test]
fn feeds_are_conditional_and_compressed() {
    let service = on_site();
    for path in ["/feed.json", "/feed.xml", "/atom.xml"] {
        let plain = service.get(path);
        let tag = plain.header("etag").to_owned();
        assert_eq!(plain.header("last-modified"), "Tue, 01 Apr 2025 00:00:00 GMT");
        assert!(plain.header("cache-control").starts_with("public, max-age=60"));
        let same = service.send("GET", path, &[("if-none-match", &tag)]);
        assert_eq!((same.status, same.bytes.len()), (304, 0));
        let date = "Tue, 01 Apr 2025 00:00:00 GMT";
        assert_eq!(service.send("GET", path, &[("if-modified-since", date)]).status, 304);
        let encoded = service.send("GET", path, &[("accept-encoding", "br")]);
        assert_eq!(encoded.header("content-encoding"), "br");
        // Readers of feeds send all kinds of preferences.
        assert_eq!(service.send("GET", path, &[("accept", "text/plain")]).status, 200);
    }
    let links = service.get("/").json()["links"].clone();
    assert_eq!(links["rssFeed"], "https://api.example/v/feed.xml");
}

/// Posts appear in them, so who caches documents for a day does not mean feeds.
#[test]
fn feeds_are_as_fresh_as_lists() {
    let service = Service::with(&files(), |options| {
        options.site_url = Some("https://site.example".to_owned());
        options.cache.list = Freshness::parse("max-age=7").unwrap();
        options.cache.document = Freshness::parse("max-age=86400").unwrap();
    });
    for path in
        ["/feed.json", "/feed.xml", "/atom.xml", "/sitemap.xml", "/llms.txt", "/llms-full.txt"]
    {
        let response = service.get(path);
        assert_eq!(response.header("cache-control"), "public, max-age=7", "{path}");
        assert!(
            !response.header("vary").contains("Authorization"),
            "{path}: the same for everyone"
        );
    }
    for path in ["/openapi.json", "/prose.css", "/schema/post.json"] {
        assert_eq!(service.get(path).header("cache-control"), "public, max-age=86400", "{path}");
    }
}

#[test]
fn a_token_adds_nothing() {
    let public = "---\ntitle: Public\nlang: en\ndate: 2025-01-01\n---\n\n[secret](draft.md) ![i](hidden.svg)\n";
    let draft = "---\ntitle: Secret\nlang: en\ndraft: true\n---\n\n![i](hidden.svg)\n";
    let service = Service::new(&[("public.md", public), ("draft.md", draft), ("hidden.svg", SVG)]);
    let token = format!("Bearer {TOKEN}");
    for path in ["/feed.json", "/feed.xml", "/atom.xml", "/llms.txt", "/llms-full.txt"] {
        let own = service.send("GET", path, &[("authorization", &token)]);
        assert_eq!(own.body, service.get(path).body, "{path}");
        assert_eq!(own.status, 200);
    }
}
