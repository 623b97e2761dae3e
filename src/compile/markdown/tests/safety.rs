//! Nothing in a rendered body can run.

use proptest::prelude::*;
use serde_json::Value;

use super::super::url::{is_safe, is_safe_set};
use super::super::{AsWritten, Positions, RawHtml, RenderOptions, render, sanitize, with_document};
use crate::post::Dialect;
use crate::post::Use;

/// Parses rendered HTML, and returns a description of the first part that could run.
pub fn find_danger(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            rest = end;
        }
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if !sanitize::keeps(&name) {
            return Some(format!("element {name:?}"));
        }
        rest = &rest[name.len()..];
        while let Some(attribute) = rest.strip_prefix(' ') {
            let Some((key, after)) = attribute.split_once("=\"") else {
                return Some(format!("attribute without value at {attribute:?}"));
            };
            let Some((value, after)) = after.split_once('"') else {
                return Some(format!("open attribute {key:?}"));
            };
            let value =
                value.replace("&quot;", "\"").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
            let safe = match key {
                "src" if name == "img" => is_safe(&value, Use::Image),
                "href" | "src" | "poster" => is_safe(&value, Use::Link),
                "srcset" => is_safe_set(&value),
                "style" | "srcdoc" | "action" | "formaction" | "xlink:href" | "ping" => false,
                _ => !key.starts_with("on") && !key.contains(['<', '>', '/', '\'']),
            };
            if !safe {
                return Some(format!("{key}={value:?}"));
            }
            rest = after;
        }
        let Some(after) = rest.strip_prefix('>') else {
            return Some(format!("open tag {name:?} at {rest:?}"));
        };
        rest = after;
    }
    None
}

/// Returns a description of a part of a tree of blocks that could run, in its HTML or its URLs.
pub fn find_danger_in_blocks(tree: &Value) -> Option<String> {
    let mut stack = vec![tree];
    while let Some(node) = stack.pop() {
        stack.extend(node["children"].as_array().into_iter().flatten());
        let text = |key: &str| node[key].as_str().unwrap_or_default();
        let to_use = if node["type"] == "image" { Use::Image } else { Use::Link };
        if !is_safe(text("url"), to_use) {
            return Some(node.to_string());
        }
        if node["type"] == "html" && !text("value").trim_start().starts_with("<!--") {
            let danger = find_danger(text("value"));
            if danger.is_some() {
                return danger;
            }
        }
    }
    None
}

const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.y/z.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<img src=data:image/svg+xml;base64,PHN2Zz4=>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)>",
    "<audio src=x onerror=alert(1)></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#x6A;avascript&colon;alert(1)\">x</a>",
    "<a href=\" &#1; javascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a href=x ping=javascript:alert(1)>x</a>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=javascript:alert(1)//>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<x onclick=alert(1)>x</x>",
    "<b <script>alert(1)</script>0",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "</p><script>alert(1)</script><p>",
    "</code></pre><script>alert(1)</script>",
    "x\u{0}<script\u{0}>alert(1)</script>",
];

/// Positions at which untrusted text may be.
const POSITIONS: &[&str] = &[
    "@",
    "a @ b",
    "# @",
    "- @",
    "> @",
    "`@`",
    "```\n@\n```",
    "``` @\nx\n```",
    "    @",
    "[x](@)",
    "[x](<@>)",
    "[x](y \"@\")",
    "[@](y)",
    "![x](@)",
    "![@](y)",
    "![x](y '@')",
    "[x]\n\n[x]: @",
    "[x]\n\n[x]: y \"@\"",
    "[@]\n\n[@]: y",
    "<@>",
    "|a|\n|-|\n|@|",
    "[^1]\n\n[^1]: @",
    "[^@]\n\n[^@]: x",
    "$@$",
    "$$\n@\n$$",
    "## x {#@}",
    "> [!NOTE] @\n> x",
    "- [ ] @",
    "~~@~~",
    "<b title=\"@\">x</b>",
    "<b title='@'>x</b>",
    "<div>\n@\n</div>",
    "<a href=\"@\">x</a>",
    "<img src=\"@\">",
    "<!-- @ -->",
    "https://a.b/@",
    "<https://a.b/@>",
    "www.a.b/@",
    "*@*",
    "&lt;@",
];

#[test]
fn no_attack_works_in_any_position() {
    for attack in ATTACKS {
        for position in POSITIONS {
            let markdown = position.replace('@', attack);
            for raw_html in [RawHtml::Sanitize, RawHtml::Escape] {
                let options = RenderOptions { raw_html, ..RenderOptions::default() };
                let html = render(&markdown, &options).html;
                assert_eq!(find_danger(&html), None, "{raw_html:?} of {markdown:?} is {html:?}");
                let blocks = with_document(&markdown, Dialect::default(), |document| {
                    document.blocks(&options, &AsWritten, Positions::Without)
                });
                let tree = serde_json::from_str(&blocks).unwrap();
                assert_eq!(find_danger_in_blocks(&tree), None, "{raw_html:?} of {markdown:?}");
            }
        }
    }
}

