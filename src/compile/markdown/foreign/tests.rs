use crate::compile::markdown::{
    AlertTitles, AsWritten, Positions, RenderOptions, TocEntry, facts, outline, render, text,
    with_document,
};
use crate::post::{Dialect, Tool, Tools};

fn html(markdown: &str) -> String {
    render(markdown, &RenderOptions { highlight: false, ..RenderOptions::default() }).html
}

fn toc(markdown: &str) -> Vec<TocEntry> {
    render(markdown, &RenderOptions::default()).toc
}

fn excerpt(markdown: &str) -> Option<String> {
    facts(markdown, Dialect::default()).unwrap().opening
}

fn alert(kind: &str, title: &str, content: &str) -> String {
    format!(
        "<div class=\"markdown-alert markdown-alert-{kind}\">\n\
         <p class=\"markdown-alert-title\">{title}</p>\n{content}</div>\n"
    )
}

#[test]
fn callouts_that_can_be_folded_are_alerts() {
    for (markdown, kind, title) in [
        ("> [!note]- Title\n> x", "note", "Title"),
        ("> [!tip]+ 标题 *强调*\n> x", "tip", "标题 <em>强调</em>"),
        ("> [!FAQ]- Are they *foldable*?\n> x", "note", "Are they <em>foldable</em>?"),
        ("> [!bug]-\n> x", "caution", "Caution"),
        ("> [!success]+ 1. done\n> x", "tip", "1. done"),
        ("> [!danger]- `a`\n> x", "caution", "<code>a</code>"),
        (">[!WARNING]\n> x", "warning", "Warning"),
        ("> [!NOTE]注意\n> x", "note", "注意"),
        ("> [!tip] # a\n> x", "tip", "# a"),
    ] {
        assert_eq!(html(markdown), alert(kind, title, "<p>x</p>\n"), "{markdown}");
    }
    assert_eq!(text("> [!tip]- 标题 `x`\n> 内容"), "标题 x\n\n内容");
    for tag in ["{{ page.title }}", "{% x %}", "{{< x >}}", "{%comment%}a{%endcomment%}"] {
        let markdown = format!("> [!NOTE] {tag}\n> x");
        assert_eq!(html(&markdown), alert("note", "Note", "<p>x</p>\n"), "{tag}");
    }
    assert_eq!(excerpt("> [!tip]- 标题\n> 内容").as_deref(), Some("内容"));
}

#[test]
fn a_line_without_a_marker_continues_an_alert() {
    for markdown in ["> [!NOTE]\nx\ny", "> [!NOTE]\n> x\ny"] {
        assert_eq!(html(markdown), alert("note", "Note", "<p>x\ny</p>\n"), "{markdown}");
    }
    assert_eq!(html("> [!TIP]\n\nx"), alert("tip", "Tip", "") + "<p>x</p>\n");
    let list = alert("note", "Note", "") + "<ul>\n<li>x</li>\n</ul>\n";
    assert_eq!(html("> [!NOTE]\n- x"), list);
}

#[test]
fn a_hard_break_after_the_type_is_no_title() {
    let expected = alert("note", "Note", "<p>x</p>\n");
    for end in [" ", "  ", "\t", " \t  ", "\\", " \\", "-  ", "  \r"] {
        assert_eq!(html(&format!("> [!NOTE]{end}\n> x")), expected, "{end:?}");
    }
    assert_eq!(html("> [!NOTE]  "), alert("note", "Note", ""));
    assert_eq!(html("> [!NOTE]  \nx"), expected);
}

#[test]
fn other_types_are_quotes_outside_of_obsidian() {
    assert_eq!(
        html("> [!info] 参考\n> - 一"),
        "<blockquote>\n<p>[!info] 参考</p>\n<ul>\n<li>一</li>\n</ul>\n</blockquote>\n"
    );
    assert!(html("> [!unknown]- a\n> b").contains("<p>[!unknown]- a\nb</p>"));
    for name in ["info", "compatibility", "自定义"] {
        assert!(
            html(&format!("> [!{name}] 参考\n> 一\n\n[[a]]")).starts_with(&alert(
                "note",
                "参考",
                "<p>一</p>\n"
            )),
            "{name}"
        );
    }
    assert!(
        html("```\n> [!note]- # a\n> [!NOTE]注意\n```")
            .contains("&gt; [!note]- # a\n&gt; [!NOTE]注意\n")
    );
}

