//! Whole files, as the tools write them.

use std::ops::Add;

use serde_json::json;

use super::{CompileOptions, Compiled, SlugFrom, compile};
use crate::post::{Code, ContentPath, Post};
use crate::text::Lang;

fn read(path: &str, text: &str) -> Compiled {
    compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
}

/// The post of a file without a single complaint.
fn clean(path: &str, text: &str) -> Post {
    let compiled = read(path, text);
    assert_eq!(compiled.diagnostics, [], "{path}");
    compiled.post.unwrap()
}

fn codes(compiled: &Compiled) -> Vec<Code> {
    compiled.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn list(terms: &[std::sync::Arc<str>]) -> Vec<&str> {
    terms.iter().map(|term| &**term).collect()
}

fn extra(post: &Post) -> serde_json::Value {
    post.extra.as_deref().map_or(json!({}), |extra| extra.clone().into())
}

#[test]
fn the_first_post_is_read_as_the_contract_says() {
    let post = clean(
        "python-memory-management.md",
        "---\ntitle: 深入理解Python内存管理机制\n\
         description: 探索Python的内存分配、垃圾回收和引用计数机制，以及如何优化内存使用\n\
         date: 2025-01-15\nreadTime: 12 分钟\ncategory: Python\n\
         tags: ['Python', '内存管理', '性能优化']\n---\n\n# 深入理解Python内存管理机制\n\n正文。\n",
    );
    assert_eq!(&*post.title, "深入理解Python内存管理机制");
    let description = "探索Python的内存分配、垃圾回收和引用计数机制，以及如何优化内存使用";
    assert_eq!(post.description.as_deref(), Some(description));
    assert_eq!(post.excerpt.as_deref(), Some(description));
    assert_eq!(post.date.unwrap().to_string(), "2025-01-15");
    assert_eq!(post.published_at.unwrap().to_string(), "2025-01-15T00:00:00Z");
    assert_eq!(post.updated_at, post.published_at);
    assert_eq!((&*post.read_time, post.read_time_minutes), ("12 分钟", 12));
    assert_eq!(list(&post.categories), ["Python"]);
    assert_eq!(list(&post.tags), ["Python", "内存管理", "性能优化"]);
    assert_eq!(post.slug.as_str(), "python-memory-management");
    assert_eq!(post.lang.as_str(), "zh");
    assert!(!post.draft);
    assert!(post.extra.is_none());
    assert_eq!(post.body.markdown(), "\n# 深入理解Python内存管理机制\n\n正文。\n");
}

#[test]
fn a_hexo_post_is_read() {
    let post = clean(
        "_posts/hello.md",
        "title: 你好\ndate: 2013/7/13 20:46:25\nupdated: 2013-07-14\ncategories:\n- Diary\n- [Sports, Baseball]\n\
         tags:\n- PS3\n- Games\ncomments: false\ntoc: true\n"
            .replacen("title", "---\ntitle", 1)
            .as_str()
            .to_owned()
            .add("---\nBody\n")
            .as_str(),
    );
    assert_eq!(post.published_at.unwrap().to_string(), "2013-07-13T20:46:25Z");
    assert_eq!(post.updated_at.unwrap().to_string(), "2013-07-14T00:00:00Z");
    assert_eq!(list(&post.categories), ["Diary", "Sports", "Baseball"]);
    assert_eq!(list(&post.tags), ["PS3", "Games"]);
    assert_eq!(extra(&post), json!({"comments": false, "toc": true}));
}

#[test]
fn an_old_hexo_file_without_opening_fence_is_read_with_a_warning() {
    let compiled = read("a.md", "title: Hello: no\ndate: 2013-07-13\n---\nBody\n");
    assert_eq!(codes(&compiled), [Code::FrontMatterUnopened, Code::FrontMatterSyntax]);
    let compiled = read("a.md", "title: Hello\ndate: 2013-07-13\ntags:\n- a\n---\nBody\n");
    assert_eq!(codes(&compiled), [Code::FrontMatterUnopened]);
    let post = compiled.post.unwrap();
    assert_eq!((&*post.title, post.body.markdown()), ("Hello", "Body\n"));
    let compiled =
        read("a.md", "\"title\": \"Hello\",\n\"date\": \"2013/7/13 20:46:25\"\n;;;\nBody\n");
    assert_eq!(codes(&compiled), [Code::FrontMatterUnopened]);
    assert_eq!(&*compiled.post.unwrap().title, "Hello");
}

#[test]
fn hexo_json_is_read_with_and_without_braces() {
    for text in [
        ";;;\n\"title\": \"Hello\",\n\"tags\": [\"a\"]\n;;;\nBody",
        ";;;\n{\"title\": \"Hello\", \"tags\": [\"a\"]}\n;;;\nBody",
        "---json\n{\"title\": \"Hello\", \"tags\": [\"a\"]}\n---\nBody",
    ] {
        let post = clean("a.md", text);
        assert_eq!((&*post.title, list(&post.tags)), ("Hello", vec!["a"]), "{text}");
        assert_eq!(post.body.markdown(), "Body");
    }
}

#[test]
fn a_hugo_post_in_toml_is_read() {
    let post = clean(
        "posts/my-post/index.md",
        "+++\ntitle = 'My first post'\ndate = 2024-01-15T08:30:00-07:00\nlastmod = 2024-02-01\ndraft = false\n\
         tags = ['red', \"3.10\", 3.10]\ncategories = ['colors']\naliases = ['/old/path/', 'https://example.com/a%20b/']\n\
         expiryDate = 2030-01-01 00:00:00\nweight = 1_0\nimages = ['a.png']\n[params]\n  color = 'red'\n  n = 0x1F\n  at = 2024-01-15\n\
         [cover]\nimage = 'cover.webp'\nalt = 'A cover'\n+++\nBody\n",
    );
    assert_eq!(post.slug.as_str(), "my-post");
    assert_eq!(post.date.unwrap().to_string(), "2024-01-15");
    assert_eq!(post.published_at.unwrap().to_string(), "2024-01-15T08:30:00-07:00");
    assert_eq!(post.updated_at.unwrap().to_string(), "2024-02-01T00:00:00Z");
    assert_eq!(post.expires_at.unwrap().to_string(), "2030-01-01T00:00:00Z");
    assert_eq!(list(&post.tags), ["red", "3.10"]);
    assert_eq!(list(&post.categories), ["colors"]);
    let aliases: Vec<_> = post.aliases.iter().map(|alias| &**alias).collect();
    assert_eq!(aliases, ["old/path", "a b"]);
    let cover = post.cover.as_ref().unwrap();
    assert_eq!((&*cover.src, cover.alt.as_deref()), ("cover.webp", Some("A cover")));
    assert_eq!(
        serde_json::to_string(&extra(&post)).unwrap(),
        r#"{"weight":10,"images":["a.png"],"params":{"color":"red","n":31,"at":"2024-01-15"}}"#
    );
}

#[test]
fn a_hugo_post_in_json_is_read() {
    let text = "{\n  \"title\": \"A \\u4e2d \\/ b\",\n  \"date\": \"2024-01-15\",\n  \"tags\": [\"x\"],\n  \"n\": 1.50\n}\n\nBody\n";
    let post = clean("a.md", text);
    assert_eq!(&*post.title, "A 中 / b");
    assert_eq!(post.body.markdown(), "\nBody\n");
    assert_eq!(extra(&post), json!({"n": 1.5}));
}

#[test]
fn a_shortcode_at_the_start_is_markdown() {
    for text in ["{{< note >}}\nHi\n", "{% raw %}\n", "{ curly }\n", "{}x"] {
        let compiled = read("a.md", text);
        assert_eq!(codes(&compiled), [Code::TitleMissing], "{text}");
        assert_eq!(compiled.post.unwrap().body.markdown(), text);
    }
}

#[test]
fn a_jekyll_post_is_read() {
    let post = clean(
        "_posts/2024-01-15-welcome-to-jekyll.markdown",
        "---\nlayout: post\ntitle:  \"Welcome to Jekyll!\"\ndate:   2024-01-16 09:08:07 +0100\ncategories: jekyll, update\n\
         published: false\nredirect_from:\n  - /a/b/\nimage:\n  path: /x.png\n  alt: X\n  lqip: data\n---\nBody\n",
    );
    assert_eq!(post.slug.as_str(), "welcome-to-jekyll");
    assert_eq!(post.published_at.unwrap().to_string(), "2024-01-16T09:08:07+01:00");
    assert_eq!(list(&post.categories), ["jekyll", "update"]);
    assert!(post.draft);
    assert_eq!(&*post.cover.as_ref().unwrap().src, "/x.png");
    assert_eq!(
        extra(&post)["image"]["lqip"],
        json!("data"),
        "a field that holds less keeps the rest"
    );
}

#[test]
fn a_date_before_the_name_is_the_date() {
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
fn a_zola_post_is_read() {
    let post = clean(
        "blog/hello.md",
        "+++\ntitle = \"Hello\"\ndate = 2024-01-15\nupdated = 2024-01-16\n[taxonomies]\ntags = [\"rust\", \"web\"]\ncategories = [\"code\"]\n\
         authors = [\"Lin\"]\nseries = [\"One\"]\n[extra]\nmath = true\n+++\nBody\n",
    );
    assert_eq!(list(&post.tags), ["rust", "web"]);
    assert_eq!(list(&post.categories), ["code"]);
    assert_eq!(list(&post.authors), ["Lin"]);
    assert_eq!(post.series.as_deref(), Some("One"));
    assert_eq!(extra(&post)["taxonomies"]["tags"], json!(["rust", "web"]));
    assert_eq!(extra(&post)["extra"], json!({"math": true}));
}

#[test]
fn an_astro_post_is_read() {
    let post = clean(
        "first-post.md",
        "---\ntitle: 'First post'\ndescription: 'Lorem ipsum'\npubDate: 'Jul 08 2022'\nupdatedDate: July 9, 2022\nheroImage: '../../assets/a.jpg'\n---\n",
    );
    assert_eq!(post.date.unwrap().to_string(), "2022-07-08");
    assert_eq!(post.updated_at.unwrap().to_string(), "2022-07-09T00:00:00Z");
    assert_eq!(&*post.cover.unwrap().src, "../../assets/a.jpg");
}

#[test]
fn a_vuepress_page_is_read() {
    let post = clean(
        "guide/README.md",
        "---\nlang: zh-CN\ntitle: 页面的标题\ndescription: 页面的描述\nhead:\n  - [meta, {name: foo, content: bar}]\npermalink: /x.html\n---\n",
    );
    assert_eq!((post.lang.as_str(), post.slug.as_str()), ("zh-CN", "guide"));
    assert_eq!(extra(&post)["head"], json!([["meta", {"name": "foo", "content": "bar"}]]));
}

#[test]
fn a_docusaurus_post_is_read() {
    let post = clean(
        "2024-01-15-release/index.md",
        "---\ntitle: Release\nauthors:\n  - name: Lin Wei\n    url: https://example.com\n  - maria\ntags:\n  - {label: Docs, permalink: /docs}\n  - api\nimage: ./a.png\nhide_table_of_contents: false\nkeywords: [x]\n---\n",
    );
    assert_eq!(list(&post.authors), ["Lin Wei", "maria"]);
    assert_eq!(list(&post.tags), ["Docs", "api"]);
    assert_eq!(post.slug.as_str(), "release");
    assert_eq!(extra(&post)["keywords"], json!(["x"]), "a losing alias is not lost");
    assert_eq!(extra(&post)["authors"][0]["url"], json!("https://example.com"));
}

#[test]
fn text_stays_text() {
    let post = clean(
        "a.md",
        "---\ntitle: 2024\ntags: [3.10, no, 0x1F, 2024-01-15, ~, '', 12:30:45, 1e3, TRUE]\ndescription: yes\nseries: 007\n---\n",
    );
    assert_eq!(&*post.title, "2024");
    assert_eq!(list(&post.tags), ["3.10", "no", "0x1F", "2024-01-15", "12:30:45", "1e3", "TRUE"]);
    assert_eq!((post.description.as_deref(), post.series.as_deref()), (Some("yes"), Some("007")));
}

#[test]
fn tags_are_split_trimmed_and_unrepeated() {
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
fn a_missing_value_falls_to_the_next_name() {
    let post =
        clean("a.md", "---\ntitle: x\ndescription:\nsummary: S\ntags: []\nkeywords: k\n---\n");
    assert_eq!((post.description.as_deref(), list(&post.tags)), (Some("S"), vec!["k"]));
    assert_eq!(post.extra, None);
}

#[test]
fn tabs_as_indentation_are_read_with_a_warning() {
    let compiled = read("a.md", "---\ntitle:\tx\ntags:\n\t- a\n\t- b\ncover:\n\tsrc: y\n---\n");
    assert_eq!(codes(&compiled), [Code::FrontMatterTabs]);
    let place = compiled.diagnostics[0].place.as_ref().unwrap();
    assert_eq!((place.line, place.column), (4, 1));
    let post = compiled.post.unwrap();
    assert_eq!((list(&post.tags), &*post.cover.unwrap().src), (vec!["a", "b"], "y"));
}

#[test]
fn aliases_and_merges_are_resolved() {
    let post = clean(
        "a.md",
        "---\nbase: &base {a: 1, b: 2}\ntitle: &t Hello\nseries: *t\nmore:\n  <<: *base\n  b: 3\nlist: [*t, *base]\n---\n",
    );
    assert_eq!(post.series.as_deref(), Some("Hello"));
    assert_eq!(extra(&post)["more"], json!({"b": 3, "a": 1}));
    assert_eq!(extra(&post)["list"], json!(["Hello", {"a": 1, "b": 2}]));
}

#[test]
fn a_bom_and_every_line_ending_are_read() {
    for ending in ["\n", "\r\n", "\r"] {
        for (fence, line) in
            [("---", "title: x"), ("+++", "title = 'x'"), (";;;", "\"title\": \"x\"")]
        {
            let text = format!("\u{feff}{fence}{ending}{line}{ending}{fence}{ending}Body{ending}");
            let post = clean("a.md", &text);
            assert_eq!((&*post.title, post.body.markdown()), ("x", &*format!("Body{ending}")));
        }
    }
}

#[test]
fn a_thematic_break_is_no_front_matter() {
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
        assert_eq!(compiled.post.unwrap().body.markdown(), text);
    }
    let post = clean("a.md", "-----\ntitle: x\n-----\nBody");
    assert_eq!(post.body.markdown(), "Body");
}

#[test]
fn prose_is_not_misread_as_old_hexo() {
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
fn an_empty_front_matter_is_an_empty_map() {
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
        assert_eq!((&*post.title, post.body.markdown()), ("hello", "Body"));
    }
}

#[test]
fn a_readme_without_front_matter_is_no_post() {
    for name in ["README.md", "a/readme.MD", "ReadMe.markdown"] {
        let compiled = read(name, "# About\n");
        assert!(compiled.post.is_none() && compiled.diagnostics.is_empty(), "{name}");
    }
    assert!(read("a/README.md", "---\ntitle: x\n---\n").post.is_some());
    assert_eq!(codes(&read("README.md", "---\ntitle: x\n")), [Code::FrontMatterUnclosed]);
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
    assert_eq!(read("hello.en.md", "---\nlang: ja\n---\n"), pair("ja", "hello"));
    assert_eq!(read("a.md", "---\ntitle: 内存管理\n---\n"), pair("zh", "a"));
    assert_eq!(read("a.md", "---\ntitle: メモリの管理について\n---\n"), pair("ja", "a"));
    assert_eq!(read("a.md", "---\ntitle: 메모리 관리\n---\n"), pair("ko", "a"));
}

#[test]
fn folders_are_part_of_the_slug_where_the_setting_says_so() {
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
fn a_folder_of_drafts_holds_drafts() {
    assert!(clean("_drafts/a.md", "---\ntitle: x\n---\n").draft);
    for (line, draft) in [
        ("draft: 'Yes'", true),
        ("draft: off", false),
        ("published: no", true),
        ("published: true", false),
    ] {
        assert_eq!(clean("a.md", &format!("---\ntitle: x\n{line}\n---\n")).draft, draft, "{line}");
    }
    let post = clean("a.md", "---\ntitle: x\npublished: 2024-01-01\n---\n");
    assert_eq!((post.draft, extra(&post)), (false, json!({"published": "2024-01-01"})));
}

#[test]
fn a_cover_takes_many_forms() {
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

#[test]
fn every_problem_of_a_file_is_reported() {
    let compiled = read(
        "a.md",
        "---\ntitle: {a: b}\ndate: yesterday\ntags: {x: y}\nslug: a/b\nlang: '!'\ndraft: maybe\ndate: 2024-01-01\n---\n",
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
fn what_stands_before_a_syntax_error_is_checked_as_well() {
    let compiled = read("a.md", "---\ndate: 2024-13-01\nfoo: [a\nbar: b\n---\n");
    assert_eq!(codes(&compiled), [Code::DateInvalid, Code::FrontMatterSyntax]);
}

#[test]
fn input_made_to_exhaust_is_refused_fast() {
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
        format!("---\n{}---\n", (0..4_000).map(|n| format!("k{n}: v\n")).collect::<String>()),
        format!("---\n{}---\n", (0..200_000).map(|n| format!("k{n}: v\n")).collect::<String>()),
    ];
    for (number, case) in cases.iter().enumerate() {
        let start = std::time::Instant::now();
        let compiled = read("a.md", case);
        let took = start.elapsed();
        assert!(took.as_secs() < 2, "case {number} took {took:?}");
        assert_eq!(compiled.post.is_some(), number == 12, "case {number}");
        println!("{number}: {took:?} {:?}", codes(&compiled));
    }
}
