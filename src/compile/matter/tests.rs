//! Tests that the three languages result in the same tree and preserve strings.

use proptest::prelude::*;
use serde_json::json;

use super::{Rewritten, Value, read};
use crate::compile::fence::{Block, Language};
use crate::compile::report::{Report, Span};
use crate::post::{Code, ContentPath};

/// Returns all entries as JSON, and the codes of the problems.
fn value(language: Language, text: &str) -> (serde_json::Value, Vec<Code>) {
    let path = ContentPath::new("a.md");
    let mut report = Report::new(&path, text);
    let block = Block { language, span: Span::new(0, text.len()) };
    let rewritten = Rewritten::new();
    let matter = read(text, &block, &rewritten, |key| key == "known", &mut report);
    let map = matter.entries.iter().map(|e| (e.key.to_string(), e.node.to_json())).collect();
    let codes = report.finish().into_iter().map(|diagnostic| diagnostic.code).collect();
    (serde_json::Value::Object(map), codes)
}

/// Returns the text of the key `a`.
fn text(language: Language, text: &str) -> Option<String> {
    let path = ContentPath::new("a.md");
    let mut report = Report::new(&path, text);
    let block = Block { language, span: Span::new(0, text.len()) };
    let rewritten = Rewritten::new();
    let matter = read(text, &block, &rewritten, |key| key == "known", &mut report);
    matter.entries.iter().find(|e| e.key == "a")?.node.text().map(str::to_owned)
}

#[test]
fn every_value_has_its_location() {
    for (language, source) in [
        (Language::Yaml, "键: 'x y'\nl:\n- a\n- {b: c}\nn: 3.10\n"),
        (Language::Toml, "\"键\" = 'x y'\nl = ['a', {b = 'c'}]\nn = 3.10\n"),
        (Language::Json, "\"键\": \"x y\", \"l\": [\"a\", {\"b\": \"c\"}], \"n\": 3.10"),
    ] {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, source);
        let block = Block { language, span: Span::new(0, source.len()) };
        let rewritten = Rewritten::new();
        let matter = read(source, &block, &rewritten, |key| key == "known", &mut report);
        let shown = |span: Span| source[span.start..span.end].replace(['"', '\''], "");
        let spans: Vec<_> =
            matter.entries.iter().map(|e| (shown(e.key_span), shown(e.node.span))).collect();
        assert_eq!(spans[0], ("键".to_owned(), "x y".to_owned()));
        assert_eq!(spans[2], ("n".to_owned(), "3.10".to_owned()));
        let Value::Seq(items) = &matter.entries[1].node.value else { panic!("a list") };
        assert_eq!(shown(items[0].span), "a");
        assert_eq!(shown(items[1].get("b").unwrap().span), "c");
    }
}

#[test]
fn the_three_languages_agree() {
    let expected =
        json!({"s": "x", "n": 1, "f": 1.5, "t": true, "l": [1, "a"], "m": {"k": {"j": "v"}}});
    let yaml = "s: x\nn: 1\nf: 1.5\nt: true\nl: [1, a]\nm:\n  k: {j: v}\n";
    let toml = "s = 'x'\nn = 1\nf = 1.5\nt = true\nl = [1, 'a']\n[m]\nk.j = 'v'\n";
    let json = r#""s": "x", "n": 1, "f": 1.5, "t": true, "l": [1, "a"], "m": {"k": {"j": "v"}}"#;
    assert_eq!(value(Language::Yaml, yaml), (expected.clone(), vec![]));
    assert_eq!(value(Language::Toml, toml), (expected.clone(), vec![]));
    assert_eq!(value(Language::Json, json), (expected.clone(), vec![]));
    assert_eq!(value(Language::Json, &format!("{{{json}}}\r\n")), (expected, vec![]));
}

/// Returns line, column and help of each problem.
fn helps(source: &str) -> Vec<(u32, u32, String)> {
    let path = ContentPath::new("a.md");
    let mut report = Report::new(&path, source);
    let block = Block { language: Language::Yaml, span: Span::new(0, source.len()) };
    let rewritten = Rewritten::new();
    read(source, &block, &rewritten, |key| key == "known", &mut report);
    let found = report.finish().into_iter().map(|diagnostic| {
        let place = diagnostic.place.unwrap();
        (place.line, place.column, diagnostic.help.unwrap())
    });
    found.collect()
}

