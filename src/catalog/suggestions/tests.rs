//! Tests of completions, built from real names.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use roaring::RoaringBitmap;

use super::{Class, Entry, Ranking, Sources, SuggestionKind, Suggestions, Typed};
use crate::catalog::suggestion_views::SuggestionViews;
use crate::catalog::test_support::{post, snapshot};
use crate::catalog::{Snapshot, Taxonomy};
use crate::post::Post;
use crate::text::fold::fold;
use crate::text::pinyin::readings;

/// Makes everything public and ranks by number.
struct All;

impl Ranking for All {
    fn rank(&self, entry: Entry) -> u64 {
        entry.number.into()
    }

    fn accepts(&self, _: Entry) -> bool {
        true
    }
}

fn titled(titles: &[&str]) -> Snapshot {
    let posts = titles.iter().enumerate();
    snapshot(posts.map(|(n, title)| post(&format!("p{n:04}")).title(title)))
}

fn index(snapshot: &Snapshot) -> Suggestions {
    let terms = |taxonomy| snapshot.terms(taxonomy);
    let docs = snapshot.timeline.ever_public(snapshot.posts().len());
    let [tags, categories] = [Taxonomy::Tag, Taxonomy::Category].map(terms);
    Suggestions::new(&Sources { posts: snapshot.posts(), docs, tags, categories })
}

/// Returns the matching titles, each with its class and with brackets around the matching characters.
fn ask(titles: &[&str], typed: &str) -> Vec<(Class, String)> {
    let snapshot = titled(titles);
    let suggestions = index(&snapshot);
    let typed = Typed::new(typed);
    let found = suggestions.find(&typed, &SuggestionKind::ALL, 50, &All);
    found
        .into_iter()
        .map(|found| {
            let title = &*snapshot.post(found.entry.doc().unwrap()).title;
            let mut text = title.to_owned();
            for mark in Suggestions::marks(title, &typed, found.class).unwrap().into_iter().rev() {
                text.insert(mark.end, ']');
                text.insert(mark.start, '[');
            }
            (found.class, text)
        })
        .collect()
}

fn one(title: &str, typed: &str) -> Option<(Class, String)> {
    ask(&[title], typed).into_iter().next()
}

fn found(class: Class, text: &str) -> Option<(Class, String)> {
    Some((class, text.to_owned()))
}

#[test]
fn a_prefix_of_any_word_finds_a_name() {
    for (title, typed, class, text) in [
        ("Rust Web", "rust", Class::Beginning, "[Rust] Web"),
        ("Rust Web", "RUST WEB", Class::Whole, "[Rust Web]"),
        ("Rust Web", "w", Class::Word, "Rust [W]eb"),
        ("read_file_at", "fil", Class::Word, "read_[fil]e_at"),
        ("FastAPI 与 HttpClient", "client", Class::Word, "FastAPI 与 Http[Client]"),
        ("ASP.NET Core", "net", Class::Word, "ASP.[NET] Core"),
        ("《Rust》入门", "rust", Class::Beginning, "《[Rust]》入门"),
        ("C++ 模板", "c++", Class::Beginning, "[C++] 模板"),
        ("内存管理", "内存管理", Class::Whole, "[内存管理]"),
        ("Python 内存管理", "存管", Class::Word, "Python 内[存管]理"),
        ("メモリ管理の基本", "リ管", Class::Word, "メモ[リ管]理の基本"),
        ("한국어 메모리", "모", Class::Word, "한국어 메[모]리"),
        ("発表 🚀 launch", "🚀", Class::Word, "発表 [🚀] launch"),
        ("Память и язык", "язы", Class::Word, "Память и [язы]к"),
    ] {
        assert_eq!(one(title, typed), found(class, text), "{title} {typed}");
    }
    assert_eq!(one("Rust", "ust"), None);
}

#[test]
fn case_width_accents_and_chinese_forms_do_not_matter() {
    for (title, typed, text) in [
        ("Ｃafé Crème", "CAFE CR", "[Ｃafé Cr]ème"),
        ("Cafe\u{301}s", "café", "[Cafe\u{301}]s"),
        ("记忆体", "記憶體", "[记忆体]"),
        ("軟體工程", "软体", "[軟體]工程"),
        ("Łódź", "lodz", "[Łódź]"),
        ("ｶﾞｲﾄﾞ", "ガイ", "[ｶﾞｲ]ﾄﾞ"),
        ("GROẞE Pläne", "grosse pla", "[GROẞE Plä]ne"),
    ] {
        assert_eq!(one(title, typed).map(|found| found.1).as_deref(), Some(text), "{title}");
    }
}

