//! Tests of fields in all their forms.

use proptest::prelude::*;
use serde_json::json;

use super::super::{CompileOptions, SlugFrom, compile};
use super::{clean, codes, extra, list, read};
use crate::post::{Code, ContentPath, Status};
use crate::text::Lang;

#[test]
fn a_date_prefix_of_the_name_is_the_date() {
    let post = clean("_posts/2024-02-29-leap.md", "---\ntitle: x\n---\n");
    assert_eq!(post.date.unwrap().to_string(), "2024-02-29");
    assert_eq!(post.published_at.unwrap().to_string(), "2024-02-29T00:00:00Z");
    let post = clean("2023-02-29-leap.md", "---\ntitle: x\n---\n");
    assert_eq!((post.date, post.slug.as_str()), (None, "2023-02-29-leap"));
    let post = clean("2024-01-02-trip/index.md", "---\ntitle: x\n---\n");
    assert_eq!(
        (post.date.unwrap().to_string().as_str(), post.slug.as_str()),
        ("2024-01-02", "trip")
    );
}

#[test]
fn scalars_in_string_fields_are_strings() {
    let post = clean(
        "a.md",
        "---\ntitle: 2024\ntags: [3.10, no, 0x1F, 2024-01-15, ~, '', 12:30:45, 1e3, TRUE]\ndescription: yes\nseries: 007\n---\n",
    );
    assert_eq!(&*post.title, "2024");
    assert_eq!(list(&post.tags), ["3.10", "no", "0x1F", "2024-01-15", "12:30:45", "1e3", "TRUE"]);
    assert_eq!((post.description.as_deref(), post.series.as_deref()), (Some("yes"), Some("007")));
}

#[test]
fn tags_are_split_trimmed_and_deduplicated() {
    let post = clean("a.md", "---\ntitle: x\ntags: ' Rust，Web、 rust, ＲＵＳＴ ,,异步'\n---\n");
    assert_eq!(list(&post.tags), ["Rust", "Web", "异步"]);
    let post = clean("a.md", "---\ntitle: x\ntags: ['a, b', c]\n---\n");
    assert_eq!(list(&post.tags), ["a, b", "c"]);
}

#[test]
fn category_comes_before_categories() {
    let post = clean(
        "a.md",
        "---\ntitle: x\ncategories: [A, B]\ncategory: b\nauthor: Y\nauthors: [X, y]\n---\n",
    );
    assert_eq!(list(&post.categories), ["b", "A"]);
    assert_eq!(list(&post.authors), ["Y", "X"]);
}

#[test]
fn a_missing_value_falls_back_to_the_next_name() {
    let post =
        clean("a.md", "---\ntitle: x\ndescription:\nsummary: S\ntags: []\nkeywords: k\n---\n");
    assert_eq!((post.description.as_deref(), list(&post.tags)), (Some("S"), vec!["k"]));
    assert_eq!(post.extra, None);
}

#[test]
fn yaml_aliases_and_merges_are_resolved() {
    let post = clean(
        "a.md",
        "---\nbase: &base {a: 1, b: 2}\ntitle: &t Hello\nseries: *t\nmore:\n  <<: *base\n  b: 3\nlist: [*t, *base]\n---\n",
    );
    assert_eq!(post.series.as_deref(), Some("Hello"));
    assert_eq!(extra(&post)["more"], json!({"b": 3, "a": 1}));
    assert_eq!(extra(&post)["list"], json!(["Hello", {"a": 1, "b": 2}]));
}

