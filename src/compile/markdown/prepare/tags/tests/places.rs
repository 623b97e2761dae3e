//! What follows from the tree: text, contents, references, counts and positions.

use super::html;
use crate::compile::markdown::{
    AsWritten, Positions, RenderOptions, facts, outline, render, text, with_document,
};
use crate::post::{At, Dialect, Tool, Tools, Use};

#[test]
fn headings_text_and_counts_follow() {
    let markdown = "## 甲 {{ a }}乙 {% label @丙 %}\n\nb {% include c %}\n";
    let toc = render(markdown, &RenderOptions::default()).toc;
    assert_eq!((toc[0].title.as_str(), toc[0].id.as_str()), ("甲 乙 丙", "甲-乙-丙"));
    assert_eq!(text(markdown), "甲 乙 丙\n\nb");
    let facts = facts(markdown, Dialect::default()).unwrap();
    assert_eq!((facts.amount.han, facts.amount.words), (3, 1));
    assert_eq!(facts.opening.as_deref(), Some("b"));
}

#[test]
fn references_are_at_their_tags() {
    let markdown = "中 {% asset_img a/b.png %} [x]({% post_url c %}) {% post_link d 'e' %}\n";
    let found: Vec<(String, Use, &str)> = facts(markdown, Dialect::default())
        .unwrap()
        .references
        .into_iter()
        .map(|reference| {
            let At::Body(start, length) = reference.at else { panic!("not in the body") };
            let range = start as usize..(start + length) as usize;
            (reference.url.into(), reference.to_use, &markdown[range])
        })
        .collect();
    assert_eq!(
        found,
        [
            ("a/b.png".to_owned(), Use::Image, "a/b.png"),
            ("c".to_owned(), Use::Link, "c"),
            ("d".to_owned(), Use::Link, "d"),
        ]
    );
}

#[test]
fn positions_are_those_of_the_source() {
    let markdown = "中 {% asset_img a.png %} *b*\n\n{% note %}\nc\n{% endnote %}\nd *e*\n";
    let blocks = with_document(markdown, Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &AsWritten, Positions::With)
    });
    let tree: serde_json::Value = serde_json::from_str(&blocks).unwrap();
    let mut found = Vec::new();
    let mut stack = vec![&tree];
    while let Some(node) = stack.pop() {
        let offset = |end: &str| node["position"][end]["offset"].as_u64().unwrap() as usize;
        let units: Vec<u16> = markdown.encode_utf16().collect();
        let source = String::from_utf16(&units[offset("start")..offset("end")]).unwrap();
        found.push((node["type"].as_str().unwrap().to_owned(), source));
        stack.extend(node["children"].as_array().into_iter().flatten().rev());
    }
    for (kind, source) in [
        ("image", "{% asset_img a.png %}"),
        ("emphasis", "*b*"),
        ("blockquote", "{% note %}\nc\n{% endnote %}"),
        ("emphasis", "*e*"),
        ("paragraph", "d *e*"),
    ] {
        assert!(
            found.iter().any(|node| node == &(kind.to_owned(), source.to_owned())),
            "{kind} {source}: {found:?}"
        );
    }
}

#[test]
fn each_syntax_can_be_turned_off() {
    let read = |tools: Tools| {
        let dialect = Dialect { tools, ..Dialect::default() };
        outline("a {% b %} {{ c }} {{< d >}} {{% e %}}", dialect).text
    };
    assert_eq!(read(Tools::NONE), "a {% b %} {{ c }} {{< d >}} {{% e %}}");
    assert_eq!(read(Tools::NONE.with(Tool::Liquid)), "a {{< d >}} {{% e %}}");
    assert_eq!(read(Tools::NONE.with(Tool::Shortcodes)), "a {% b %} {{ c }}");
}

#[test]
fn urls_of_tags_are_checked_like_others() {
    for tag in [
        "{% link a javascript:alert(1)// %}",
        "{% btn javascript:alert(1), b %}",
        "{{< figure src=\"javascript:x\" >}}",
        "<a href=\"{{ 'javascript:x' }}\">b</a>",
        "{% label @<script>x</script> %}",
        "<div>{% label @<script>x</script> %}</div>",
    ] {
        let html = html(tag);
        assert!(!html.contains("\"javascript") && !html.contains("<script"), "{tag}: {html}");
    }
}

#[test]
fn braces_that_vuepress_shows_are_text() {
    for (markdown, shown) in [
        ("::: v-pre\n{{ a }}\n:::\n\n{{ b }} c", "{{ a }}\n\nc"),
        ("- ::: v-pre\n  {{ a }}\n  :::\n- b {{ c }}", "- {{ a }}\n- b"),
        ("> ::: v-pre\n> {{ a }}\n> :::\n>\n> b {{ c }}", "{{ a }}\n\nb"),
        ("<span v-pre>{{ a }}</span> b {{ c }}d", "{{ a }} b d"),
        ("<p class=\"x\" v-pre>{{ a }}</p>\n\n{{ b }} c", "{{ a }}\n\nc"),
        ("::: v-pre\n{{ a }}", "{{ a }}"),
        ("v-pre {{ a }}b", "v-pre b"),
    ] {
        assert_eq!(text(markdown), shown, "{markdown}");
    }
}
