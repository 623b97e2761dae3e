//! Tests with real posts in Chinese, English and both, and properties of arbitrary posts.

use std::collections::HashSet;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{Reasons, Related, RelatedQuery, related};
use crate::catalog::test_support::{at, options};
use crate::catalog::{Assets, DocId, Snapshot, Taxonomy};
use crate::compile::markdown::text;
use crate::compile::{CompileOptions, compile};
use crate::post::{ContentPath, Post, Status};
use crate::text::fold::fold;
use crate::text::lexer::{LexemeKind, Lexer};

const GC: &str = "引用计数让对象在归零时立即释放，循环引用则要等垃圾回收。垃圾回收器分代扫描对象，\
引用计数的写入却要付出代价。";
const REFCOUNT: &str = "每个对象带着引用计数；循环引用让引用计数失效，所以还有垃圾回收。\
垃圾回收会暂停线程，对象越多越慢。";
const BAKING: &str = "面粉、酵母与清水揉成面团，发酵两小时再烘烤。烤箱预热，面团回温。";

fn file(front_matter: &str, body: &str) -> String {
    format!("---\n{front_matter}\n---\n\n{body}\n")
}

fn snapshot(files: &[(&str, String)]) -> Snapshot {
    let compiled = files.iter().map(|(path, text)| {
        compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default()).post
    });
    Snapshot::build(compiled.flatten(), Vec::new(), Assets::default(), &options())
}

fn now() -> Timestamp {
    at("2026-01-01")
}

fn ask(snapshot: &Snapshot, doc: DocId, in_all_languages: bool) -> Vec<Related> {
    let query = RelatedQuery { doc, in_all_languages, limit: 10 };
    related(snapshot, snapshot.prepare_search(), &query, now()).unwrap()
}

/// Returns the slugs of related posts, and the reasons.
fn near(snapshot: &Snapshot, slug: &str) -> Vec<(String, Reasons)> {
    let found = ask(snapshot, snapshot.versions(slug)[0], false);
    let slug = |doc| snapshot.post(doc).slug.to_string();
    found.into_iter().map(|related| (slug(related.doc), related.reasons)).collect()
}

fn slugs(snapshot: &Snapshot, slug: &str) -> Vec<String> {
    near(snapshot, slug).into_iter().map(|(slug, _)| slug).collect()
}

fn words(texts: &[std::sync::Arc<str>]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

#[test]
fn text_alone_relates_two_posts_and_the_words_are_given() {
    let snapshot = snapshot(&[
        ("gc.md", file("title: 引用计数与垃圾回收", GC)),
        ("refcount.md", file("title: 引用计数的极限", REFCOUNT)),
        ("bread.md", file("title: 在家做面包", BAKING)),
        ("tea.md", file("title: 泡一壶茶", "水烧到八十度，茶叶舒展，第二泡最香。")),
    ]);
    let found = near(&snapshot, "gc");
    assert_eq!(found.len(), 1);
    let (slug, reasons) = &found[0];
    assert_eq!(slug, "refcount");
    for word in ["引用", "计数", "垃圾", "回收", "对象"] {
        assert!(reasons.words.iter().any(|shared| **shared == *word), "{word}: {reasons:?}");
    }
    assert_eq!(*reasons, Reasons { words: reasons.words.clone(), ..Reasons::default() });
    assert_eq!(slugs(&snapshot, "bread"), [""; 0]);
}

#[test]
fn english_and_mixed_texts_are_related_by_words_and_identifiers() {
    let snapshot = snapshot(&[
        (
            "borrow.md",
            file(
                "title: The borrow checker",
                "The borrow checker tracks lifetimes. A borrow ends where its lifetime ends; `RefCell` moves the check to runtime.",
            ),
        ),
        (
            "refcell.md",
            file(
                "title: RefCell at runtime",
                "`RefCell` asks the borrow checker to wait: every borrow is counted, and lifetimes are checked at runtime.",
            ),
        ),
        (
            "soup.md",
            file(
                "title: Onion soup",
                "Slice onions, melt butter, add broth and simmer for an hour.",
            ),
        ),
    ]);
    let found = near(&snapshot, "borrow");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "refcell");
    for word in ["borrow", "checker", "RefCell", "runtime"] {
        assert!(found[0].1.words.iter().any(|shared| **shared == *word), "{word}: {found:?}");
    }
    assert_eq!(slugs(&snapshot, "soup"), [""; 0]);
}

