//! Tags, categories, authors, series and the archive.

use serde_json::json;

use crate::support::{Service, post, strings};

fn service() -> Service {
    let one = post(
        "title: One\ndate: 2025-03-01\ntags: [Python, C++]\ncategory: 语言\nauthor: Ink\nlang: en",
    );
    let two = post(
        "title: Two\ndate: 2025-01-09\ntags: [python, 数据 结构]\ncategory: 语言\nseries: Basics\nlang: en",
    );
    let three = post("title: Three\ndate: 2023-07-01\ntags: [python]\nlang: zh");
    let draft = post("title: Four\ntags: [secret]\ndraft: true\nlang: en");
    let undated = post("title: Five\nlang: en");
    Service::new(&[
        ("one.md", &one),
        ("two.md", &two),
        ("three.md", &three),
        ("four.md", &draft),
        ("five.md", &undated),
    ])
}

#[test]
fn spellings_of_one_tag_are_counted_together_under_the_most_frequent() {
    // Equal counts are in collation order, in which CLDR's Chinese puts Han before Latin.
    let answer = service().api("/tags");
    assert_eq!(
        answer["data"],
        json!([
            {"name": "python", "slug": "python", "count": 3, "latestDate": "2025-03-01"},
            {"name": "数据 结构", "slug": "数据-结构", "count": 1, "latestDate": "2025-01-09"},
            {"name": "C++", "slug": "c++", "count": 1, "latestDate": "2025-03-01"}
        ])
    );
}

#[test]
fn terms_can_be_filtered_searched_and_sorted() {
    let service = service();
    let slugs = |target: &str| strings(&service.api(target)["data"], "slug");
    assert_eq!(slugs("/tags?lang=zh"), ["python"]);
    assert_eq!(slugs("/tags?q=PY"), ["python"]);
    assert_eq!(slugs("/tags?sort=-latestDate,name&limit=2"), ["c++", "python"]);
    assert_eq!(slugs("/categories"), ["语言"]);
    assert_eq!(slugs("/authors"), ["ink"]);
    assert_eq!(slugs("/series"), ["basics"]);
}

#[test]
fn one_term_is_found_by_name_or_slug() {
    let service = service();
    for name in ["C++", "c%2B%2B", "C%2B%2B"] {
        assert_eq!(service.api(&format!("/tags/{name}"))["data"]["count"], 1, "{name}");
    }
    assert_eq!(
        service.api("/tags/%E6%95%B0%E6%8D%AE-%E7%BB%93%E6%9E%84")["data"]["name"],
        "数据 结构"
    );
}

#[test]
fn a_term_of_only_drafts_is_not_found() {
    let service = service();
    let response = service.get("/api/v1/tags/secret");
    assert_eq!((response.status, &response.json()["code"]), (404, &json!("term_not_found")));
    assert!(!service.get("/api/v1/tags?q=sec").body.contains("\"secret\""));
}

#[test]
fn a_name_that_lost_its_signs_in_the_url_suggests_the_names_with_them() {
    let service = Service::new(&[("a.md", &post("title: A\ntags: [C++, CSS, C#, R]"))]);
    for query in ["tag=C++", "tag=C", "tag=c"] {
        let warnings = &service.api(&format!("/posts?{query}"))["meta"]["warnings"];
        assert_eq!(warnings[0]["suggestions"], json!(["C#", "C++"]), "{query}");
    }
    let problem = service.get("/api/v1/tags/D").json();
    assert_eq!(problem["suggestions"], json!([]));
}

#[test]
fn a_missing_term_has_suggestions() {
    let problem = service().get("/api/v1/tags/pyton").json();
    assert_eq!(problem["suggestions"], json!(["python"]));
    assert_eq!(problem["errors"][0]["suggestion"], "python");
}

#[test]
fn the_archive_counts_by_year_and_month_with_the_undated_last() {
    let answer = service().api("/archive");
    assert_eq!(
        answer["data"],
        json!([
            {"year": 2025, "count": 2, "months": [{"month": 3, "count": 1}, {"month": 1, "count": 1}]},
            {"year": 2023, "count": 1, "months": [{"month": 7, "count": 1}]},
            {"year": null, "count": 1, "months": []}
        ])
    );
}

#[test]
fn the_site_counts_what_is_published() {
    let data = &service().api("/site")["data"];
    assert_eq!(
        data["totals"],
        json!({"posts": 4, "tags": 3, "categories": 1, "authors": 1, "series": 1})
    );
    assert_eq!(data["languages"], json!(["en", "zh"]));
    assert_eq!(data["version"], env!("CARGO_PKG_VERSION"));
}