#[test]
fn a_full_width_colon_is_explained() {
    for (source, line, column) in [
        ("标题：你好\ntitle：x\n", 1, 1),
        ("title: a\ndate：2024-01-01\ntags: [x]\n", 2, 1),
        ("title: a\rdate：2024-01-01\rtags: [x]\r", 2, 1),
        ("title：a\ndate: 2024-01-01\n", 2, 5),
        ("title：a\rdate: 2024-01-01\r", 2, 5),
    ] {
        let found = helps(source);
        let [(at, from, help)] = found.as_slice() else { panic!("{source:?}: {found:?}") };
        assert_eq!((*at, *from), (line, column), "{source:?}");
        assert!(help.contains("full-width colon `：`"), "{source:?}: {help}");
    }
    // The full-width colon is part of the value, and the problem is a different one.
    let [(1, 9, help)] = &helps("title: a: 副标题：b\n")[..] else { panic!() };
    assert!(help.contains("quotes"), "{help}");
}

#[test]
fn a_key_with_less_indentation_than_the_first_is_explained() {
    let found = helps("  title: a\n tags: b\n");
    let [(2, 2, help)] = found.as_slice() else { panic!("{found:?}") };
    assert!(help.contains("the same indentation"), "{help}");
}

#[test]
fn a_merge_of_a_value_that_is_not_a_map_has_a_help_text() {
    let found = helps("a: 1\n<<: 3\n");
    let [(2, 5, help)] = found.as_slice() else { panic!("{found:?}") };
    assert!(help.contains("anchor"), "{help}");
}

#[test]
fn tags_determine_the_type() {
    let yaml = "a: !!str 1\nb: !!int '2'\nd: !!str\ne: !!binary aGk=\n";
    let expected = json!({"a": "1", "b": 2, "d": "", "e": "aGk="});
    assert_eq!(value(Language::Yaml, yaml), (expected, vec![]));
}

#[test]
fn text_after_an_unknown_tag_keeps_it() {
    let yaml = "a: !important fix\nb: !mine 3\nc: !alone\nd: [!x y, !z]\ne: !a &b c\nf: *b\n";
    let expected = json!({
        "a": "!important fix", "b": "!mine 3", "c": "!alone", "d": ["!x y", "!z"],
        "e": "!a &b c", "f": "!a &b c",
    });
    assert_eq!(value(Language::Yaml, yaml), (expected, vec![Code::ValueCut; 6]));
    let yaml = "a: !x [b]\nc: !y 'd'\ne: &f g\nh: &i j\nk: *i\n";
    let expected = json!({"a": ["b"], "c": "d", "e": "g", "h": "j", "k": "j"});
    assert_eq!(value(Language::Yaml, yaml), (expected, vec![Code::ValueCut; 3]));
}

#[test]
fn odd_spaces_are_repaired() {
    let yaml = "a:\u{a0}b\nlist:\n\u{a0} - x\n\u{3000}\u{200b}-\u{3000}y\u{a0}z\n";
    let expected = json!({"a": "b", "list": ["x", "y\u{a0}z"]});
    assert_eq!(value(Language::Yaml, yaml), (expected, vec![Code::FrontMatterSpaces]));
    let (found, codes) = value(Language::Yaml, "\u{feff}a: 1\nb\u{a0}: 2\nc\u{200b}d: 3\n");
    assert_eq!(found, json!({"a": 1, "b": 2, "cd": 3}));
    assert!(codes.iter().all(|&code| code == Code::FrontMatterSpaces), "{codes:?}");
}

#[test]
fn an_earlier_merge_takes_precedence() {
    let yaml = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], z: 3}\n'<<': text\n";
    let (value, codes) = value(Language::Yaml, yaml);
    assert_eq!(value["c"], json!({"x": 1, "y": 1, "z": 3}));
    assert_eq!((&value["<<"], codes), (&json!("text"), vec![]));
}