#[test]
fn a_rare_tag_counts_more_than_a_common_one() {
    let snapshot = snapshot(&[
        ("asked.md", file("title: A\ntags: [Rust, 孤儿规则]", "甲。")),
        ("common.md", file("title: B\ntags: [Rust]\ndate: 2025-06-01", "乙。")),
        ("rare.md", file("title: C\ntags: [孤儿规则]\ndate: 2020-01-01", "丙。")),
        ("other.md", file("title: D\ntags: [Rust]\ndate: 2025-01-01", "丁。")),
        ("else.md", file("title: E\ntags: [茶]", "戊。")),
    ]);
    let found = near(&snapshot, "asked");
    let order: Vec<&str> = found.iter().map(|(slug, _)| &**slug).collect();
    // Equal scores are in the default order, newest first.
    assert_eq!(order, ["rare", "common", "other"]);
    assert_eq!(words(&found[0].1.tags), ["孤儿规则"]);
    assert_eq!(words(&found[1].1.tags), ["Rust"]);
}

#[test]
fn terms_and_words_of_every_post_relate_none() {
    let snapshot = snapshot(&[
        ("a.md", file("title: 一\ncategory: 博客\ntags: [随笔]", "数据在内存里。")),
        ("b.md", file("title: 二\ncategory: 博客\ntags: [随笔]", "河边的柳树，还有内存。")),
        ("c.md", file("title: 三\ncategory: 博客\ntags: [随笔]", "内存与午后的咖啡。")),
    ]);
    for slug in ["a", "b", "c"] {
        assert_eq!(slugs(&snapshot, slug), [""; 0], "{slug}");
    }
}

#[test]
fn shared_categories_and_series_relate_posts_and_are_given_as_reasons() {
    let snapshot = snapshot(&[
        ("a.md", file("title: 甲\ncategory: Ｒｕｓｔ\nseries: 从零开始", "山。")),
        ("b.md", file("title: 乙\ncategory: rust", "水。")),
        ("c.md", file("title: 丙\nseries: 从零开始", "火。")),
        ("d.md", file("title: 丁\ncategory: 茶", "土。")),
    ]);
    let found = near(&snapshot, "a");
    let of = |slug| &found.iter().find(|(found, _)| found == slug).unwrap().1;
    assert_eq!(found.len(), 2);
    assert_eq!(of("b").categories.len(), 1);
    assert_eq!(fold(&of("b").categories[0]), "rust");
    assert_eq!(words(&of("c").series), ["从零开始"]);
    assert!(of("c").categories.is_empty() && of("c").tags.is_empty());
}

#[test]
fn the_post_itself_translations_hidden_posts_and_other_languages_are_not_related() {
    let same = |more: &str| file(&format!("title: 同一个话题\ntags: [内存]\n{more}"), GC);
    let snapshot = snapshot(&[
        ("asked.md", same("lang: zh")),
        ("asked.en.md", same("lang: en\nslug: asked")),
        ("key.md", same("lang: ja\ntranslationKey: asked")),
        ("other.md", same("lang: zh")),
        ("english.md", same("lang: en")),
        ("draft.md", same("lang: zh\ndraft: true")),
        ("later.md", same("lang: zh\ndate: 2030-01-01")),
        ("gone.md", same("lang: zh\nexpires: 2020-01-01")),
        ("bread.md", file("title: 面包\ntags: [面包]\nlang: zh", BAKING)),
    ]);
    let asked = snapshot.versions("asked").iter().copied();
    let asked = asked.clone().find(|&doc| snapshot.post(doc).lang.as_str() == "zh").unwrap();
    let slugs = |in_all_languages| {
        let found = ask(&snapshot, asked, in_all_languages).into_iter();
        let mut slugs: Vec<String> =
            found.map(|related| snapshot.post(related.doc).slug.to_string()).collect();
        slugs.sort();
        slugs
    };
    assert_eq!(slugs(false), ["other"]);
    assert_eq!(slugs(true), ["english", "other"]);
}

#[test]
fn a_scheduled_post_is_related_once_it_is_published() {
    let snapshot = snapshot(&[
        ("a.md", file("title: A\ntags: [Rust]", "甲。")),
        ("later.md", file("title: B\ntags: [Rust]\ndate: 2026-02-01", "乙。")),
        ("c.md", file("title: C\ntags: [茶]", "丙。")),
    ]);
    let query = RelatedQuery::of_post(snapshot.versions("a")[0]);
    let count = |day| related(&snapshot, snapshot.prepare_search(), &query, at(day)).unwrap().len();
    assert_eq!((count("2026-01-31"), count("2026-02-01"), count("2026-01-31")), (0, 1, 0));
}

/// Returns the folded words and runs of a text, separated by bars.
fn folded(text: &str) -> String {
    let mut lexer = Lexer::new(text);
    let mut folded = String::new();
    let mut last = None;
    while let Some(lexeme) = lexer.next() {
        let is_character = matches!(lexeme.kind, LexemeKind::Character(_));
        if !(lexeme.joined && is_character && last == Some(true)) {
            folded.push('|');
        }
        last = Some(is_character);
        match lexeme.kind {
            LexemeKind::Word { folded: word, .. } => folded.push_str(word),
            LexemeKind::Character(c) => folded.push(c),
        }
    }
    folded + "|"
}

