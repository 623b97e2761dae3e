use crate::compile::markdown::{RenderOptions, render, text};
use crate::post::Dialect;

fn html(markdown: &str) -> String {
    render(markdown, &RenderOptions::default()).html
}

fn alert(kind: &str, title: &str, content: &str) -> String {
    format!(
        "<div class=\"markdown-alert markdown-alert-{kind}\">\n\
         <p class=\"markdown-alert-title\">{title}</p>\n{content}</div>\n"
    )
}

#[test]
fn containers_of_vuepress_are_alerts() {
    for (name, kind, title) in [
        ("tip", "tip", "Tip"),
        ("info", "note", "Note"),
        ("warning", "warning", "Warning"),
        ("danger", "caution", "Caution"),
    ] {
        let expected = alert(kind, title, "<p>x</p>\n");
        assert_eq!(html(&format!("::: {name}\nx\n:::\n")), expected, "{name}");
        assert_eq!(html(&format!(":::{name}\n\nx\n\n:::\n")), expected, "{name}");
    }
    assert_eq!(
        html("::: danger STOP：*停*\n危险区域\n:::\n后"),
        format!("{}<p>后</p>\n", alert("caution", "STOP：<em>停</em>", "<p>危险区域</p>\n"))
    );
    assert_eq!(
        html("::: details 点击查看\n```js\nx\n```\n:::\n"),
        "<details>\n<summary>点击查看</summary>\n<pre><code class=\"language-js\">x\n\
         </code></pre>\n</details>\n"
    );
}

#[test]
fn admonitions_of_docusaurus_are_alerts() {
    assert_eq!(
        html(":::note[Your **Title** `{x}`]{.my-class #my-id}\n\nSome *text*.\n\n:::\n"),
        alert(
            "note",
            "Your <strong>Title</strong> <code>{x}</code>",
            "<p>Some <em>text</em>.</p>\n"
        )
    );
    let nested = ":::::info[Parent]\n\na\n\n::::danger[Child]\n\nb\n\n:::tip[Deep]\n\nc\n\n:::\n\n::::\n\nd\n\n:::::\n";
    let deep = alert("tip", "Deep", "<p>c</p>\n");
    let child = alert("caution", "Child", &format!("<p>b</p>\n{deep}"));
    assert_eq!(html(nested), alert("note", "Parent", &format!("<p>a</p>\n{child}<p>d</p>\n")));
}

#[test]
fn components_of_mdc_are_alerts_or_their_content() {
    assert_eq!(
        html("::note{icon=\"i\"}\ntext\n::\n\n::alert{type=\"warning\"}\nb\n::\n"),
        alert("note", "Note", "<p>text</p>\n") + &alert("warning", "Warning", "<p>b</p>\n")
    );
    // Inner components have more colons.
    let nested = "::hero\n---\nimage: a.png\nlist:\n  - b\n---\nDefault\n\n#description{unwrap=\"p\"}\nThis\n  :::card\n  Inner\n  :::\n::\nafter";
    assert_eq!(html(nested), "<p>Default</p>\n<p>This</p>\n<p>Inner</p>\n<p>after</p>\n");
}

#[test]
fn a_line_with_two_colons_needs_an_end() {
    assert_eq!(html("::std\n\n#tag\n\nx\n"), "<p>::std</p>\n<p>#tag</p>\n<p>x</p>\n");
    assert_eq!(html("std::vec\n::\n"), "<p>std::vec\n::</p>\n");
}

#[test]
fn other_containers_are_their_content() {
    let group = "::: code-group\n```js [a.js]\n1\n```\n```ts [b.ts]\n2\n```\n:::\n";
    assert!(!html(group).contains(":::") && html(group).matches("<pre>").count() == 2);
    assert_eq!(html("::: center\n# 标题\n:::\n"), "<h1 id=\"标题\">标题</h1>\n");
    let tabs =
        "::: code-tabs#shell\n@tab pnpm\n```sh\npnpm i\n```\n@tab:active npm\nx\n:::\n@tab x";
    assert_eq!(text(tabs), "pnpm\n\npnpm i\n\nnpm\n\nx\n\n@tab x");
    assert_eq!(html(":::card[Label]\nx\n:::\n"), "<p>Label</p>\n<p>x</p>\n");
}

