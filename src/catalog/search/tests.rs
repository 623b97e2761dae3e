//! Tests with real sentences, and with generated ones compared with a plain text search.

use proptest::prelude::*;
use roaring::RoaringBitmap;

use crate::catalog::{Assets, Audience, CatalogOptions, Question, Snapshot};
use crate::compile::markdown::text;
use crate::compile::{CompileOptions, compile};
use crate::post::ContentPath;
use crate::text::Revision;
use crate::text::script::script;

fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let settings = CompileOptions::default();
    let posts = files.iter().filter_map(|(path, text)| {
        compile(&ContentPath::new(&format!("{path}.md")), text.as_bytes(), &settings).post
    });
    let options = CatalogOptions {
        default_lang: settings.default_lang.clone(),
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"tests"),
    };
    Snapshot::build(posts, Vec::new(), Assets::default(), &options)
}

fn all(snapshot: &Snapshot) -> RoaringBitmap {
    (0..snapshot.posts().len() as u32).collect()
}

/// Returns the slugs of the posts that a query finds, best first.
fn found(snapshot: &Snapshot, question: &str) -> Vec<String> {
    let matches =
        snapshot.prepare_search().find(&Question::parse(question), &all(snapshot)).unwrap();
    let mut docs: Vec<u32> = matches.docs().iter().collect();
    docs.sort_by_key(|&doc| (std::cmp::Reverse(matches.score(doc)), doc));
    docs.into_iter().map(|doc| snapshot.post(doc).slug.to_string()).collect()
}

const ARTICLES: [(&str, &str); 7] = [
    (
        "gc",
        "---\ntitle: 深入理解引用计数\ntags: [Python, 内存管理]\ncategory: 语言\ndescription: 对象何时被释放\n---\n## 计数\n\n每个对象都有一个计数，`sys.getrefcount(x)` 读它。循环引用要靠分代回收。\n\n## `__slots__` 的作用\n\n省下字典。\n\n```python\nclass A:\n    __slots__ = ('name',)\n    # 保存名字\n```\n",
    ),
    ("cpp", "---\ntitle: C++ 的移动语义\n---\n从 C++11 起，std::move 转移所有权。和 C# 不同。\n"),
    (
        "csharp",
        "---\ntitle: async in C#\n---\nTasks in C# and HTTP/2 streams. A HashMap is a dictionary.\n",
    ),
    (
        "net",
        "---\ntitle: HTTP 缓存\ntags: [網絡]\n---\nHTTP/1.1 的缓存头。Café society, naïve résumé.\n",
    ),
    (
        "ja",
        "---\ntitle: メモリ管理の基本\nlang: ja\n---\nガベージコレクションは循環参照を回収する。ﾃｽﾄ。\n",
    ),
    ("ko", "---\ntitle: 메모리 관리\nlang: ko\n---\n가비지 컬렉션은 순환 참조를 회수한다.\n"),
    (
        "en",
        "---\ntitle: Memory management\n---\nThe collector frees memory. Memories of references fade.\n",
    ),
];

fn finds(question: &str) -> Vec<String> {
    found(&snapshot(&ARTICLES), question)
}

#[test]
fn any_run_of_characters_finds_its_post() {
    for run in ["引用计数", "用计", "解引", "代回收", "象都有一个计", "保存名字", "释放", "计"]
    {
        assert!(finds(run).contains(&"gc".to_owned()), "{run}");
    }
    assert_eq!(finds("语义"), ["cpp"]);
    assert_eq!(finds("义"), ["cpp"]);
}

#[test]
fn kana_and_hangul_are_found_like_han() {
    assert_eq!(finds("ベージコ"), ["ja"]);
    assert_eq!(finds("モリ管"), ["ja"]);
    assert_eq!(finds("テスト"), ["ja"]);
    assert_eq!(finds("비지"), ["ko"]);
    assert_eq!(finds("관리"), ["ko"]);
}