#[test]
fn each_of_several_words_is_found_in_any_order() {
    for (title, typed, text) in [
        ("Rust Web 框架", "web rust", "[Rust] [Web] 框架"),
        ("actix-web 4", "actix web", "[actix]-[web] 4"),
        ("Python 内存管理", "管理 pyth", "[Pyth]on 内存[管理]"),
        ("Python 内存管理", "python内存", "[Python] [内存]管理"),
    ] {
        assert_eq!(one(title, typed), found(Class::Words, text), "{title}");
    }
    assert_eq!(one("Rust Web", "rust wasm"), None);
}

#[test]
fn pinyin_matches_syllables_initials_or_a_mix() {
    for (title, typed, class, text) in [
        ("内存管理", "neicunguanli", Class::PinyinWhole, "[内存管理]"),
        ("内存管理", "neicun", Class::PinyinBeginning, "[内存]管理"),
        ("内存管理", "neicu", Class::PinyinBeginning, "[内存]管理"),
        ("内存管理", "nei cun", Class::PinyinBeginning, "[内存]管理"),
        ("内存管理", "nei'c", Class::PinyinBeginning, "[内存]管理"),
        ("内存管理", "guanli", Class::PinyinWord, "内存[管理]"),
        ("内存管理", "nc", Class::PinyinBeginning, "[内存]管理"),
        ("内存管理", "NCGL", Class::PinyinWhole, "[内存管理]"),
        ("内存管理", "gl", Class::PinyinWord, "内存[管理]"),
        ("内存管理", "neicgl", Class::PinyinParts, "[内存管理]"),
        ("中国", "zhg", Class::PinyinParts, "[中国]"),
        ("記憶體管理", "jiyiti", Class::PinyinBeginning, "[記憶體]管理"),
        ("Python 内存管理", "python neicun", Class::PinyinBeginning, "[Python] [内存]管理"),
        ("Python 内存管理", "pythonnc", Class::PinyinBeginning, "[Python] [内存]管理"),
        ("Python 内存管理", "guanli python", Class::PinyinWords, "[Python] 内存[管理]"),
        ("绿色", "lvse", Class::PinyinWhole, "[绿色]"),
        ("绿色", "lüse", Class::PinyinWhole, "[绿色]"),
    ] {
        assert_eq!(one(title, typed), found(class, text), "{title} {typed}");
    }
}

#[test]
fn every_common_reading_finds_a_character() {
    for (title, readings) in [
        ("重载", &["chongzai", "zhongzai", "cz", "zz"][..]),
        ("行长", &["hangzhang", "xingchang", "hz"]),
        ("增长率", &["zengzhanglv", "zengchanglu", "zzl"]),
        ("调用", &["diaoyong", "tiaoyong"]),
        ("调试", &["tiaoshi", "ts"]),
    ] {
        for typed in readings {
            let mark = one(title, typed).map(|found| found.1);
            assert_eq!(mark, Some(format!("[{title}]")), "{title} {typed}");
        }
    }
}

#[test]
fn one_typo_is_forgiven_from_five_characters_and_two_from_eight() {
    for (title, typed, class, text) in [
        ("Python 入门", "pyhton", Class::Typo, "[Python] 入门"),
        ("Learn Python", "pythn", Class::Typo, "Learn [Python]"),
        ("内存管理", "neicnu", Class::Typo, "[内存]管理"),
        ("内存管理", "内存管里", Class::Typo, "[内存管理]"),
        ("Kubernetes", "kubrnets", Class::TwoTypos, "[Kubernetes]"),
        ("memory management", "memory managment", Class::Typo, "[memory management]"),
    ] {
        assert_eq!(one(title, typed), found(class, text), "{title} {typed}");
    }
    assert_eq!(one("Rust", "rsut"), None);
    assert_eq!(one("Python", "pyhtno"), None);
}