#[test]
fn untitled_alerts_are_titled_in_the_language_of_the_post() {
    let options =
        RenderOptions { alert_titles: AlertTitles::of("zh-CN"), ..RenderOptions::default() };
    let html = render("> [!WARNING]\n> x\n\n::: details\ny\n:::\n", &options).html;
    assert!(html.contains(">警告</p>") && html.contains("<summary>详情</summary>"), "{html}");
    with_document("> [!NOTE]\n> x", Dialect::default(), |document| {
        let blocks = document.blocks(&options, &AsWritten, Positions::Without);
        assert!(blocks.contains("\"title\":\"注意\""), "{blocks}");
    });
}

#[test]
fn blocks_have_titles_as_data() {
    let markdown = ":::tip[a *b*]\nx\n:::\n\n::: details 更多\ny\n:::\n";
    with_document(markdown, Dialect::default(), |document| {
        let blocks = document.blocks(&RenderOptions::default(), &AsWritten, Positions::Without);
        assert!(blocks.contains("\"data\":{\"alert\":\"tip\",\"title\":\"a b\","), "{blocks}");
        assert!(
            blocks
                .contains("\"data\":{\"alert\":\"note\",\"title\":\"更多\",\"hName\":\"details\","),
            "{blocks}"
        );
        assert_eq!(blocks.matches("更多").count(), 1, "{blocks}");
    });
}

#[test]
fn wiki_links_without_a_target_are_text() {
    for (markdown, shown) in [
        ("见[[页面]]。", "见<a>页面</a>。"),
        ("[[folder/page|text]]", "<a>text</a>"),
        ("[[page#Heading]]", "<a>page &gt; Heading</a>"),
        ("[[page#^a1b2c3|t]]", "<a>t</a>"),
        ("[[#My Heading]]", "<a href=\"#my-heading\">My Heading</a>"),
        ("[[#中 文|t]]", "<a href=\"#%E4%B8%AD-%E6%96%87\">t</a>"),
        ("![[note]]", "<a>note</a>"),
        ("x![[a.png]]y", "xy"),
        ("![[a.png|alt|300x200]]", "alt"),
        ("![[a.png|300]]", ""),
        ("[[a]] and `[[b|c]]`", "<a>a</a> and <code>[[b|c]]</code>"),
        ("`![[a|b|c]]` [[d]]", "<code>![[a|b|c]]</code> <a>d</a>"),
        ("[[~a~b]]", "<a>~a~b</a>"),
    ] {
        assert_eq!(html(markdown), format!("<p>{shown}</p>\n"), "{markdown}");
    }
    assert_eq!(
        html("| a |\n|-|\n| [[b\\|c]] |\n"),
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><a>c</a></td>\n\
         </tr>\n</tbody>\n</table>\n"
    );
    assert_eq!(text("见[[a/b|文字]]和![[c.png|替代|30]]。"), "见文字和替代。");
}

#[test]
fn brackets_of_commonmark_and_of_code_are_unchanged() {
    for (markdown, shown) in [
        ("[[1]](/u)", "<a href=\"/u\">[1]</a>"),
        ("[a][[b]]", "[a][[b]]"),
        ("x[[0]] [[1, 2]] [[1]]", "x[[0]] [[1, 2]] [[1]]"),
        ("if [[ -f x ]]; then", "if [[ -f x ]]; then"),
        ("\\[[a]]", "[[a]]"),
        ("[[]] [[a\nb]]", "[[]] [[a\nb]]"),
        ("[[|]] [[ |b]] [[#]] [[#|b]]", "[[|]] [[ |b]] [[#]] [[#|b]]"),
    ] {
        assert_eq!(html(markdown), format!("<p>{shown}</p>\n"), "{markdown}");
        // A link elsewhere changes nothing.
        let with_link = html(&format!("{markdown}\n\n[[w]]"));
        assert_eq!(with_link, format!("<p>{shown}</p>\n<p><a>w</a></p>\n"), "{markdown}");
    }
    let defined = html("[[*b* C]]\n\n[*B* c]: /u");
    assert_eq!(defined, "<p>[<a href=\"/u\"><em>b</em> C</a>]</p>\n");
}

