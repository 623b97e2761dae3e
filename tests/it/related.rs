//! Related posts, and the key `related`.

use serde_json::{Value, json};

use crate::problems::code_of;
use crate::support::{Service, TOKEN, strings};

fn file(front_matter: &str, body: &str) -> String {
    format!("---\n{front_matter}\n---\n\n{body}\n")
}

/// Posts about memory in two languages, about HTTP, about bread, and hidden ones.
fn service() -> Service {
    let gc = "引用计数让对象在归零时立即释放，循环引用则要等垃圾回收。垃圾回收器扫描对象，引用计数要付出代价。";
    let files = [
        (
            "gc.md",
            file(
                "title: 引用计数与垃圾回收\ntags: [Python, 内存管理]\ncategory: Python\nseries: 内幕\nlang: zh\naliases: [old-gc]\ndate: 2025-01-01",
                gc,
            ),
        ),
        (
            "gc.en.md",
            file(
                "title: Reference counts\ntags: [Python, Memory]\nlang: en\nslug: gc\ndate: 2025-01-01",
                "Reference counts free objects.",
            ),
        ),
        (
            "rc.md",
            file(
                "title: 引用计数的极限\ntags: [Rust, 内存管理]\nlang: zh\nseries: 内幕\ndate: 2025-02-01",
                gc,
            ),
        ),
        (
            "dict.md",
            file(
                "title: 字典\ntags: [Python]\ncategory: Python\nlang: zh\ndate: 2025-03-01",
                "散列与探测。",
            ),
        ),
        (
            "dict2.md",
            file(
                "title: 集合\ntags: [Python]\ncategory: Python\nlang: zh\ndate: 2024-03-01",
                "成员测试。",
            ),
        ),
        (
            "pool.md",
            file(
                "title: Memory pools\ntags: [Memory]\nlang: en\ndate: 2025-03-02",
                "Arenas hold pools.",
            ),
        ),
        (
            "http.md",
            file("title: 缓存头\ntags: [HTTP]\nlang: zh\ndate: 2025-03-03", "浏览器与代理。"),
        ),
        ("bread.md", file("title: 面包\ntags: [烘焙]\nlang: zh\ndate: 2025-03-04", "面粉与清水。")),
        ("secret.md", file("title: 草稿\ntags: [内存管理]\nlang: zh\ndraft: true", gc)),
        ("soon.md", file("title: 明天\ntags: [内存管理]\nlang: zh\ndate: 2026-01-02", gc)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Service::new(&files)
}

fn near(service: &Service, target: &str) -> Vec<String> {
    let answer = service.api(target);
    let items = answer["data"].as_array().expect("a list").iter();
    items.map(|item| item["post"]["slug"].as_str().expect("a slug").to_owned()).collect()
}

#[test]
fn the_most_related_post_comes_first_with_its_score_and_reasons() {
    let service = service();
    let answer = service.api("/posts/gc/related?lang=zh");
    let items = answer["data"].as_array().expect("a list");
    // The two that share only a tag and a category have equal scores: the newer one is first.
    assert_eq!(near(&service, "/posts/gc/related?lang=zh"), ["rc", "dict", "dict2"]);
    let scores: Vec<f64> = items.iter().map(|item| item["score"].as_f64().unwrap()).collect();
    assert!(scores.iter().all(|score| *score > 0.0 && *score <= 1.0), "{scores:?}");
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let reasons = &items[0]["reasons"];
    assert_eq!((&reasons["tag"], &reasons["category"]), (&json!(["内存管理"]), &json!([])));
    assert_eq!(reasons["series"], json!(["内幕"]));
    let words: Vec<&str> =
        reasons["text"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert!(words.len() <= 8 && words.contains(&"计数"), "{words:?}");
    let expected = json!({ "tag": ["Python"], "category": ["Python"], "series": [], "text": [] });
    assert_eq!(items[1]["reasons"], expected);
    assert_eq!(items[1]["post"], service.api("/posts?slug=dict")["data"][0]);
    let null = Value::Null;
    assert_eq!((&answer["meta"]["pagination"], &answer["links"]["next"]), (&null, &null));
    assert_eq!(answer["links"]["self"], "/api/v1/posts/gc/related?lang=zh");
}

#[test]
fn nothing_in_common_is_an_empty_list() {
    let service = service();
    for slug in ["bread", "http"] {
        assert_eq!(service.api(&format!("/posts/{slug}/related"))["data"], json!([]), "{slug}");
    }
}

#[test]
fn the_language_is_that_of_the_version_unless_all_are_requested() {
    let service = service();
    assert_eq!(near(&service, "/posts/gc/related?lang=en"), ["pool"]);
    let all = near(&service, "/posts/gc/related?lang=en&allLanguages=true");
    assert_eq!(all[0], "pool");
    assert!(all.contains(&"dict".to_owned()) && !all.contains(&"gc".to_owned()), "{all:?}");
    let chinese = service.send("GET", "/api/v1/posts/gc/related", &[("accept-language", "zh")]);
    assert_eq!(chinese.header("content-language"), "zh");
    assert_eq!(
        chinese.header("vary"),
        "Accept-Encoding, Accept, Accept-Language, Authorization, Origin"
    );
    assert_eq!(chinese.json()["data"][0]["post"]["slug"], "rc");
}

#[test]
fn limit_and_selection_are_those_of_lists() {
    let service = service();
    assert_eq!(near(&service, "/posts/gc/related?lang=zh&limit=1"), ["rc"]);
    assert_eq!(near(&service, "/posts/gc/related?lang=zh&limit=0"), [""; 0]);
    let answer = service.api("/posts/gc/related/?lang=zh&fields=title&include=related&limit=1");
    let post = &answer["data"][0]["post"];
    assert_eq!((&post["slug"], &post["title"]), (&json!("rc"), &json!("引用计数的极限")));
    assert_eq!(post.as_object().unwrap().len(), 4);
    assert_eq!(strings(&post["related"], "slug")[0], "gc");
}

#[test]
fn hidden_posts_are_never_related_and_those_of_drafts_require_the_token() {
    let service = service();
    let token = format!("Bearer {TOKEN}");
    let asked = |slug: &str| {
        let target = format!("/api/v1/posts/{slug}/related");
        service.send("GET", &target, &[("authorization", &token)])
    };
    assert_eq!(service.get("/api/v1/posts/secret/related").status, 404);
    let response = asked("secret");
    assert_eq!(response.header("cache-control"), "private, no-store");
    let answer = response.json();
    let slugs: Vec<&Value> =
        answer["data"].as_array().unwrap().iter().map(|item| &item["post"]["slug"]).collect();
    assert!(slugs.contains(&&json!("rc")) && !slugs.contains(&&json!("soon")), "{slugs:?}");
    assert!(!asked("gc").body.contains("\"secret\""));
    service.set_now("2026-01-02T00:00:00Z");
    assert!(near(&service, "/posts/gc/related?lang=zh").contains(&"soon".to_owned()));
}

#[test]
fn errors_are_those_of_a_post() {
    let service = service();
    let response = service.get("/api/v1/posts/brad/related");
    assert_eq!((response.status, code_of(&response)), (404, "post_not_found".to_owned()));
    assert_eq!(response.json()["suggestions"], json!(["bread"]));
    let response = service.get("/api/v1/posts/bread/related?lang=ja");
    assert_eq!(response.json()["errors"][0]["allowed"], json!(["zh"]));
    let response = service.get("/api/v1/posts/gc/related?limit=101&allLanguages=yes&page=2&lang=!");
    assert_eq!((response.status, code_of(&response)), (400, "invalid_parameter".to_owned()));
    assert_eq!(response.json()["errors"].as_array().unwrap().len(), 4);
    let moved = service.get("/api/v1/posts/old-gc/related?limit=3");
    let expected = "/api/v1/posts/gc/related?limit=3&lang=zh";
    assert_eq!((moved.status, moved.header("location")), (301, expected));
    let markdown = service.send("GET", "/api/v1/posts/gc/related", &[("accept", "text/markdown")]);
    assert_eq!(markdown.status, 406);
}

#[test]
fn include_related_adds_at_most_five_links() {
    let files: Vec<(String, String)> = (0..9)
        .map(|n| {
            let tag = if n < 8 { "内存" } else { "茶" };
            (
                format!("p{n}.md"),
                file(&format!("title: 第{n}篇\ntags: [{tag}]\ndate: 2025-01-0{}", n + 1), "。"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let service = Service::new(&files);
    // Eight of nine have the tag, which is too common to relate them.
    assert_eq!(service.api("/posts/p0?include=related")["data"]["related"], json!([]));
    let files: Vec<(&str, &str)> = files
        .iter()
        .copied()
        .chain([
            ("x.md", "甲。"),
            ("y.md", "乙。"),
            ("z.md", "丙。"),
            ("v.md", "丁。"),
            ("w.md", "戊。"),
            ("u.md", "己。"),
        ])
        .collect();
    let service = Service::new(&files);
    let related = &service.api("/posts/p0?include=related")["data"]["related"];
    assert_eq!(strings(related, "slug"), ["p7", "p6", "p5", "p4", "p3"]);
    assert_eq!(related[0], json!({ "lang": "zh", "slug": "p7", "title": "第7篇" }));
    let list = service.api("/posts?include=related&slug=p0,p8&fields=slug");
    assert_eq!(list["data"][0], json!({ "slug": "p0", "lang": "zh", "related": related }));
    assert_eq!(list["data"][1], json!({ "slug": "p8", "lang": "zh", "related": [] }));
}

#[test]
fn related_posts_are_503_until_the_index_is_ready() {
    let service = Service::unsearchable(&[("a.md", "---\ntitle: A\n---\n")]);
    for target in ["/posts/a/related", "/posts/a?include=related", "/posts?fields=related"] {
        let response = service.get(&format!("/api/v1{target}"));
        assert_eq!((response.status, code_of(&response)), (503, "not_ready".to_owned()));
        assert!(!response.header("retry-after").is_empty(), "{target}");
    }
    assert_eq!(service.get("/api/v1/posts/none/related").status, 404);
    assert_eq!(service.get("/api/v1/posts/a").status, 200);
}