/// Returns whether a text contains a word: Latin as a whole word, characters anywhere in a run.
fn holds(text: &str, word: &str) -> bool {
    let (text, word) = (folded(text), folded(word));
    let bare = word.trim_matches('|');
    text.contains(if bare.is_ascii() { &word } else { bare })
}

const PHRASES: [&str; 16] = [
    "引用计数归零时释放对象。",
    "垃圾回收扫描循环引用。",
    "缓存命中率决定延迟。",
    "線程池裡的執行緒互相等待，於是死鎖。",
    "The borrow checker tracks lifetimes.",
    "`HashMap` rehashes when the load factor grows.",
    "Ｔｏｋｉｏ schedules tasks on a thread pool.",
    "メモリ管理とガベージコレクション。",
    "가비지 컬렉션은 메모리를 회수한다.",
    "用 `sys.getrefcount` 看引用计数。",
    "## 垃圾回收",
    "## Borrowing",
    "```\nlet map = HashMap::new();\n```",
    "```\n# 缓存\nget_ref_count()\n```",
    "面粉与清水揉成面团。",
    "我们可以这样做，the other way.",
];

prop_compose! {
    fn any_file()(
        lang in select(vec!["zh", "zh", "en", "ja"]),
        tags in subsequence(vec!["Rust", "ｒｕｓｔ ", "内存", "茶", "Web"], 0..=3),
        category in select(vec!["A", "a", "B", ""]),
        series in select(vec!["", "", "S"]),
        rest in select(vec!["", "", "", "draft: true", "date: 2030-01-01", "date: 2025-05-05", "translationKey: k"]),
        phrases in vec(select(PHRASES.to_vec()), 0..8),
    ) -> String {
        let title = phrases.first().map_or("无题", |phrase| phrase.trim_matches(['#', ' ', '`']).lines().next().unwrap_or("x"));
        let front = format!(
            "title: '{title}'\nlang: {lang}\ntags: {tags:?}\ncategory: {category}\nseries: {series}\n{rest}"
        );
        file(&front, &phrases.join("\n\n"))
    }
}

/// Formats a result without post numbers, which differ between snapshots.
fn shown(snapshot: &Snapshot, related: &[Related]) -> Vec<(String, u32, Reasons)> {
    let shown = related.iter().map(|related| {
        let post = snapshot.post(related.doc);
        (post.path.as_str().to_owned(), related.score, related.reasons.clone())
    });
    shown.collect()
}

fn terms(post: &Post, taxonomy: Taxonomy) -> HashSet<String> {
    taxonomy.names(post).iter().map(|name| fold(name)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_reason_is_shared_and_the_order_of_files_does_not_matter(files in vec(any_file(), 1..9)) {
        let named: Vec<(String, String)> =
            files.into_iter().enumerate().map(|(n, text)| (format!("p{n}.md"), text)).collect();
        let mut named: Vec<(&str, String)> =
            named.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        let forward = snapshot(&named);
        named.reverse();
        let backward = snapshot(&named);
        for doc in 0..forward.posts().len() as DocId {
            let asked = forward.post(doc);
            let found = ask(&forward, doc, true);
            prop_assert_eq!(shown(&forward, &found), shown(&backward, &ask(&backward, doc, true)));
            prop_assert!(found.iter().all(|found| (1..=Related::BEST).contains(&found.score)));
            prop_assert!(found.is_sorted_by_key(|found| (std::cmp::Reverse(found.score), found.doc)));
            for Related { doc: other, reasons, .. } in found {
                prop_assert_ne!(doc, other);
                let near = forward.post(other);
                prop_assert_eq!(near.status(now()), Some(Status::Published));
                prop_assert!(!forward.translations(doc, now()).contains(&other));
                for (names, taxonomy) in [
                    (&reasons.tags, Taxonomy::Tag),
                    (&reasons.categories, Taxonomy::Category),
                    (&reasons.series, Taxonomy::Series),
                ] {
                    let (own, others) = (terms(asked, taxonomy), terms(near, taxonomy));
                    let shared: HashSet<String> = own.intersection(&others).cloned().collect();
                    let named: HashSet<String> = names.iter().map(|name| fold(name)).collect();
                    prop_assert_eq!(named, shared);
                }
                prop_assert!(reasons.words.len() <= Reasons::MAX_WORDS);
                for word in &reasons.words {
                    for post in [asked, near] {
                        let text = format!("{}\n\n{}", post.title, text(&post.body.markdown()));
                        prop_assert!(holds(&text, word), "{} in {}", word, text);
                    }
                }
            }
        }
    }
}
