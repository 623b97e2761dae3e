//! Tests of new posts, which are compiled as any file in the content folder is.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{NewFile, NewPost};
use crate::compile::{CompileOptions, SlugDate, SlugFrom, compile};
use crate::text::Lang;

const TODAY: Date = date(2026, 11, 30);

fn new(title: &str) -> NewPost<'_> {
    NewPost {
        title,
        today: TODAY,
        date: None,
        slug: None,
        lang: None,
        tags: &[],
        draft: false,
        folder: "",
    }
}

fn file(post: NewPost<'_>) -> NewFile {
    post.file(&CompileOptions::default()).unwrap()
}

#[test]
fn a_post_has_a_title_a_date_and_no_tags() {
    let file = file(new("深入理解引用计数"));
    assert_eq!(file.path.as_str(), "2026-11-30-深入理解引用计数.md");
    assert_eq!(file.text, "---\ntitle: 深入理解引用计数\ndate: 2026-11-30\ntags: []\n---\n\n");
    assert_eq!(file.post.slug.as_str(), "深入理解引用计数");
    assert_eq!(file.post.date, Some(TODAY));
    assert!(!file.post.draft);
}

#[test]
fn everything_can_be_chosen() {
    let tags = ["Rust，内存管理".to_owned(), "C#".to_owned(), "3.10".to_owned()];
    let lang = Lang::parse("zh-TW").unwrap();
    let chosen = NewPost {
        date: Some("2026年12月24日 08:30"),
        slug: Some("Node.js: 入门"),
        lang: Some(&lang),
        tags: &tags,
        draft: true,
        folder: "notes/2026",
        ..new("入门")
    };
    let file = file(chosen);
    assert_eq!(file.path.as_str(), "notes/2026/2026-12-24-node-js-入门.md");
    assert_eq!(file.post.slug.as_str(), "Node.js:-入门");
    let tags: Vec<&str> = file.post.tags.iter().map(|tag| &**tag).collect();
    assert_eq!(tags, ["Rust", "内存管理", "C#", "3.10"]);
    assert_eq!(file.post.published_at.unwrap().to_string(), "2026-12-24T08:30:00Z");
    assert_eq!(file.post.lang, lang);
    assert!(file.post.draft);
}

#[test]
fn a_file_is_never_taken_for_its_folder() {
    for title in ["Index", "README"] {
        let post = file(NewPost { folder: "trip", ..new(title) }).post;
        assert_eq!((post.slug.as_str(), &*post.title), (&*title.to_lowercase(), title));
    }
}

#[test]
fn a_title_without_letters_is_named_by_its_date() {
    let file = file(new("？！🎉"));
    assert_eq!(file.path.as_str(), "2026-11-30.md");
    assert_eq!((&*file.post.title, file.post.slug.as_str()), ("？！🎉", "2026-11-30"));
}

#[test]
fn a_slug_follows_from_the_settings_unless_it_is_chosen() {
    let options = CompileOptions {
        slug_from: SlugFrom::Path,
        slug_date: SlugDate::Keep,
        ..CompileOptions::default()
    };
    let post = NewPost { folder: "notes", ..new("Hello") };
    assert_eq!(post.file(&options).unwrap().post.slug.as_str(), "notes-2026-11-30-hello");
    let post = NewPost { slug: Some("hi"), ..post };
    assert_eq!(post.file(&options).unwrap().post.slug.as_str(), "hi");
}

#[test]
fn a_title_is_one_line() {
    assert_eq!(&*file(new("  Hello\n  World\t!\r\n")).post.title, "Hello World !");
    assert_eq!(&*file(new("第一章　开始")).post.title, "第一章　开始");
}

#[test]
fn what_cannot_be_used_is_named() {
    let refused = |post: NewPost<'_>| post.file(&CompileOptions::default()).unwrap_err();
    let tags = ["“Rust”".to_owned()];
    for (post, part) in [
        (new(" \n"), "the title is empty"),
        (new("a\u{1b}[31mb"), "U+001B (escape)"),
        (NewPost { date: Some("yesterday"), ..new("a") }, "`yesterday` is not a date"),
        (NewPost { date: Some("2026-02-30"), ..new("a") }, "`2026-02-30` does not exist"),
        (NewPost { slug: Some("a/b"), ..new("a") }, "`a/b` is not a valid slug"),
        (NewPost { slug: Some(".."), ..new("a") }, "`..` is not a valid slug"),
        (NewPost { tags: &tags, ..new("a") }, "typographic"),
    ] {
        let message = refused(post);
        assert!(message.contains(part), "{message}");
    }
}

/// Titles of everything that YAML, Markdown, template languages and file systems give a meaning to.
fn titles() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,12}",
        "[\u{80}-\u{ffff}]{0,4}",
        prop::sample::select(vec![
            "---",
            "...",
            ": ",
            " #",
            "- ",
            "? ",
            "!!str ",
            "&a ",
            "*a",
            "{{ x }}",
            "{% raw %}",
            "[x]",
            "{x}",
            "\"",
            "'",
            "\\",
            "|",
            ">",
            "%",
            "@",
            "`",
            "~",
            "<!-- more -->",
            "<b>",
            "$x$",
            "[[x]]",
            ":::",
            "2024-01-15",
            "true",
            "\n",
            "\u{2028}",
            "\u{feff}",
            "\u{3000}",
            "“",
            "”",
            "：",
            "…",
            "👩\u{200d}💻",
            "内存",
            "e\u{301}",
            "../",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_title_compiles_to_itself_without_a_problem(title in titles()) {
        match new(&title).file(&CompileOptions::default()) {
            Err(message) => prop_assert!(
                title.trim().is_empty() || message.contains("character that HTML forbids"),
                "{title:?}: {message}"
            ),
            Ok(file) => {
                let compiled = compile(&file.path, file.text.as_bytes(), &CompileOptions::default());
                prop_assert_eq!(compiled.diagnostics, []);
                let post = compiled.post.unwrap();
                let words = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert_eq!(words(&post.title), words(&title));
                if !title.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
                    prop_assert_eq!(&*post.title, title.trim());
                }
                let name = file.path.as_str();
                prop_assert!(name.len() <= 143 && name.starts_with("2026-11-30"), "{name}");
                prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', ' ']), "{name}");
                prop_assert!(post.slug.as_str() == "2026-11-30" || name == format!("2026-11-30-{}.md", post.slug), "{name}");
            }
        }
    }
}