#[test]
fn simplified_and_traditional_forms_find_each_other() {
    assert_eq!(finds("深入理解引用計數"), ["gc"]);
    assert_eq!(finds("网络"), ["net"]);
    assert_eq!(finds("內存管理"), ["gc"]);
}

#[test]
fn case_width_and_accents_do_not_matter() {
    for question in ["cafe", "CAFÉ", "ｃａｆｅ", "NAIVE", "resume"] {
        assert_eq!(finds(question), ["net"], "{question}");
    }
}

#[test]
fn identifiers_are_found_whole_by_their_parts_and_by_substrings() {
    for question in ["sys.getrefcount", "getrefcount", "refcount", "sys.getrefcount(x)", "getref"] {
        assert_eq!(finds(question), ["gc"], "{question}");
    }
    for question in ["__slots__", "slots"] {
        assert_eq!(finds(question), ["gc"], "{question}");
    }
    assert_eq!(finds("hash dictionary"), ["csharp"]);
    assert_eq!(finds("sys.getrefcuont"), ["gc"], "a typo in a name of several words");
    let files = [("a", "rust"), ("b", "trust")];
    assert_eq!(found(&snapshot(&files), "rust"), ["a"], "an exact match suffices");
}

#[test]
fn names_with_symbols_are_distinguished() {
    assert_eq!(finds("C++"), ["cpp"]);
    assert_eq!(finds("C#"), ["csharp", "cpp"], "the title counts most");
    assert_eq!(finds("\"HTTP/2\""), ["csharp"]);
    assert_eq!(finds("HTTP/2"), ["csharp"]);
    assert_eq!(finds("std::move"), ["cpp"]);
}

#[test]
fn a_name_with_a_symbol_comes_after_the_same_name_without() {
    let files = [
        ("cats", "---\ntitle: Cats\ndate: 2025-06-01\n---\ncat"),
        ("cpp", "---\ntitle: C++ and C++20\ndate: 2025-05-01\n---\nC++, C++ and again C++."),
        ("csharp", "---\ntitle: C#\ndate: 2025-04-01\ntags: [C#]\n---\nC# only."),
        ("c", "---\ntitle: Pointers\ndate: 2025-03-01\n---\nA long text that names C once."),
        ("lang", "---\ntitle: C 语言\ndate: 2025-02-01\n---\n指针"),
        ("none", "---\ntitle: Rust\ndate: 2025-01-01\n---\nborrow"),
    ];
    let snapshot = snapshot(&files);
    assert_eq!(found(&snapshot, "C"), ["lang", "c", "cpp", "csharp", "cats"]);
    assert_eq!(found(&snapshot, "c 语言"), ["lang"]);
    assert_eq!(found(&snapshot, "C++"), ["cpp"]);
    assert_eq!(found(&snapshot, "tag:c#"), ["csharp"]);
    assert_eq!(found(&snapshot, "-c"), ["cats", "cpp", "csharp", "none"], "only C is excluded");
    assert_eq!(found(&snapshot, "\"C only\""), [""; 0], "another name");
}

#[test]
fn single_letters_and_digits_are_found() {
    let files = [
        ("r", "---\ntitle: Statistics in R\n---\nplots"),
        ("eight", "---\ntitle: Java 8\n---\nlambdas"),
        ("alpha", "---\ntitle: Greek\n---\nThe α of a fit."),
        ("many", "---\ntitle: Java 80\n---\nrust"),
    ];
    let snapshot = snapshot(&files);
    assert_eq!(found(&snapshot, "r")[0], "r");
    assert_eq!(found(&snapshot, "8"), ["eight", "many"]);
    assert_eq!(found(&snapshot, "java 8")[0], "eight");
    assert_eq!(found(&snapshot, "α"), ["alpha"]);
}