#[test]
fn unsafe_urls_are_left_out() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    assert_eq!(html("[x](javascript:alert(1))"), "<p><a>x</a></p>\n");
    assert_eq!(html("![x](data:text/html,y)"), "<p><img alt=\"x\"></p>\n");
    assert_eq!(
        html("![x](data:image/png;base64,AA==)"),
        "<p><img src=\"data:image/png;base64,AA==\" alt=\"x\"></p>\n"
    );
}

#[test]
fn trusted_html_and_urls_are_kept() {
    let options = RenderOptions { raw_html: RawHtml::Trust, ..RenderOptions::default() };
    let html = render("<script>a</script>\n\n[x](javascript:y) <i style='z'>", &options).html;
    assert_eq!(html, "<script>a</script>\n<p><a href=\"javascript:y\">x</a> <i style='z'></p>\n");
}

#[test]
fn escaped_html_is_shown_except_for_the_more_marker() {
    let options = RenderOptions { raw_html: RawHtml::Escape, ..RenderOptions::default() };
    assert_eq!(render("a <b>c</b>", &options).html, "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n");
    assert_eq!(render("a\n\n<!-- more -->\n\nb", &options).html, "<p>a</p>\n<p>b</p>\n");
}

#[test]
fn harmless_html_is_kept() {
    for html in [
        "<details open=\"\"><summary>s</summary>\n<p>x</p>\n</details>\n",
        "<figure><img src=\"a.png\" alt=\"\" width=\"10\"><figcaption>c</figcaption></figure>\n",
        "<video controls=\"\" poster=\"p.png\"><source src=\"a.mp4\" type=\"video/mp4\"></video>\n",
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>\n",
        "<div class=\"note\" id=\"user-content-n\" align=\"center\">x</div>\n",
        "<picture><source srcset=\"a.avif, https://b/c.avif 2x\"><img src=\"a.png\"></picture>\n",
        "<a href=\"https://a.b\" target=\"_blank\" rel=\"noopener\">x</a>\n",
    ] {
        let block = format!("<div>{html}</div>\n");
        assert_eq!(render(&block, &RenderOptions::default()).html, block);
    }
    let inline =
        "<p><kbd>a</kbd><sub>b</sub><sup>c</sup><mark>d</mark><abbr title=\"t\">e</abbr></p>\n";
    let markdown = &inline["<p>".len()..inline.len() - "</p>\n".len()];
    assert_eq!(render(markdown, &RenderOptions::default()).html, inline);
}

#[test]
fn ids_and_names_in_raw_html_cannot_replace_globals() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    assert_eq!(
        html("<b id=\"__proto__\">a</b> <a NAME='body'>b</a>"),
        "<p><b id=\"user-content-__proto__\">a</b> <a name=\"user-content-body\">b</a></p>\n"
    );
    assert_eq!(html("# body {#head}"), "<h1 id=\"head\">body</h1>\n");
    assert_eq!(html("<p id=user-content-a>b</p>"), "<p id=\"user-content-a\">b</p>\n");
    // Links in the page lead to the same elements as without the prefix.
    assert_eq!(
        html(
            "# a\n\n[a](#a) [b](#b) [图](#图) [c](#c)\n\n<i id=a></i><i id=b></i><i id=图></i> <a href=\"#b\">x</a>"
        ),
        "<h1 id=\"a\">a</h1>\n<p><a href=\"#a\">a</a> <a href=\"#user-content-b\">b</a> \
         <a href=\"#user-content-%E5%9B%BE\">图</a> <a href=\"#c\">c</a></p>\n\
         <p><i id=\"user-content-a\"></i><i id=\"user-content-b\"></i><i id=\"user-content-图\"></i> \
         <a href=\"#user-content-b\">x</a></p>\n"
    );
    assert_eq!(
        html("<i id=b></i>\n\n# a\n\n<i aria-labelledby='a b'></i>"),
        "<p><i id=\"user-content-b\"></i></p>\n<h1 id=\"a\">a</h1>\n\
         <p><i aria-labelledby=\"a user-content-b\"></i></p>\n"
    );
}

#[test]
fn a_link_to_a_new_window_gives_it_no_access() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    for (rel, expected) in [
        ("", "noopener"),
        (" rel=nofollow", "nofollow noopener"),
        (" rel=opener", "noopener"),
        (" rel='NOREFERRER'", "NOREFERRER"),
    ] {
        assert_eq!(
            html(&format!("<a href=\"x\" target=\"_blank\"{rel}>a</a>")),
            format!("<p><a href=\"x\" target=\"_blank\" rel=\"{expected}\">a</a></p>\n")
        );
    }
    let blocks = with_document("<a target=_blank id=body>", Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &AsWritten, Positions::Without)
    });
    assert!(
        blocks.contains(r#"<a target=\"_blank\" id=\"user-content-body\" rel=\"noopener\">"#),
        "{blocks}"
    );
}

