//! Values that no visible post has: what is used or suggested instead.

use super::*;

fn multilingual() -> Snapshot {
    let in_lang = |slug, lang| post(slug).lang(lang);
    snapshot([
        in_lang("a", "zh"),
        in_lang("b", "zh-TW"),
        in_lang("c", "en-GB"),
        in_lang("d", "pt-BR"),
        in_lang("e", "fr").draft(),
    ])
}

/// Returns the slugs that a list of languages selects, and the warnings as code-like text.
fn by_lang(lang: &str) -> (Vec<String>, Vec<String>) {
    let snapshot = multilingual();
    let filters = Filters { lang: texts([lang]), ..Filters::default() };
    let answer = list_posts(&snapshot, &question(filters), now()).unwrap();
    let shown = |term: &UnknownTerm| {
        let sign = if term.is_replaced { "→" } else { "?" };
        format!("{}{sign}{}", term.value, term.suggestions.join(","))
    };
    let slugs = names(&snapshot, &answer).into_iter().map(|(slug, _)| slug).collect();
    (slugs, answer.unknown.iter().map(shown).collect())
}

#[test]
fn a_language_range_matches_more_specific_languages_without_a_warning() {
    for (range, slugs) in [
        ("zh", vec!["a", "b"]),
        ("ZH_tw", vec!["b"]),
        ("en,pt", vec!["c", "d"]),
        ("*", vec!["a", "b", "c", "d"]),
    ] {
        assert_eq!(
            by_lang(range),
            (slugs.into_iter().map(str::to_owned).collect(), vec![]),
            "{range}"
        );
    }
}

#[test]
fn a_language_that_no_post_has_falls_back_with_a_warning() {
    for (range, slugs, warning) in [
        ("zh-CN", vec!["a", "b"], "zh-CN→zh"),
        ("zh-Hans-CN", vec!["a", "b"], "zh-Hans-CN→zh"),
        ("en-US", vec!["c"], "en-US→en"),
        ("pt_BR_abl1943", vec!["d"], "pt_BR_abl1943→pt-BR"),
        ("zh-TW,zh-CN", vec!["a", "b"], "zh-CN→zh"),
    ] {
        let slugs = slugs.into_iter().map(str::to_owned).collect();
        assert_eq!(by_lang(range), (slugs, vec![warning.to_owned()]), "{range}");
    }
}

#[test]
fn a_language_without_a_fallback_is_unknown_and_hidden_ones_are_not_suggested() {
    for (range, warning) in [
        ("de-DE", "de-DE?"),
        ("fr-CA", "fr-CA?"),
        ("cn", "cn?zh,zh-TW"),
        ("english", "english?en-GB"),
        ("zh%2DTW", "zh%2DTW?zh-TW,zh"),
        ("*-AU", "*-AU?"),
        ("*-*-AU", "*-*-AU?"),
    ] {
        assert_eq!(by_lang(range), (vec![], vec![warning.to_owned()]), "{range}");
    }
}

#[test]
fn suggestions_are_names_as_authored() {
    let snapshot = snapshot([
        post("a").tags(["Web Dev", "C++", "内存管理", "TCP / IP"]),
        post("b").tags(["web dev"]).draft(),
    ]);
    let suggestions = |tag: &str| {
        let filters = Filters { tag: texts([tag]), ..Filters::default() };
        let answer = list_posts(&snapshot, &question(filters), now()).unwrap();
        assert_eq!(answer.total, 0);
        assert_eq!(
            find_term(&snapshot, Taxonomy::Tag, tag, now()).unwrap_err(),
            answer.unknown[0].suggestions
        );
        answer.unknown[0].suggestions.join(",")
    };
    for (wrong, suggested) in [
        ("web-dav", "Web Dev"),
        ("web dav", "Web Dev"),
        ("内存管里", "内存管理"),
        ("C%2B%2B", "C++"),
        ("Web%20Dev", "Web Dev"),
        ("web%2Ddev", "Web Dev"),
        ("TCP%20%2F%20IP", "TCP / IP"),
        ("%E5%86%85%E5%AD%98%E7%AE%A1%E7%90%86", "内存管理"),
        ("%E5%86%85%E5%AD%98%E7%AE%A1%E9%87%8C", "内存管理"),
        ("nothing like it", ""),
    ] {
        assert_eq!(suggestions(wrong), suggested, "{wrong}");
    }
}

#[test]
fn a_slug_that_was_encoded_twice_suggests_the_right_one() {
    let snapshot = snapshot([post("内存管理"), post("My-Post"), post("草稿").draft()]);
    for (wrong, suggested) in [
        ("%E5%86%85%E5%AD%98%E7%AE%A1%E7%90%86", vec!["内存管理"]),
        ("my%2Dpost", vec!["My-Post"]),
        ("%E8%8D%89%E7%A8%BF", vec![]),
    ] {
        assert_eq!(near_slugs(&snapshot, wrong, now()), suggested, "{wrong}");
    }
}