#[test]
fn better_matches_come_first() {
    let titles = ["Go 与 Rust", "rustling", "Rust", "入睡吐", "Rusk toast", "路由 rust"];
    let found: Vec<String> = ask(&titles, "rust").into_iter().map(|found| found.1).collect();
    // The last one is read "ru shui tu".
    assert_eq!(found, ["[Rust]", "[rust]ling", "Go 与 [Rust]", "路由 [rust]", "[入睡吐]"]);
    let titles = ["nc 命令", "内存", "内存管理", "看内存"];
    let found: Vec<String> = ask(&titles, "nc").into_iter().map(|found| found.1).collect();
    assert_eq!(found, ["[nc] 命令", "[内存]", "[内存]管理", "看[内存]"]);
}

#[test]
fn titles_are_included_even_if_many_tags_match() {
    let tags = ["pa", "pb", "pc", "pd", "pe", "pf", "pg", "ph", "pi", "pj"];
    let snapshot = snapshot([post("a").title("python").tags(tags), post("b").title("x p")]);
    let suggestions = index(&snapshot);
    let typed = Typed::new("p");
    let found = |limit| suggestions.find(&typed, &SuggestionKind::ALL, limit, &All);
    let kinds = found(8).iter().map(|found| found.entry.kind).collect::<Vec<_>>();
    assert_eq!(kinds[..6], [SuggestionKind::Tag; 6]);
    assert_eq!(kinds[6..], [SuggestionKind::Title; 2]);
    assert_eq!(found(3).len(), 3);
    assert!(found(3).iter().all(|found| found.entry.kind == SuggestionKind::Tag));
}

#[test]
fn symbols_match_only_names_that_start_with_them() {
    let titles = ["C++", "…and so on", "🚀", "a"];
    for typed in ["?", "、。", "\u{301}", "\u{202e}", "\u{0}", "'", "+", "😀"] {
        assert_eq!(ask(&titles, typed), [], "{typed:?}");
    }
    assert_eq!(ask(&titles, "…").len(), 1);
    assert_eq!(ask(&titles, "🚀").len(), 1);
}

/// Words of many scripts, each of which starts at a word boundary.
const WORDS: &[&str] = &[
    "rust",
    "Python",
    "memory",
    "naïve",
    "Ｗｅｂ",
    "язык",
    "λόγος",
    "内存",
    "管理",
    "重载",
    "軟體",
    "メモリ",
    "かな",
    "메모리",
    "한국어",
    "2024",
    "x",
];
const SIGNS: &[&str] = &[" ", "-", "_", ".", "：", " 🚀 ", "（", "  ", "/"];

fn name() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    vec((select(WORDS), select(SIGNS)), 1..6)
}

fn joined(words: &[(&str, &str)]) -> String {
    words.iter().map(|(word, sign)| format!("{word}{sign}")).collect()
}

fn finds(titles: &[String], title: &str, typed: &str) -> bool {
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    ask(&titles, typed).iter().any(|(class, marked)| {
        *class < Class::PinyinParts && marked.replace(['[', ']'], "") == title
    })
}

proptest! {
    #[test]
    fn any_prefix_of_any_word_finds_the_name(
        names in vec(name(), 1..6), name: Index, word: Index, length: Index,
    ) {
        let titles: Vec<String> = names.iter().map(|name| joined(name)).collect();
        let name = name.index(names.len());
        let word = names[name][word.index(names[name].len())].0;
        let length = 1 + length.index(word.chars().count());
        let typed: String = word.chars().take(length).collect();
        prop_assert!(finds(&titles, &titles[name], &typed), "{titles:?} {typed}");
    }

    #[test]
    fn any_run_of_ideographs_finds_the_name_by_text_and_by_pinyin(
        title in "[一-龥]{1,12}", start: Index, length: Index,
    ) {
        let chars: Vec<char> = title.chars().collect();
        let rest = &chars[start.index(chars.len())..];
        let run = &rest[..1 + length.index(rest.len())];
        let typed: String = run.iter().collect();
        let titles = std::slice::from_ref(&title);
        prop_assert!(finds(titles, &title, &typed), "{title} {typed}");
        let readings: Option<Vec<&str>> = typed
            .chars()
            .map(|c| readings(crate::text::simplified::simplified(c)).first().copied())
            .collect();
        if let Some(readings) = readings {
            let initials: String = readings.iter().map(|reading| &reading[..1]).collect();
            prop_assert!(finds(titles, &title, &readings.concat()), "{title} {readings:?}");
            prop_assert!(finds(titles, &title, &initials), "{title} {initials:?}");
        }
    }

    #[test]
    fn a_transposition_in_a_word_is_forgiven(at in 1..9_usize) {
        let mut letters: Vec<char> = "concurrency".chars().collect();
        letters.swap(at, at + 1);
        let typed: String = letters.into_iter().collect();
        let (class, marked) = one("On concurrency", &typed).unwrap();
        prop_assert!(class == Class::Typo || typed == "concurrency");
        prop_assert_eq!(marked, "On [concurrency]");
    }
}

