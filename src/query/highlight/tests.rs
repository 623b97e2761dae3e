use proptest::prelude::*;

use super::{Highlighter, Highlights};
use crate::catalog::{Assets, Audience, CatalogOptions, Question, Snapshot};
use crate::compile::markdown::text;
use crate::compile::{CompileOptions, compile};
use crate::post::ContentPath;
use crate::text::Revision;

fn show(file: &str, question: &str) -> Highlights {
    let settings = CompileOptions::default();
    let post = compile(&ContentPath::new("a.md"), file.as_bytes(), &settings).post.unwrap();
    let options = CatalogOptions {
        default_lang: settings.default_lang,
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"tests"),
    };
    let snapshot = Snapshot::build(vec![post], Vec::new(), Assets::default(), &options);
    let question = Question::parse(question);
    let all = [0].into();
    let matches = snapshot.prepare_search().find(&question, &all).unwrap();
    Highlighter::new(&question, &matches).show(snapshot.post(0))
}

fn post(title: &str, body: &str) -> String {
    format!("---\ntitle: '{title}'\n---\n{body}")
}

fn unmarked(html: &str) -> String {
    let plain = html.replace("<mark>", "").replace("</mark>", "");
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(plain, |text, (from, to)| text.replace(from, to))
}

#[test]
fn matches_are_marked_in_title_and_text() {
    let shown =
        show(&post("Python 的内存管理", "对象的内存由分配器管理，记憶體不还给系统。"), "内存");
    assert_eq!(shown.title, "Python 的<mark>内存</mark>管理");
    assert_eq!(shown.passages, ["对象的<mark>内存</mark>由分配器管理，记憶體不还给系统。"]);
    let shown = show(&post("x", "软体记憶體"), "記忆");
    assert_eq!(shown.passages, ["软体<mark>记憶</mark>體"]);
}

#[test]
fn marks_are_at_the_right_characters_of_mixed_text() {
    let shown = show(&post("x", "a🎉b 用Ｃａｆé写 getRefCount()，中文👨‍👩‍👧后"), "cafe ref 文");
    assert_eq!(
        shown.passages,
        ["a🎉b 用<mark>Ｃａｆé</mark>写 <mark>getRefCount</mark>()，中<mark>文</mark>👨‍👩‍👧后"]
    );
}

#[test]
fn markup_in_text_is_escaped() {
    let shown = show(&post("<b>x</b> & y", "`<script>alert(\"x\")</script>` & 'y'"), "x y");
    assert_eq!(shown.title, "&lt;b&gt;<mark>x</mark>&lt;/b&gt; &amp; <mark>y</mark>");
    assert_eq!(
        shown.passages,
        [
            "&lt;script&gt;alert(&quot;<mark>x</mark>&quot;)&lt;/script&gt; &amp; &#39;<mark>y</mark>&#39;"
        ]
    );
}

#[test]
fn the_section_is_the_heading_above_the_best_passage() {
    let body = "开头 alpha\n\n## 第一节\n\n没有\n\n## 第二节 {#two}\n\nalpha 和 beta 在一起\n\n## 第三节\n\nbeta";
    let shown = show(&post("x", body), "alpha beta");
    let section = shown.section.unwrap();
    assert_eq!((section.id.as_str(), section.title.as_str()), ("two", "第二节"));
    assert!(shown.passages[0].contains("<mark>alpha</mark> 和 <mark>beta</mark>"));
    assert_eq!(show(&post("x", body), "开头").section, None);
}

#[test]
fn a_passage_ends_between_words_and_stays_in_its_block() {
    let words: Vec<String> = (0..200).map(|number| format!("word{number:03}")).collect();
    let body = format!("before\n\n{}\n\nafter", words.join(" "));
    let shown = show(&post("x", &body), "word100");
    let plain = unmarked(&shown.passages[0]);
    let plain = plain.strip_prefix('…').and_then(|plain| plain.strip_suffix('…')).expect(&plain);
    assert!(plain.split(' ').all(|word| words.iter().any(|known| known == word)), "{plain}");
    assert!((60..=140).contains(&plain.chars().count()), "{plain}");
}

