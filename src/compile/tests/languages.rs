//! Tests of the language of a post and of its reading time.

use super::{codes, read};
use crate::compile::{CompileOptions, compile};
use crate::post::{Code, ContentPath, Post};
use crate::text::Lang;

/// Compiles a post on a site with a default language.
fn on_site(default: &str, text: &str) -> Post {
    let options =
        CompileOptions { default_lang: Lang::parse(default).unwrap(), ..CompileOptions::default() };
    compile(&ContentPath::new("a.md"), text.as_bytes(), &options).post.unwrap()
}

fn lang(default: &str, title: &str, body: &str) -> String {
    on_site(default, &format!("---\ntitle: {title}\n---\n{body}\n")).lang.to_string()
}

#[test]
fn a_code_that_is_not_registered_is_read_as_what_it_means() {
    for (written, lang) in [
        ("jp", "ja"),
        ("cn", "zh"),
        ("kr", "ko"),
        ("CN", "zh"),
        ("jp-JP", "ja-JP"),
        ("eng", "en"),
        ("Chinese", "zh"),
        ("中文", "zh"),
        ("en-UK", "en-GB"),
        ("zh-CHT", "zh-Hant"),
    ] {
        let compiled = read("a.md", &format!("---\ntitle: x\nlang: {written}\n---\nx\n"));
        assert_eq!(codes(&compiled), [Code::LangUnregistered], "{written}");
        let message = &compiled.diagnostics[0].message;
        assert!(message.contains(written) && message.contains(lang), "{message}");
        assert_eq!(compiled.post.unwrap().lang.as_str(), lang, "{written}");
    }
}

#[test]
fn a_code_without_a_meaning_is_replaced_by_the_script() {
    let compiled = read("a.md", "---\ntitle: 标题\nlang: xx\n---\n中文\n");
    assert_eq!(codes(&compiled), [Code::LangUnregistered]);
    assert_eq!(compiled.post.unwrap().lang.as_str(), "zh");
}

#[test]
fn twi_is_not_written_in_han() {
    let compiled = read("a.md", "---\ntitle: 標題\nlang: tw\n---\n這是一篇文章\n");
    assert_eq!(codes(&compiled), [Code::LangUnregistered]);
    assert_eq!(compiled.post.unwrap().lang.as_str(), "zh-TW");
    let compiled = read("a.md", "---\ntitle: Akwaaba\nlang: tw\n---\nMaakye\n");
    assert_eq!(codes(&compiled), []);
    assert_eq!(compiled.post.unwrap().lang.as_str(), "tw");
}

#[test]
fn registered_tags_are_not_reported() {
    for tag in ["zh-Hant-TW", "pt_BR", "uk", "yue", "es-419", "de-1996"] {
        let text = format!("---\ntitle: x\nlang: {tag}\n---\nx\n");
        assert_eq!(codes(&read("a.md", &text)), [], "{tag}");
    }
}

#[test]
fn the_script_of_most_prose_decides() {
    for (title, body, expected) in [
        ("메모리 관리", "한국어 문장과 Rust", "ko"),
        ("メモリの管理", "日本語の文章です。Rust", "ja"),
        ("内存管理", "这是中文。Rust", "zh"),
        ("مرحبا", "هذه مقالة باللغة العربية عن Rust", "ar"),
        ("שלום", "זה מאמר בעברית על Rust", "he"),
        ("สวัสดี", "นี่คือบทความภาษาไทย", "th"),
        ("Γειά σου", "Αυτό είναι ένα άρθρο", "el"),
        ("नमस्ते", "यह हिन्दी में एक लेख है", "hi"),
        ("Привет", "Это статья на русском языке о Rust", "ru"),
        ("Hello", "An English article that quotes 你好 and Привет", "en"),
    ] {
        for default in ["en", "zh"] {
            assert_eq!(lang(default, title, body), expected, "{default}: {title}");
        }
    }
}

#[test]
fn the_default_counts_where_it_is_written_in_that_script() {
    assert_eq!(lang("fr", "Bonjour", "Un article en français"), "fr");
    assert_eq!(lang("zh", "Hello", "An English article"), "en");
    assert_eq!(lang("uk", "Привіт", "Це стаття українською"), "uk");
    assert_eq!(lang("de", "Привет", "Это статья на русском"), "ru");
    assert_eq!(lang("ru", "Hello", "An English article"), "en");
    assert_eq!(lang("fa", "سلام", "این یک مقاله است"), "fa");
    assert_eq!(lang("sr-Latn", "Здраво", "Ово је чланак"), "ru");
}

#[test]
fn a_post_without_letters_has_the_default_language() {
    for default in ["zh", "ja", "fr", "ar"] {
        assert_eq!(lang(default, "2024", "![](a.png)\n\n```\nlet x = 1;\n```"), default);
    }
}

#[test]
fn a_thai_word_weighs_no_more_than_another() {
    let english = "An English article with many words about one Thai greeting, which is short: ";
    assert_eq!(lang("en", "Greetings", &format!("{english}สวัสดีครับ")), "en");
}

#[test]
fn japanese_with_few_kana_is_not_chinese() {
    let body =
        "# 設定方法\n\n管理画面の一覧、詳細、編集、削除。動作環境：基本構成、推奨構成、最小構成。";
    assert_eq!(lang("en", "利用手順", body), "ja");
    let body =
        "这首歌的歌词是「さくら さくら 野山も里も」，你们还记得吗？我也很喜欢它，听了很多年。";
    assert_eq!(lang("en", "一首歌", body), "zh");
}

#[test]
fn the_reading_time_is_written_in_the_characters_of_the_post() {
    let read_time = |text: &str| on_site("en", text).read_time;
    assert_eq!(&*read_time("---\ntitle: 記憶體管理\n---\n這是一篇文章。\n"), "1 分鐘");
    assert_eq!(&*read_time("---\ntitle: 内存管理\n---\n这是一篇文章。\n"), "1 分钟");
    assert_eq!(&*read_time("---\ntitle: 内存管理\nlang: zh-TW\n---\nx\n"), "1 分鐘");
    assert_eq!(&*read_time("---\ntitle: 記憶體\nreadTime: 3 分\n---\nx\n"), "3 分");
}

#[test]
fn long_listings_count_as_20_lines_each() {
    let listing = format!("```\n{}```\n\n", "x = 1\n".repeat(900));
    let minutes = |count: usize| {
        on_site("en", &format!("---\ntitle: x\n---\n{}", listing.repeat(count))).read_time_minutes
    };
    // 20 lines at 3 seconds are a minute.
    assert_eq!((minutes(1), minutes(3)), (1, 3));
}

#[test]
fn decomposed_text_counts_like_composed_text() {
    let post =
        on_site("en", "---\ntitle: x\n---\n\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}\n");
    assert_eq!((post.word_count, post.lang.as_str()), (2, "ko"));
    let post = on_site("en", "---\ntitle: x\n---\nカ\u{3099}イト\u{3099}\n");
    assert_eq!((post.word_count, post.lang.as_str()), (3, "ja"));
}
