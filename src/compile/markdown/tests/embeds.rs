//! Embedded documents.

use serde_json::Value;

use super::super::{
    AsWritten, EmbedHosts, Positions, RawHtml, RenderOptions, render, text, with_document,
};
use super::danger::find_danger;
use crate::post::Dialect;

fn html(markdown: &str) -> String {
    let html = render(markdown, &RenderOptions::default()).html;
    assert_eq!(find_danger(&html), None, "{html}");
    html
}

/// The values of the `html` nodes among the blocks.
fn pieces(markdown: &str) -> Vec<String> {
    let json = with_document(markdown, Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &AsWritten, Positions::Without)
    });
    let tree: Value = serde_json::from_str(&json).expect("JSON");
    let value = |node: &Value| node["value"].as_str().unwrap_or_default().to_owned();
    tree["children"].as_array().expect("an array").iter().map(value).collect()
}

const PLAYER: &str = "<iframe src=\"https://player.bilibili.com/player.html?a=1&amp;b=2\" title=\"片\" \
    width=\"640\" sandbox=\"allow-scripts allow-same-origin allow-presentation allow-popups \
    allow-popups-to-escape-sandbox\" loading=\"lazy\" referrerpolicy=\"strict-origin-when-cross-origin\" \
    allowfullscreen=\"\"></iframe>";

#[test]
fn a_player_of_a_listed_host_is_kept_in_a_sandbox() {
    let source = "<iframe src=\"//player.bilibili.com/player.html?a=1&b=2\" title=片 width=640 sandbox=\"\" \
        onload=alert(1) srcdoc=\"<script>\" style=\"x\" name=y allow=camera>fallback</iframe>";
    assert_eq!(html(source), format!("{PLAYER}\n"));
    assert_eq!(pieces(source), [PLAYER]);
    assert_eq!(html(&format!("<div>\n{source}\n</div>\n")), format!("<div>\n{PLAYER}\n</div>\n"));
    let inline = "看 <iframe src='http://player.bilibili.com/player.html?a=1&b=2' title=片 width=640></iframe> 后";
    assert_eq!(html(inline), format!("<p>看 {PLAYER} 后</p>\n"));
    assert_eq!(text(inline), "看 片 后");
    assert_eq!(text(source), "片");
}

#[test]
fn any_other_page_becomes_a_link() {
    let source =
        "前\n\n<iframe src=\"https://player.example.com/p?id=1\" allowfullscreen></iframe>\n\n后";
    let link =
        "<a href=\"https://player.example.com/p?id=1\">https://player.example.com/p?id=1</a>";
    assert_eq!(html(source), format!("<p>前</p>\n{link}\n<p>后</p>\n"));
    assert_eq!(pieces(source)[1], link);
    assert_eq!(text(source), "前\n\nhttps://player.example.com/p?id=1\n\n后");
    assert_eq!(
        html("a <iframe src='//a.b/c' title='甲'></iframe> d"),
        "<p>a <a href=\"https://a.b/c\">甲</a> d</p>\n"
    );
    // Without its end tag, it swallows nothing.
    assert_eq!(
        html("<iframe src=https://a.b/c>\n\n## 后\n"),
        "<a href=\"https://a.b/c\">https://a.b/c</a>\n<h2 id=\"后\">后</h2>\n"
    );
    assert_eq!(
        html("<object data=a.pdf>\n<p>文件</p></object>\n"),
        "<a href=\"a.pdf\">a.pdf</a>\n<p>文件</p>\n"
    );
}

#[test]
fn the_hosts_are_an_option() {
    let source = "<iframe src=https://a.example.org/x></iframe>\n\n<iframe src=https://v.qq.com/x></iframe>\n";
    let embeds = EmbedHosts::new(["example.org".to_owned()]);
    let html = render(source, &RenderOptions { embeds, ..RenderOptions::default() }).html;
    assert!(html.starts_with("<iframe src=\"https://a.example.org/x\" sandbox="), "{html}");
    assert!(html.contains("<a href=\"https://v.qq.com/x\">"), "{html}");
}

#[test]
fn no_author_can_write_the_mark_of_an_embedded_address() {
    for source in [
        "<iframe src=\"\u{9c}https://evil.example/\"></iframe>",
        "<div><iframe src=&#x9c;https://evil.example/></iframe></div>",
        "x <iframe src=\u{9c}https://evil.example/></iframe>",
        "<svg><iframe src=\"\u{9c}https://evil.example/\"></svg>",
        "<<iframe src=\"\u{9c}https://evil.example/\"></iframe>",
    ] {
        assert!(!html(source).contains("<iframe"), "{source}");
        assert!(!pieces(source).concat().contains("<iframe"), "{source}");
    }
}

#[test]
fn the_text_of_a_text_area_is_shown() {
    assert_eq!(html("<textarea>a <b> &amp; c</textarea>\n"), "a &lt;b&gt; &amp; c\n");
    assert_eq!(text("<div><xmp>a <b></xmp></div>\n"), "a <b>");
}

#[test]
fn embeds_are_unchanged_if_html_is_trusted() {
    let options = RenderOptions { raw_html: RawHtml::Trust, ..RenderOptions::default() };
    let source = "<iframe src=\"https://a.b/c\"></iframe>\n";
    assert_eq!(render(source, &options).html, source);
}
