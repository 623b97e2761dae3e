//! The strict rule.

use super::{assert_formulas, html};
use crate::post::Math;

fn assert_strict(markdown: &str, expected: &[&str]) {
    assert_formulas(Math::Strict, markdown, expected);
}

#[test]
fn signs_next_to_the_formula_are_math() {
    assert_strict("$x$", &["x"]);
    assert_strict("设$x$为，$a_1 < b$。", &["x", "a_1 < b"]);
    assert_strict("($x$), “$y$” — $z$-axis, $O(n)$.", &["x", "y", "z", "O(n)"]);
    assert_strict("$a$$b$", &["a", "b"]);
    assert_strict("$a\n+b$", &["a +b"]);
    assert_strict(r"$\$5$ $a\\$ $\{x\}$", &[r"\$5", r"a\\", r"\{x\}"]);
}

#[test]
fn whitespace_inside_of_the_signs_makes_them_text() {
    for text in
        ["$ n $", "$n $", "$ n$", "$n\u{3000}$", "$\nn$", "$s variable and $PSX", "a $ b $ c"]
    {
        assert_strict(text, &[]);
    }
}

#[test]
fn a_letter_or_digit_outside_of_the_signs_makes_them_text() {
    for text in [
        "US$5 to US$7",
        "$5/$6",
        "$10–$25，S$15 vs S$25",
        "costs $5 or $6",
        "$HOME/$USER",
        "a$b$",
        "$a$b",
        "$a$1",
        "20$用$",
        "`a` $PATH:$HOME/bin",
    ] {
        assert_strict(text, &[]);
    }
}

#[test]
fn escaped_signs_are_text() {
    assert_eq!(html(r"\$5和\$6，$x\$"), "<p>$5和$6，$x$</p>\n");
    assert_strict(r"\\$x$", &["x"]);
    assert_strict(r"\$$x$", &["x"]);
}

#[test]
fn a_formula_contains_no_code() {
    assert_eq!(html("变量$甲和`$乙`"), "<p>变量$甲和<code>$乙</code></p>\n");
    assert_strict("价$，`code`，$", &[]);
    assert_strict("$$，`code`，$$", &[]);
    assert_strict("进程 $$ 用 `kill $$`", &[]);
    // An unpaired backtick is no code.
    assert_strict("$a`b$ 和 $c$", &["a`b", "c"]);
    assert_eq!(
        html("`a`$x$`b`"),
        "<p><code>a</code><span data-math-style=\"inline\">x</span><code>b</code></p>\n"
    );
}

#[test]
fn a_formula_does_not_cross_a_link() {
    for text in [
        "[甲$](u)和$",
        "$和[甲$](u)",
        "$，[甲](/a/$b/)，$",
        "[甲](/$a/)和[乙](/$b/)",
        "[a](u \"$\")和$",
        "价$，见[链接](https://a.b/)，共$",
        "<https://a.b/$a/>和<https://a.b/$b/>",
        "https://a.b/$a/c 和 https://a.b/$b/d",
        "www.a.b/$a/，www.a.b/$b/",
        "![$](a.png)和$",
    ] {
        assert_strict(text, &[]);
    }
    assert_eq!(
        html("[a](/x$a/y) 和 [b](/x$b/y)"),
        "<p><a href=\"/x$a/y\">a</a> 和 <a href=\"/x$b/y\">b</a></p>\n"
    );
    assert_strict("[$x$](u)", &["x"]);
    assert_strict("区间$[0,1)$和$(a,b]$", &["[0,1)", "(a,b]"]);
    assert_strict(r"$dp[i][j]$ 与 $E[X](\omega)$", &["dp[i][j]", r"E[X](\omega)"]);
    assert_strict(r"$\href{https://a.b/}{x}$", &[r"\href{https://a.b/}{x}"]);
}

#[test]
fn a_formula_does_not_cross_emphasis() {
    assert_eq!(
        html("价格是**35$**，原来是**40$**。"),
        "<p>价格是<strong>35$</strong>，原来是<strong>40$</strong>。</p>\n"
    );
    assert_eq!(
        html("**$XDG_HOME** is set, then **$XDG_HOME/x**"),
        "<p><strong>$XDG_HOME</strong> is set, then <strong>$XDG_HOME/x</strong></p>\n"
    );
    for text in [
        "**变量：$** and **$**",
        "*符号$*和*符号$*",
        "符号$，**符号$**",
        "**符号$**，符号$",
        "符号$，*符号$*",
        "*$*是符号，$也是",
        "符号$，**很重要**，$",
        "***符号$***和***符号$***",
    ] {
        assert_strict(text, &[]);
    }
}

#[test]
fn signs_of_tex_are_no_emphasis() {
    assert_strict("$a*b$ 和 $c*d$", &["a*b", "c*d"]);
    assert_strict("$f(x)*g(x)$ and $h*k$", &["f(x)*g(x)", "h*k"]);
    assert_strict("**粗 $x$ 和 $V^*$ 体**", &["x", "V^*"]);
    assert_strict("*最优 $V^*$ 值*", &["V^*"]);
    assert_strict("**$a_1$**，$b_2$ 和 _$c_i$_", &["a_1", "b_2", "c_i"]);
    assert_strict("$a*b$，其中*表示乘法", &["a*b"]);
    assert_strict("2*3，则 $a*b$ 为", &["a*b"]);
    assert_strict(r"$\hat{x}_{i}$ 与 $\hat{y}_{j}$", &[r"\hat{x}_{i}", r"\hat{y}_{j}"]);
}

#[test]
fn a_formula_does_not_cross_raw_html() {
    for text in ["甲$<b>乙$</b>", "$<br>$", "<span title=\"$\">a</span>和$", "甲$<!-- $ -->和$"]
    {
        assert_strict(text, &[]);
    }
    assert_strict("$a<b$ 且 $c>d$", &["a<b", "c>d"]);
}

#[test]
fn a_formula_does_not_cross_blocks() {
    assert_strict("甲$乙\n\n丙$丁", &[]);
    assert_strict("- 甲$乙\n- 丙$丁", &[]);
    assert_strict("甲$乙\n# 丙$丁", &[]);
    assert_strict("# 甲$乙\n丙$丁", &[]);
    assert_strict("甲$乙\n> 丙$丁", &[]);
    assert_strict("> 甲$乙\n\n丙$丁", &[]);
    assert_strict("甲$乙\n<div>丙$丁</div>", &[]);
    assert_strict("甲$乙\n{% note %}\n丙$丁", &[]);
    assert_strict("|甲$|乙$|\n|--|--|\n|丙$|丁$|\n|$x$|$y$|", &["x", "y"]);
    assert_strict("设$P(A|B)$为", &["P(A|B)"]);
}

#[test]
fn signs_in_code_and_comments_are_text() {
    assert_strict("```\n$a$\n```\n\n    $b$\n\n<!-- $c$\n\n$d$ -->\n\n$e$", &["e"]);
    assert!(html("    $b$ $$c$$\n").contains("$b$ $$c$$"));
    assert!(html("[a](/$b$/c \"$d$\")\n").contains("href=\"/$b$/c\" title=\"$d$\""));
}

#[test]
fn two_signs_are_display_math() {
    assert_strict("和$$x*y*z$$，$$ a $$", &["$$x*y*z", "$$ a "]);
    assert_strict("the $$n$$th and $$k$$-th", &["$$n", "$$k"]);
    assert_strict("PHP has $$a and $$b", &[]);
    assert_strict("$$$x$$$", &[]);
    assert_strict("价格$5，见$$x=1$$", &["$$x=1"]);
}
