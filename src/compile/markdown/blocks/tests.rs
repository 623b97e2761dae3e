use serde_json::{Value, json};

use super::Positions;
use crate::compile::markdown::{
    AsWritten, RawHtml, RenderOptions, Resolve, Target, render, text as text_of, with_document,
};
use crate::post::Dialect;
use crate::post::Use;
use crate::text::{Lang, Slug};

fn options(raw_html: RawHtml) -> RenderOptions {
    RenderOptions { raw_html, ..RenderOptions::default() }
}

/// Renders Markdown and returns the children of the root.
fn with_html(markdown: &str, raw_html: RawHtml) -> Value {
    let blocks = |document: &crate::compile::markdown::Document<'_>| {
        document.blocks(&options(raw_html), &AsWritten, Positions::Without)
    };
    let tree: Value =
        serde_json::from_str(&with_document(markdown, Dialect::default(), blocks)).unwrap();
    assert_eq!(tree["type"], "root");
    tree["children"].clone()
}

fn of(markdown: &str) -> Value {
    with_html(markdown, RawHtml::Sanitize)
}

fn text(value: &str) -> Value {
    json!({"type": "text", "value": value})
}

fn paragraph(children: &[Value]) -> Value {
    json!({"type": "paragraph", "children": children})
}

#[test]
fn text_continues_across_lines_and_is_not_escaped() {
    assert_eq!(of("一\n二 &lt; \\* \"x\"\t"), json!([paragraph(&[text("一\n二 < * \"x\"")])]));
    assert_eq!(of("a  \nb"), json!([paragraph(&[text("a"), json!({"type": "break"}), text("b")])]));
}

#[test]
fn inline_markup_nests() {
    assert_eq!(
        of("*a **b*** ~~c~~ `d`"),
        json!([paragraph(&[
            json!({"type": "emphasis", "children": [
                text("a "), {"type": "strong", "children": [text("b")]}
            ]}),
            text(" "),
            json!({"type": "delete", "children": [text("c")]}),
            text(" "),
            json!({"type": "inlineCode", "value": "d"}),
        ])])
    );
}