#[test]
fn a_duplicate_key_is_an_error_only_if_it_is_known() {
    for (language, nested, unknown, known) in [
        (Language::Yaml, "a: {known: 1, known: 2}\n", "b: 1\nb: 2\n", "known: 1\nknown: 2\n"),
        (
            Language::Json,
            r#""a": [{"known": 1, "known": 2}]"#,
            r#""b": 1, "b": 2"#,
            r#""known": 1, "known": 2"#,
        ),
        (
            Language::Toml,
            "a = {known = 1, known = 2}\n",
            "b = 1\nb = 2\n",
            "known = 1\nknown = 2\n",
        ),
        (Language::Toml, "[a]\nknown = 1\nknown = 2\n", "[b]\n[b]\n", "known = 1\n[known]\n"),
    ] {
        assert_eq!(value(language, nested).1, [Code::KeyRepeated], "{nested}");
        assert_eq!(value(language, unknown).1, [Code::KeyRepeated], "{unknown}");
        assert_eq!(value(language, known).1, [Code::KeyDuplicate], "{known}");
    }
    for text in ["known: 1\nb: c\nknown: 1\n", "known: 1\nknown: 1\nb: c\n"] {
        let expected = json!({"known": 1, "b": "c"});
        assert_eq!(value(Language::Yaml, text), (expected, vec![Code::KeyRepeated]));
    }
    let many: String = (0..40).map(|n| format!("k{}: v\n", n % 39)).collect();
    assert_eq!(
        value(Language::Yaml, &many),
        (
            (0..39)
                .map(|n| (format!("k{n}"), json!("v")))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            vec![Code::KeyRepeated],
        )
    );
}

#[test]
fn invalid_json_is_rejected() {
    for source in [
        "{",
        "{]",
        "{\"a\"}",
        "{\"a\": }",
        "{\"a\": 1,}",
        "{\"a\": [1 2]}",
        "{\"a\": [1,]}",
        "{\"a\": 01}",
        "{\"a\": .5}",
        "{\"a\": 1.}",
        "{\"a\": nul}",
        "{\"a\": \"\n\"}",
        "{\"a\": \"\\u12\"}",
        "{a: 1}",
        "{\"a\": 1} x",
        "{\"a\": 1}}",
        "{\"a\": 'x'}",
        "{,}",
        "{\"a\": +1}",
        "{\"a\": NaN}",
        "\"a\": 1}",
        "\"a\"",
    ] {
        assert_eq!(value(Language::Json, source).1, [Code::FrontMatterSyntax], "{source:?}");
    }
    assert_eq!(value(Language::Json, "[1]").1, [Code::FrontMatterNotMap]);
}

#[test]
fn json_escapes_are_resolved() {
    let source = r#""a": "\"\\\/\b\f\n\r\t\u4e2d\ud83d\ude00\ud800x""#;
    // Without the backspace and the form feed, which are left out of values.
    let expected = "\"\\/\n\r\t中😀\u{fffd}x";
    assert_eq!(text(Language::Json, source).as_deref(), Some(expected));
}

/// Quotes a string so that it is valid in YAML, TOML and JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

proptest! {
    #[test]
    fn quoted_strings_are_preserved(any in "\\PC{0,40}", odd in "[\"'\\\\\n\t:#{}\\[\\],&*!|>%@`~a中 -]{0,20}") {
        for original in [any, odd] {
            let quoted = quoted(&original);
            for (language, source) in [
                (Language::Yaml, format!("b: 1\na: {quoted}\n")),
                (Language::Toml, format!("b = 1\na = {quoted}\n")),
                (Language::Json, format!("\"b\": 1, \"a\": {quoted}")),
            ] {
                prop_assert_eq!(text(language, &source), Some(original.clone()), "{}", source);
            }
            if !original.contains('\n') && !original.trim().is_empty() {
                let single = original.replace('\'', "''");
                let source = format!("a: '{}'\n", single);
                prop_assert_eq!(text(Language::Yaml, &source), Some(original.clone()), "{}", source);
            }
        }
    }

    #[test]
    fn json_is_parsed_as_by_serde_json(value in shape()) {
        let object = json!({"a": value});
        for source in [object.to_string(), serde_json::to_string_pretty(&object).unwrap()] {
            prop_assert_eq!(super::tests::value(Language::Json, &source), (object.clone(), vec![]));
            prop_assert_eq!(super::tests::value(Language::Yaml, &source), (object.clone(), vec![]));
        }
    }

    #[test]
    fn any_text_is_handled(
        source in "(a|b|: |:|- |-|\n|\n  |\n\t|\\[|\\]|\\{|\\}|,|\"|'|#|&x |\\*x|<<: |!!str |\\||>|=|\\.|1|中|\\\\|\r|\\? |%|---|~){0,40}",
        any in ".{0,60}",
    ) {
        for source in [source, any] {
            for language in [Language::Yaml, Language::Toml, Language::Json] {
                let _ = value(language, &source);
            }
        }
    }
}

/// JSON values of limited size.
fn shape() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        "[a-z\"\\\\\u{4e00}-\u{4e20}: ]{0,8}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| json!(items)),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}