/// Returns the first id or name in rendered HTML that is not prefixed, except for those of headings.
fn find_global(html: &str) -> Option<&str> {
    html.split('<').skip(1).filter(|tag| !tag.starts_with('h')).find(|tag| {
        let mut rest = tag.split('>').next().expect("split yields at least one piece");
        let mut is_global = false;
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("a closing quote");
            let is_name = key.ends_with(" id") || key.ends_with(" name");
            is_global |= is_name && !value.starts_with("user-content-");
            rest = after;
        }
        is_global
    })
}

proptest! {
    #[test]
    fn no_raw_id_is_without_prefix(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<b", "<a", "<div", "<p", "<svg", "<script", "<textarea", "<T", "</b>", "</div>", "<!--", "-->", "<",
            ">", "/>", "\n", "\n\n", " id=x", " ID='y z'", " id=\"x\"", "\tname=a", " id", "/id=b", " id = c",
            " title=\"", "\"", "'", "=", " x", "&lt;", "- ", "> ", "| ", "`",
        ]), 0..24)
    ) {
        let html = render(&parts.concat(), &RenderOptions::default()).html;
        prop_assert_eq!(find_global(&html), None, "{:?} is {:?}", parts.concat(), html);
    }
}

#[test]
fn an_input_becomes_a_disabled_check_box() {
    let html = render("a <input type=text value=x>", &RenderOptions::default()).html;
    assert!(html.contains("type=\"checkbox\"") && html.contains("disabled=\"\""), "{html}");
    assert!(!html.contains("value"), "{html}");
}

#[test]
fn a_mention_of_a_tag_swallows_nothing() {
    for tag in [
        "<script>",
        "<style>",
        "<textarea>",
        "<title>",
        "<svg>",
        "<select>",
        "<plaintext>",
        "<template>",
    ] {
        let html =
            render(&format!("使用{tag}标签\n\n## 后面\n\n**x**"), &RenderOptions::default()).html;
        assert!(
            html.ends_with("<h2 id=\"后面\">后面</h2>\n<p><strong>x</strong></p>\n"),
            "{tag}: {html}"
        );
    }
}

#[test]
fn unclosed_elements_end_with_their_block() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    let rest = "<h2 id=\"rest\">Rest</h2>\n<p>gone</p>\n";
    for (markdown, first) in [
        ("He said <b>bold", "<p>He said <b>bold</b></p>\n"),
        ("<div class=\"a\">\nx", "<div class=\"a\">\nx\n</div>\n"),
        ("- a <span id=\"b\">c", "<ul>\n<li>a <span id=\"user-content-b\">c</span></li>\n</ul>\n"),
        ("Use <details> or <video>.", "<p>Use &lt;details&gt; or &lt;video&gt;.</p>\n"),
    ] {
        assert_eq!(html(&format!("{markdown}\n\n## Rest\n\ngone\n")), format!("{first}{rest}"));
    }
    assert_eq!(
        html("<details>\n\n## Rest\n\ngone\n\n</details>\n"),
        format!("<details>\n{rest}</details>\n")
    );
}

#[test]
fn a_quote_after_a_lone_equals_sign_hides_nothing() {
    for markdown in ["<div =\"><script>\">", "<div b=c=\"><!-- \">", "<div a='b'='><script>'>"] {
        let source = format!("intro\n\n{markdown}\n\n# Heading\n\ntext\n");
        let html = render(&source, &RenderOptions::default()).html;
        assert!(html.ends_with("<h1 id=\"heading\">Heading</h1>\n<p>text</p>\n"), "{html}");
    }
}

#[test]
fn blocks_in_a_plain_container_are_restored() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    let inner =
        "## 二 {#b}\n\n- [x] c `d`\n\n| e |\n|---|\n| f |\n\n> g\n\n```rust\nfn h() {}\n```\n";
    for (open, close) in [
        ("<div class=\"a\">", "</div>"),
        ("<details><summary onclick=x>s</summary>", "</details>"),
        ("<center><section>\n<p>", "</section></center>"),
    ] {
        let whole = html(&format!("{open}\n\n{inner}\n{close}\n\n{inner}"));
        let plain = html(inner);
        let harmless = open.replace(" onclick=x", "");
        let ends = if open.ends_with("<p>") { "\n</p>" } else { "\n" };
        // The second heading with the same id gets a suffix.
        let second = plain.replacen("id=\"b\"", "id=\"b-1\"", 1);
        assert_eq!(whole, format!("{harmless}{ends}{plain}{close}\n{second}"));
    }
    // Such a character in the source is unchanged.
    let own = html("<div>\n\nx <hr id=\"\u{91}0\"> y\n\n</div>\n");
    assert_eq!(own, "<div>\n<p>x </p><hr id=\"user-content-\u{91}0\"> y<p></p>\n</div>\n");
}