#[test]
fn the_language_comes_from_suffix_folder_or_script() {
    let options = CompileOptions {
        languages: ["zh", "en", "pt-BR"].map(|tag| Lang::parse(tag).unwrap()).to_vec(),
        ..CompileOptions::default()
    };
    let read = |path: &str, text: &str| {
        let post = compile(&ContentPath::new(path), text.as_bytes(), &options).post.unwrap();
        (post.lang.to_string(), post.slug.to_string())
    };
    let pair = |lang: &str, slug: &str| (lang.to_owned(), slug.to_owned());
    assert_eq!(read("hello.ZH.md", "x"), pair("zh", "hello"));
    assert_eq!(read("hello.pt-br.md", "x"), pair("pt-BR", "hello"));
    assert_eq!(read("hello.fr.md", "x"), pair("en", "hello.fr"));
    assert_eq!(read("zh/a/hello.md", "x"), pair("zh", "hello"));
    assert_eq!(read("zh/index.md", "x"), pair("zh", "index"));
    assert_eq!(read("trip/index.zh.md", "x"), pair("zh", "trip"));
    assert_eq!(read("trip/index.zh.mdx", "x"), pair("zh", "trip"));
    assert_eq!(read("hello.en.md", "---\nlang: ja\n---\n"), pair("ja", "hello"));
    assert_eq!(read("a.md", "---\ntitle: 内存管理\n---\n"), pair("zh", "a"));
    assert_eq!(read("a.md", "---\ntitle: メモリの管理について\n---\n"), pair("ja", "a"));
    assert_eq!(read("a.md", "---\ntitle: 메모리 관리\n---\n"), pair("ko", "a"));
}

#[test]
fn folders_are_part_of_the_slug_if_configured() {
    let options = CompileOptions {
        slug_from: SlugFrom::Path,
        languages: vec![Lang::parse("zh").unwrap()],
        ..CompileOptions::default()
    };
    for (path, slug) in [
        ("2024/hello.md", "2024-hello"),
        ("zh/2024/hello.md", "2024-hello"),
        ("2024/hello/index.md", "2024-hello"),
        ("2024/2024-01-15-hello.md", "2024-hello"),
        ("index.md", "index"),
        ("my posts/a.md", "my-posts-a"),
    ] {
        let post = compile(&ContentPath::new(path), b"x", &options).post.unwrap();
        assert_eq!(post.slug.as_str(), slug, "{path}");
    }
}

#[test]
fn drafts_are_recognized_by_folder_and_flags() {
    assert!(clean("_drafts/a.md", "---\ntitle: x\n---\n").draft);
    for (line, draft) in [
        ("draft: 'Yes'", true),
        ("draft: off", false),
        ("published: no", true),
        ("published: true", false),
    ] {
        assert_eq!(clean("a.md", &format!("---\ntitle: x\n{line}\n---\n")).draft, draft, "{line}");
    }
}

#[test]
fn a_publication_flag_may_be_a_date() {
    let post = clean("a.md", "---\ntitle: x\npublished: 2024-01-01\n---\n");
    assert_eq!((post.draft, extra(&post)), (false, json!({"published": "2024-01-01"})));
}

#[test]
fn a_key_of_another_tool_that_hides_a_post_makes_it_a_draft() {
    for line in [
        "private: true",
        "hidden: true",
        "Unlisted: yes",
        "ignorePublish: true",
        "hidden: maybe",
        "render: false",
        "build: {render: never}",
        "_build: {list: never}",
        "build.render: never",
        "status: draft",
        "Status: Private",
        "status: [seedling, draft]",
        "visibility: private",
    ] {
        let compiled = read("a.md", &format!("---\ntitle: x\n{line}\n---\n"));
        assert_eq!(codes(&compiled), [Code::HiddenByKey], "{line}");
        assert_eq!(compiled.diagnostics[0].place.as_ref().map(|place| place.line), Some(3));
        assert!(compiled.post.unwrap().draft, "{line}");
    }
    for line in ["Draft: true", "DRAFT: yes", "publish: false", "draft: false\nDraft: true"] {
        assert!(clean("a.md", &format!("---\ntitle: x\n{line}\n---\n")).draft, "{line}");
    }
    for line in
        ["hidden: false", "status: seedling", "render: true", "build: {render: always}", "hidden:"]
    {
        let post = clean("a.md", &format!("---\ntitle: x\n{line}\n---\n"));
        assert!(!post.draft, "{line}");
        assert_eq!(post.extra.is_some(), !line.ends_with(':'), "{line}");
    }
}