#[test]
fn letters_and_marks_that_are_often_left_out_do_not_matter() {
    let files = [
        ("fr", "---\ntitle: Le cœur\nlang: fr\n---\nUne œuvre de Æsop."),
        ("da", "---\ntitle: Smørrebrød\nlang: da\n---\nrugbrød"),
        ("pl", "---\ntitle: Łódź\nlang: pl\n---\nmiasto"),
        ("ar", "---\ntitle: مُحَمَّد\nlang: ar\n---\nالكتاب"),
        ("he", "---\ntitle: שָׁלוֹם\nlang: he\n---\nספר"),
        ("ja", "---\ntitle: 葛\u{e0100}城市\nlang: ja\n---\nまち"),
    ];
    let snapshot = snapshot(&files);
    for (question, slug) in [
        ("coeur", "fr"),
        ("cœur", "fr"),
        ("OEUVRE", "fr"),
        ("aesop", "fr"),
        ("smorrebrod", "da"),
        ("smørrebrød", "da"),
        ("lodz", "pl"),
        ("محمد", "ar"),
        ("الْكِتَابُ", "ar"),
        ("שלום", "he"),
        ("סֵפֶר", "he"),
        ("葛城市", "ja"),
        ("葛\u{e0101}城", "ja"),
    ] {
        assert_eq!(found(&snapshot, question), [slug], "{question}");
    }
}

#[test]
fn the_last_word_may_be_incomplete() {
    assert_eq!(finds("manag"), ["en"]);
    assert_eq!(finds("memory manag"), ["en"]);
}

#[test]
fn typos_are_forgiven_and_ranked_after_exact_matches() {
    assert_eq!(finds("memroy"), ["en"]);
    assert_eq!(finds("managment"), ["en"]);
    assert_eq!(finds("mangaemnet"), ["en"], "two with at least eight letters");
    assert_eq!(finds("hach"), [""; 0], "none with fewer than five");
    let files = [
        ("one", "---\ndate: 2020-01-01\n---\nabout tokens"),
        ("two", "---\ndate: 2021-01-01\n---\nabout tokons"),
    ];
    assert_eq!(found(&snapshot(&files), "tokens"), ["one", "two"]);
}

#[test]
fn words_are_joined_by_and() {
    assert_eq!(finds("Python 计数"), ["gc"]);
    assert_eq!(finds("Python计数"), ["gc"]);
    assert_eq!(finds("Python 语义"), [""; 0]);
    assert_eq!(finds("C# -async"), ["cpp"]);
    assert_eq!(finds("-引用 -http -memory -메모리 -メモリ"), ["cpp"]);
}

#[test]
fn a_single_character_of_a_phrase_is_found_wherever_it_is() {
    let files = [
        ("later", "---\ntitle: 用什么写\n---\n我们用 Rust 写服务，用 Python 写脚本。"),
        ("none", "---\ntitle: 脚本\n---\nPython 脚本"),
    ];
    let snapshot = snapshot(&files);
    for phrase in ["\"用 Python\"", "\"用 Python 写\"", "\"用 Rust 写服务\"", "\"写 用\""]
    {
        assert_eq!(found(&snapshot, phrase), ["later"], "{phrase}");
    }
    assert_eq!(found(&snapshot, "-\"用 Python\" 脚本"), ["none"]);
}

#[test]
fn a_phrase_must_be_contiguous() {
    assert_eq!(finds("\"memory management\""), ["en"]);
    assert_eq!(finds("\"management memory\""), [""; 0]);
    assert_eq!(finds("\"frees memory\""), ["en"]);
    assert_eq!(finds("\"从 C++11 起\""), ["cpp"]);
    assert_eq!(finds("\"fade the\""), [""; 0]);
}

#[test]
fn a_search_can_be_limited_to_a_field() {
    assert_eq!(finds("title:缓存"), ["net"]);
    assert_eq!(finds("title:循环"), [""; 0]);
    assert_eq!(finds("tag:内存"), ["gc"]);
    assert_eq!(finds("category:语言"), ["gc"]);
    assert_eq!(finds("tag:语言"), [""; 0]);
}

