//! The sitemap, the rules for robots, and posts for language models.

use crate::support::Service;

const POSTS: [(&str, &str); 6] = [
    (
        "a.md",
        "---\ntitle: \"A [b] <c>\"\nslug: a\nlang: en\ndate: 2025-02-01\nupdated: 2025-03-01T08:00:00+08:00\n\
        translationKey: pair\ncover: c.svg\ndescription: About & more\n---\n\n![x](c.svg) Text of A.\n",
    ),
    (
        "zh.md",
        "---\ntitle: 墨\nslug: 墨&水\nlang: zh\ndate: 2025-01-01\ntranslationKey: pair\n---\n\n墨的正文。\n",
    ),
    ("undated.md", "---\ntitle: Undated\nlang: en\n---\n\nx\n"),
    ("draft.md", "---\ntitle: Secret\ndraft: true\n---\nx\n"),
    ("later.md", "---\ntitle: Later\ndate: 2027-01-01\n---\nx\n"),
    ("c.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>"),
];

fn on_site() -> Service {
    Service::with(&POSTS, |options| {
        options.site_url = Some("https://site.example".to_owned());
        options.public_url = Some("https://api.example".to_owned());
    })
}

#[test]
fn the_sitemap_has_the_pages_of_public_posts() {
    let service = on_site();
    let response = service.get("/sitemap.xml");
    assert_eq!(response.header("content-type"), "application/xml; charset=utf-8");
    let xml = &response.body;
    assert_eq!(xml.matches("<url>").count(), 3, "{xml}");
    for part in [
        "<url><loc>https://site.example/posts/a</loc><lastmod>2025-03-01T08:00:00+08:00</lastmod>",
        "<loc>https://site.example/posts/%E5%A2%A8%26%E6%B0%B4</loc>",
        "<xhtml:link rel=\"alternate\" hreflang=\"zh\" href=\"https://site.example/posts/%E5%A2%A8%26%E6%B0%B4\"/>",
        "<image:image><image:loc>https://api.example/assets/c.svg</image:loc></image:image>",
        "<loc>https://site.example/posts/undated</loc></url>",
    ] {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
    assert_eq!(xml.matches("<image:image>").count(), 1, "{xml}");
    let tag = response.header("etag").to_owned();
    assert_eq!(service.send("GET", "/sitemap.xml", &[("if-none-match", &tag)]).status, 304);
    let encoded = service.send("GET", "/sitemap.xml", &[("accept-encoding", "gzip")]);
    assert_eq!(encoded.header("content-encoding"), "gzip");
    assert_eq!(service.get("/sitemap-1.xml").body, *xml);
    for wrong in ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-x.xml", "/sitemap-01.xml"] {
        assert_eq!(service.get(wrong).status, 404, "{wrong}");
    }
}

#[test]
fn a_sitemap_requires_the_address_of_the_site() {
    let service = Service::new(&POSTS);
    let problem = service.get("/sitemap.xml");
    assert_eq!(problem.status, 404);
    assert!(problem.json()["detail"].as_str().unwrap().contains("`site_url`"));
    assert!(service.get("/").json()["links"].get("sitemap").is_none());
    assert_eq!(service.get("/robots.txt").body, "User-agent: *\nAllow: /\n");
    let with_site = on_site();
    assert_eq!(with_site.get("/").json()["links"]["sitemap"], "https://api.example/sitemap.xml");
    let robots = with_site.get("/robots.txt");
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        robots.body,
        "User-agent: *\nAllow: /\n\nSitemap: https://api.example/sitemap.xml\n"
    );
}

#[test]
fn language_models_get_a_list_and_texts() {
    let service = on_site();
    let list = service.get("/llms.txt").body;
    let entry =
        "- [A \\[b\\] \\<c>](https://api.example/api/v1/posts/a.md?lang=en): About & more\n";
    assert!(list.starts_with("# Test\n") && list.contains(entry), "{list}");
    assert!(!list.contains("Secret") && !list.contains("Later"), "{list}");
    let full = service.get("/llms-full.txt").body;
    for part in [
        "# A [b] <c>\n",
        "- URL: https://site.example/posts/a\n",
        "- Date: 2025-02-01\n",
        "Text of A.",
        "墨的正文。",
    ] {
        assert!(full.contains(part), "{part}\n{full}");
    }
    assert!(!full.contains("left out"), "{full}");
}
