//! Tests of the splitter with generated files and in comparison with gray_matter.

use gray_matter::{Matter, Pod, engine::Engine};
use proptest::prelude::*;

use super::{Language, Split, split};
use crate::compile::report::Report;
use crate::post::{Code, ContentPath};

fn try_split(text: &str) -> (Split, Vec<Code>) {
    let path = ContentPath::new("a.md");
    let mut report = Report::new(&path, text);
    let split = split(text, &mut report);
    (split, report.finish().into_iter().map(|diagnostic| diagnostic.code).collect())
}

/// Returns the language and text of the front matter, and the body.
fn parts(text: &str) -> (Option<(Language, &str)>, &str) {
    let (split, _) = try_split(text);
    let block = split.block.map(|b| (b.language, &text[b.span.start..b.span.end]));
    (block, &text[split.body..])
}

#[test]
fn whitespace_after_a_fence_is_ignored() {
    assert_eq!(parts("--- \t\na: b\n---  \nBody"), (Some((Language::Yaml, "a: b\n")), "Body"));
}

#[test]
fn several_byte_order_marks_are_treated_as_one() {
    let text = "\u{feff}\u{feff}---\na: b\n---\nBody";
    assert_eq!(parts(text), (Some((Language::Yaml, "a: b\n")), "Body"));
}

#[test]
fn dots_close_only_yaml() {
    assert_eq!(parts("---\na: b\n...\nBody"), (Some((Language::Yaml, "a: b\n")), "Body"));
    let (split, codes) = try_split("+++\na = 1\n...\nBody");
    assert_eq!((split.block, codes), (None, vec![Code::FrontMatterUnclosed]));
}

#[test]
fn a_fence_inside_a_value_does_not_close_the_front_matter() {
    let text = "---\na: |\n  ---\nb: x --- y\n---\nBody\n---\n";
    assert_eq!(parts(text), (Some((Language::Yaml, "a: |\n  ---\nb: x --- y\n")), "Body\n---\n"));
}

#[test]
fn a_label_selects_the_language() {
    for (label, language) in [
        ("yaml", Language::Yaml),
        (" YAML", Language::Yaml),
        (" yml ", Language::Yaml),
        ("toml", Language::Toml),
        (" toml", Language::Toml),
        ("json", Language::Json),
    ] {
        let text = format!("---{label}\nx\n---\nBody");
        assert_eq!(parts(&text), (Some((language, "x\n")), "Body"), "{label:?}");
    }
}

#[test]
fn an_unknown_label_without_keys_is_markdown() {
    assert_eq!(parts("--- hello\nworld\n---\n"), (None, "--- hello\nworld\n---\n"));
}

#[test]
fn the_object_ends_at_the_matching_brace() {
    let text = "{\"a\": {\"b\": \"}\\\"}\"}} \nBody {x}";
    let (block, body) = parts(text);
    assert_eq!(block, Some((Language::Json, "{\"a\": {\"b\": \"}\\\"}\"}}")));
    assert_eq!(body, "Body {x}");
}

#[test]
fn front_matter_after_blank_lines_must_look_like_front_matter() {
    let (split, codes) = try_split("\n\n---\ntitle: x\n---\nBody");
    assert!(split.block.is_some());
    assert_eq!(codes, [Code::FrontMatterLate]);
    for text in ["\n---\ntitle\n---\n", "\n---\ntitle: x\n", "\n+++\nplus\n+++\n"] {
        let (split, codes) = try_split(text);
        assert_eq!((split.block, split.body, codes), (None, 0, vec![]), "{text:?}");
    }
}

