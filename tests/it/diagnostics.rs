//! Tests of the problems that a single file can have, and of their locations.
//!
//! A fixture is named after its diagnostic code: `<code>.md` or `<code>.<variant>.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use inkstone::compile::{CompileOptions, compile};
use inkstone::post::{Code, ContentPath, Severity};

/// The name of a fixture without `.md`, and line, column and length of each of its problems, or `None`
/// for a problem with the file as a whole.
type Expected = (&'static str, &'static [Option<(u32, u32, u32)>]);

const fn at(line: u32, column: u32, length: u32) -> Option<(u32, u32, u32)> {
    Some((line, column, length))
}

const EXPECTED: &[Expected] = &[
    ("control_character", &[at(4, 4, 1)]),
    ("control_character.escape", &[at(2, 8, 9)]),
    ("date_invalid", &[at(3, 7, 10)]),
    ("date_invalid.half_days", &[at(3, 7, 19), at(4, 10, 12)]),
    ("date_invalid.several", &[at(3, 7, 9), at(4, 10, 16), at(5, 10, 4)]),
    ("date_invalid.toml", &[at(3, 8, 10)]),
    ("embed_refused", &[at(6, 3, 64), at(8, 3, 21)]),
    ("encoding_invalid", &[at(5, 3, 1)]),
    ("encoding_invalid.gbk", &[at(2, 8, 1)]),
    ("encoding_utf16", &[None]),
    ("file_empty", &[None]),
    ("front_matter_language", &[at(1, 5, 6)]),
    ("front_matter_late", &[at(3, 1, 3)]),
    ("front_matter_late.indented", &[at(1, 2, 3)]),
    ("front_matter_not_map", &[at(2, 1, 3)]),
    ("front_matter_not_map.glued", &[at(2, 1, 11)]),
    ("front_matter_spaces", &[at(2, 7, 1)]),
    ("front_matter_spaces.key", &[at(3, 1, 3)]),
    ("front_matter_syntax", &[at(2, 12, 1)]),
    ("front_matter_syntax.at", &[at(3, 5, 4)]),
    ("front_matter_syntax.backtick", &[at(2, 8, 6)]),
    ("front_matter_syntax.after_bracket", &[at(2, 13, 2)]),
    ("front_matter_syntax.block", &[at(2, 8, 6)]),
    ("front_matter_syntax.bracket", &[at(3, 7, 1)]),
    ("front_matter_syntax.bracket_end", &[at(3, 7, 1)]),
    ("front_matter_syntax.comma", &[at(2, 8, 2)]),
    ("front_matter_syntax.dash", &[at(4, 1, 2)]),
    ("front_matter_syntax.dash_indent", &[at(4, 2, 3)]),
    ("front_matter_syntax.dash_value", &[at(2, 8, 3)]),
    ("front_matter_syntax.document", &[at(3, 1, 3)]),
    ("front_matter_syntax.escape", &[at(2, 10, 2)]),
    ("front_matter_syntax.indent", &[at(3, 7, 1)]),
    ("front_matter_syntax.recursive_alias", &[at(2, 8, 2)]),
    ("front_matter_syntax.json", &[at(3, 20, 1)]),
    ("front_matter_syntax.json_comma", &[at(3, 1, 1)]),
    ("front_matter_syntax.json_escape", &[at(1, 14, 1)]),
    ("front_matter_syntax.json_open", &[at(3, 1, 1)]),
    ("front_matter_syntax.json_space", &[at(2, 9, 1)]),
    ("front_matter_syntax.json_single", &[at(1, 11, 1)]),
    ("front_matter_syntax.no_colon", &[at(3, 1, 15)]),
    ("front_matter_syntax.no_colon_first", &[at(3, 5, 1)]),
    ("front_matter_syntax.percent", &[at(2, 8, 2)]),
    ("front_matter_syntax.quote", &[at(2, 8, 6)]),
    ("front_matter_syntax.star", &[at(2, 8, 11)]),
    ("front_matter_syntax.template", &[at(2, 9, 14)]),
    ("front_matter_syntax.toml_bare", &[at(3, 9, 5), at(4, 17, 1)]),
    ("front_matter_syntax.toml_colon", &[at(2, 6, 1)]),
    ("front_matter_syntax.toml_space", &[at(2, 8, 1)]),
    ("front_matter_syntax.toml_key", &[at(2, 1, 2)]),
    ("front_matter_syntax.trailing", &[at(2, 16, 5)]),
    ("front_matter_tabs", &[at(4, 1, 1)]),
    ("front_matter_too_complex", &[at(2, 71, 1)]),
    ("front_matter_too_complex.alias", &[at(5, 36, 2)]),
    ("front_matter_unclosed", &[at(1, 1, 3)]),
    ("front_matter_unclosed.toml", &[at(1, 1, 3)]),
    ("front_matter_unopened", &[at(1, 1, 15)]),
    ("html_removed", &[at(5, 1, 31), at(6, 1, 15), at(10, 3, 23), at(12, 1, 7), at(16, 1, 5)]),
    ("key_duplicate", &[at(4, 1, 5)]),
    ("key_duplicate.json", &[at(1, 16, 7)]),
    ("key_duplicate.toml", &[at(3, 1, 5)]),
    ("key_repeated", &[at(4, 13, 1), at(5, 1, 3)]),
    ("key_repeated.toml", &[at(5, 1, 1)]),
    ("hidden_by_key", &[at(3, 1, 6), at(4, 1, 8), at(5, 1, 5)]),
    ("key_misspelled", &[at(3, 1, 8)]),
    ("lang_invalid", &[at(3, 7, 8)]),
    ("lang_unregistered", &[at(3, 7, 2)]),
    ("lang_unregistered.unknown", &[at(3, 7, 2)]),
    ("nesting_too_deep", &[at(7, 1, 1)]),
    ("nul_byte", &[at(4, 2, 1)]),
    ("slug_invalid", &[at(3, 7, 3)]),
    ("slug_invalid.dots", &[at(3, 7, 2)]),
    ("password_unsupported", &[None]),
    ("template_syntax", &[at(7, 1, 17)]),
    ("template_syntax.components", &[at(4, 1, 24)]),
    ("term_from_map", &[at(5, 5, 9)]),
    ("term_split", &[at(3, 14, 7)]),
    ("title_missing", &[at(2, 1, 5)]),
    ("title_from_heading", &[None]),
    ("title_from_file_name.as in Obsidian", &[None]),
    ("typographic_quotes", &[at(3, 7, 8)]),
    (
        "value_cut",
        &[at(2, 16, 14), at(3, 7, 11), at(5, 5, 5), at(6, 7, 2), at(7, 14, 10), at(8, 9, 4)],
    ),
    ("value_ignored", &[at(5, 5, 6), at(7, 3, 1), at(9, 8, 8)]),
    ("url_refused", &[at(4, 7, 16), at(4, 30, 12), at(4, 48, 21), at(6, 6, 16)]),
    ("value_wrong_kind", &[at(3, 7, 6)]),
    ("value_wrong_kind.item", &[at(4, 3, 3)]),
    ("value_wrong_kind.several", &[at(2, 8, 6), at(3, 8, 5), at(4, 7, 8)]),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics")
}