#[test]
fn the_field_decides_the_order() {
    let places = [
        ("a", "---\ntitle: zebra\n---\nx"),
        ("b", "---\ntitle: x\ntags: [zebra]\n---\nx"),
        ("c", "---\ntitle: x\ncategory: zebra\n---\nx"),
        ("d", "---\ntitle: x\ndescription: zebra\n---\nx"),
        ("e", "---\ntitle: x\n---\n## zebra\n\nx"),
        ("f", "---\ntitle: x\n---\nzebra\n\nx"),
        ("g", "---\ntitle: x\n---\nx\n\n```\nzebra\n```\n"),
    ];
    assert_eq!(found(&snapshot(&places), "zebra"), ["a", "b", "c", "d", "e", "f", "g"]);
}

#[test]
fn newer_posts_come_first_among_equal_scores() {
    let files = [
        ("a", "---\ntitle: x\ndate: 2020-01-01\n---\n同样的文字"),
        ("b", "---\ntitle: x\ndate: 2022-01-01\n---\n同样的文字"),
        ("c", "---\ntitle: x\ndate: 2021-01-01\n---\n同样的文字"),
    ];
    assert_eq!(found(&snapshot(&files), "文字"), ["b", "c", "a"]);
}

#[test]
fn a_sentence_that_occurs_nowhere_finds_the_post_with_most_of_it() {
    assert_eq!(finds("如何理解引用计数"), ["gc"]);
    assert_eq!(finds("量子力学"), [""; 0]);
}

#[test]
fn an_empty_query_finds_nothing() {
    for question in ["", "。，！", "-", "\"\"", "***"] {
        assert_eq!(finds(question), [""; 0], "{question:?}");
    }
}

