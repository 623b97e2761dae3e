//! Tests of file structure, README files and size limits.

use super::{clean, codes, list, read};
use crate::post::Code;

#[test]
fn a_shortcode_at_the_start_is_markdown() {
    for text in ["{{< note >}}\nHi\n{{< /note >}}\n", "{% raw %}\n", "{ curly }\n", "{}x"] {
        let compiled = read("a.md", text);
        assert_eq!(codes(&compiled), [Code::TitleMissing], "{text}");
        assert_eq!(&*compiled.post.unwrap().body.markdown(), text);
    }
}

#[test]
fn indentation_with_tabs_is_accepted_with_a_note() {
    let compiled = read("a.md", "---\ntitle:\tx\ntags:\n\t- a\n\t- b\ncover:\n\tsrc: y\n---\n");
    assert_eq!(codes(&compiled), [Code::FrontMatterTabs]);
    let place = compiled.diagnostics[0].place.as_ref().unwrap();
    assert_eq!((place.line, place.column), (4, 1));
    let post = compiled.post.unwrap();
    assert_eq!((list(&post.tags), &*post.cover.unwrap().src), (vec!["a", "b"], "y"));
}

#[test]
fn a_byte_order_mark_and_all_line_endings_are_accepted() {
    for ending in ["\n", "\r\n", "\r"] {
        for (fence, line) in
            [("---", "title: x"), ("+++", "title = 'x'"), (";;;", "\"title\": \"x\"")]
        {
            let text = format!("\u{feff}{fence}{ending}{line}{ending}{fence}{ending}Body{ending}");
            let post = clean("a.md", &text);
            assert_eq!((&*post.title, &*post.body.markdown()), ("x", &*format!("Body{ending}")));
        }
    }
}

#[test]
fn a_thematic_break_is_not_front_matter() {
    for text in [
        "\n---\n\nHello\n",
        "-----\nHello\n-----\n",
        "\n---\nHello there\n---\n",
        "* * *\n",
        "--- x y\n",
        "---foo\nbar\n",
    ] {
        let compiled = read("a.md", text);
        assert_eq!(codes(&compiled), [Code::TitleMissing], "{text:?}");
        assert_eq!(&*compiled.post.unwrap().body.markdown(), text);
    }
    let post = clean("a.md", "-----\ntitle: x\n-----\nBody");
    assert_eq!(&*post.body.markdown(), "Body");
}

#[test]
fn prose_is_not_mistaken_for_old_hexo_front_matter() {
    for text in [
        "Title: x\n---\n",
        "title: x\nand prose goes on\n---\n",
        "title: x\n\nno fence\n",
        "Hello\n---\n",
    ] {
        assert_eq!(codes(&read("a.md", text)), [Code::TitleMissing], "{text:?}");
    }
}

#[test]
fn empty_front_matter_is_an_empty_map() {
    for text in [
        "---\n---\nBody",
        "---\n# only a comment\n---\nBody",
        "+++\n+++\nBody",
        ";;;\n;;;\nBody",
        "{}\nBody",
    ] {
        let compiled = read("hello.md", text);
        assert_eq!(codes(&compiled), [Code::TitleMissing], "{text:?}");
        let post = compiled.post.unwrap();
        assert_eq!((&*post.title, &*post.body.markdown()), ("hello", "Body"));
    }
}

#[test]
fn a_readme_without_front_matter_is_not_a_post() {
    assert_eq!(codes(&read("README.md", "")), []);
    assert_eq!(codes(&read("index.md", "\n")), [Code::FileEmpty]);
    for name in ["README.md", "a/readme.MD", "ReadMe.markdown", "README.mdx"] {
        let compiled = read(name, "# About\n");
        assert!(compiled.post.is_none() && compiled.diagnostics.is_empty(), "{name}");
    }
    assert!(read("a/README.md", "---\ntitle: x\n---\n").post.is_some());
    assert_eq!(codes(&read("README.md", "---\ntitle: x\n")), [Code::FrontMatterUnclosed]);
}

#[test]
fn every_problem_of_a_file_is_reported() {
    let compiled = read(
        "a.md",
        "---\ntitle: {a: b}\ndate: yesterday\ntags: {x: y}\nslug: a\\b\nlang: '!'\ndraft: maybe\ndate: 2024-01-01\n---\n",
    );
    assert_eq!(
        codes(&compiled),
        [
            Code::ValueWrongKind,
            Code::DateInvalid,
            Code::ValueWrongKind,
            Code::SlugInvalid,
            Code::LangInvalid,
            Code::ValueWrongKind,
            Code::KeyDuplicate,
        ]
    );
    assert!(compiled.post.is_none());
}

#[test]
fn entries_before_a_syntax_error_are_checked() {
    let compiled = read("a.md", "---\ndate: 2024-13-01\nfoo: [a\nbar: b\n---\n");
    assert_eq!(codes(&compiled), [Code::DateInvalid, Code::FrontMatterSyntax]);
}

#[test]
fn malicious_input_is_rejected_quickly() {
    let mut laughs = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs += &format!("a{level}: &a{level} [{items}]\n");
    }
    laughs += "---\n";
    let nested_toml = |n: usize| {
        let key = vec!["a"; 70].join(".");
        format!("+++\nx = {}1{}\n+++\n", format!("{{{key} = ").repeat(n), "}".repeat(n))
    };
    let cases = [
        laughs,
        format!("---\na: {}\n---\n", "[".repeat(5_000)),
        format!("---\na: {}\n---\n", "{a: ".repeat(5_000)),
        format!("---\na:\n {}x\n---\n", "- ".repeat(100_000)),
        format!("---\n{}x\n---\n", "? ".repeat(100_000)),
        format!("+++\na = {}\n+++\n", "[".repeat(100_000)),
        format!("+++\n{}x = 1\n+++\n", "a.".repeat(100_000)),
        format!("+++\n[{}x]\n+++\n", "a.".repeat(100_000)),
        nested_toml(75),
        format!(";;;\n\"a\": {}\n;;;\n", "[".repeat(100_000)),
        format!("{{\"a\": {}", "{\"a\": ".repeat(100_000)),
        format!("---\na: &x [*x, {}]\n---\n", "*x, ".repeat(1000)),
        format!("---\na: &a \"\\t{}\"\nb: [{}]\n---\n", "x".repeat(1 << 20), "*a, ".repeat(9_000)),
        format!("---\na: &a {}\nb: [{}]\n---\n", "x".repeat(1 << 18), "*a , ".repeat(9_000)),
        format!("---\ntitle: x\ntags: [{}]\n---\n", "{}, ".repeat(5_000)),
        format!("+++\n{}+++\n", "a b\n".repeat(20_000)),
        format!("---\n{}---\n", (0..4_000).map(|n| format!("k{n}: v\n")).collect::<String>()),
        format!("---\n{}---\n", (0..200_000).map(|n| format!("k{n}: v\n")).collect::<String>()),
        format!("---\na: [{}]\n---\n", "!a &b x, ".repeat(9_000)),
        format!("---\n{}---\n", (0..4_000).map(|n| format!("k{n}: v #1\n")).collect::<String>()),
        format!("---\n{}: [\n---\n", "\u{3000}-".repeat(1 << 18)),
    ];
    for (number, case) in cases.iter().enumerate() {
        let start = std::time::Instant::now();
        let compiled = read("a.md", case);
        let took = start.elapsed();
        assert!(took.as_secs() < 2, "case {number} took {took:?}");
        // Empty maps in a list of tags are left out.
        assert_eq!(compiled.post.is_some(), matches!(number, 14 | 16 | 18 | 19), "case {number}");
    }
}