#[test]
fn references_of_wiki_links_are_collected() {
    let facts = facts("a [[b: c#d|e]] ![[f.png]]", Dialect::default()).unwrap();
    let names: Vec<_> = facts
        .references
        .iter()
        .map(|reference| crate::post::wiki_name(&reference.url).unwrap().into_owned())
        .collect();
    assert_eq!(names, ["b: c", "f.png"]);
    assert_eq!(facts.references[0].at, crate::post::At::Body(2, 12));
}

#[test]
fn comments_of_obsidian_are_left_out() {
    assert_eq!(text("This is an %%inline%% comment."), "This is an  comment.");
    assert_eq!(
        html("a\n\n%%\nThis is a block comment.\n\nlines.\n%%\n\nb"),
        "<p>a</p>\n<p>b</p>\n"
    );
    assert_eq!(excerpt("%% x %%\n\n段落"), Some("段落".to_owned()));
    assert_eq!(text("%% open"), "%% open");
    for source in ["100%% and 50%%", "a %%%% b", "`%% x %%`", "printf(\"%%a%%\")"] {
        let source_text = source.trim_matches('`');
        assert_eq!(text(source), source_text, "{source}");
        assert_eq!(text(&format!("{source}\n\n%%c%%")), source_text, "{source}");
    }
}