/// Generates text with mixed scripts and markup.
fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[一丁七万三上下不与东两个中为么义之也习乡书二于云五些京今介从]{1,8}",
        1 => "[記憶體管理內存國語學習]{1,4}",
        1 => "[あいうえおアイウエオー]{1,5}",
        1 => "[가나다라마바사]{1,5}",
        2 => "[a-d]{1,4}[A-D]?[0-9]?",
        2 => prop::sample::select(vec![
            " ", "，", "。", "\n\n", "\n", "**", "`", "*", "\n## ", "\n- ", "\n\n```\n", "\n```\n\n",
            "_", "[x](y)", "$", "<b>", "</b>", "|", "\n\n> ", "~", "https://a.b/c",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// Returns the runs of CJK characters in a text.
fn runs(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| script(c).is_none()).filter(|run| !run.is_empty());
    runs.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_run_of_a_posts_text_finds_it(
        body in body(),
        title in "[甲乙丙丁]{1,6}",
        start in any::<prop::sample::Index>(),
        length in 1..12_usize,
    ) {
        let file = format!("---\ntitle: {title}\n---\n{body}");
        let snapshot = snapshot(&[("a", &file), ("b", "---\ntitle: 别的\n---\n没有")]);
        let rendered = text(&snapshot.post(0).body.markdown());
        for run in runs(&rendered).into_iter().chain([title]) {
            let run: Vec<char> = run.chars().collect();
            let from = start.index(run.len());
            let part: String = run[from..(from + length).min(run.len())].iter().collect();
            prop_assert!(found(&snapshot, &part).contains(&"a".to_owned()), "{part} of {rendered:?}");
        }
    }

    #[test]
    fn a_run_finds_no_post_without_it(bodies in prop::collection::vec("[上下不与东，]{1,12}", 2..6), run in "[上下不与东]{1,4}") {
        let files: Vec<(String, String)> = (0..).zip(&bodies)
            .map(|(number, body)| (format!("p{number}"), format!("---\ntitle: x\n---\n{body}")))
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let snapshot = snapshot(&files);
        let mut expected: Vec<String> = (0..).zip(&bodies)
            .filter(|(_, body)| body.contains(&run))
            .map(|(number, _)| format!("p{number}"))
            .collect();
        let mut found = found(&snapshot, &run);
        found.sort();
        expected.sort();
        // A run that occurs nowhere is searched for in pieces.
        if !expected.is_empty() {
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn all_runs_of_a_mixed_text_find_what_reading_finds(
        texts in prop::collection::vec("[上下不与a，。 ]{1,24}", 1..5),
    ) {
        let files: Vec<(String, String)> = (0..).zip(&texts)
            .map(|(number, text)| (format!("p{number}"), format!("---\ntitle: x\n---\n甲{text}乙")))
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let snapshot = snapshot(&files);
        let written: Vec<char> = texts.iter().flat_map(|text| text.chars()).collect();
        for length in 1..=8 {
            for run in written.windows(length) {
                if run.iter().any(|&c| script(c).is_none()) {
                    continue;
                }
                let run: String = run.iter().collect();
                let holding = (0..).zip(&texts).filter(|(_, text)| text.contains(&run));
                let mut expected: Vec<String> =
                    holding.map(|(number, _): (usize, _)| format!("p{number}")).collect();
                let mut found = found(&snapshot, &run);
                found.sort();
                expected.sort();
                // A run that spans two texts may occur nowhere; then it is searched for in pieces.
                if !expected.is_empty() {
                    prop_assert_eq!(found, expected, "{} in {:?}", run, texts);
                }
            }
        }
    }

    #[test]
    fn any_question_is_answered(question in any::<String>(), likely in "[-\":a内é+#. 🎉\u{202e}\u{0}titleag]{0,60}") {
        let snapshot = snapshot(&ARTICLES);
        for question in [question, likely] {
            let question = Question::parse(&question);
            prop_assert!(snapshot.prepare_search().find(&question, &all(&snapshot)).is_ok());
        }
    }
}

/// Returns the slugs and scores of the posts that match a question, among the posts with these slugs.
fn scored(snapshot: &Snapshot, question: &str, visible: &[String]) -> Vec<(String, u32)> {
    let slug = |doc: u32| snapshot.post(doc).slug.to_string();
    let docs = all(snapshot).iter().filter(|&doc| visible.contains(&slug(doc))).collect();
    let matches = snapshot.prepare_search().find(&Question::parse(question), &docs).unwrap();
    let mut scored: Vec<_> =
        matches.docs().iter().map(|doc| (slug(doc), matches.score(doc))).collect();
    scored.sort();
    scored
}

#[test]
fn hidden_posts_have_no_influence_in_any_shard() {
    // More than a megabyte, so that there are several shards; hidden posts move their bounds.
    let files: Vec<(String, String)> = (0..60)
        .map(|n| {
            let own = format!("memory{} common rust{n} 内存管{} ", n % 7, ["理", "家"][n % 2]);
            let hidden = if n % 3 == 0 { "memorial secret rusted 内存泄漏 " } else { "" };
            let text = format!("{own}{hidden}filler{n} words of no weight here. ");
            (format!("p{n:02}"), format!("---\ntitle: Post {n}\n---\n{}\n", text.repeat(300 + n)))
        })
        .collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let public: Vec<_> =
        files.iter().enumerate().filter(|(n, _)| n % 3 != 0).map(|(_, file)| *file).collect();
    let visible: Vec<String> = public.iter().map(|(path, _)| (*path).to_owned()).collect();
    let (all, public) = (snapshot(&files), snapshot(&public));
    for question in [
        "memory",
        "memor",
        "memory3",
        "memoyr5",
        "secret",
        "secert",
        "rusted",
        "\"common ru",
        "common rust",
        "内存",
        "内存泄漏",
        "存管家",
        "-memory3",
        "emory",
        "filler7 memorial",
        "泄漏内存管",
    ] {
        assert_eq!(
            scored(&all, question, &visible),
            scored(&public, question, &visible),
            "{question}"
        );
    }
}