#[test]
fn a_post_with_a_password_is_a_draft_and_does_not_show_it() {
    for line in ["password: hunter2", "Password: [hunter2]", "password: {a: hunter2}"] {
        let compiled = read("a.md", &format!("---\ntitle: x\n{line}\n---\nBody\n"));
        assert_eq!(codes(&compiled), [Code::PasswordUnsupported]);
        assert!(!format!("{compiled:?}").contains("hunter2"), "{compiled:?}");
        assert!(compiled.post.unwrap().draft);
    }
    let post = clean("a.md", "---\ntitle: x\npassword: ''\n---\n");
    assert_eq!((post.draft, post.extra), (false, None));
}

#[test]
fn the_first_date_gives_the_day_and_the_latest_one_the_moment() {
    let post = clean(
        "a.md",
        "---\ntitle: x\ncreated: 2020-01-01\npublishdate: 2999-01-01\nDate: 2021-01-01\n---\n",
    );
    assert_eq!(post.date.unwrap().to_string(), "2021-01-01");
    assert_eq!(post.published_at.unwrap().to_string(), "2999-01-01T00:00:00Z");
    for name in
        ["date", "PubDate", "publishDate", "published_at", "date_published", "created", "published"]
    {
        let post = clean("a.md", &format!("---\ntitle: x\n{name}: 2999-01-01\n---\n"));
        let moment = post.published_at.map(|moment| moment.to_string());
        assert_eq!(moment.as_deref(), Some("2999-01-01T00:00:00Z"), "{name}");
    }
    let compiled = read("a.md", "---\ntitle: x\ndate: 2020-01-01\ncreated: soon\n---\n");
    assert_eq!(codes(&compiled), [Code::DateInvalid]);
}

#[test]
fn the_earliest_expiration_date_counts() {
    let post = clean(
        "a.md",
        "---\ntitle: x\nexpires: 2999-01-01\nunpublishdate: 2020-01-01\nExpiryDate: 2021-01-01\n---\n",
    );
    assert_eq!(post.expires_at.unwrap().to_string(), "2020-01-01T00:00:00Z");
}

proptest! {
    /// Whatever else is in the front matter, and in whatever order and case, one key hides the post.
    #[test]
    fn no_other_key_publishes_a_hidden_post(
        hiding in prop::sample::select(vec![
            "draft: true", "published: false", "publish: false", "private: true", "hidden: true",
            "unlisted: true", "ignorePublish: true", "render: false", "status: draft",
            "status: private", "visibility: private", "password: x", "publishDate: 2999-01-01",
            "created: 2999-01-01", "expiryDate: 2020-01-01", "unpublishDate: 2020-01-01",
        ]),
        others in prop::sample::subsequence(vec![
            "date: 2020-01-01", "pubDate: 2020-01-02", "expires: 2999-01-01", "Draft: false",
            "PUBLISHED: true", "Hidden: false", "Render: true", "STATUS: published",
            "Visibility: public", "updated: 2020-01-01", "build: {render: always}",
        ], 0..8),
        upper in any::<bool>(),
        at in any::<prop::sample::Index>(),
    ) {
        let (key, value) = hiding.split_once(": ").unwrap();
        let key = if upper { key.to_ascii_uppercase() } else { key.to_owned() };
        let mut lines: Vec<String> = others.iter().map(|line| (*line).to_owned()).collect();
        lines.insert(at.index(lines.len() + 1), format!("{key}: {value}"));
        let text = format!("---\ntitle: x\n{}\n---\n", lines.join("\n"));
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        // Keys that are equal are an error, which hides the post as well.
        if let Some(post) = read("a.md", &text).post {
            prop_assert_ne!(post.status(now), Some(Status::Published), "{}", text);
        }
    }
}

