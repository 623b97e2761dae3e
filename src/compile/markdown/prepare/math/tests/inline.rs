//! What hidden formulas leave in the tree.

use super::{assert_formulas, html, html_as};
use crate::compile::markdown::{RenderOptions, render, text};
use crate::post::Math;

#[test]
fn no_sign_is_math_if_math_is_off() {
    for markdown in ["$x$ and $$y$$", "$$\nx\n$$\n"] {
        assert_formulas(Math::Off, markdown, &[]);
        assert!(html_as(markdown, Math::Off).contains(markdown.trim_end()));
    }
    assert!(html_as("```math\nx\n```\n", Math::Off).contains("data-math-style=\"display\""));
}

#[test]
fn emphasis_next_to_a_formula_is_parsed_as_next_to_a_dollar_sign() {
    let inline = "<span data-math-style=\"inline\">x</span>";
    assert_eq!(html("**$x$**后"), format!("<p><strong>{inline}</strong>后</p>\n"));
    assert_eq!(html("a**$x$**b"), format!("<p>a**{inline}**b</p>\n"));
}

#[test]
fn a_label_with_a_formula_is_defined() {
    let link = "<a href=\"/u\"><span data-math-style=\"inline\">x</span></a>";
    assert_eq!(html("[$x$]\n\n[$x$]: /u\n"), format!("<p>{link}</p>\n"));
}

#[test]
fn headings_and_plain_text_contain_the_tex() {
    let rendition = render("## 求 $O(n)$ 的\n", &RenderOptions::default());
    assert_eq!(rendition.toc[0].title, "求 O(n) 的");
    assert_eq!(text("设$x~y$为 5~9"), "设x~y为 5~9");
}

#[test]
fn formulas_after_an_unpaired_backtick_are_math() {
    let markdown = format!("a ` b {}", "$x$ ".repeat(60));
    assert_formulas(Math::Strict, &markdown, &["x"; 60]);
    assert!(html(&markdown).starts_with("<p>a ` b <span"));
}

#[test]
fn pipes_of_a_table_are_escaped_in_formulas() {
    assert_formulas(Math::Strict, "| a |\n|--|\n| $x\\|y$ |\n", &["x|y"]);
}

#[test]
fn a_source_with_the_characters_of_marks_has_no_math() {
    for source in ["$x$ \u{94}", "$x$ \u{93}"] {
        assert_formulas(Math::Strict, source, &[]);
    }
    let ticks = "`".repeat(12);
    assert_formulas(Math::Strict, &format!("$x$ {ticks}"), &[]);
}
