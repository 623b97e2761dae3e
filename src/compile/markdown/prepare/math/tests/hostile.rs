//! Long inputs of a few signs, which would take minutes if the time were quadratic.

use super::super::scan;
use crate::post::Math;

/// The length of each input in bytes.
const LENGTH: usize = 1 << 17;

#[test]
fn finding_formulas_takes_linear_time() {
    for unit in [
        "$",
        "$$ ",
        "$a ",
        "$a`",
        "$$\n",
        "$$\na\n",
        "$$ a\n- ",
        "$$\n\n",
        "a$$\n= ",
        "$a**",
        "*$",
        "**a $b_",
        "[$",
        "$](",
        "[a](<$",
        "[a](\"$",
        "`$``",
        "$<a b=\"",
        "$<a b='",
        "<!--$",
        "$<?",
        "$<![CDATA[",
        "$<!a ",
        "\\$",
        "$://",
        "www.$",
        "# a\n",
        "> $$\n",
        "- $$\n",
        "|$",
        "|$|\n|-|\n",
        "$a$$b",
        "$$a$b",
        "$a[b](",
        "_a $b*",
        "$`a` ",
        "<pre>$\n",
        "~~~\n$\n",
        "[^a]: $$\n",
        "1. $\n",
        "字$",
        "***$**_",
    ] {
        let source = format!("{}$ $", unit.repeat(LENGTH / unit.len()));
        for math in [Math::Strict, Math::Loose] {
            let mut edits = Vec::new();
            scan(&source, math, &mut edits);
            assert!(edits.len() <= source.len() / 2, "{unit}");
        }
    }
}