#[test]
fn ids_of_blocks_are_left_out() {
    assert_eq!(html("The quick fox ^37066d"), "<p>The quick fox</p>\n");
    assert_eq!(
        html("> quote\n\n^quote-1\n\nx"),
        "<blockquote>\n<p>quote</p>\n</blockquote>\n<p>x</p>\n"
    );
    assert_eq!(html("- a ^id1\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    for source in ["x ^2", "a ^b", "a^bc", "a ^bc d"] {
        assert_eq!(html(source), format!("<p>{source}</p>\n"));
    }
    assert_eq!(html("`a ^bcd`"), "<p><code>a ^bcd</code></p>\n");
}

#[test]
fn placeholders_are_left_out() {
    for source in [
        "[[toc]]",
        "[TOC]",
        "[toc]",
        "@[toc]",
        "[[TOC]]",
        "@[TOC](目录标题)",
        "<<< @/a/b.js{1,2}",
        "@[code](../a.js)",
        "@[code{1-3} ts:no-line-numbers](@/b.ts)",
    ] {
        assert_eq!(html(&format!("{source}\n\nx")), "<p>x</p>\n", "{source}");
        assert_eq!(html(&format!("{source}\n\n[[w]]")), "<p><a>w</a></p>\n", "{source}");
    }
    assert_eq!(html("see [toc] there"), "<p>see [toc] there</p>\n");
    assert_eq!(html("[toc]\n\n[toc]: /u"), "<p><a href=\"/u\">toc</a></p>\n");
    assert_eq!(html("    [toc]\n"), "<pre><code>[toc]\n</code></pre>\n");
}

#[test]
fn attributes_of_kramdown_are_taken_off() {
    for (markdown, shown) in [
        (
            "## 标题\n{: #custom .no_toc }\n\n段落。\n{: .prompt-tip }",
            "<h2 id=\"custom\">标题</h2>\n<p>段落。</p>\n",
        ),
        ("## T {: #id .x}", "<h2 id=\"id\">T</h2>\n"),
        ("T\n-\n{:#id}\nx", "<h2 id=\"id\">T</h2>\n<p>x</p>\n"),
        ("{:#id}\n## T", "<h2 id=\"id\">T</h2>\n"),
        (
            "A *b*{: .c} [d](/e){:target=\"_blank\"} `f`{:.g}.",
            "<p>A <em>b</em> <a href=\"/e\">d</a> <code>f</code>.</p>\n",
        ),
        (
            "![a](b.png){: width=\"7\" .x }\n_caption_",
            "<p><img src=\"b.png\" alt=\"a\">\n<em>caption</em></p>\n",
        ),
        // As everywhere in kramdown, whitespace in a list may be a line break.
        (
            "![a](b.png){:\n.icon width=\"7\"} A book",
            "<p><img src=\"b.png\" alt=\"a\"> A book</p>\n",
        ),
        ("*a*{: .b\n#c} d\n{: .e\n.f}", "<p><em>a</em> d</p>\n"),
        ("*a*{: .b\n\nc}", "<p><em>a</em>{: .b</p>\n<p>c}</p>\n"),
        ("*a*{:d\ne}", "<p><em>a</em>{:d\ne}</p>\n"),
        ("- a\n{: .x}\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("* TOC\n{:toc}\n\nx", "<p>x</p>\n"),
        ("1. 目录\n{:toc .y}\n\nx", "<p>x</p>\n"),
        ("> q\n{: .prompt-info}", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        ("```\na\n```\n{: file=\"b\" }\nx", "<pre><code>a\n</code></pre>\n<p>x</p>\n"),
        ("{:refdef: style=\"text-align: center;\"}\nx\n{: refdef}", "<p>x</p>\n"),
    ] {
        assert_eq!(html(markdown), shown, "{markdown}");
    }
    let table = html("| a |\n|---|\n| b |\n{: .table}\n");
    assert_eq!(table.matches("<tr>").count(), 2, "{table}");
    assert_eq!(excerpt("{: .x}\n段落。\n{: .y}").as_deref(), Some("段落。"));
    assert_eq!(toc("## A\n{: #b}\n")[0].title, "A");
}

#[test]
fn extensions_of_kramdown_are_left_out() {
    for (markdown, shown) in [
        ("a {::comment}no *x* no{:/comment} b", "<p>a  b</p>\n"),
        ("{::comment}\nno\n\n- no\n{:/comment}\n\nb", "<p>b</p>\n"),
        ("{::comment}\n\nno\n\n{:/}\n\nb", "<p>b</p>\n"),
        ("{::nomarkdown}\n\n*a*\n\n{:/nomarkdown}", "<p><em>a</em></p>\n"),
        ("{::options parse_block_html=\"true\" /}\n\na", "<p>a</p>\n"),
        ("a {::nomarkdown}b{:/} c", "<p>a b c</p>\n"),
    ] {
        assert_eq!(html(markdown), shown, "{markdown}");
    }
}

#[test]
fn formats_and_code_are_no_attributes() {
    for source in ["{:?}", "x {: .a} y", "{:.2f}", "use {:>10}", "a{:d}"] {
        assert_eq!(html(source), format!("<p>{}</p>\n", source.replace('>', "&gt;")), "{source}");
    }
    assert_eq!(html("`{: .x}`"), "<p><code>{: .x}</code></p>\n");
    assert_eq!(html("```\n{: .x}\n{:toc}\n```"), "<pre><code>{: .x}\n{:toc}\n</code></pre>\n");
}

#[test]
fn the_dialect_turns_parts_off() {
    let tools = Tools::ALL;
    let none = Dialect { tools: Tools::NONE, ..Dialect::default() };
    let read = |markdown: &str, dialect: Dialect| outline(markdown, dialect).text;
    for source in ["::: tip\nx\n:::", "[[a|b]]", "a\n{: .x}", "[[toc]]", "a ^abc", "%%a%%"] {
        assert_eq!(read(source, none), source);
        assert_ne!(read(source, Dialect { tools, ..none }), source);
    }
    let links = Dialect { tools: Tools::NONE.with(Tool::WikiLinks), ..none };
    assert_eq!(read("[[a|b]]\n{: .x}", links), "b\n{: .x}");
    assert_eq!(read("> [!NOTE] a\n> b", none), "a\n\nb");
}

#[test]
fn components_are_left_out() {
    for (markdown, shown) in [
        ("## 标题 <Badge type=\"tip\" text=\"beta\" />", "<h2 id=\"标题\">标题 </h2>\n"),
        ("<Badge text=\"x\"/>\n\na", "<p>a</p>\n"),
        ("<Tabs group=\"a\">\n\nx\n\n</Tabs>\n", "<p>x</p>\n"),
        ("<ClientOnly>\n\n*x*\n\n</ClientOnly>\n", "<p><em>x</em></p>\n"),
        ("<ClientOnly>x</ClientOnly>\n", "<p>x</p>\n"),
        ("<div>\n<Icon name=\"a\" />x\n</div>\n", "<div>\nx\n</div>\n"),
        ("a <Badge\n  text=\"x\" /> b", "<p>a  b</p>\n"),
    ] {
        // A block that is left out leaves an empty line.
        let html = html(markdown).replace("\n\n", "\n");
        assert_eq!(html.trim_start(), shown, "{markdown}");
    }
    for source in ["Vec<T>", "Map<K, V> <ESC>", "f<T extends U>(x)", "<Key> and <Other>"] {
        let shown = source.replace('<', "&lt;").replace('>', "&gt;");
        assert_eq!(html(source), format!("<p>{shown}</p>\n"), "{source}");
    }
    assert_eq!(text("`<Badge text=\"x\"/>`"), "<Badge text=\"x\"/>");
    assert_eq!(html("<IMG SRC=\"a.png\"> <B>x</B>"), "<p><img src=\"a.png\"> <b>x</b></p>\n");
}

#[test]
fn inline_components_of_mdc_are_left_out() {
    for (markdown, shown) in [
        ("a :icon{name=\"x\"} b", "a  b"),
        (":badge[new]{type=\"warning\"} b", "new b"),
        (":smile: 12:30 a:b{c}", ":smile: 12:30 a:b{c}"),
        (":name[x] {y}", ":name[x] {y}"),
        (":video{.a controls src=\"https://a.b/c.mp4\"} x", " x"),
        ("a :video{poster=\"https://a.b/c\" src=\"https://a.b/c.mp4\"}", "a"),
        ("a :br b :brown", "a  b :brown"),
        ("`:icon{name=\"x\"}`", "<code>:icon{name=\"x\"}</code>"),
        ("css :root{color:red} :a{", "css :root{color:red} :a{"),
    ] {
        assert_eq!(html(markdown), format!("<p>{shown}</p>\n"), "{markdown}");
    }
}

#[test]
fn attributes_of_running_text_are_left_out() {
    for (markdown, shown) in [
        ("[a](/b){target=\"_blank\" rel=\"x\"} c", "<a href=\"/b\">a</a> c"),
        ("**a**{.b .c}。*d*{#e}", "<strong>a</strong>。<em>d</em>"),
        ("`a`{lang=\"ts\"}", "<code>a</code>"),
        ("![a](/b.png){width=300}", "<img src=\"/b.png\" alt=\"a\">"),
        ("a [b c]{.d} e [f]{#g style=\"h: i\"}", "a b c e f"),
        (
            "`a`{1,2} **a**{b} a[0]{1} [a]{b} [a] {.b}",
            "<code>a</code>{1,2} <strong>a</strong>{b} a[0]{1} [a]{b} [a] {.b}",
        ),
        ("`[a]{.b}`", "<code>[a]{.b}</code>"),
    ] {
        assert_eq!(html(markdown), format!("<p>{shown}</p>\n"), "{markdown}");
    }
}

#[test]
fn the_language_of_code_ends_before_its_decoration() {
    for (info, language) in [
        ("js{1,3-5}", "js"),
        ("js:line-numbers {1}", "js"),
        ("sh:no-line-numbers", "sh"),
        ("ts {2} title=\"a\"", "ts"),
        ("rust,linenos,hl_lines=1-2", "rust"),
        ("c++", "c++"),
        ("{.python .x}", "{.python"),
        (":x", ":x"),
    ] {
        let html = html(&format!("```{info}\nx\n```\n"));
        assert!(html.starts_with(&format!("<pre><code class=\"language-{language}\">")), "{html}");
    }
}
