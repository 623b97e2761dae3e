//! Tests of what decides how a body is read.

use super::{CompileOptions, compile, read};
use crate::post::{ContentPath, Math};

fn math(text: &str) -> Math {
    read("a.md", text).post.unwrap().body.dialect().math
}

#[test]
fn front_matter_that_loads_a_renderer_makes_math_loose() {
    for line in [
        "math: true",
        "mathjax: true",
        "katex: TRUE",
        "latex: True",
        "MathJax: \"true\"",
        "math: {enable: true}",
        "params: {math: true}",
    ] {
        assert_eq!(math(&format!("---\ntitle: x\n{line}\n---\n")), Math::Loose, "{line}");
    }
    assert_eq!(math("+++\ntitle = \"x\"\nmath = true\n+++\n"), Math::Loose);
    assert_eq!(math("+++\ntitle = \"x\"\n[extra]\nkatex = true\n+++\n"), Math::Loose);
}

#[test]
fn other_front_matter_leaves_math_strict() {
    for line in [
        "math: false",
        "mathjax:",
        "katex: {enable: false}",
        "maths: true",
        "x: math",
        "x: {math: true}",
    ] {
        assert_eq!(math(&format!("---\ntitle: x\n{line}\n---\n")), Math::Strict, "{line}");
    }
    assert_eq!(math("no front matter"), Math::Strict);
}

#[test]
fn the_setting_counts_more_than_front_matter() {
    let options = CompileOptions { math: Some(Math::Off), ..CompileOptions::default() };
    let text = "---\ntitle: x\nmath: true\n---\n";
    let compiled = compile(&ContentPath::new("a.md"), text.as_bytes(), &options);
    assert_eq!(compiled.post.unwrap().body.dialect().math, Math::Off);
}
