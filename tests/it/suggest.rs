//! Autocomplete.

use serde_json::{Value, json};

use crate::support::{Service, post, strings};

fn service() -> Service {
    let one = post(
        "title: Python 内存管理\ndate: 2025-03-01\ntags: [Python, 内存管理]\ncategory: Python\nlang: zh",
    );
    let two = post("title: Python <basics>\ndate: 2025-01-09\ntags: [python]\nlang: en");
    let three = post("title: 記憶體與 Python\ndate: 2024-07-01\nlang: zh-TW");
    let draft = post("title: Python draft\ntags: [Pythonic]\ndraft: true\nlang: en");
    let later = post("title: Python later\ndate: 2026-03-01\ntags: [Pythonista]\nlang: en");
    let gone = post("title: Python gone\ndate: 2020-01-01\nexpires: 2025-12-31\nlang: en");
    Service::new(&[
        ("one.md", &one),
        ("two.md", &two),
        ("three.md", &three),
        ("draft.md", &draft),
        ("later.md", &later),
        ("gone.md", &gone),
    ])
}

fn texts(answer: &Value) -> Vec<String> {
    strings(&answer["data"], "text")
}

#[test]
fn a_prefix_is_completed_by_tags_categories_and_titles() {
    let answer = service().api("/suggest?q=py");
    assert_eq!(
        answer["data"],
        json!([
            {"type": "tag", "text": "Python", "slug": "python", "lang": null, "count": 2, "highlight": "<mark>Py</mark>thon"},
            {"type": "category", "text": "Python", "slug": "python", "lang": null, "count": 1, "highlight": "<mark>Py</mark>thon"},
            {"type": "title", "text": "Python 内存管理", "slug": "one", "lang": "zh", "count": null, "highlight": "<mark>Py</mark>thon 内存管理"},
            {"type": "title", "text": "Python <basics>", "slug": "two", "lang": "en", "count": null, "highlight": "<mark>Py</mark>thon &lt;basics&gt;"},
            {"type": "title", "text": "記憶體與 Python", "slug": "three", "lang": "zh-TW", "count": null, "highlight": "記憶體與 <mark>Py</mark>thon"}
        ])
    );
    assert_eq!(
        answer["meta"],
        json!({"pagination": null, "facets": {}, "warnings": [], "missing": []})
    );
    assert_eq!(answer["links"]["self"], "/api/v1/suggest?q=py");
}

#[test]
fn chinese_is_found_by_pinyin_and_in_either_form() {
    let service = service();
    assert_eq!(texts(&service.api("/suggest?q=ncgl")), ["内存管理", "Python 内存管理"]);
    assert_eq!(texts(&service.api("/suggest?q=neicu&limit=1")), ["内存管理"]);
    // 记忆体
    let found = service.api("/suggest?q=%E8%AE%B0%E5%BF%86%E4%BD%93");
    assert_eq!(found["data"][0]["highlight"], "<mark>記憶體</mark>與 Python");
}

#[test]
fn letters_and_marks_that_are_often_left_out_do_not_matter() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: Le cœur\ntags: [Smørrebrød]\n---\n"),
        ("b.md", "---\ntitle: مُحَمَّد\nlang: ar\n---\n"),
    ]);
    for (typed, highlight) in [
        ("coe", "Le <mark>cœ</mark>ur"),
        ("smorreb", "<mark>Smørreb</mark>rød"),
        ("%D9%85%D8%AD", "<mark>مُحَ</mark>مَّد"),
    ] {
        let found = service.api(&format!("/suggest?q={typed}"));
        assert_eq!(found["data"][0]["highlight"], highlight, "{typed}");
    }
}

#[test]
fn types_and_languages_are_filters() {
    let service = service();
    assert_eq!(texts(&service.api("/suggest?q=py&type=tag,category")), ["Python", "Python"]);
    let titles = service.api("/suggest?q=py&type=title&lang=EN&lang=zh");
    assert_eq!(texts(&titles), ["Python 内存管理", "Python <basics>", "記憶體與 Python"]);
    let unknown = service.api("/suggest?q=py&type=title&lang=fr");
    assert_eq!(unknown["data"], json!([]));
    assert_eq!(unknown["meta"]["warnings"][0]["code"], "unknown_lang");
}

#[test]
fn scheduled_posts_are_suggested_once_they_are_published() {
    let service = service();
    let tags = |service: &Service| texts(&service.api("/suggest?q=python&type=tag"));
    let titles = |service: &Service| texts(&service.api("/suggest?q=python%20&type=title"));
    assert_eq!(tags(&service), ["Python"]);
    assert!(!titles(&service).iter().any(|title| title == "Python later"));
    service.set_now("2026-03-01T00:00:00Z");
    assert_eq!(tags(&service), ["Python", "Pythonista"]);
    assert_eq!(titles(&service)[0], "Python later");
    service.set_now("2025-06-01T00:00:00Z");
    assert!(titles(&service).iter().any(|title| title == "Python gone"));
}

#[test]
fn the_token_adds_no_suggestions() {
    let service = service();
    let token = format!("Bearer {}", crate::support::TOKEN);
    let with = service.send("GET", "/api/v1/suggest?q=python", &[("authorization", &token)]);
    assert_eq!(with.json()["data"], service.api("/suggest?q=python")["data"]);
    assert_eq!(with.header("cache-control"), "private, no-store");
}

#[test]
fn wrong_parameters_are_named() {
    let service = service();
    for (target, name, code) in [
        ("/suggest", "q", "missing"),
        ("/suggest?q=", "q", "missing"),
        ("/suggest?q=%20%E3%80%80", "q", "missing"),
        ("/suggest?q=a&q=b", "q", "repeated"),
        ("/suggest?q=a&limit=0", "limit", "out_of_range"),
        ("/suggest?q=a&limit=51", "limit", "out_of_range"),
        ("/suggest?q=a&type=author", "type", "not_allowed"),
        ("/suggest?q=a&page=1", "page", "unknown"),
    ] {
        let response = service.get(&format!("/api/v1{target}"));
        let problem = response.json();
        assert_eq!((response.status, &problem["code"]), (400, &json!("invalid_parameter")));
        let errors = &problem["errors"];
        assert_eq!((&errors[0]["name"], &errors[0]["code"]), (&json!(name), &json!(code)));
        assert_eq!(errors.as_array().map(Vec::len), Some(1), "{target}");
    }
    let long = |length: usize| format!("/api/v1/suggest?q={}", "%E5%86%85".repeat(length));
    assert_eq!(service.get(&long(100)).status, 200);
    assert_eq!(service.get(&long(101)).json()["errors"][0]["code"], "too_long");
}

#[test]
fn any_text_gets_suggestions() {
    let service = service();
    for typed in [
        "%3F%21",
        "%F0%9F%9A%80",
        "%3Cscript%3E",
        "%00",
        "%E2%80%AE",
        "%CC%81",
        "%27%22%3C%26",
        "%25",
    ] {
        let answer = service.api(&format!("/suggest?q={typed}"));
        assert!(answer["data"].is_array(), "{typed}");
    }
}
