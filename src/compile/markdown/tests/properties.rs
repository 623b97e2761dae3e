use html5ever::serialize::{SerializeOpts, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, ParseOpts, QualName, ns, parse_fragment};
use markup5ever_rcdom::{RcDom, SerializableHandle};
use proptest::prelude::*;

use super::danger::{find_danger, find_danger_in_blocks};
use crate::compile::markdown::{
    AsWritten, Positions, RawHtml, RenderOptions, TocEntry, facts, render, sanitize, text,
    with_document,
};
use crate::post::Dialect;

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

/// Text with likely combinations of constructs of the dialect.
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
            "{% note tip a %}",
            "\n{% endnote %}\n",
            "{% highlight a %}",
            "{% endhighlight %}\n",
            "{% raw %}",
            "{{ a }}",
            "{{< b >}}",
            "{% img a.png %}",
            "\u{91}",
            "\u{92}",
            "\u{9b}",
            "\u{9c}",
            "<?",
            "?>",
            "<!A",
            "&#8;",
            "&#x9b;",
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
        "<iframe src=\"\u{9c}https://x.y\">",
        "</iframe>",
        "<iframe>",
        "<embed src=x title='&lt;y>'>",
        "<object data=\"javascript:x\">",
        "</object>",
        "<ruby>",
        "<rt>",
        "</noscript>",
        "<video>",
        "<meta>",
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
        "<mtext>",
        "<mglyph>",
        "<annotation-xml encoding=\"text/html\">",
        "<foreignObject>",
        "<desc>",
        "</svg>",
        "</math>",
        "</style>",
        "</form>",
        "</table>",
        "<xmp>",
        "<listing>",
        "<tr><caption>",
        "<p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<p title=\"--><img src=x onerror=alert(1)>\">",
        "<p title=\"</style><img src=x onerror=alert(1)>\">",
    ])
    .prop_map(str::to_owned)
}

fn with_html() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![markdown(), raw_html()], 0..12)
        .prop_map(|pieces| pieces.concat())
}

fn check_all(markdown: &str) -> Result<(), TestCaseError> {
    let _ = facts(markdown, Dialect::default());
    let _ = text(markdown);
    for raw_html in [RawHtml::Sanitize, RawHtml::Escape, RawHtml::Trust] {
        let rendition = render(markdown, &options(raw_html));
        for id in ids(&rendition.toc) {
            let id = id.replace('&', "&amp;").replace('\u{a0}', "&nbsp;");
            let attribute = format!(" id=\"{id}\"");
            prop_assert!(rendition.html.contains(&attribute), "{attribute} in {}", rendition.html);
        }
        let blocks = with_document(markdown, Dialect::default(), |document| {
            document.blocks(&options(raw_html), &AsWritten, Positions::With)
        });
        let tree: serde_json::Value = serde_json::from_str(&blocks)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        if raw_html != RawHtml::Trust {
            prop_assert_eq!(find_danger(&rendition.html), None, "{:?} of {:?}", raw_html, markdown);
            prop_assert_eq!(find_danger_in_blocks(&tree), None, "{:?} of {:?}", raw_html, markdown);
        }
    }
    Ok(())
}

/// Parses HTML into an element as a browser does, and serializes the result.
fn reparsed(html: &str, scripting_enabled: bool, into: &str) -> String {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let into = QualName::new(None, ns!(html), LocalName::from(into));
    let dom =
        parse_fragment(RcDom::default(), options, into, Vec::new(), scripting_enabled).one(html);
    // The fragment is inside of its own root element.
    let root = dom.document.children.borrow()[0].clone();
    let mut out = Vec::new();
    let options = SerializeOpts { scripting_enabled, ..SerializeOpts::default() };
    serialize(&mut out, &SerializableHandle::from(root), options).unwrap();
    String::from_utf8(out).unwrap()
}

/// Checks that sanitized HTML stays sanitized when it is parsed again: the sanitizer would remove nothing
/// from the result, and parsing the result once more does not change it.
fn check_reparsed(markdown: &str) -> Result<(), TestCaseError> {
    let html = render(markdown, &options(RawHtml::Sanitize)).html;
    for (scripting, into) in [(true, "div"), (false, "div"), (true, "body"), (true, "article")] {
        let again = reparsed(&html, scripting, into);
        prop_assert_eq!(find_danger(&again), None, "{:?} of {:?} in {}", &html, markdown, into);
        let third = reparsed(&again, scripting, into);
        prop_assert_eq!(find_danger(&third), None, "{:?} of {:?} in {}", &again, markdown, into);
        prop_assert_eq!(&sanitize::clean(&again), &third, "{:?} of {:?}", &html, markdown);
    }
    prop_assert_eq!(sanitize::clean(&html), reparsed(&html, false, "div"), "{:?}", markdown);
    Ok(())
}

/// Checks that embedded pages stay in their sandbox when the page is parsed again.
fn check_embeds(markdown: &str) -> Result<(), TestCaseError> {
    let html = render(markdown, &options(RawHtml::Sanitize)).html;
    prop_assert_eq!(find_danger(&html), None, "{:?} of {:?}", &html, markdown);
    let again = reparsed(&html, true, "div");
    prop_assert_eq!(find_danger(&again), None, "{:?} of {:?}", &html, markdown);
    prop_assert_eq!(&reparsed(&again, true, "div"), &again, "{:?}", markdown);
    Ok(())
}

/// Checks that the sanitizer does not change a page without raw HTML.
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
    fn any_text_is_rendered_safely(markdown in any::<String>()) {
        check_all(&markdown)?;
    }

    #[test]
    fn the_sanitizer_does_not_change_rendered_markdown(markdown in markdown()) {
        check_all(&markdown)?;
        check_plain(&markdown)?;
    }

    #[test]
    fn any_raw_html_is_rendered_safely_and_swallows_no_heading(markdown in with_html()) {
        check_all(&markdown)?;
    }

    #[test]
    fn embedded_pages_stay_in_their_sandbox(
        parts in prop::collection::vec(
            prop_oneof![
                with_html(),
                Just("<iframe src=\"https://youtube.com/x\" title='\">'>".to_owned()),
                Just("\n\n<iframe src='//v.qq.com/x'></iframe>\n".to_owned()),
            ],
            0..4,
        )
    ) {
        let markdown = parts.concat();
        check_all(&markdown)?;
        check_embeds(&markdown)?;
    }

    #[test]
    fn sanitized_html_stays_sanitized_when_parsed_again(markdown in with_html()) {
        check_reparsed(&markdown)?;
    }
}
