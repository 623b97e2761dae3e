//! The loose rule.

use super::assert_formulas;
use crate::post::Math;

fn assert_loose(markdown: &str, expected: &[&str]) {
    assert_formulas(Math::Loose, markdown, expected);
}

#[test]
fn whitespace_inside_of_the_signs_is_allowed() {
    assert_loose("$ n $ 与 $n $ 与 $ n$", &["n", "n", "n"]);
    assert_loose("一$dp$,有$d<j $并$p[i]$为", &["dp", "d<j", "p[i]"]);
    assert_loose("$  n  $", &["n"]);
    assert_loose("$\nn\n$", &["n"]);
}

#[test]
fn letters_outside_of_the_signs_are_allowed() {
    assert_loose("a$b$c and the $n$th", &["b", "n"]);
}

#[test]
fn a_formula_is_closed_by_as_many_signs() {
    assert_loose("$a$$b$", &["a$$b"]);
    assert_loose("$$a$b$$", &["$$a$b"]);
    assert_loose("$$$a$$$ $ $", &[]);
}

#[test]
fn what_begins_first_counts() {
    assert_loose("$a`b$ c`d", &["a`b"]);
    assert_loose("`a$b` c$d", &[]);
    assert_loose("[$a](b$c)", &["a](b"]);
    assert_loose("[a](b$c)和$d$", &["d"]);
    assert_loose("[[a](b)](c$d)$", &["d)"]);
    assert_loose("*$a*b$", &["a*b"]);
    assert_loose("<b title=\"$\">$x$</b>", &["x"]);
    assert_loose("https://a.b/$c/$d", &[]);
}

#[test]
fn a_backslash_escapes_the_first_sign_only() {
    assert_loose(r"\$a$ b$", &["b"]);
    assert_loose(r"$a\$", &[r"a\"]);
}

#[test]
fn a_formula_does_not_cross_blocks() {
    assert_loose("a $b\n\nc$ d", &[]);
    assert_loose("- a $b\n- c$ d", &[]);
    assert_loose("a $b\n# c$ d", &[]);
    assert_loose("|a $ b|c $ d|\n|--|--|\n", &[]);
}