#[test]
fn a_tag_that_is_a_map_is_reported() {
    let text = "---\ntitle: x\ntags:\n- {name: a}\n- {label: b}\n- Go: the language\n---\n";
    assert_eq!(codes(&read("a.md", text)), [Code::TermFromMap, Code::ValueIgnored]);
    let compiled = read("a.md", "---\ntitle: x\ntags: [{name: a}, b]\n---\n");
    assert_eq!(codes(&compiled), [Code::TermFromMap]);
    assert_eq!(list(&compiled.post.unwrap().tags), ["a", "b"]);
    clean("a.md", "---\ntitle: x\nauthors: [{name: a}]\n---\n");
}

#[test]
fn odd_values_are_left_out_and_kept_in_extra() {
    for (lines, key) in [
        ("aliases:\n- ?\n- /old", "aliases"),
        ("aliases: {a: b}", "aliases"),
        ("tags:\n- a\n- Go: the language", "tags"),
        ("authors: [{url: x}]", "authors"),
        ("cover: {alt: x}", "cover"),
        ("series: {weight: 1}", "series"),
        ("translationKey: [a]", "translationKey"),
    ] {
        let compiled = read("a.md", &format!("---\ntitle: x\n{lines}\n---\n"));
        assert_eq!(codes(&compiled), [Code::ValueIgnored], "{lines}");
        assert!(extra(&compiled.post.unwrap()).get(key).is_some(), "{lines}");
    }
    let post = clean("a.md", "---\ntitle: x\nbanner: {content: Hello}\n---\n");
    assert_eq!(
        (post.cover.is_none(), extra(&post)),
        (true, json!({"banner": {"content": "Hello"}}))
    );
    for line in ["cover: {}", "tags: {}", "series: {}", "aliases: []"] {
        assert_eq!(clean("a.md", &format!("---\ntitle: x\n{line}\n---\n")).extra, None, "{line}");
    }
    assert_eq!(codes(&read("a.md", "---\ntitle: x\ntags: {a: b}\n---\n")), [Code::ValueWrongKind]);
}

#[test]
fn an_author_that_is_a_map_has_a_name_or_a_key() {
    let post = clean(
        "a.md",
        "---\ntitle: x\nauthors:\n- {title: Founder, name: Lin}\n- {key: maria, title: Editor}\n---\n",
    );
    assert_eq!(list(&post.authors), ["Lin", "maria"]);
}

#[test]
fn items_are_split_at_chinese_commas() {
    for key in ["tags", "categories", "authors"] {
        let text = format!("---\ntitle: x\n{key}: [demo, 测试，测试标签, 'x、y', 'a, b']\n---\n");
        let compiled = read("a.md", &text);
        assert_eq!(codes(&compiled), [Code::TermSplit; 2], "{key}");
        let post = compiled.post.unwrap();
        let terms = [&post.tags, &post.categories, &post.authors];
        let terms = terms.into_iter().find(|terms| !terms.is_empty()).unwrap();
        assert_eq!(list(terms), ["demo", "测试", "测试标签", "x", "y", "a, b"], "{key}");
    }
    let post = clean("a.md", "---\ntitle: x\ntags: 测试，测试标签、x\naliases: ['a，b']\n---\n");
    assert_eq!(list(&post.tags), ["测试", "测试标签", "x"]);
    assert_eq!(&*post.aliases[0], "a，b");
}

