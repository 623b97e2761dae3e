//! Tests of slugs, titles and other fields.

use proptest::prelude::*;

use crate::compile::{CompileOptions, SlugDate, SlugFrom, compile};
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
fn a_date_prefix_has_several_forms() {
    for (path, slug, date) in [
        ("2017-03-08-index.md", "index", Some("2017-03-08")),
        ("bitcoin/2017-03-08-index.md", "bitcoin", Some("2017-03-08")),
        ("bitcoin/2017-03-08-index.zh.md", "bitcoin", Some("2017-03-08")),
        ("2016-01-01-bitcoin/2017-03-08-index.md", "bitcoin", Some("2017-03-08")),
        ("2016-01-01-bitcoin/index.md", "bitcoin", Some("2016-01-01")),
        ("20181015_name.md", "name", Some("2018-10-15")),
        ("2018-10-15_name.md", "name", Some("2018-10-15")),
        ("20181015-name.md", "20181015-name", None),
        ("2018-10-15.md", "2018-10-15", Some("2018-10-15")),
    ] {
        let options = CompileOptions {
            languages: vec![crate::text::Lang::parse("zh").unwrap()],
            ..CompileOptions::default()
        };
        let post = compile(&ContentPath::new(path), b"x", &options).post.unwrap();
        assert_eq!(post.slug.as_str(), slug, "{path}");
        assert_eq!(post.date.map(|date| date.to_string()).as_deref(), date, "{path}");
    }
}

#[test]
fn a_date_prefix_is_kept_if_configured_and_known_otherwise() {
    for (path, from, dated) in [
        ("2017-03-08-a.md", SlugFrom::Stem, Some("2017-03-08-a")),
        ("20181015_a b.md", SlugFrom::Stem, Some("20181015_a-b")),
        ("t/2017-03-08-index.md", SlugFrom::Stem, Some("2017-03-08-t")),
        ("2016-01-01-t/2017-03-08-index.md", SlugFrom::Stem, Some("2016-01-01-t")),
        ("t/2017-03-08-a.md", SlugFrom::Path, Some("t-2017-03-08-a")),
        ("2017-03-08.md", SlugFrom::Stem, None),
        ("a.md", SlugFrom::Stem, None),
    ] {
        let read = |slug_date| {
            let options = CompileOptions { slug_date, ..options(from) };
            compile(&ContentPath::new(path), b"x", &options).post.unwrap()
        };
        let post = read(SlugDate::Drop);
        assert_eq!(post.dated_slug.as_ref().map(Slug::as_str), dated, "{path}");
        let kept = read(SlugDate::Keep);
        assert_eq!(kept.slug.as_str(), dated.unwrap_or(post.slug.as_str()), "{path}");
        assert_eq!((kept.dated_slug, kept.date), (None, post.date), "{path}");
    }
    let text = "---\nslug: b\n---\n";
    let post =
        compile(&ContentPath::new("2017-03-08-a.md"), text.as_bytes(), &options(SlugFrom::Stem));
    assert_eq!(post.post.unwrap().dated_slug, None, "an authored slug has no date");
}

#[test]
fn a_slug_that_is_a_path_is_its_last_segment_and_an_alias() {
    for (written, slug, alias) in [
        ("/hello", "hello", None),
        ("hello/", "hello", None),
        ("notes/2023/first", "first", Some("notes/2023/first")),
        ("/notes//2023/first note/", "first-note", Some("notes//2023/first note")),
        ("/", "a", None),
        ("'/ / /'", "a", None),
    ] {
        let text = format!("---\ntitle: x\nslug: {written}\n---\n");
        let compiled =
            compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default());
        assert_eq!(compiled.diagnostics, [], "{written}");
        let post = compiled.post.unwrap();
        assert_eq!(post.slug.as_str(), slug, "{written}");
        let aliases: Vec<&str> = post.aliases.iter().map(|alias| &**alias).collect();
        assert_eq!(aliases, alias.into_iter().collect::<Vec<_>>(), "{written}");
    }
    for written in ["a\\b", "..", "a/..", "./a", "a/../b"] {
        let text = format!("---\ntitle: x\nslug: {written}\n---\n");
        let compiled =
            compile(&ContentPath::new("a.md"), text.as_bytes(), &CompileOptions::default());
        let codes: Vec<_> = compiled.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::SlugInvalid], "{written}");
    }
}

#[test]
fn the_path_of_zola_may_begin_with_the_date() {
    for (line, date) in [
        ("path: 2018-10-15-name", Some("2018-10-15")),
        ("path: /blog/20181015_name/", Some("2018-10-15")),
        ("path: name", None),
        ("path: [2018-10-15-name]", None),
    ] {
        let text = format!("---\ntitle: x\n{line}\n---\n");
        let read = |path: &str| {
            let path = ContentPath::new(path);
            compile(&path, text.as_bytes(), &CompileOptions::default()).post.unwrap()
        };
        assert_eq!(read("a.md").date.map(|date| date.to_string()).as_deref(), date, "{line}");
        assert_eq!(read("2019-01-01-a.md").date.unwrap().to_string(), "2019-01-01", "{line}");
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