#[test]
fn headings_have_the_ids_of_the_html() {
    let markdown = "## 引言\n\n## 引言\n\n# T {#x}\n\nx[^1]\n\n[^1]: # in\n\n[^2]: # unread {#y}\n";
    let html = render(markdown, &RenderOptions::default()).html;
    let tree = of(markdown);
    let ids: Vec<&str> = (0..3).map(|at| tree[at]["data"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["引言", "引言-1", "x"]);
    assert_eq!(
        tree[2],
        json!({
            "type": "heading", "depth": 1,
            "data": {"id": "x", "hProperties": {"id": "x"}},
            "children": [text("T")]
        })
    );
    assert_eq!(tree[4]["children"][0]["data"]["id"], "in");
    assert!(html.contains("<h1 id=\"in\">in</h1>"));
    assert_eq!(tree[5]["children"][0]["children"], json!([text("unread")]));
}

#[test]
fn lists_have_their_attributes() {
    assert_eq!(
        of("3. a\n4. b\n\n   c\n"),
        json!([{
            "type": "list", "ordered": true, "start": 3, "spread": false,
            "children": [
                {"type": "listItem", "spread": false, "checked": null, "children": [paragraph(&[text("a")])]},
                {"type": "listItem", "spread": true, "checked": null,
                 "children": [paragraph(&[text("b")]), paragraph(&[text("c")])]}
            ]
        }])
    );
    let tasks = of("- [x] a\n\n- [ ] b\n");
    assert_eq!((&tasks[0]["ordered"], &tasks[0]["start"]), (&json!(false), &json!(null)));
    assert_eq!(tasks[0]["spread"], true);
    assert_eq!(tasks[0]["children"][0]["checked"], true);
    assert_eq!(tasks[0]["children"][1]["checked"], false);
}

#[test]
fn code_has_language_and_meta() {
    assert_eq!(
        of("```rust  {1,3} title=\"a b\"\nfn a() {}\n\n```\n"),
        json!([{"type": "code", "lang": "rust", "meta": "{1,3} title=\"a b\"", "value": "fn a() {}\n"}])
    );
    assert_eq!(of("    a\n"), json!([{"type": "code", "lang": null, "meta": null, "value": "a"}]));
}

#[test]
fn line_endings_are_normalized() {
    let tree = of("```js\r\na\r\nb\r\n```\r\n\r\n$$\r\nx\r\ny\r\n$$\r\n\r\n<p>\r\nz\r\n");
    let values = [0, 1, 2].map(|at| tree[at]["value"].clone());
    assert_eq!(values, ["a\nb", "x\ny", "<p>\nz"]);
}

#[test]
fn a_table_has_alignment_and_only_the_cells_of_the_source() {
    let cell = |children: &[Value]| json!({"type": "tableCell", "children": children});
    assert_eq!(
        of("| a | b | c |\n|:-:|--:|---|\n| `x\\|y` |\n"),
        json!([{
            "type": "table", "align": ["center", "right", null],
            "children": [
                {"type": "tableRow", "children": [cell(&[text("a")]), cell(&[text("b")]), cell(&[text("c")])]},
                {"type": "tableRow", "children": [cell(&[json!({"type": "inlineCode", "value": "x|y"})])]}
            ]
        }])
    );
}

#[test]
fn references_become_links_and_footnotes_stay_in_place() {
    assert_eq!(
        of("[a][B] ![c *d*][b] x[^Nö]\n\n[b]: /u 't'\n[^nö]: note\n\nend\n"),
        json!([
            paragraph(&[
                json!({"type": "link", "url": "/u", "title": "t", "children": [text("a")]}),
                text(" "),
                json!({"type": "image", "url": "/u", "title": "t", "alt": "c d"}),
                text(" x"),
                json!({"type": "footnoteReference", "identifier": "nö", "label": "nö"}),
            ]),
            {"type": "footnoteDefinition", "identifier": "nö", "label": "nö",
             "children": [paragraph(&[text("note")])]},
            paragraph(&[text("end")]),
        ])
    );
}

#[test]
fn math_describes_its_html() {
    // As mdast-util-math documents it.
    let block = json!({
        "type": "math", "meta": null, "value": "a\n\n+ b",
        "data": {"hName": "pre", "hChildren": [{
            "type": "element", "tagName": "code",
            "properties": {"className": ["language-math", "math-display"]},
            "children": [text("a\n\n+ b")]
        }]}
    });
    assert_eq!(of("$$\na\n\n+ b\n$$\n"), json!([block]));
    assert_eq!(of("```math\na\n\n+ b\n```\n"), json!([block]));
    let inline = json!({
        "type": "inlineMath", "value": "x_1",
        "data": {
            "hName": "code",
            "hProperties": {"className": ["language-math", "math-inline"]},
            "hChildren": [text("x_1")]
        }
    });
    assert_eq!(of("$x_1$"), json!([paragraph(&[inline])]));
}

#[test]
fn an_alert_is_a_quote_with_data() {
    assert_eq!(
        of("> [!WARNING] 当心\n> a\n"),
        json!([{
            "type": "blockquote",
            "data": {
                "alert": "warning", "title": "当心", "hName": "div",
                "hProperties": {"className": ["markdown-alert", "markdown-alert-warning"]}
            },
            "children": [paragraph(&[text("a")])]
        }])
    );
}

#[test]
fn raw_html_is_sanitized_trusted_or_escaped() {
    let markdown = "a <b onclick=x>c</b> <script>x</script>\n\n<div style='x' class=\"y\">\n<img src=javascript:x alt='&lt;'>\n";
    let html = |tree: &Value, at: usize| tree[0]["children"][at]["value"].clone();
    let sanitized = of(markdown);
    assert_eq!(html(&sanitized, 1), "<b>");
    assert_eq!(html(&sanitized, 3), "</b>");
    assert_eq!(sanitized[1]["value"], "<div class=\"y\">\n<img alt=\"&lt;\">");
    let trusted = with_html(markdown, RawHtml::Trust);
    assert_eq!(html(&trusted, 1), "<b onclick=x>");
    assert_eq!(
        with_html("a <b>c</b>\n\n<p>\nx\n", RawHtml::Escape),
        json!([paragraph(&[text("a <b>c</b>")]), paragraph(&[text("<p>\nx")])])
    );
    assert_eq!(of("a\n\n<!-- more -->\n")[1], json!({"type": "html", "value": "<!-- more -->"}));
    assert_eq!(
        of("<input type=text name=q>")[0]["value"],
        "<input type=\"checkbox\" disabled=\"\">"
    );
}

#[test]
fn unsafe_urls_are_empty() {
    let tree = of("[a](javascript:x) ![b](data:text/html,x) [c](https://a.b/中 \"t\")");
    let urls: Vec<_> = [0, 2, 4].map(|at| tree[0]["children"][at]["url"].clone()).into();
    assert_eq!(urls, ["", "", "https://a.b/中"]);
}

/// Resolves every URL that ends in `.png` to a picture of 3 by 4 pixels.
struct Pictures;

impl Resolve for Pictures {
    fn resolve(&self, url: &str, _: Use) -> Option<Target> {
        let (url, size) = (format!("/assets/{url}"), Some((3, 4)));
        url.ends_with(".png").then_some(Target { url, size, post: None })
    }
}

/// Resolves every URL that ends in `.md` to a post in Chinese.
struct Posts;

impl Resolve for Posts {
    fn resolve(&self, url: &str, _: Use) -> Option<Target> {
        let slug = Slug::new(url.strip_suffix(".md")?).ok()?;
        let post = Some((slug, Lang::parse("zh").expect("a language")));
        Some(Target { url: "https://site.example/p".to_owned(), size: None, post })
    }
}

#[test]
fn links_to_posts_have_their_names() {
    let markdown = "[b](墨.md \"t\") [c](https://a.example/)\n";
    let blocks = with_document(markdown, Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &Posts, Positions::Without)
    });
    let tree: Value = serde_json::from_str(&blocks).unwrap();
    let nodes = tree["children"][0]["children"].as_array().unwrap();
    let links: Vec<_> = nodes.iter().filter(|node| node["type"] == "link").collect();
    assert_eq!(
        *links[0],
        json!({
            "type": "link", "url": "https://site.example/p", "title": "t",
            "data": {"slug": "墨", "lang": "zh"}, "children": [{"type": "text", "value": "b"}]
        })
    );
    assert!(links[1].get("data").is_none(), "{}", links[1]);
}

