//! Blocks of math.

use super::{assert_formulas, display, html};
use crate::post::Math;

#[test]
fn block_markup_between_fences_is_display() {
    let tex = "a\n+ b\n- c\n= e\n1. f\n> g\n| h | i |\n    j \\\\\n**k** ~l~ https://a.b/中";
    let expected = display(&tex.replace('>', "&gt;"));
    assert_eq!(html(&format!("$$\n{tex}\n$$\n")), expected);
    assert_eq!(html(&format!("文字\n\n$$$\n{tex}\n$$$\n")), format!("<p>文字</p>\n{expected}"));
    assert_eq!(html("a\n$$\nb\n$$\nc"), format!("<p>a</p>\n{}<p>c</p>\n", display("b")));
}

#[test]
fn math_in_quotes_and_lists() {
    assert_eq!(
        html("> $$\n> a\n>\n> - b\n> $$\n> c"),
        format!("<blockquote>\n{}<p>c</p>\n</blockquote>\n", display("a\n\n- b"))
    );
    assert_eq!(
        html("1. x\n\n   $$\n   + a\n   $$\n\n2. y\n"),
        format!("<ol>\n<li>\n<p>x</p>\n{}</li>\n<li>\n<p>y</p>\n</li>\n</ol>\n", display("+ a"))
    );
}

#[test]
fn math_in_footnotes() {
    let html = html("x[^1]\n\n[^1]: $$\n    + a\n    $$\n");
    assert!(html.contains("<span data-math-style=\"display\">+ a</span>"), "{html}");
}

#[test]
fn dollar_signs_in_code_are_code() {
    for code in ["```\n$$\na\n$$\n```", "~~~\n$$\n~~~"] {
        let inner = &code[4..code.len() - 3];
        assert_eq!(html(code), format!("<pre><code>{inner}</code></pre>\n"));
    }
    assert_eq!(html("    $$\n    a\n    $$\n"), "<pre><code>$$\na\n$$\n</code></pre>\n");
    assert_eq!(html("<pre>\n$$\na\n$$\n</pre>\n"), "&lt;pre&gt;\n$$\na\n$$\n&lt;/pre&gt;\n");
}

#[test]
fn math_after_code_is_display() {
    for before in ["    ```js\n\nx", "- ```\n  code\n\npara", "> ```\n> code\n\nx"] {
        let html = html(&format!("{before}\n\n$$\na\n\n- b\n$$\n"));
        assert!(html.ends_with(&display("a\n\n- b")), "{before}: {html}");
    }
}

#[test]
fn an_unclosed_block_is_text() {
    assert_eq!(html("$$\na\n\n- b\n"), "<p>$$\na</p>\n<ul>\n<li>b</li>\n</ul>\n");
    assert_eq!(html("- $$\n  a\n\n$$\n"), "<ul>\n<li>$$\na</li>\n</ul>\n<p>$$</p>\n");
}

#[test]
fn math_that_begins_in_running_text_is_inline() {
    let html = html("$$a = 1\n$$\n\nx\n\n$$\nb\n$$\n");
    assert!(html.starts_with("<p><span data-math-style=\"display\">a = 1\n</span></p>\n<p>x</p>"));
    assert!(html.ends_with(&display("b")));
}

#[test]
fn a_block_may_end_at_the_end_of_a_line() {
    let markdown = "$$\na_1 = c$$\n\n## 标题\n\n文字段落。\n\n$$ x = 1\n$$\n\n尾";
    assert_formulas(Math::Strict, markdown, &["$$\na_1 = c", "$$ x = 1\n"]);
    assert!(html(markdown).contains("<h2 id=\"标题\">标题</h2>\n<p>文字段落。</p>\n"));
    assert_formulas(Math::Loose, markdown, &["$$\na_1 = c", "$$ x = 1\n"]);
    assert_formulas(Math::Strict, "$$\na$$\n字\n$$\nb\n$$\n", &["$$\na", "$$b"]);
}

#[test]
fn a_block_in_running_text_may_contain_block_markup() {
    assert_formulas(
        Math::Strict,
        "其中 $$x\n= a\n+ b\n- c\n=\nd$$ 是",
        &["$$x\n= a\n+ b\n- c\n=\nd"],
    );
    assert_formulas(Math::Strict, "> $$x\n> + y$$\n", &["$$x\n+ y"]);
    assert_formulas(Math::Loose, "- $$x\r\n  + y\r\n  $$\r\n", &["$$x\n+ y\n"]);
}

#[test]
fn a_block_ends_before_a_blank_line_or_heading() {
    for between in [
        "文字。\n\n段落。",
        "some words\n\nand more",
        "x = 1\n\n这里说明：\n",
        "x\n\n## 标题\n\ny",
        "x\n# 标题",
        "标题\n---",
        "标题\n===",
        "x\n```\ncode\n```",
        "- x\n\n  a paragraph",
    ] {
        for (open, close) in [("$$\n", "\n$$"), ("a $$x\n", "\ny$$ b")] {
            let markdown = format!("{open}{between}{close}\n");
            for math in [Math::Strict, Math::Loose] {
                assert_formulas(math, &markdown, &[]);
            }
        }
    }
    let markdown = "$$\na = b\n\n由此得：\n\n$$\nc = d\n$$\n";
    assert_formulas(Math::Strict, markdown, &["$$c = d"]);
}

#[test]
fn a_blank_line_between_formulas_is_part_of_a_block() {
    assert_eq!(html("$$\na = 1\n\n+ \\max b\n$$\n"), display("a = 1\n\n+ \\max b"));
}

#[test]
fn a_list_item_ends_a_block_that_began_in_another_one() {
    assert_formulas(Math::Strict, "- costs $$ a\n- or $$ b\n", &[]);
    assert_formulas(Math::Strict, "1. $$\n2. a\n3. $$\n", &[]);
}

#[test]
fn a_block_with_carriage_returns_is_math() {
    assert_formulas(Math::Strict, "$$\r\na\r\n=\r\nb\r\n$$\r\n", &["$$a\n=\nb"]);
}

#[test]
fn a_long_run_of_tildes_is_unchanged() {
    let tildes = "~".repeat(70);
    for source in [
        format!("a {tildes}\n\n$$\nb\n$$"),
        format!("5~9 {tildes}"),
        format!("5~9\n\n```\n{tildes}^\n```\n"),
    ] {
        assert!(html(&source).contains(&tildes), "{source}");
        assert!(!html(&source).contains("$$$"), "{source}");
    }
    assert!(html("5~9 \u{93}a").contains('\u{93}'));
}
