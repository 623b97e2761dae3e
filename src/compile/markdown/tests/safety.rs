//! Nothing in a rendered body can run.

use proptest::prelude::*;

use super::super::{AsWritten, Positions, RawHtml, RenderOptions, render, with_document};
use super::danger::{ATTACKS, POSITIONS, find_danger, find_danger_in_blocks};
use crate::post::Dialect;

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
fn a_link_or_image_with_an_unsafe_url_has_none() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    assert_eq!(html("[x](javascript:alert(1))"), "<p><a>x</a></p>\n");
    assert_eq!(html("[x](file:///y \"t\")"), "<p><a title=\"t\">x</a></p>\n");
    assert_eq!(html("<a href=javascript:x>y</a>"), "<p><a>y</a></p>\n");
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
