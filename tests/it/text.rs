//! What a reader sees is what the forms of a post contain, by the contract's sections 1 and 4.

use serde_json::{Value, json};

use crate::support::Service;

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The forms of a body that is the only post.
fn forms(body: &str) -> Value {
    let source = format!("---\ntitle: t\ndate: 2025-01-01\nlang: zh\n---\n{body}");
    let service = Service::new(&[("a.md", &source)]);
    service.api("/posts/a?include=html,text,toc,blocks,markdown")["data"].clone()
}

#[test]
fn a_line_break_between_han_characters_is_no_space() {
    let post = forms(
        "为了继\n续变革，我们\nmove on。\n\n内存\n管理\n---\n\n![替\n代](https://a.b/c.png)\n",
    );
    assert_eq!(post["text"], "为了继续变革，我们\nmove on。\n\n内存管理\n\n替代");
    assert_eq!(post["excerpt"], "为了继续变革，我们 move on。");
    assert_eq!(post["toc"][0]["title"], "内存管理");
    let html = post["html"].as_str().expect("html");
    assert!(html.contains("alt=\"替代\""), "{html}");
    // Browsers apply the rule themselves, and renderers of mdast leave it to them.
    assert!(html.starts_with("<p>为了继\n续变革"), "{html}");
    assert_eq!(
        post["blocks"]["children"][0]["children"][0]["value"],
        "为了继\n续变革，我们\nmove on。"
    );
}

#[test]
fn a_title_on_several_lines_is_joined() {
    let service =
        Service::new(&[("a.md", "---\ntitle: |\n  内存\n  管理 in\n  Rust\n---\n正文\n")]);
    assert_eq!(service.api("/posts/a")["data"]["title"], "内存管理 in Rust");
}

#[test]
fn a_description_on_several_lines_is_joined_in_the_excerpt() {
    let source = "---\ntitle: t\ndescription: |\n  内存\n  管理 in\n  Rust\n---\n正文\n";
    let post = &Service::new(&[("a.md", source)]).api("/posts/a")["data"];
    assert_eq!(post["excerpt"], "内存管理 in Rust");
    assert_eq!(post["description"], "内存\n管理 in\nRust");
}

#[test]
fn words_across_a_line_break_are_found_and_marked() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: 甲\n---\n为了继\n续变革，我们必须前进。\n"),
        ("b.md", "---\ntitle: 乙\n---\n别的文章。\n"),
    ]);
    let found = service.api(&format!("/posts?q={}&fields=slug", encoded("继续")));
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
    let found = service.api(&format!("/search?q={}", encoded("继续变革")));
    let text = found["data"][0]["highlights"]["text"][0].as_str().expect("a highlight");
    assert_eq!(text, "为了<mark>继续变革</mark>，我们必须前进。");
}

#[test]
fn a_word_with_ruby_annotations_is_found() {
    let body = "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>の話。\n";
    let post = forms(body);
    assert_eq!(post["text"], "漢字の話。");
    assert_eq!(post["excerpt"], "漢字の話。");
    assert_eq!(post["wordCount"], 4);
    assert_eq!(post["html"], json!(format!("<p>{}</p>\n", body.trim_end())));
    let source = format!("---\ntitle: t\n---\n{body}");
    let service = Service::new(&[("a.md", &source)]);
    let found = service.api(&format!("/search?q={}", encoded("漢字")));
    assert_eq!(found["data"][0]["highlights"]["text"][0], "<mark>漢字</mark>の話。");
}

