//! Tests of slugs, titles and other fields.

use proptest::prelude::*;

use crate::compile::{CompileOptions, SlugFrom, compile};
use crate::post::{Code, ContentPath};
use crate::text::Slug;

fn options(slug_from: SlugFrom) -> CompileOptions {
    CompileOptions { slug_from, ..CompileOptions::default() }
}

#[test]
fn a_name_that_is_not_a_valid_segment_is_reported() {
    for name in ["a\\b.md", "a\u{7}b.md", " .md"] {
        let compiled = compile(&ContentPath::new(name), b"x", &options(SlugFrom::Stem));
        let codes: Vec<_> = compiled.diagnostics.iter().map(|d| d.code).collect();
        assert!(codes.contains(&Code::SlugInvalid), "{name:?}: {codes:?}");
        let authored = compile(
            &ContentPath::new(name),
            b"---\nslug: x\ntitle: x\n---\n",
            &options(SlugFrom::Stem),
        );
        assert!(authored.post.is_some(), "an authored slug replaces {name:?}");
    }
}

#[test]
fn a_multiline_title_becomes_a_single_line() {
    let text = "---\ntitle: >\n  one\n\n  two\ndescription: |\n  a\n  b\n---\n";
    let post = compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default())
        .post
        .unwrap();
    assert_eq!((&*post.title, post.description.as_deref()), ("one two", Some("a\nb")));
}

#[test]
fn aliases_of_both_names_are_used() {
    let text = "---\ntitle: x\naliases: [/a/, b]\nredirect_from: /2020/c/\n---\n";
    let post = compile(&ContentPath::new("x.md"), text.as_bytes(), &CompileOptions::default())
        .post
        .unwrap();
    assert_eq!(post.aliases.iter().map(|old| &**old).collect::<Vec<_>>(), ["a", "b", "2020/c"]);
    assert!(post.extra.is_none());
}

#[test]
fn an_authored_reading_time_is_preserved() {
    let read = |time: &str| {
        let text = format!("---\ntitle: x\nreadTime: {time}\n---\n");
        compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default())
    };
    for (written, time) in [
        ("\" 约 12  分钟 \"", " 约 12  分钟 "),
        ("12", "12"),
        ("3.10", "3.10"),
        ("|\n  12 min", "12 min"),
    ] {
        assert_eq!(&*read(written).post.unwrap().read_time, time, "{written}");
    }
    let wrong = &read("{minutes: 12}").diagnostics[0];
    assert_eq!(wrong.code, Code::ValueWrongKind);
    assert_eq!(wrong.expected.as_deref(), Some("a string, such as `readTime: 12 min`"));
}

#[test]
fn a_missing_title_defaults_to_heading_folder_or_name() {
    for (path, text, title) in [
        ("a.md", "# One\n", "One"),
        ("hello-world.md", "x", "hello-world"),
        ("trip/index.md", "x", "trip"),
        ("index.md", "x", "index"),
    ] {
        let post = compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
            .post
            .unwrap();
        assert_eq!(&*post.title, title, "{path}");
    }
}

#[test]
fn keys_of_other_tools_are_not_misspellings() {
    let text =
        "---\ntitle: x\nlayout: a\nid: b\nimages: [c]\ntype: d\ndata: e\ntabs: f\nstats: g\n---\n";
    let compiled = compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default());
    assert_eq!(compiled.diagnostics, []);
    let text = "---\ntitle: x\ntags: [a]\ntagss: [b]\n---\n";
    let compiled = compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default());
    assert_eq!(compiled.diagnostics, [], "the field is present");
}

proptest! {
    #[test]
    fn a_slug_is_a_single_segment_and_idempotent(
        stem in "[^/\u{0}-\u{1f}\u{7f}-\u{9f}\\\\]{1,30}",
        folder in "[a-z0-9 中-]{1,8}",
        authored in any::<bool>(),
    ) {
        let path = if authored { "a.md".to_owned() } else { format!("{folder}/{stem}.md") };
        let quoted = serde_json::to_string(&stem).unwrap();
        let text = if authored { format!("---\nslug: {quoted}\n---\nx") } else { "x".to_owned() };
        for slug_from in [SlugFrom::Stem, SlugFrom::Path] {
            let compiled = compile(&ContentPath::new(&path), text.as_bytes(), &options(slug_from));
            if let Some(post) = compiled.post {
                let slug = post.slug.as_str();
                prop_assert!(!slug.contains(['/', '\\']) && !slug.chars().any(char::is_whitespace));
                prop_assert!(!slug.is_empty() && slug != "." && slug != "..");
                let again = Slug::new(slug);
                prop_assert_eq!(again.as_ref().map(Slug::as_str), Ok(slug));
            }
        }
    }

    #[test]
    fn any_bytes_can_be_compiled(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(---|\n|title|: |tags|date|\\[|a|2024-01-15|slug|cover|\\{|\\}|~|,| ){0,40}") {
        for bytes in [bytes, text.clone().into_bytes(), format!("---\n{text}\n---\n").into_bytes()] {
            let compiled = compile(&ContentPath::new("a.md"), &bytes, &CompileOptions::default());
            prop_assert!(compiled.post.is_some() || !compiled.diagnostics.is_empty());
        }
    }
}