#[test]
fn local_pictures_have_their_url_and_size_in_every_form() {
    let markdown = "![a](b.png \"t\")\n\n<img src=c.png>\n<img src=\"d.png\" width=9>\n<IMG SRCSET='e.png, https://x/f.webp 2x'>\n";
    for raw_html in [RawHtml::Sanitize, RawHtml::Trust] {
        let (html, blocks) = with_document(markdown, Dialect::default(), |document| {
            (
                document.html(&options(raw_html), &Pictures),
                document.blocks(&options(raw_html), &Pictures, Positions::Without),
            )
        });
        for expected in [
            "<img src=\"/assets/b.png\" alt=\"a\" title=\"t\" width=\"3\" height=\"4\">",
            "<img src=\"/assets/c.png\" width=\"3\" height=\"4\">",
            "<img src=\"/assets/d.png\" width=\"9\">",
            "<img srcset=\"/assets/e.png, https://x/f.webp 2x\">",
        ] {
            assert!(html.contains(expected), "{raw_html:?}: {expected} in {html}");
        }
        let tree: Value = serde_json::from_str(&blocks).unwrap();
        assert_eq!(
            tree["children"][0]["children"][0],
            json!({
                "type": "image", "url": "/assets/b.png", "title": "t", "alt": "a",
                "data": {"width": 3, "height": 4, "hProperties": {"width": 3, "height": 4}}
            })
        );
        let html = tree["children"][1]["value"].as_str().unwrap();
        assert!(html.contains("src=\"/assets/c.png\" width=\"3\" height=\"4\""), "{html}");
    }
}

#[test]
fn positions_refer_to_the_source() {
    let markdown = "# 标题😀 *x*\n\n1~2 - https://a.b/c，见 **粗**\n";
    let blocks = with_document(markdown, Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &AsWritten, Positions::With)
    });
    let tree: Value = serde_json::from_str(&blocks).unwrap();
    let units: Vec<u16> = markdown.encode_utf16().collect();
    let slice = |node: &Value| {
        let offset = |end: &str| node["position"][end]["offset"].as_u64().unwrap() as usize;
        String::from_utf16(&units[offset("start")..offset("end")]).unwrap()
    };
    let nodes = &tree["children"];
    assert_eq!(slice(&nodes[0]["children"][1]), "*x*");
    assert_eq!(
        nodes[0]["children"][1]["position"]["start"],
        json!({"line": 1, "column": 8, "offset": 7})
    );
    assert_eq!(slice(&nodes[1]), "1~2 - https://a.b/c，见 **粗**");
    assert_eq!(slice(&nodes[1]["children"][1]), "https://a.b/c");
    assert_eq!(slice(&nodes[1]["children"][3]), "**粗**");
    assert_eq!(slice(&tree), markdown);
}

/// Returns the nesting depth of a JSON value.
fn depth(json: &str) -> usize {
    let mut in_string = false;
    let mut escaped = false;
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
    }
    deepest
}

/// Concatenates all values of a tree.
fn values(tree: &Value) -> String {
    let mut values = String::new();
    let mut stack = vec![tree];
    while let Some(node) = stack.pop() {
        values.push_str(node["value"].as_str().unwrap_or_default());
        stack.extend(node["children"].as_array().into_iter().flatten().rev());
    }
    values
}

#[test]
fn deep_nesting_keeps_its_text_and_any_json_parser_can_read_it() {
    let nests = [
        format!("{}a{}", "*a **b ".repeat(2_000), "** c*".repeat(2_000)),
        format!("{}a", "> ".repeat(250)),
        format!("{}a", "- ".repeat(250)),
        format!("{}|a|\n{}|-|\n{}|b|\n", "> ".repeat(60), "> ".repeat(60), "> ".repeat(60)),
        format!("{}x", ">".repeat(50_000)),
    ];
    for nest in nests {
        let blocks = with_document(&nest, Dialect::default(), |document| {
            document.blocks(&RenderOptions::default(), &AsWritten, Positions::With)
        });
        assert!(depth(&blocks) + 2 <= 128, "{}", depth(&blocks));
        let tree: Value = serde_json::from_str(&blocks).unwrap();
        assert_eq!(tree["type"], "root");
        let text = text_of(&nest);
        let kept = values(&tree).replace([' ', '\n'], "");
        let wanted: String = text.chars().filter(char::is_ascii_lowercase).collect();
        assert!(kept.contains(&wanted), "{kept} of {nest}");
    }
}
