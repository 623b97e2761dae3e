//! The facts and outlines are those of the tree.

use proptest::prelude::*;

use super::super::facts::of_tree;
use super::super::prepare;
use super::super::text::{Outline, render_outline};
use super::super::tree::Tree;
use super::super::{BodyFacts, limits};
use crate::post::{Dialect, Math, Tools};

fn plain(markdown: &str, dialect: Dialect) -> Option<BodyFacts> {
    super::facts(&prepare::mark(markdown, dialect), dialect)
}

fn parsed(markdown: &str, dialect: Dialect) -> BodyFacts {
    let arena = comrak::Arena::new();
    of_tree(&Tree::parse(&arena, markdown, dialect))
}

fn plain_outline(markdown: &str, dialect: Dialect) -> Option<Outline> {
    super::outline(&prepare::mark(markdown, dialect), dialect)
}

fn parsed_outline(markdown: &str, dialect: Dialect) -> Outline {
    let arena = comrak::Arena::new();
    render_outline(&Tree::parse(&arena, markdown, dialect))
}

#[test]
fn common_markdown_is_not_parsed() {
    for markdown in [
        "",
        "# 标题\n\n导语，**重点**：见[文档](https://a.b/c)和 `code`。\n第二行\n\n- 一\n- 二\n\n---\n\n结束",
        "a *b* snake_case 3.14 a < b & c\n* x\n+ y\n1. z\n2) w\nlazy\n\n![图](a.png)\n",
        "text\n- item\n\n## t\n```rust ignore\nfn a() {}\n\n\n```\n| a | b |\n|:-:|---|\n| `x` | |\n\nend  \nof",
        "**[a](b)** **“引”**后 前**「引」**\n",
    ] {
        let dialect = Dialect::default();
        assert_eq!(plain(markdown, dialect), Some(parsed(markdown, dialect)), "{markdown}");
        let outline = plain_outline(markdown, dialect);
        assert_eq!(outline, Some(parsed_outline(markdown, dialect)), "{markdown}");
    }
}

#[test]
fn an_outline_has_the_separators_of_the_tree() {
    for markdown in [
        "- a\n- b\n- c\n\nd",
        "- a\n\n- b\n- c\n\n\nd",
        "- a\n- b\n\n* c\n* d\n\n\n* e\n1. f\n2. g\n1) h\n\n---\n1) i",
        "7. a\n9. b\nlazy\n\n0. c\n\n## t\n\n0. d\n",
        "- ![](a.png)\n- b\n\n![](c.png)\n\n1. ![](d.png)\n\n2. e",
        "# ![](a.png)\n# a\n# a\n## ![x](b.png) `y` z\n\n字  \n字\n字\nb\n",
        "| a | | b |\n|-|-|-|\n| | | |\n| `c` | ![](d) | |\n\nd",
        "```\n\n```\n\n```\n\n a\tb\n\n\n```\n- b\n```\n```\n- c\n\n```\nd\n```",
        "\n\n\n",
        "## a",
        "```\na\n  ```   \n",
    ] {
        let dialect = Dialect::default();
        let outline = plain_outline(markdown, dialect);
        assert_eq!(outline, Some(parsed_outline(markdown, dialect)), "{markdown}");
    }
}

/// Following each marker by a call would overflow the stack.
#[test]
fn an_item_of_many_markers_is_parsed() {
    for marker in ["- ", "1. ", "+ "] {
        assert_eq!(plain(&marker.repeat(500_000), Dialect::default()), None);
    }
}

#[test]
fn anything_else_is_parsed() {
    for markdown in [
        "a\n===",
        "a\n---",
        "    code",
        "> a",
        "<b>",
        "a <b>",
        "[a]: b",
        "[a]",
        "a\\*",
        "~~~\n~~~",
        "a ~~b~~",
        "$a$ b",
        "https://a.b",
        "www.a.b",
        "a@b.c",
        "&amp;",
        "- [ ] a",
        "- - a",
        "*a",
        "[a](#b)",
        "[a](<b>)",
        "[a](javascript:b)",
        "# a {#b}",
        "# a #",
        "```\n",
        "```math\n```",
        "| a |\nb",
        "x\n| a |\n|-|",
        "a\r\nb",
        "[![a](b)](c)",
        "[a\nb](c)",
        "[a][b]",
        "***a***",
        "_a_",
        "{{ a }}",
        "[^1]",
        "[[a]]",
        "a\n2. b",
    ] {
        assert_eq!(plain(markdown, Dialect::default()), None, "{markdown}");
    }
}

/// Pieces of Markdown of all kinds, most of them common.
const PIECES: &[&str] = &[
    "a",
    "字",
    "词语",
    "word",
    "Word",
    "12",
    "。",
    "，",
    "：",
    "“",
    "”",
    "「",
    "」",
    "（",
    "）",
    "!",
    "?",
    ".",
    ",",
    "-",
    "é",
    "😀",
    "\u{3000}",
    "\u{a0}",
    "\u{200b}",
    "\u{fe0f}",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "  \n",
    "*",
    "**",
    "***",
    "_",
    "__",
    "`",
    "``",
    "`x`",
    "` y `",
    "[",
    "]",
    "(",
    ")",
    "](",
    "[a](b)",
    "![图](i.png)",
    "](https://a.b/c)",
    "[字](/p \"t\")",
    "[x](https://a.b \"t\")",
    "# ",
    "## ",
    "\n# ",
    "\n## 标题\n",
    "\n- ",
    "\n* ",
    "\n+ ",
    "\n1. ",
    "\n2) ",
    "\n10. ",
    "\n---\n",
    "\n***\n",
    "\n```\n",
    "\n```rust\n",
    "\n\n| a | b |\n|---|:-:|\n| ",
    " | ",
    " |\n",
    "\n|",
    "\n| c | d |",
    "|",
    "\n> ",
    "\n    ",
    "\n\t",
    "\\",
    "<",
    "< ",
    "<b>",
    "&",
    "&amp;",
    "~",
    "~~",
    "$",
    ":",
    "://",
    "www.",
    "@",
    "^",
    "{",
    "}",
    "=",
    "\n===\n",
    "\n| - |\n",
    "#",
    "+",
    "\n- [x] ",
    "[x] ",
    ">",
    "\"",
    "'",
    "w",
    "\t",
    "/",
];

fn markdown() -> impl Strategy<Value = String> {
    let common = prop::sample::select(&PIECES[..72]);
    let any = prop::sample::select(PIECES);
    prop_oneof![
        prop::collection::vec(common.clone(), 0..12),
        prop::collection::vec(common, 0..40),
        prop::collection::vec(any, 0..16),
    ]
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_what_is_parsed(markdown in markdown(), is_default: bool) {
        let other = Dialect { math: Math::Off, tools: Tools::NONE, mdx: false };
        let dialect = if is_default { Dialect::default() } else { other };
        prop_assume!(limits::check(&markdown, dialect).is_ok());
        if let Some(facts) = plain(&markdown, dialect) {
            prop_assert_eq!(facts, parsed(&markdown, dialect));
        }
        if let Some(outline) = plain_outline(&markdown, dialect) {
            prop_assert_eq!(outline, parsed_outline(&markdown, dialect));
        }
    }
}
