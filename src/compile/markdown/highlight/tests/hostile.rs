//! Code that is made to keep a highlighter busy. The tests pass if they end at all.

use super::super::budget::{LARGEST_BLOCK, LONGEST_LINE};
use super::{Budget, highlight, html, shown};

/// A line of a program.
const LINE: &str = "    let total: u64 = prices.iter().sum();\n";

#[test]
fn a_block_or_line_that_exceeds_the_limits_is_plain() {
    assert!(html("rust", &LINE.repeat(100)).is_some());
    assert_eq!(html("rust", &LINE.repeat(LARGEST_BLOCK / LINE.len() + 1)), None);
    assert_eq!(html("rust", &LINE.repeat((1 << 20) / LINE.len())), None);
    assert!(html("rust", &"x".repeat(LONGEST_LINE)).is_some());
    assert_eq!(html("rust", &"x".repeat(LONGEST_LINE + 1)), None);
}

#[test]
fn blocks_are_highlighted_until_the_budget_is_spent() {
    let mut budget = Budget::of_post();
    let mut marked = Vec::new();
    for _ in 0..1_000 {
        marked.push(highlight(&mut String::new(), "rust", &LINE.repeat(25), &mut budget));
    }
    let first_plain = marked.iter().position(|marked| !marked).expect("the budget ends");
    assert!(first_plain > 25, "{first_plain} KB");
    assert!(marked[first_plain..].iter().all(|marked| !marked));
}

#[test]
fn an_endless_loop_in_a_grammar_ends() {
    let scala = "=>...let a.a[\n==A[ , ==class ==<? @<!--\t=`1 from #\"  <%\n   ---fn ===end#%>==' : 0x! from?\
                 diff \n  \"\n -||=begin EOFreturn ^do 1e#\"@ a\"\n  \n";
    assert_eq!(html("scala", scala), None);
}

#[test]
fn expressions_that_backtrack_too_often_do_not_match() {
    for (language, code) in [
        ("python", format!("-({}--\n", "/".repeat(44))),
        ("python", format!("func a({}\u{1}x\n", "Aa.".repeat(40))),
        ("markdown", format!("- {}\n", "`a` ".repeat(40))),
        ("scss", format!("{}\u{1}\n", "a-".repeat(100))),
        ("groovy", format!("class A implements {}\u{1}\n", "aA".repeat(40))),
        ("fortran", format!("\"{}\n", "0".repeat(60))),
        ("ocaml", format!("a({}A\n", "\\\"".repeat(40))),
        ("cs", format!("{}\n", "a . ".repeat(40))),
        ("lisp", format!("(|{}\n", "\\\"=<?/".repeat(40))),
        ("htc", format!("return{}\u{1}x\n", " ".repeat(60))),
    ] {
        let html = html(language, &code).unwrap_or_else(|| panic!("{language} is plain"));
        assert_eq!(shown(&html), code, "{language}");
    }
}

#[test]
fn repeated_characters_are_handled_in_every_common_language() {
    for sign in [
        "(", "[", "{", "<", "\"", "'", "`", "\\", "/*", "<!--", "${", "a.", "a(", "<<A ", "# ",
        "\t",
    ] {
        let line = format!("{}\u{1}x\n", sign.repeat(500 / sign.len()));
        for language in
            ["py", "rs", "ts", "js", "go", "sh", "yaml", "html", "css", "sql", "cpp", "java", "php"]
        {
            if let Some(html) = html(language, &line.repeat(4)) {
                assert_eq!(shown(&html), line.repeat(4), "{sign} in {language}");
            }
        }
    }
}