#[test]
fn containers_in_quotes_and_lists() {
    assert_eq!(
        html("> ::: tip 标题\n> x\n> :::\n> y\n"),
        format!("<blockquote>\n{}<p>y</p>\n</blockquote>\n", alert("tip", "标题", "<p>x</p>\n"))
    );
    assert_eq!(
        html("1. a\n\n   :::tip T\n   x\n   :::\n\n2. b\n"),
        format!(
            "<ol>\n<li>\n<p>a</p>\n{}</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n",
            alert("tip", "T", "<p>x</p>\n")
        )
    );
    assert_eq!(
        html("- :::tip T\n  - x\n  :::\n"),
        format!("<ul>\n<li>{}</li>\n</ul>\n", alert("tip", "T", "<ul>\n<li>x</li>\n</ul>\n"))
            .replace("<li><div", "<li>\n<div")
    );
}

#[test]
fn an_unclosed_container_ends_with_its_parent() {
    assert_eq!(
        html("a\n:::tip\nx\n\ny"),
        format!("<p>a</p>\n{}", alert("tip", "Tip", "<p>x</p>\n<p>y</p>\n"))
    );
    assert_eq!(
        html("> :::tip\n> x\n\ny"),
        format!("<blockquote>\n{}</blockquote>\n<p>y</p>\n", alert("tip", "Tip", "<p>x</p>\n"))
    );
    assert_eq!(html("a\n\n:::\n\nb"), "<p>a</p>\n<p>b</p>\n");
    let nested = "::: details A\n::: tip\nx\n:::\ny\n:::\nz";
    assert!(html(nested).ends_with("</div>\n<p>y</p>\n</details>\n<p>z</p>\n"), "{}", html(nested));
}

#[test]
fn code_is_unchanged() {
    let code = "::: tip 标题\nx\n:::\n::note{a}\n::\n";
    for source in [
        format!("```md\n{code}```\n"),
        format!("::: tip\n\n````md\n{code}````\n:::\n"),
        format!(":::tip\nx\n:::\n\n- a\n\n  ~~~\n  {}  ~~~\n", code.replace('\n', "\n  ")),
        format!(":::tip\nx\n:::\n\n    {}", code.replace('\n', "\n    ")),
    ] {
        let text = text(&source);
        assert!(text.contains(code.trim_end()), "{source}: {text}");
    }
    assert!(
        html("<div>\n:::tip T\n</div>\n\n:::tip\nx\n:::\n").starts_with("<div>\n:::tip T\n</div>")
    );
}

#[test]
fn emoji_times_and_colons_are_text() {
    for source in [":smile:", "12:30", "a ::: b", "::: 1", ":: note"] {
        assert_eq!(html(source), format!("<p>{source}</p>\n"));
    }
    let long = format!("{}\n\n:::tip\nx\n:::\n", ":".repeat(30));
    assert!(html(&long).contains(&":".repeat(30)));
}

#[test]
fn the_text_has_titles_and_no_fences() {
    assert_eq!(
        text(
            "前\n\n::: warning 注意 `x`\n内容\n:::\n\n:::note\n后\n:::\n\n::: details 更多\nd\n:::\n"
        ),
        "前\n\n注意 x\n\n内容\n\n后\n\n更多\n\nd"
    );
}

#[test]
fn very_many_containers_are_rendered() {
    for source in [
        ":::tip\n".repeat(40_000),
        "::::a\n:::b\n".repeat(20_000),
        ":::\n".repeat(60_000),
        "::a\n".repeat(40_000),
        format!("{}{}", ":::tip x\n".repeat(20_000), ":::\n".repeat(20_000)),
        "- a\n  :::a\n  b\nc\n".repeat(5_000),
        format!(":::a\n:::\n<!--\n```\n-->\n{}", ":::a\n".repeat(40_000)),
        ":".repeat(300_000),
        "> :::a\n".repeat(20_000),
        "[[".repeat(100_000),
        "[[a|".repeat(50_000),
        "%%".repeat(100_000),
        "%% a\n".repeat(50_000),
        "{::comment".repeat(30_000),
        "{::comment}\n\n".repeat(30_000),
        "{: .a}\n".repeat(30_000),
        "a ^bc\n\n".repeat(30_000),
        "<A ".repeat(30_000) + ">",
        format!("<div>\n{}>", "<!--<A b=\"".repeat(2_000)),
        ":a[".repeat(30_000),
        ":a{b=\" ".repeat(30_000),
        "> [!note]\n".repeat(20_000),
        "> [!note]-\n> ".repeat(20_000),
    ] {
        let _ = crate::compile::markdown::facts(&source, Dialect::default());
        html(&source);
    }
}
