//! Links by the addresses of posts and to fragments, by the contract's section 4.

use crate::support::{Service, TOKEN};

/// Returns the HTML of a post.
fn html(service: &Service, slug: &str) -> String {
    service.api(&format!("/posts/{slug}"))["data"]["html"].as_str().unwrap().to_owned()
}

/// Returns the diagnostics as `path:line: code: message`.
fn diagnostics(service: &Service) -> Vec<String> {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Authorization", authorization.as_str())];
    let response = service.send("GET", "/api/v1/diagnostics?limit=100", &headers).json();
    let text = |found: &serde_json::Value, key: &str| found[key].as_str().unwrap().to_owned();
    response["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            let [path, code, message] = ["path", "code", "message"].map(|key| text(found, key));
            format!("{path}: {code}: {message}")
        })
        .collect()
}

#[test]
fn addresses_of_other_tools_lead_to_the_page_of_the_post() {
    let service = Service::new(&[
        (
            "a.md",
            "---\ntitle: A\n---\n[1](/2019/05/b.html#x) [2](/OLD/B/) [3](posts/c) <a href=\"/c\">4</a>\n",
        ),
        ("notes/b.md", "---\ntitle: B\nurl: /2019/05/b.html\naliases: [/old/b]\n---\n# x\n"),
        ("notes/c.md", "---\ntitle: C\n---\nText\n"),
    ]);
    let html = html(&service, "a");
    for link in [
        "<a href=\"/posts/b#x\">1</a>",
        "<a href=\"/posts/b\">2</a>",
        "<a href=\"/posts/c\">3</a>",
        "<a href=\"/posts/c\"",
    ] {
        assert!(html.contains(link), "{link}: {html}");
    }
    let backlinks = service.api("/posts/c?include=backlinks");
    assert_eq!(backlinks["data"]["backlinks"][0]["slug"], "a");
    assert_eq!(diagnostics(&service), [""; 0]);
}

#[test]
fn an_address_of_a_hidden_post_leads_nowhere() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\n---\n[x](/old/b)\n"),
        ("b.md", "---\ntitle: B\nurl: /old/b\ndate: 2026-06-01\n---\nText\n"),
    ]);
    assert!(html(&service, "a").contains("<a href=\"/old/b\">"));
    let found = diagnostics(&service);
    assert!(
        found[0].starts_with("a.md: link_missing: `/old/b` links to a post that is not published"),
        "{found:?}"
    );
    service.set_now("2026-06-02T00:00:00Z");
    assert!(html(&service, "a").contains("<a href=\"/posts/b\">"));
    assert_eq!(diagnostics(&service), [""; 0]);
}

#[test]
fn a_link_to_an_id_in_raw_html_of_another_post_has_its_prefix() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\n---\n[x](b.md#raw) [y](b.md#h)\n"),
        ("b.md", "---\ntitle: B\n---\n# h\n\n<p id=\"raw\">Text</p>\n"),
    ]);
    let linking = html(&service, "a");
    assert!(linking.contains("<a href=\"/posts/b#user-content-raw\">x</a>"), "{linking}");
    assert!(linking.contains("<a href=\"/posts/b#h\">y</a>"), "{linking}");
    assert!(html(&service, "b").contains("id=\"user-content-raw\""));
    let escaped = Service::with(
        &[("a.md", "---\ntitle: A\n---\n[x](b.md#raw)\n"), ("b.md", "<p id=\"raw\">Text</p>\n")],
        |options| options.render.raw_html = inkstone::compile::markdown::RawHtml::Escape,
    );
    assert!(html(&escaped, "a").contains("<a href=\"/posts/b#raw\">"));
}

#[test]
fn dead_links_are_named_with_their_kind() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\n---\n## 有\n\n[x](b.md#没有) [y](#nowhere) [z](bad.md)\n"),
        ("b.md", "---\ntitle: B\n---\n## 安装\n"),
        ("bad.md", "---\ntitle: B\ndate: soon\n---\n"),
    ]);
    let found = diagnostics(&service);
    for start in [
        "a.md: fragment_missing: `b.md#没有` matches no heading of b.md",
        "a.md: fragment_missing: `#nowhere` matches no heading of this post",
        "a.md: link_missing: `bad.md` links to bad.md, which has an error",
        "bad.md: date_invalid: ",
    ] {
        assert!(found.iter().any(|found| found.starts_with(start)), "{start}: {found:?}");
    }
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn translations_with_one_page_are_reported() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\nlang: en\nslug: a\n---\nText\n"),
        ("b.md", "---\ntitle: B\nlang: zh\nslug: a\n---\nText\n"),
    ]);
    let found = diagnostics(&service);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(".: post_path_without_lang: a.md and b.md have the same page"));
}

#[test]
fn a_link_whose_scheme_is_refused_has_no_address() {
    let service = Service::new(&[(
        "a.md",
        "---\ntitle: A\n---\n[x](javascript:alert(1) \"t\") ![y](vbscript:z)\n",
    )]);
    assert_eq!(html(&service, "a"), "<p><a title=\"t\">x</a> <img alt=\"y\"></p>\n");
}

#[test]
fn a_link_in_blocks_names_its_post() {
    let files = [
        ("a.md", "---\ntitle: A\nlang: en\n---\n[b](b.md#x) [c](https://c.example/) [d](d.md)\n"),
        ("b.md", "---\ntitle: B\nlang: zh\nslug: 墨\n---\n# x\n"),
        ("d.md", "---\ntitle: D\ndraft: true\n---\nx\n"),
    ];
    let service = Service::with(&files, |options| {
        options.site_url = Some("https://site.example".to_owned());
        options.post_path = "/文/{slug}".to_owned();
    });
    let blocks = service.api("/posts/a?fields=blocks")["data"]["blocks"].clone();
    let nodes = blocks["children"][0]["children"].as_array().unwrap();
    let links: Vec<_> = nodes.iter().filter(|node| node["type"] == "link").collect();
    assert_eq!(links[0]["url"], "https://site.example/%E6%96%87/%E5%A2%A8#x");
    assert_eq!(links[0]["data"], serde_json::json!({"slug": "墨", "lang": "zh"}));
    // Neither a link to another site nor one to a draft has a name.
    for link in &links[1..] {
        assert!(link.get("data").is_none(), "{link}");
    }
}