#[test]
fn whitespace_before_a_fence_is_accepted() {
    for text in [
        " ---\ntitle: x\n ---\nBody",
        "\u{a0}---\ntitle: x\n---\nBody",
        "\u{200b}---\ntitle: x\n---\nBody",
        "\n\n  ---\ntitle: x\n  ---\nBody",
        "\u{feff}\u{3000}---\ntitle: x\n\u{3000}---\nBody",
    ] {
        let (split, codes) = try_split(text);
        assert_eq!(codes, [Code::FrontMatterLate], "{text:?}");
        assert_eq!(&text[split.body..], "Body", "{text:?}");
        assert_eq!(parts(text).0, Some((Language::Yaml, "title: x\n")), "{text:?}");
    }
    let text = " +++\n a = 1\n +++\nBody";
    assert_eq!(parts(text), (Some((Language::Toml, " a = 1\n")), "Body"));
    let text = "---\ntitle: x\n ---\nBody";
    assert_eq!(parts(text), (Some((Language::Yaml, "title: x\n")), "Body"));
    let text = " {\"a\": 1}\nBody";
    assert_eq!(parts(text), (Some((Language::Json, "{\"a\": 1}")), "Body"));
}

#[test]
fn an_indented_line_is_markdown_without_keys() {
    for text in [
        "\n\u{feff}\n",
        "\u{200b}\n---\n",
        " ---\nHello\n ---\n",
        "    ---\n    title: x\n    ---\n",
        " ---\ntitle: x\n",
        " title: x\n---\n",
    ] {
        let (split, codes) = try_split(text);
        assert_eq!((split.block, split.body, codes), (None, 0, vec![]), "{text:?}");
    }
}

/// An engine that parses nothing, because only the split is compared.
struct NoEngine;

impl Engine for NoEngine {
    fn parse(_: &str) -> gray_matter::Result<Pod> {
        Ok(Pod::Null)
    }
}

fn fence() -> impl Strategy<Value = (&'static str, Language)> {
    prop_oneof![
        Just(("---", Language::Yaml)),
        Just(("+++", Language::Toml)),
        Just((";;;", Language::Json)),
    ]
}

/// Lines that cannot be mistaken for a fence.
fn safe_lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z标题 ]{0,8}[:=\"]? ?[a-z0-9\u{4e00}-\u{4e20} ]{0,8}", 0..6)
}

proptest! {
    #[test]
    fn a_well_formed_file_is_split_into_its_parts(
        (fence, language) in fence(),
        bom in any::<bool>(),
        ending in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        matter in safe_lines(),
        body in "\\PC{0,80}",
    ) {
        let matter: String = matter.iter().map(|line| format!("{line}{ending}")).collect();
        let mark = if bom { "\u{feff}" } else { "" };
        let text = format!("{mark}{fence}{ending}{matter}{fence}{ending}{body}");
        prop_assert_eq!(parts(&text), (Some((language, matter.as_str())), body.as_str()));
    }

    #[test]
    fn gray_matter_splits_a_well_formed_file_in_the_same_way(
        (fence, _) in fence(),
        matter in safe_lines(),
        body in "[a-z\u{4e00}-\u{4e20} \n#*-]{0,80}",
    ) {
        let text = format!("{fence}\n{}\n{fence}\n{body}", matter.join("\n"));
        let mut reader: Matter<NoEngine> = Matter::new();
        reader.delimiter = fence.to_owned();
        reader.excerpt_delimiter = Some("<!-- more -->".to_owned());
        let theirs = reader.parse::<Pod>(&text).unwrap();
        let (block, ours) = parts(&text);
        prop_assert_eq!(block.unwrap().1.trim(), theirs.matter);
        // gray_matter removes line breaks around the content.
        prop_assert_eq!(ours.trim_matches('\n'), theirs.content.trim_end_matches('\n'));
    }

    #[test]
    fn the_split_of_any_text_is_within_bounds(
        start in "(\u{feff})?(\n| ){0,2}(---|\\+\\+\\+|;;;|-----|--- toml|---x|\\{\"|title: x)?",
        rest in "(\n|\r|---|\\.\\.\\.|;;;|a: b|\"a\": 1|\\{|\\}|.){0,30}",
    ) {
        let text = start + &rest;
        let (split, _) = try_split(&text);
        prop_assert!(text.get(split.body..).is_some());
        if let Some(block) = split.block {
            prop_assert!(text.get(block.span.start..block.span.end).is_some());
            prop_assert!(block.span.end <= split.body);
        } else {
            prop_assert!(split.body <= text.len());
        }
    }
}