#[test]
fn flags_of_themes_are_not_values() {
    let post = clean("a.md", "---\ntitle: x\nread_time: true\nimage: true\n---\nText\n");
    assert_eq!((&*post.read_time, post.cover.is_none()), ("1 min", true));
    assert_eq!(extra(&post), json!({"read_time": true, "image": true}));
    let post = clean("a.md", "---\ntitle: x\nreadingTime: false\n---\nText\n");
    assert_eq!((&*post.read_time, extra(&post)), ("1 min", json!({"readingTime": false})));
    assert_eq!(
        codes(&read("a.md", "---\ntitle: x\nread_time: 5 min\n---\n")),
        [Code::KeyMisspelled]
    );
    assert_eq!(codes(&read("a.md", "---\ntitle: x\nhiden: true\n---\n")), [Code::KeyMisspelled]);
    assert_eq!(codes(&read("a.md", "---\ntitle: x\nimage1: a\nimage2: b\n---\n")), []);
}

#[test]
fn a_comment_that_may_be_meant_as_text_is_reported() {
    for (line, title) in [
        ("title: Fix bug #123 in parser", "Fix bug"),
        ("title: C # in depth", "C"),
        ("title: x\ntags: #idea #todo", "x"),
        ("title: x\ntags:\n- #idea\n- a", "x"),
        ("title: x\nCategory: a #b", "x"),
        ("title: x\nfoo: see #12", "x"),
        ("title: x\ncolor: #fff", "x"),
        ("title: x\ncolors:\n- #fff\n- red", "x"),
        ("title: x\nchat:\n  channel: #general", "x"),
        ("title: two\n  lines #3", "two lines"),
    ] {
        let compiled = read("a.md", &format!("---\n{line}\n---\n"));
        assert_eq!(codes(&compiled), [Code::ValueCut], "{line}");
        assert_eq!(&*compiled.post.unwrap().title, title, "{line}");
    }
    clean(
        "a.md",
        "---\n# top\ntitle: 'x #1' #2\ndate: 2024-01-01 #3\ndraft: false #4\nweight: 5 #6\nflag: true #7\n\
         tags: # the tags\n  # more\n- 'a' #8\ncategories: [b] #9\nlayout: post # ten\ntext: |\n  a #11\nurl: a#12\n\
         todo: # later\n#old: a\nlast:\n#older: b\n---\n",
    );
}

#[test]
fn digits_with_leading_zeros_are_text() {
    let post = clean("a.md", "---\ntitle: 007\nid: 007\nn: 7\nz: 0\nlist: [010, 1_000]\n---\n");
    assert_eq!(&*post.title, "007");
    assert_eq!(extra(&post), json!({"id": "007", "n": 7, "z": 0, "list": ["010", "1_000"]}));
}

#[test]
fn keys_with_invisible_characters_are_read() {
    for key in ["\u{feff}tags", "tags\u{a0}", "ta\u{200b}gs", "\u{3000}tags", "TAGS\u{200e}"] {
        let compiled = read("a.md", &format!("---\ntitle: x\n{key}: [a]\n---\n"));
        assert_eq!(codes(&compiled), [Code::FrontMatterSpaces], "{key:?}");
        assert_eq!(list(&compiled.post.unwrap().tags), ["a"], "{key:?}");
    }
}

#[test]
fn a_cover_has_many_forms() {
    let src = |value: &str| {
        clean("a.md", &format!("---\ntitle: x\ncover: {value}\n---\n")).cover.map(|cover| cover.src)
    };
    for value in [
        "a.png",
        "[a.png, b.png]",
        "{url: a.png}",
        "{image: a.png, relative: true}",
        "[{src: a.png}]",
    ] {
        assert_eq!(src(value).as_deref(), Some("a.png"), "{value}");
    }
    for value in ["false", "''", "~", "{image: ''}", "[]"] {
        assert_eq!(src(value), None, "{value}");
    }
    let post =
        clean("a.md", "---\ntitle: x\ncover: {src: a, alt: b, width: 10, height: '20'}\n---\n");
    let cover = post.cover.unwrap();
    assert_eq!((cover.alt.as_deref(), cover.width, cover.height), (Some("b"), Some(10), Some(20)));
    assert_eq!(post.extra, None);
}