#[test]
fn a_passage_has_an_ellipsis_where_it_is_cut() {
    let filler = "some other words ".repeat(20);
    for (body, before, after) in [
        ("first found last".to_owned(), false, false),
        (format!("{filler}found last"), true, false),
        (format!("found {filler}"), false, true),
        (format!("{filler}found {filler}"), true, true),
        ("before\n\nfound\n\nafter".to_owned(), false, false),
        (format!("{filler}\n\n## found\n\n{filler}"), false, false),
        (format!("前文{}。目标found后{}", "字".repeat(200), "字".repeat(200)), true, true),
    ] {
        let passage = show(&post("x", &body), "found").passages.remove(0);
        assert_eq!(passage.starts_with('…'), before, "{passage}");
        assert_eq!(passage.ends_with('…'), after, "{passage}");
        assert!(!passage.starts_with("… ") && !passage.ends_with(" …"), "{passage}");
    }
}

#[test]
fn replaced_letters_and_marks_are_marked_as_written() {
    let body = "Le cœur, smørrebrød, مُحَمَّد et שָׁלוֹם; CœurMap.";
    for (question, marked) in [
        ("coeur", "<mark>cœur</mark>"),
        ("CŒUR", "<mark>cœur</mark>"),
        ("coeur x", "<mark>CœurMap</mark>"),
        ("smorrebrod", "<mark>smørrebrød</mark>"),
        ("محمد", "<mark>مُحَمَّد</mark>"),
        ("שלום", "<mark>שָׁלוֹם</mark>"),
    ] {
        let shown = show(&post("x", body), question);
        assert!(shown.passages[0].contains(marked), "{question}: {}", shown.passages[0]);
    }
}

#[test]
fn a_phrase_is_not_marked_in_names_with_signs() {
    let shown = show(&post("x", "a c compiler and a C++ compiler"), "\"c compiler\"");
    assert_eq!(shown.passages, ["a <mark>c compiler</mark> and a C++ compiler"]);
    let shown = show(&post("x", "A C++ compiler"), "c");
    assert_eq!(shown.passages, ["A <mark>C++</mark> <mark>compiler</mark>"]);
}

#[test]
fn a_passage_is_short_even_if_a_word_is_long() {
    let shown = show(&post("x", &format!("before {} after", "ab".repeat(100_000))), "abab");
    let passage = &shown.passages[0];
    assert!(passage.starts_with("before <mark>abab") && passage.ends_with("</mark>…"), "{passage}");
    assert!(passage.len() < 600, "{}", passage.len());
}

#[test]
fn no_match_in_the_text_gives_no_passage() {
    let shown = show("---\ntitle: 标题\ntags: [独特]\n---\n正文", "独特");
    assert_eq!(shown.passages, [""; 0]);
    assert_eq!(shown.section, None);
    assert_eq!(shown.title, "标题");
    assert_eq!(show(&post("标题", "标题"), "title:标题").passages, [""; 0]);
}

#[test]
fn a_phrase_is_marked_as_a_whole() {
    let shown = show(&post("x", "sys is not sys.getrefcount, though"), "sys.getref");
    assert_eq!(shown.passages, ["sys is not <mark>sys.getrefcount</mark>, though"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_passage_without_marks_is_part_of_the_text(
        body in "([一-三記憶]{1,6}|[a-c]{1,3}[é&<>\"']?|[ \n，`*#]|\n\n|ｶﾞ|か\u{3099}|👨‍👩‍👧|e\u{301}){0,60}",
        question in "([一-三记忆]{1,3}|[a-c]{1,3}|ガ| |\"|-){1,8}",
    ) {
        let file = post("x", &body);
        let shown = show(&file, &question);
        let whole = text(file.splitn(4, '\n').nth(3).unwrap());
        prop_assert!(shown.passages.len() <= 3);
        for passage in &shown.passages {
            let plain = unmarked(passage);
            // The text of this test has no ellipsis itself.
            let plain = plain.trim_matches('…');
            prop_assert!(whole.contains(plain), "{plain:?} in {whole:?}");
            prop_assert!(passage.contains("<mark>"), "{passage:?}");
        }
    }
}
