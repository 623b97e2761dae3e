//! Tests with files in the formats of other tools.

use serde_json::json;

use super::{clean, codes, extra, list, read};
use crate::post::Code;

#[test]
fn the_first_post_is_read_as_specified() {
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
    assert_eq!(&*post.body.markdown(), "\n# 深入理解Python内存管理机制\n\n正文。\n");
}

#[test]
fn a_hexo_post_is_read() {
    let post = clean(
        "_posts/hello.md",
        "---\ntitle: 你好\ndate: 2013/7/13 20:46:25\nupdated: 2013-07-14\n\
         categories:\n- Diary\n- [Sports, Baseball]\ntags:\n- PS3\n- Games\n\
         comments: false\ntoc: true\n---\nBody\n",
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
    assert_eq!((&*post.title, &*post.body.markdown()), ("Hello", "Body\n"));
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
        assert_eq!(&*post.body.markdown(), "Body");
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
    assert_eq!(&*post.body.markdown(), "\nBody\n");
    assert_eq!(extra(&post), json!({"n": 1.5}));
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
        "other keys of a cover are kept in `extra`"
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
    assert_eq!(
        extra(&post)["keywords"],
        json!(["x"]),
        "an unused name of a field is kept in `extra`"
    );
    assert_eq!(extra(&post)["authors"][0]["url"], json!("https://example.com"));
}
