use proptest::prelude::*;

use super::safety::find_danger;
use crate::compile::markdown::{RawHtml, RenderOptions, TocEntry, facts, render, sanitize, text};

fn options(raw_html: RawHtml) -> RenderOptions {
    RenderOptions { raw_html, ..RenderOptions::default() }
}

fn ids(entries: &[TocEntry]) -> Vec<&str> {
    let mut ids = Vec::new();
    let mut stack: Vec<_> = entries.iter().collect();
    while let Some(entry) = stack.pop() {
        ids.push(entry.id.as_str());
        stack.extend(&entry.children);
    }
    ids
}

/// Text in which constructs of the dialect are likely to meet.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ \n\t]{1,3}",
        "[a-z一-三。，（）]{1,4}",
        "[*_~`$<>\\[\\]()!#&;:\"'|\\\\{}^=-]{1,4}",
        prop::sample::select(vec![
            "\n\n",
            "\n# ",
            "\n## a {#x}\n",
            "\n- ",
            "\n1. ",
            "\n> ",
            "\n```rust\n",
            "\n    ",
            "\n|a|b|\n|-|-|\n|c|d|\n",
            "**",
            "~~",
            "~",
            "$$",
            "[^1]",
            "\n\n[^1]: ",
            "\n\n[^1]: note\n",
            "[a](b)",
            "![a](b \"c\")",
            "[a][b]",
            "\n\n[b]: /u 't'\n",
            "https://a.b/c",
            "www.a.b",
            "a@b.cd",
            "<https://a.b>",
            "&amp;",
            "&#0;",
            "&nbsp;",
            "- [x] ",
            "> [!NOTE]\n> ",
            "---\n",
            "\r\n",
            "\u{a0}",
            "\0",
            "<!-- more -->",
            "\u{91}",
            "\u{92}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn raw_html() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "\n\n<div class=\"a\">\n",
        "<br>",
        "<script>",
        "</script>",
        "<svg>",
        "<style>",
        "<a href=\"javascript:x\" onclick=\"y\">",
        "<img src=x onerror=alert(1)>",
        "<p>",
        "<table>",
        "<td>",
        "<!--",
        "-->",
        "<textarea>",
        "<math><mi>",
        "<select>",
        "<template>",
        "</p>",
        "<h2 id=\"a\">",
        "<iframe src=//x>",
        "<a",
        "\"",
        ">",
        "<details><summary>",
        "<ruby>",
        "<form>",
        "<noscript>",
        "<plaintext>",
        "<input type=text>",
        "<x onload=1>",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<title>",
        "<option>",
        "<frameset>",
    ])
    .prop_map(str::to_owned)
}

fn with_html() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![markdown(), raw_html()], 0..12)
        .prop_map(|pieces| pieces.concat())
}

fn check_all(markdown: &str) -> Result<(), TestCaseError> {
    let _ = facts(markdown);
    let _ = text(markdown);
    for raw_html in [RawHtml::Sanitize, RawHtml::Escape, RawHtml::Trust] {
        let rendition = render(markdown, &options(raw_html));
        for id in ids(&rendition.toc) {
            let id = id.replace('&', "&amp;").replace('\u{a0}', "&nbsp;");
            let attribute = format!(" id=\"{id}\"");
            prop_assert!(rendition.html.contains(&attribute), "{attribute} in {}", rendition.html);
        }
        if raw_html != RawHtml::Trust {
            prop_assert_eq!(find_danger(&rendition.html), None, "{:?} of {:?}", raw_html, markdown);
        }
    }
    Ok(())
}

/// Without raw HTML, a page is written as the sanitiser would leave it.
fn check_plain(markdown: &str) -> Result<(), TestCaseError> {
    for raw_html in [RawHtml::Sanitize, RawHtml::Escape] {
        let html = render(markdown, &options(raw_html)).html;
        prop_assert_eq!(&sanitize::clean(&html), &html, "{:?} of {:?}", raw_html, markdown);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_rendered_and_what_is_rendered_is_safe(markdown in any::<String>()) {
        check_all(&markdown)?;
    }

    #[test]
    fn any_markdown_is_rendered_as_a_sanitiser_leaves_it(markdown in markdown()) {
        check_all(&markdown)?;
        check_plain(&markdown)?;
    }

    #[test]
    fn any_raw_html_is_made_safe_and_swallows_no_heading(markdown in with_html()) {
        check_all(&markdown)?;
    }
}
