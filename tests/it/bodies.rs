//! Rendered bodies and the URLs in them, by the contract's section 4.

use inkstone::source::MemorySource;
use serde_json::{Value, json};

use crate::support::{Service, TOKEN};

/// The head of a PNG file of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

const GUIDE: &str = "---\ntitle: 指南\ndate: 2025-02-01\ncover: 图/封面.png\n---\n\n\
    见[上一篇](../intro.md#安装)和![图](图/a.png \"t\")。\n\n<img src='图/a.png'>\n\n\
    [下载](资料.zip) [没有](gone.md) [外](https://a.b/c.md)\n";

fn source() -> MemorySource {
    let source: MemorySource = [
        ("guides/guide.md", GUIDE.as_bytes().to_vec()),
        ("intro.md", "---\ntitle: 入门\nlang: zh\ndate: 2025-01-01\n---\n\n## 安装\n".into()),
        ("later.md", "---\ndate: 2099-01-01\n---\n[x](intro.md)\n".into()),
        ("guides/图/a.png", png(640, 480)),
        ("guides/图/封面.png", png(1200, 630)),
        ("guides/资料.zip", b"zip".to_vec()),
    ]
    .into_iter()
    .collect();
    source.insert(
        inkstone::post::ContentPath::new("en/other.md"),
        b"---\nlang: en\ndate: 2025-03-01\n---\n[x](/intro.md)".to_vec(),
    );
    source
}

fn service() -> Service {
    Service::over(source(), |_| {})
}

fn html(service: &Service) -> String {
    service.api("/posts/guide?fields=html")["data"]["html"].as_str().unwrap().to_owned()
}

/// The URL after some text, up to its closing quote.
fn url_behind<'h>(html: &'h str, before: &str) -> &'h str {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("{before} in {html}"));
    rest.split('"').next().unwrap_or_default()
}

#[test]
fn a_link_to_a_post_is_its_page_on_the_site() {
    assert!(html(&service()).contains("<a href=\"/posts/intro#%E5%AE%89%E8%A3%85\">上一篇</a>"));
    let service = Service::over(source(), |options| {
        options.site_url = Some("https://blog.example".to_owned());
        options.post_path = "/{lang}/p/{slug}/".to_owned();
    });
    assert!(html(&service).contains("href=\"https://blog.example/zh/p/intro/#"));
}

#[test]
fn an_image_has_its_size_and_an_immutable_url() {
    let service = service();
    let html = html(&service);
    assert_eq!(html.matches(" width=\"640\" height=\"480\"").count(), 2, "{html}");
    assert!(html.contains("alt=\"图\" title=\"t\""), "{html}");
    let src = url_behind(&html, "<img src=\"");
    assert!(src.starts_with("/assets/guides/%E5%9B%BE/a.png?v="), "{src}");
    let picture = service.get(src);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    assert!(picture.header("cache-control").contains("immutable"));
    assert_eq!(picture.bytes, png(640, 480));
    let zip = service.get(url_behind(&html, "<p><a href=\""));
    assert_eq!(zip.bytes, b"zip");
}

#[test]
fn urls_of_files_are_absolute_with_a_public_url() {
    let service = Service::over(source(), |options| {
        options.public_url = Some("https://api.example".to_owned());
    });
    let html = html(&service);
    assert!(html.contains("src=\"https://api.example/assets/guides/"), "{html}");
    let cover = &service.api("/posts/guide?fields=cover")["data"]["cover"];
    assert!(cover["src"].as_str().unwrap().starts_with("https://api.example/assets/guides/"));
}

#[test]
fn other_urls_are_unchanged() {
    let html = html(&service());
    assert!(html.contains("<a href=\"gone.md\">没有</a> <a href=\"https://a.b/c.md\">外</a>"));
}

#[test]
fn a_cover_has_the_size_of_its_file() {
    let service = service();
    let list = service.api("/posts?lang=zh&fields=cover&sort=slug");
    let cover = &list["data"][0]["cover"];
    assert_eq!((&cover["width"], &cover["height"]), (&json!(1200), &json!(630)));
    assert_eq!(cover["alt"], json!(null));
    let src = cover["src"].as_str().unwrap();
    assert_eq!(service.get(src).bytes, png(1200, 630));
}

#[test]
fn backlinks_are_the_published_posts_that_link_here() {
    let service = service();
    let post = &service.api("/posts/intro?include=backlinks")["data"];
    assert_eq!(
        post["backlinks"],
        json!([
            {"lang": "en", "slug": "other", "title": "other"},
            {"lang": "zh", "slug": "guide", "title": "指南"}
        ])
    );
    assert_eq!(service.api("/posts/guide?fields=backlinks")["data"]["backlinks"], json!([]));
    assert_eq!(service.api("/posts/intro")["data"].get("backlinks"), None);
}

#[test]
fn blocks_are_a_tree_with_resolved_urls() {
    let service = service();
    let blocks = &service.api("/posts/guide?fields=blocks")["data"]["blocks"];
    let paragraph = &blocks["children"][0]["children"];
    assert_eq!(blocks["type"], "root");
    assert_eq!(
        (&paragraph[1]["type"], &paragraph[1]["url"]),
        (&json!("link"), &json!("/posts/intro#%E5%AE%89%E8%A3%85"))
    );
    assert_eq!(paragraph[3]["data"]["width"], 640);
    assert!(!blocks.to_string().contains("position"));
    let list = service.api("/posts?include=blocks&limit=1");
    assert_eq!(list["data"][0]["blocks"]["type"], "root");
}

#[test]
fn positions_are_included_on_request() {
    let service = service();
    let blocks = &service.api("/posts/intro?fields=blocks&positions=true")["data"]["blocks"];
    let heading = &blocks["children"][0];
    assert_eq!(
        heading["position"],
        json!({
            "start": {"line": 2, "column": 1, "offset": 1},
            "end": {"line": 2, "column": 6, "offset": 6}
        })
    );
    let wrong = service.get("/api/v1/posts/intro?positions=ja");
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["errors"][0]["allowed"], json!(["true", "false"]));
}

#[test]
fn a_dead_link_is_a_diagnostic_with_its_position() {
    let service = service();
    let token = format!("Bearer {TOKEN}");
    let answer =
        service.send("GET", "/api/v1/diagnostics", &[("authorization", token.as_str())]).json();
    let entries = answer["data"].as_array().unwrap();
    let found: Vec<&Value> =
        entries.iter().filter(|entry| entry["path"] == "guides/guide.md").collect();
    assert_eq!(found.len(), 1, "{answer}");
    assert_eq!(found[0]["code"], "link_missing");
    assert_eq!((&found[0]["line"], &found[0]["column"]), (&json!(11), &json!(19)));
}