#[test]
fn control_characters_are_in_no_form() {
    let body = "红\u{1b}[31m色\u{8}\u{c}\u{85}\u{fdd0}\u{ffff}\u{1fffe}。\n\n`\u{7f}x`\n\n<b title=\"\u{3}y\">z</b>\n";
    let source = format!("---\ntitle: 标\u{1}题\nx: [\"a\\x07b\"]\ndate: 2025-01-01\n---\n{body}");
    let service = Service::new(&[("a.md", &source)]);
    let post = service.api("/posts/a?include=html,text,toc,blocks,markdown");
    let shown = post.to_string();
    let is_forbidden =
        |c: char| c.is_control() || matches!(c, '\u{fdd0}' | '\u{ffff}' | '\u{1fffe}');
    assert!(!shown.contains(is_forbidden) && !shown.contains("\\u00"), "{shown}");
    let data = &post["data"];
    assert_eq!(data["title"], "标题");
    assert_eq!(data["extra"]["x"][0], "ab");
    assert_eq!(data["text"], "红[31m色。\n\nx\n\nz");
    assert_eq!(data["markdown"], "红[31m色。\n\n`x`\n\n<b title=\"y\">z</b>\n");
    for feed in ["/feed.xml", "/atom.xml", "/feed.json"] {
        let feed = String::from_utf8(service.get(feed).bytes).expect("UTF-8");
        assert!(!feed.contains(|c: char| is_forbidden(c) && c != '\n'), "{feed}");
    }
}

#[test]
fn nothing_that_looks_like_markup_vanishes() {
    let post = forms(
        "类型 List<?> 与 Map<?, ?>，用 <form> 和 <!ELEMENT a>。\n\n<noscript>\n<p>看<a href=\"/x\">这里</a></p>\n</noscript>\n",
    );
    assert_eq!(post["text"], "类型 List<?> 与 Map<?, ?>，用 <form> 和 <!ELEMENT a>。\n\n看这里");
    let html = post["html"].as_str().expect("html");
    assert_eq!(
        html.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        [
            "<p>类型 List&lt;?&gt; 与 Map&lt;?, ?&gt;，用 &lt;form&gt; 和 &lt;!ELEMENT a&gt;。</p>",
            "<p>看<a href=\"/x\">这里</a></p>"
        ]
    );
    let blocks = &post["blocks"]["children"];
    assert_eq!(
        blocks[0]["children"][0]["value"],
        "类型 List<?> 与 Map<?, ?>，用 <form> 和 <!ELEMENT a>。"
    );
    assert_eq!(
        blocks[1]["value"].as_str().map(str::trim),
        Some("<p>看<a href=\"/x\">这里</a></p>")
    );
}

#[test]
fn an_embedded_page_is_a_player_or_a_link() {
    let source = "---\ntitle: t\n---\n<iframe src=\"//player.bilibili.com/player.html?bvid=B\"></iframe>\n\n\
                  <iframe src=\"https://player.example.com/p\" title=\"演示\"></iframe>\n";
    let embeds = inkstone::compile::markdown::EmbedHosts::new(["example.com".to_owned()]);
    let kept =
        "<iframe src=\"https://player.bilibili.com/player.html?bvid=B\" sandbox=\"allow-scripts ";
    let service = Service::new(&[("a.md", source)]);
    let post = &service.api("/posts/a?include=html,text,blocks")["data"];
    let html = post["html"].as_str().expect("html");
    assert!(html.starts_with(kept), "{html}");
    assert!(html.ends_with("<a href=\"https://player.example.com/p\">演示</a>\n"), "{html}");
    assert_eq!(post["text"], "https://player.bilibili.com/player.html?bvid=B\n\n演示");
    let first = post["blocks"]["children"][0]["value"].as_str().expect("html");
    assert!(first.starts_with(kept) && first.ends_with("></iframe>"), "{first}");
    let service =
        Service::with(&[("a.md", source)], |options| options.render.embeds = embeds.clone());
    let html = service.api("/posts/a")["data"]["html"].as_str().expect("html").to_owned();
    assert!(html.starts_with("<a href=\"https://player.bilibili.com/"), "{html}");
    assert!(
        html.contains("<iframe src=\"https://player.example.com/p\" title=\"演示\" "),
        "{html}"
    );
}

#[test]
fn a_refused_url_leaves_the_text() {
    let post = forms("[脚本](javascript:x) ![图](file:///x.png) <a href=\"vbscript:x\">旧</a>\n");
    assert_eq!(post["html"], "<p><a>脚本</a> <img alt=\"图\"> <a>旧</a></p>\n");
    assert_eq!(post["text"], "脚本 图 旧");
    assert_eq!(post["blocks"]["children"][0]["children"][0]["url"], "");
}
