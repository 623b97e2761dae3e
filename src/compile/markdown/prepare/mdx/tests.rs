//! MDX by its documentation: <https://mdxjs.com/docs/what-is-mdx/> and, for the ids of headings and the end of
//! the excerpt, that of Docusaurus.

use crate::compile::markdown::{AsWritten, Document, RenderOptions, facts, outline, with_document};
use crate::post::Dialect;

fn read<R>(source: &str, render: impl FnOnce(&Document<'_>) -> R) -> R {
    with_document(source, Dialect { mdx: true, ..Dialect::default() }, render)
}

fn html(source: &str) -> String {
    let options = RenderOptions { highlight: false, ..RenderOptions::default() };
    read(source, |document| document.html(&options, &AsWritten))
}

fn text(source: &str) -> String {
    outline(source, Dialect { mdx: true, ..Dialect::default() }).text
}

#[test]
fn statements_are_left_out() {
    assert_eq!(
        html(
            "import A from './a'\nimport {\n  B,\n} from './b'\n\nexport const c = () => {\n\n  return 1\n}\n\n# 标题\n\n正文。\n"
        ),
        "<h1 id=\"标题\">标题</h1>\n<p>正文。</p>\n"
    );
    assert_eq!(html("<!-- a -->\nimport B from 'b'\n\nc"), "<p>c</p>\n");
    assert_eq!(html("a\nimport B from 'b'\n"), "<p>a\nimport B from 'b'</p>\n");
    assert_eq!(html("import data from the API\n"), "<p>import data from the API</p>\n");
}

#[test]
fn expressions_and_comments_are_left_out() {
    for (source, expected) in [
        ("a {b} c", "a c"),
        ("{/* a */}\n\n正文 {/* b\n c */} d", "正文 d"),
        ("{/*\n\na\n\n# b\n*/}\n\nc", "c"),
        ("{a.map((b) => (\n\n  <B key={b}>{`}`}</B>\n))}\n\nc", "c"),
        ("**a**{b}", "a"),
        ("a{' '}\n**b**", "a\nb"),
        ("a {'{b}'} {\"<c>\"} {`d`}", "a {b} <c> d"),
        ("# {a} b {c}", "b"),
        ("- a {b}\n- {c} d\n", "- a\n- d"),
        ("| a | b |\n|---|---|\n| {c} | d |\n", "a | b\n | d"),
        ("\\{a} \\<B>", "{a} <B>"),
        ("a {b", "a {b"),
    ] {
        assert_eq!(text(source), expected, "{source:?}");
    }
}

#[test]
fn components_are_unwrapped() {
    for (source, expected) in [
        (
            "<Tabs>\n  <TabItem value=\"a\" label={<b>c</b>}>\n\n    正文 **粗**。\n\n  </TabItem>\n</Tabs>\n",
            "<p>正文 <strong>粗</strong>。</p>\n",
        ),
        ("<A\n  b={{\n    c: 1,\n\n    d: '>',\n  }}\n/>\n\ne", "<p>e</p>\n"),
        ("a <B>b **c**</B> <D /> e", "<p>a b <strong>c</strong> e</p>\n"),
        ("<>\n# a\n</>", "<h1 id=\"a\">a</h1>\n"),
        ("<Foo.bar>a</Foo.bar>", "<p>a</p>\n"),
        ("a\n<B />\nc", "<p>a</p>\n<p>c</p>\n"),
        ("<A>**“粗”**</A>后", "<p><strong>“粗”</strong>后</p>\n"),
        ("- a\n  <B />\n- c\n", "<ul>\n<li>a</li>\n<li>c</li>\n</ul>\n"),
        (
            "> <A\n>   b\n> /> c\n> > <A\n> > > d\n",
            "<blockquote>\n<p>c</p>\n<blockquote>\n<p>d</p>\n</blockquote>\n</blockquote>\n",
        ),
        ("> <A>\n> b\n> </A>\n", "<blockquote>\n<p>b</p>\n</blockquote>\n"),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn indented_content_is_no_code() {
    assert_eq!(html("    a"), "<p>a</p>\n");
    assert_eq!(
        html(
            "<A>\n    <B>\n        - a\n            - b\n\n        ```js\n        c\n          d\n        ```\n    </B>\n</A>\n"
        ),
        "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<pre><code class=\"language-js\">c\n  d\n</code></pre>\n"
    );
    assert_eq!(
        html("<A>\n\t1. a\n\n\t   b\n</A>"),
        "<ol>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ol>\n"
    );
}

#[test]
fn code_and_math_stay() {
    for (source, expected) in [
        (
            "`{a}` `<B>` ``{`c`}``",
            "<p><code>{a}</code> <code>&lt;B&gt;</code> <code>{`c`}</code></p>\n",
        ),
        (
            "`{` to open and `}` to close",
            "<p><code>{</code> to open and <code>}</code> to close</p>\n",
        ),
        (
            "```jsx\nimport A from 'a'\n\n<A {...b}>{c}</A>\n```\n",
            "<pre><code class=\"language-jsx\">import A from 'a'\n\n&lt;A {...b}&gt;{c}&lt;/A&gt;\n</code></pre>\n",
        ),
        ("$\\frac{a}{b}$", "<p><span data-math-style=\"inline\">\\frac{a}{b}</span></p>\n"),
        (
            "$$\n\\frac{a}{b}\n$$\n",
            "<p><span data-math-style=\"display\">\\frac{a}{b}</span></p>\n",
        ),
        (
            "$$\n{a \\over b}\n$$\n",
            "<p><span data-math-style=\"display\">{a \\over b}</span></p>\n",
        ),
        ("[a](/b{c})", "<p><a href=\"/b%7Bc%7D\">a</a></p>\n"),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn elements_are_html() {
    for (source, expected) in [
        (
            "<div className=\"a\" style={{color: 'red'}}>\n  **b**\n</div>\n",
            "<div class=\"a\">\n<p><strong>b</strong></p>\n</div>\n",
        ),
        ("a <span className='b'>c</span>", "<p>a <span class=\"b\">c</span></p>\n"),
        ("<a id=\"b\" />\n\nc", "<p><a id=\"user-content-b\"></a></p>\n<p>c</p>\n"),
        (
            "<details>\n<summary>摘要</summary>\n正文 **粗**\n</details>\n",
            "<details>\n<summary>摘要</summary>\n<p>正文 <strong>粗</strong></p>\n</details>\n",
        ),
        ("<p>\n  {a}\n  **b**\n</p>\n\nc", "<p><strong>b</strong></p>\n<p>c</p>\n"),
        (
            "> <p align=\"center\">\n> `b`<br />\n> </p>\n",
            "<blockquote>\n<p><code>b</code><br></p>\n</blockquote>\n",
        ),
        ("<p>\n**b** c</p>\n", "<p>\n**b** c</p>\n"),
        ("<div><B /></div>", "<div></div>\n"),
        ("<p align=\"center\">*a*</p>\n", "<p><em>a</em></p>\n"),
        ("<div>\n> <B />\n> a\n</div>\n", "<div>\n<blockquote>\n<p>a</p>\n</blockquote>\n</div>\n"),
        ("<div>\n<b>a</b> *b*\n</div>\n", "<div>\n<p><b>a</b> <em>b</em></p>\n</div>\n"),
        (
            "<div>\n- <b>a</b> *b*\n</div>\n",
            "<div>\n<ul>\n<li><b>a</b> <em>b</em></li>\n</ul>\n</div>\n",
        ),
        (
            "<div>\n> **a**\n</div>\n",
            "<div>\n<blockquote>\n<p><strong>a</strong></p>\n</blockquote>\n</div>\n",
        ),
        (
            "> <div>\n> **a**\n> </div>\n",
            "<blockquote>\n<div>\n<p><strong>a</strong></p>\n</div>\n</blockquote>\n",
        ),
        (
            "<div className=\"a\">**b** c</div>",
            "<div class=\"a\">\n<p><strong>b</strong> c</p>\n</div>\n",
        ),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn what_is_no_mdx_stays() {
    for (source, expected) in [
        ("<https://a.b/{c}> <a@b.c>", "https://a.b/{c} a@b.c"),
        ("a <!-- {b} --> c", "a  c"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("Vec<T> and a<B>c</B>", "Vec<T> and ac"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}

#[test]
fn headings_have_the_ids_of_docusaurus() {
    for source in ["## 标题 {/* #my-id */}", "## 标题 {#my-id}"] {
        assert_eq!(html(source), "<h2 id=\"my-id\">标题</h2>\n", "{source}");
    }
}

#[test]
fn a_comment_ends_the_excerpt() {
    let dialect = Dialect { mdx: true, ..Dialect::default() };
    for mark in ["{/* truncate */}", "{/*truncate*/}", "<!-- truncate -->"] {
        let facts = facts(&format!("导语。\n\n{mark}\n\n正文。"), dialect).unwrap();
        assert_eq!(facts.before_more.as_deref(), Some("导语。"), "{mark}");
    }
}

#[test]
fn the_comment_ends_the_excerpt_in_markdown_too() {
    let of = |source: &str| facts(source, Dialect::default()).unwrap().before_more;
    assert_eq!(of("导语。\n\n{/* truncate */}\n\n正文。").as_deref(), Some("导语。"));
    for source in [
        "a {/* truncate */} b",
        "```\n{/* truncate */}\n```\n",
        "{/* b */}",
        "`\n{/* truncate */}`",
    ] {
        assert_eq!(of(source), None, "{source}");
        assert!(outline(source, Dialect::default()).text.contains("{/*"), "{source}");
    }
}

#[test]
fn a_source_with_the_characters_of_tokens_is_markdown() {
    assert_eq!(text("{a} \u{99}"), "{a} \u{99}");
    // The characters of a token, but not one.
    assert_eq!(text("{&#x99;0&#x9a;3} a"), "a");
    assert_eq!(text("中 {&#x99;1&#x9a;1} {&#x99;9&#x9a;999} a"), "中 a");
}

#[test]
fn crlf_is_a_line_ending() {
    assert_eq!(html("import A from 'a'\r\n\r\n<A>\r\n    b {c}\r\n</A>\r\n"), "<p>b</p>\n");
}

#[test]
fn hostile_sources_take_linear_time() {
    for part in [
        "{",
        "<A ",
        "<A b={",
        "<A b=\"",
        "`{",
        "{`",
        "{/*",
        "`",
        "<",
        "</",
        "{'",
        "<!--",
        "a<B>",
        "{}",
        "<A>\n",
        "- <A>\n",
        "{\n",
        "<a b={c}/>",
        "$$\n{",
        "import {\n",
        "import {\n\n",
        "{/* #a */}",
        "    - a\n",
        "\\",
        "&#x99;",
        "`` ` ",
    ] {
        let source = part.repeat((1 << 18) / part.len());
        for source in [format!("# {source}"), source] {
            let edits = super::edits(&source, true);
            assert!(edits.len() <= source.len(), "{part}");
            // The parser itself is slow without optimization.
            let short = &source[..source.len() >> 4];
            let _ = facts(short, Dialect { mdx: true, ..Dialect::default() });
        }
    }
}
