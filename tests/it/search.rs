//! The search, by the contract's sections 2 and 3.

use serde_json::Value;

use crate::support::{Service, TOKEN, strings};

fn service() -> Service {
    Service::new(&[
        (
            "gc.md",
            "---\ntitle: 深入理解引用计数\ndate: 2025-03-01\ntags: [Python, 内存管理]\ncategory: 语言\n---\n开头说明。\n\n## 第一节\n\n每个对象都有计数，`sys.getrefcount(x)` 读它。\n\n## 第二节\n\n循环引用 & 分代回收 <b>并存</b>。\n",
        ),
        (
            "rc.md",
            "---\ntitle: Rc 与 Arc\ndate: 2025-02-01\ntags: [Rust, 内存管理]\ncategory: 语言\n---\n引用计数的另一种写法。\n",
        ),
        (
            "http.md",
            "---\ntitle: HTTP caching\ndate: 2025-01-01\ntags: [HTTP]\ncategory: Web\nlang: en\n---\nCaches keep answers.\n",
        ),
        ("draft.md", "---\ntitle: 草稿\ndraft: true\n---\n引用计数的草稿。\n"),
        ("later.md", "---\ntitle: 以后\ndate: 2026-02-01\n---\n引用计数，以后。\n"),
        (
            "gone.md",
            "---\ntitle: 过期\ndate: 2024-01-01\nexpires: 2025-01-01\n---\n引用计数，过期。\n",
        ),
    ])
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The slugs of the hits, the best first.
fn hits(service: &Service, text: &str, more: &str) -> Vec<String> {
    let answer = service.api(&format!("/search?q={}{more}", encoded(text)));
    let data = answer["data"].as_array().expect("hits");
    data.iter().map(|hit| hit["post"]["slug"].as_str().expect("a slug").to_owned()).collect()
}

#[test]
fn a_hit_has_its_post_score_section_and_highlights() {
    let service = service();
    let answer = service.api(&format!("/search?q={}&limit=1", encoded("getrefcount")));
    let hit = &answer["data"][0];
    let mut keys: Vec<&String> = hit.as_object().expect("a hit").keys().collect();
    keys.sort();
    assert_eq!(keys, ["highlights", "post", "score", "section"]);
    assert_eq!(hit["post"], service.api("/posts?slug=gc")["data"][0], "a summary");
    assert_eq!(hit["section"]["id"], "第一节");
    assert_eq!(hit["section"]["title"], "第一节");
    assert_eq!(hit["highlights"]["title"], "深入理解引用计数");
    assert_eq!(
        hit["highlights"]["text"][0],
        "每个对象都有计数，sys.<mark>getrefcount</mark>(x) 读它。"
    );
    let score = hit["score"].as_f64().expect("a number");
    assert!(score > 0.0 && score <= 1.0);
    assert_eq!(answer["meta"]["pagination"]["total"], 1);
    assert_eq!(answer["links"]["prev"], Value::Null);
}

#[test]
fn only_what_is_public_now_is_found() {
    let service = service();
    assert_eq!(hits(&service, "引用计数", ""), ["gc", "rc"]);
    service.set_now("2026-03-01T00:00:00Z");
    assert_eq!(hits(&service, "引用计数", "").len(), 3, "the scheduled one is published");
    let target = format!("/api/v1/search?q={}&status=draft", encoded("引用计数"));
    assert_eq!(service.get(&target).status, 401);
    let bearer = format!("Bearer {TOKEN}");
    let preview = service.send("GET", &target, &[("authorization", &bearer)]);
    assert_eq!(preview.json()["data"][0]["post"]["slug"], "draft");
    assert_eq!(preview.header("cache-control"), "private, no-store");
}

#[test]
fn filters_facets_and_pages_work_as_in_lists() {
    let service = service();
    assert_eq!(hits(&service, "引用计数", "&tag=rust"), ["rc"]);
    assert_eq!(hits(&service, "引用计数", "&tagNot=rust"), ["gc"]);
    assert_eq!(hits(&service, "引用计数", "&sort=date"), ["rc", "gc"]);
    assert_eq!(hits(&service, "引用计数", "&limit=1&page=2"), ["rc"]);
    assert_eq!(hits(&service, "引用计数", "&page=9"), [""; 0]);

    let answer = service
        .api(&format!("/search?q={}&tag=rust&facets=tag,category&limit=0", encoded("引用计数")));
    assert_eq!(answer["data"], serde_json::json!([]));
    assert_eq!(answer["meta"]["pagination"]["total"], 1);
    let tags = strings(&answer["meta"]["facets"]["tag"], "name");
    assert_eq!(tags, ["内存管理", "Python", "Rust"], "without its own filter");
    assert_eq!(answer["meta"]["facets"]["category"][0]["count"], 1, "with that of others");
}

#[test]
fn a_cursor_leads_through_all_hits() {
    let service = service();
    let first = service.api(&format!("/search?q={}&limit=1", encoded("引用计数")));
    let cursor = first["meta"]["pagination"]["nextCursor"].as_str().expect("a cursor");
    let next = format!("&limit=1&cursor={cursor}");
    assert_eq!(hits(&service, "引用计数", &next), ["rc"]);
    let other = format!("/api/v1/search?q=cache&limit=1&cursor={cursor}");
    assert_eq!(service.get(&other).json()["code"], "cursor_mismatch");
}

#[test]
fn fields_and_include_choose_the_keys_of_the_post() {
    let service = service();
    let answer = service.api("/search?q=caching&fields=title&include=text");
    let post = &answer["data"][0]["post"];
    assert_eq!(
        post,
        &serde_json::json!({"slug": "http", "lang": "en", "title": "HTTP caching", "text": "Caches keep answers."})
    );
}

#[test]
fn highlights_are_escaped() {
    let service = service();
    let answer = service.api(&format!("/search?q={}", encoded("分代")));
    assert_eq!(
        answer["data"][0]["highlights"]["text"][0],
        "循环引用 &amp; <mark>分代</mark>回收 并存。"
    );
}

#[test]
fn a_passage_shows_where_it_is_cut() {
    let filler = "与它无关的文字，".repeat(30);
    let text = format!("---\ntitle: 长文\nlang: zh\n---\n{filler}目标{filler}\n\n短的目标。\n");
    let service = Service::new(&[("a.md", &text)]);
    let answer = service.api(&format!("/search?q={}", encoded("目标")));
    let passages: Vec<&str> = answer["data"][0]["highlights"]["text"]
        .as_array()
        .expect("passages")
        .iter()
        .map(|passage| passage.as_str().expect("a text"))
        .collect();
    let [long, short] = passages[..] else { panic!("{passages:?}") };
    assert!(long.starts_with('…') && long.ends_with('…'), "{long}");
    assert!(long.contains("，<mark>目标</mark>与它"), "{long}");
    assert_eq!(short, "短的<mark>目标</mark>。");
}

#[test]
fn a_list_of_posts_can_be_filtered_by_text() {
    let service = service();
    let q = encoded("引用计数");
    assert_eq!(service.slugs(&format!("/posts?q={q}")), ["gc", "rc"]);
    assert_eq!(service.slugs(&format!("/posts?q={q}&sort=date")), ["rc", "gc"]);
    assert_eq!(service.slugs(&format!("/posts?q={q}&sort=-relevance")), ["gc", "rc"]);
    assert_eq!(service.slugs("/posts?q="), service.slugs("/posts"), "an empty value is ignored");
    let facets = service.api(&format!("/posts?q={q}&facets=category&limit=0"));
    assert_eq!(facets["meta"]["facets"]["category"][0]["count"], 2);
}

#[test]
fn without_a_text_there_is_nothing_to_search() {
    let service = service();
    for target in ["/api/v1/search", "/api/v1/search?q=", "/api/v1/search?q=%20%20"] {
        let answer = service.get(target);
        assert_eq!(answer.status, 400, "{target}");
        let error = &answer.json()["errors"][0];
        assert_eq!((error["name"].as_str(), error["code"].as_str()), (Some("q"), Some("missing")));
    }
    let long = format!("/api/v1/search?q={}", "a".repeat(201));
    assert_eq!(service.get(&long).json()["errors"][0]["code"], "too_long");
}

#[test]
fn any_text_is_a_valid_query() {
    let service = service();
    for text in [
        "。，！",
        "\"",
        "\"\"\"",
        "-",
        "---",
        "title:",
        "-title:\"",
        "🎉",
        "AND OR NOT",
        "a* b?",
        "(((",
        "[1 TO 2]",
        "field:value",
        "\\",
        "\u{202e}abc",
        "\u{0}\u{1}",
        "a\u{300}\u{300}",
        "+-&&||!",
        "^~10",
        "%",
        "'; DROP",
        "𠀀𠀁",
    ] {
        let answer = service.get(&format!("/api/v1/search?q={}", encoded(text)));
        assert_eq!(answer.status, 200, "{text:?}: {}", answer.body);
    }
    let many = encoded(&"-a \"b ".repeat(33));
    assert_eq!(service.get(&format!("/api/v1/search?q={many}")).status, 200);
    let wide = encoded(&"字".repeat(200));
    assert_eq!(service.get(&format!("/api/v1/search?q={wide}")).status, 200);
}

#[test]
fn other_operations_are_available_until_the_index_is_ready() {
    let service = Service::unsearchable(&[("a.md", "---\ntitle: x\n---\n文字")]);
    for target in ["/api/v1/search?q=x", "/api/v1/posts?q=x", "/readyz"] {
        let answer = service.get(target);
        assert_eq!(answer.status, 503, "{target}");
        assert_eq!(answer.json()["code"], "not_ready");
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
    assert_eq!(service.slugs("/posts"), ["a"]);
    assert_eq!(service.get("/healthz").status, 200);
}

#[test]
fn head_has_only_the_headers() {
    let service = service();
    let answer = service.send("HEAD", "/api/v1/search?q=caching", &[]);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("x-total-count"), "1");
}