#[test]
fn every_fixture_has_exactly_the_problems_of_its_name() {
    for (name, places) in EXPECTED {
        let file = format!("{name}.md");
        let bytes = fs::read(folder().join(&file)).expect("a fixture");
        let path = ContentPath::new(&file);
        let compiled = compile(&path, &bytes, &CompileOptions::default());
        let code = name.split('.').next().unwrap_or(name);
        let found: Vec<_> = compiled
            .diagnostics
            .iter()
            .map(|d| (d.code.as_str(), d.place.as_ref().map(|p| (p.line, p.column, p.length))))
            .collect();
        let expected: Vec<_> = places.iter().map(|place| (code, *place)).collect();
        assert_eq!(found, expected, "{file}");
        let has_error = compiled.diagnostics.iter().any(|d| d.severity() == Severity::Error);
        assert_eq!(compiled.post.is_none(), has_error, "{file}");
    }
}

#[test]
fn every_problem_has_a_message_an_expectation_and_a_help_text() {
    for (name, _) in EXPECTED {
        let file = format!("{name}.md");
        let bytes = fs::read(folder().join(&file)).expect("a fixture");
        let compiled = compile(&ContentPath::new(&file), &bytes, &CompileOptions::default());
        for diagnostic in compiled.diagnostics {
            assert_eq!(diagnostic.path.as_str(), file);
            for text in
                [Some(&diagnostic.message), diagnostic.expected.as_ref(), diagnostic.help.as_ref()]
            {
                let text = text.unwrap_or_else(|| panic!("{file}: {diagnostic:?}"));
                assert!(!text.is_empty() && !text.contains('\n'), "{file}: {text:?}");
            }
            if let Some(place) = diagnostic.place {
                let from = (place.column - place.excerpt_column) as usize;
                let to = from + place.length as usize;
                let shown = place.excerpt.chars().count();
                assert!(shown <= 160 && to <= shown.max(from + 1), "{file}: {place:?}");
            }
        }
    }
}

#[test]
fn every_fixture_is_tested() {
    let names: BTreeSet<String> = fs::read_dir(folder())
        .expect("the fixtures")
        .map(|entry| entry.expect("a fixture").file_name().to_string_lossy().into_owned())
        .collect();
    let expected: BTreeSet<String> =
        EXPECTED.iter().map(|(name, _)| format!("{name}.md")).collect();
    assert_eq!(names, expected);
}

#[test]
fn every_front_matter_code_has_a_fixture() {
    let shown: BTreeSet<&str> =
        EXPECTED.iter().filter_map(|(name, _)| name.split('.').next()).collect();
    let front_matter = Code::ALL.iter().map(|code| code.as_str()).filter(|name| {
        ["front_matter_", "encoding_", "key_", "value_", "date_", "lang_", "slug_invalid"]
            .iter()
            .any(|start| name.starts_with(start))
    });
    for name in front_matter {
        assert!(shown.contains(name), "no fixture for {name}");
    }
}
