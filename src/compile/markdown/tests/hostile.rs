//! Input that is made to exhaust a parser or the stack.

use super::super::{
    AsWritten, LimitExceeded, NestingTooDeep, Positions, RenderOptions, facts, render, text,
    with_document,
};
use super::danger::find_danger;
use crate::post::Dialect;

fn run(markdown: &str) -> String {
    let _ = facts(markdown, Dialect::default());
    let _ = text(markdown);
    let _ = with_document(markdown, Dialect::default(), |document| {
        document.blocks(&RenderOptions::default(), &AsWritten, Positions::With)
    });
    render(markdown, &RenderOptions::default()).html
}

#[test]
fn repeated_markup_is_rendered() {
    let marks = [
        "[",
        "![",
        "*",
        "_a ",
        "*a_ ",
        "`",
        "<",
        "&",
        "$",
        "~~",
        "~a ",
        "(",
        "[a](",
        "<!--",
        "<!-- -",
        "www.",
        "://",
        "http://a<",
        "https://a。",
        "@",
        "a@b.c ",
        "\\",
        "<a ",
        "<a b='",
        "<a b=",
        "<?",
        "<!A",
        "<![CDATA[",
        "<!Ab ",
        "<?xml ",
        "&#8;",
        "<form>",
        "<iframe src=x>",
        "</iframe>",
        "<object data=x> ",
        "<ruby><rt>",
        "<svg a=b> ",
        "<noscript>",
        "一\n",
        "](",
        "[^",
        "[^a]: b\n",
        "[a]: b\n",
        "|",
        "a|b\n-|-\n",
        "# a\n",
        "# {",
        "- ",
        "> ",
        "1. ",
        "- [ ] ",
        "```\n",
        "$$\n",
        "\r",
        "\t",
        "\0",
        "<b>",
        "<b><p>\n\n",
        "<table><td>",
        "<script>",
        "</",
        "\u{301}",
        "{#a} ",
        "]https://中",
    ];
    for mark in marks {
        for prefix in ["", "<div>\n", "# ", "|a|\n|-|\n"] {
            run(&format!("{prefix}{}", mark.repeat(4_000 / mark.len())));
        }
    }
}

#[test]
fn very_many_open_tags_are_rendered() {
    for tag in [
        "<script>\n",
        "<?",
        "<!--",
        "<!-- -",
        "<a b='",
        "<a ",
        "<textarea><style>",
        "</",
        "<img src=x\n",
        "<iframe src=x>\n",
        "<svg a=b>\n",
        "<noscript>\n",
        "<form> ",
    ] {
        for prefix in ["", "x ", "<div>\n"] {
            let html = run(&format!("{prefix}{}>", tag.repeat(100_000 / tag.len())));
            assert_eq!(find_danger(&html), None, "{tag}");
        }
    }
}

#[test]
fn deep_inlines_do_not_overflow_the_stack() {
    let html = run(&format!("{}{}", "*a **a ".repeat(5_000), " a** a*".repeat(5_000)));
    assert_eq!(html.matches("<strong>").count(), 5_000);
    run(&format!("{}{}", "![".repeat(5_000), "](a)".repeat(5_000)));
    run(&format!("{}<br>{}", "*a **a ".repeat(5_000), " a** a*".repeat(5_000)));
}

#[test]
fn a_hundred_thousand_open_elements_are_shown_as_text() {
    let html = run(&"<div>".repeat(100_000));
    assert!(html.starts_with("&lt;div&gt;&lt;div&gt;"));
    let html = run(&format!("x{}", "<b>".repeat(100_000)));
    assert!(html.starts_with("<p>x&lt;b&gt;"));
}

#[test]
fn open_elements_that_every_block_would_reopen_are_shown_as_text() {
    let open: String = (0..200).map(|id| format!("<b id={id}>")).collect();
    let html = run(&format!("{open}\n\n{}", "a\n\n".repeat(3_000)));
    assert!(html.starts_with("<p>&lt;b id=0&gt;"));
}

#[test]
fn hundreds_of_closed_elements_are_kept() {
    let html = run(&"<details><summary>a</summary><b>b</b></details>\n\n".repeat(500));
    assert_eq!(html.matches("<details>").count(), 500);
}

#[test]
fn empty_lines_after_deep_nesting_are_rejected() {
    let nest = format!("{}a\n{}", "- ".repeat(99), "\n".repeat(300_000));
    assert!(
        matches!(facts(&nest, Dialect::default()), Err(LimitExceeded::Nesting(NestingTooDeep { offset })) if offset > 100_000)
    );
    let shallow = format!("- a\n{}", "\n".repeat(300_000));
    assert!(facts(&shallow, Dialect::default()).is_ok());
}

#[test]
fn urls_without_whitespace_in_between_are_all_linked() {
    let html = run(&"https://a.b/c。".repeat(200));
    assert_eq!(html.matches("<a href=\"https://a.b/c\">https://a.b/c</a>。").count(), 200);
}

#[test]
fn wide_tables_are_bounded() {
    let table =
        format!("{}|\n{}|\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|b\n".repeat(2_000));
    assert!(run(&table).len() < 8_000_000);
}