/// Returns the classes and names that match, in order.
fn classes(snapshot: &Snapshot, typed: &str, visible: &RoaringBitmap) -> Vec<(Class, String)> {
    let [tags, categories] =
        [Taxonomy::Tag, Taxonomy::Category].map(|taxonomy| snapshot.terms(taxonomy));
    let suggestions = SuggestionViews::new(index(snapshot).into()).get(tags, categories, visible);
    let found = suggestions.find(&Typed::new(typed), &SuggestionKind::ALL, 50, &All);
    let name = |entry: Entry| match entry.doc() {
        Some(doc) => snapshot.post(doc).title.to_string(),
        None => {
            let (taxonomy, term) = entry.term().unwrap();
            snapshot.terms(taxonomy).folded(term).to_string()
        }
    };
    found.into_iter().map(|found| (found.class, name(found.entry))).collect()
}

#[test]
fn hidden_names_use_up_none_of_the_work_that_is_allowed() {
    let letters =
        |n: usize| [b'a' + (n % 26) as u8, b'a' + (n / 26 % 26) as u8, b'a' + (n / 676) as u8];
    let hidden = (0..2000).map(|n| {
        let [a, b, c] = letters(n).map(char::from);
        post(&format!("a{n:04}")).title(&format!("c{a}{b}{c}lection"))
    });
    let public = ["collection", "Colour"].map(|title| post(title).title(title));
    let all = snapshot(hidden.chain(public.clone()));
    let visible =
        all.posts().iter().zip(0..).filter(|(post, _)| !post.slug.as_str().starts_with('a'));
    let visible: RoaringBitmap = visible.map(|(_, doc)| doc).collect();
    let alone = snapshot(public);
    for typed in ["cxllzction", "collectoin", "col", "kollection", "czlyur"] {
        let everything = (0..2).collect();
        assert_eq!(classes(&all, typed, &visible), classes(&alone, typed, &everything), "{typed}");
    }
    assert_eq!(classes(&all, "cxllzction", &visible)[0].1, "collection");
}

proptest! {
    #[test]
    fn only_visible_names_and_spellings_are_found(
        posts in vec((vec(select(&["rust", "RustLang", "rustlang", "内存", "內存 a", "行长"][..]), 0..3), any::<bool>()), 1..10),
        typed in select(&["ru", "lang", "nc", "neicun", "内", "hang", "rustlagn", "a"][..]),
    ) {
        let sample = |(n, (words, _)): (usize, &(Vec<&str>, bool))| {
            // The tags of a post differ under folding.
            let mut tags: Vec<&str> = Vec::new();
            for word in words {
                if tags.iter().all(|tag| fold(tag) != fold(word)) {
                    tags.push(word);
                }
            }
            post(&format!("p{n}")).title(&words.join(" ")).tag_list(&tags)
        };
        let all = snapshot(posts.iter().enumerate().map(sample));
        let alone =
            snapshot(posts.iter().enumerate().filter(|(_, (_, is_public))| *is_public).map(sample));
        let is_public = |post: &Post| posts[post.slug.as_str()[1..].parse::<usize>().unwrap()].1;
        let visible = all.posts().iter().zip(0..).filter(|(post, _)| is_public(post));
        let visible: RoaringBitmap = visible.map(|(_, doc)| doc).collect();
        let everything = (0..alone.posts().len() as u32).collect();
        prop_assert_eq!(classes(&all, typed, &visible), classes(&alone, typed, &everything));
    }
}
