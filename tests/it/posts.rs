//! Lists of posts and single posts, by the contract's sections 3 and 5.

use serde_json::json;

use crate::support::{Service, TOKEN, post, strings};

/// Five posts: three of 2025, one of 2024 and one without a date.
fn service() -> Service {
    let memory = "---\ntitle: 内存管理\ndate: 2025-03-01\nreadTime: 12 分钟\ncategory: Python\ntags: [Python, 内存管理]\n---\n\n## 引言\n\n正文。\n\n### 小节\n";
    let speed =
        post("title: Speed\ndate: 2025-02-01\ncategory: Rust\ntags: [Rust, 性能优化]\nlang: en");
    let both =
        post("title: 安全\ndate: 2025-01-01\ncategory: Rust\ntags: [Rust, Python]\nlang: zh");
    let old = post(
        "title: Old\ndate: 2024-05-05\ncategory: Notes\naliases: [older, /2020/05/old/]\nlang: en\nweight: 3\nparams: {b: 1, a: [x]}",
    );
    let undated = post("title: Undated\nlang: en");
    Service::new(&[
        ("memory.md", memory),
        ("speed.md", &speed),
        ("both.md", &both),
        ("old.md", &old),
        ("undated.md", &undated),
    ])
}

#[test]
fn the_newest_comes_first_and_the_undated_last() {
    let service = service();
    assert_eq!(service.slugs("/posts"), ["memory", "speed", "both", "old", "undated"]);
    assert_eq!(service.slugs("/posts?sort=date"), ["old", "both", "speed", "memory", "undated"]);
}

#[test]
fn filters_of_one_name_are_alternatives_and_of_two_names_conditions() {
    let service = service();
    assert_eq!(service.slugs("/posts?tag=python"), ["memory", "both"]);
    assert_eq!(service.slugs("/posts?tag=python&tag=rust"), ["memory", "speed", "both"]);
    assert_eq!(service.slugs("/posts?tag=python,rust"), ["memory", "speed", "both"]);
    assert_eq!(service.slugs("/posts?tag=python%2Crust"), ["memory", "speed", "both"]);
    assert_eq!(service.slugs("/posts?tag=python&category=rust"), ["both"]);
    assert_eq!(service.slugs("/posts?tagAll=python,rust"), ["both"]);
    assert_eq!(service.slugs("/posts?tagNot=rust&lang=zh"), ["memory"]);
    assert_eq!(service.slugs("/posts?tag=%E5%86%85%E5%AD%98%E7%AE%A1%E7%90%86"), ["memory"]);
    assert_eq!(service.slugs("/posts?tag=&category="), service.slugs("/posts"));
}

#[test]
fn a_period_is_inclusive() {
    let service = service();
    assert_eq!(service.slugs("/posts?dateFrom=2025-02&dateTo=2025-03"), ["memory", "speed"]);
    assert_eq!(service.slugs("/posts?dateTo=2024"), ["old"]);
}

#[test]
fn slugs_keep_their_order_and_missing_ones_are_reported() {
    let service = service();
    let answer = service.api("/posts?slug=old,nowhere&slug=memory");
    assert_eq!(strings(&answer["data"], "slug"), ["old", "memory"]);
    assert_eq!(answer["meta"]["missing"], json!(["nowhere"]));
    assert_eq!(service.slugs("/posts?slug=old,memory&sort=-date"), ["memory", "old"]);
}

#[test]
fn pages_and_their_links_agree() {
    let service = service();
    let response = service.get("/api/v1/posts?limit=2&page=2&sort=slug");
    let answer = response.json();
    assert_eq!(strings(&answer["data"], "slug"), ["old", "speed"]);
    let place = &answer["meta"]["pagination"];
    assert_eq!(
        (&place["page"], &place["limit"], &place["total"], &place["pages"]),
        (&json!(2), &json!(2), &json!(5), &json!(3))
    );
    let links = &answer["links"];
    assert_eq!(links["self"], "/api/v1/posts?limit=2&page=2&sort=slug");
    assert_eq!(links["first"], "/api/v1/posts?limit=2&sort=slug&page=1");
    assert_eq!(links["prev"], "/api/v1/posts?limit=2&sort=slug&page=1");
    assert_eq!(links["next"], "/api/v1/posts?limit=2&sort=slug&page=3");
    assert_eq!(links["last"], "/api/v1/posts?limit=2&sort=slug&page=3");
    assert_eq!(response.header("x-total-count"), "5");
    assert!(
        response.header("link").contains("</api/v1/posts?limit=2&sort=slug&page=3>; rel=\"next\"")
    );
}

#[test]
fn a_page_past_the_end_is_empty() {
    let service = service();
    let answer = service.api("/posts?page=99");
    assert_eq!(answer["data"], json!([]));
    assert_eq!(answer["meta"]["pagination"]["total"], 5);
    assert_eq!(answer["links"]["next"], json!(null));
}

#[test]
fn a_cursor_visits_every_post_once() {
    let service = service();
    let mut target = "/posts?limit=2&sort=-title".to_owned();
    let mut seen = Vec::new();
    loop {
        let answer = service.api(&target);
        seen.extend(strings(&answer["data"], "slug"));
        let Some(cursor) = answer["meta"]["pagination"]["nextCursor"].as_str() else { break };
        target = format!("/posts?limit=2&sort=-title&cursor={cursor}");
    }
    assert_eq!(seen, service.slugs("/posts?sort=-title"));
}

#[test]
fn a_limit_of_zero_returns_only_counts() {
    let service = service();
    let answer = service.api("/posts?limit=0&facets=tag,category,year,lang&tag=rust");
    assert_eq!(answer["data"], json!([]));
    assert_eq!(answer["meta"]["pagination"]["total"], 2);
    let facets = &answer["meta"]["facets"];
    assert_eq!(
        facets["tag"],
        json!([
            {"name": "Python", "slug": "python", "count": 2},
            {"name": "Rust", "slug": "rust", "count": 2},
            {"name": "内存管理", "slug": "内存管理", "count": 1},
            {"name": "性能优化", "slug": "性能优化", "count": 1}
        ]),
        "a facet ignores its own filter"
    );
    assert_eq!(facets["category"], json!([{"name": "Rust", "slug": "rust", "count": 2}]));
    assert_eq!(facets["year"], json!([{"name": "2025", "slug": "2025", "count": 2}]));
    assert_eq!(facets.get("author"), None);
}

#[test]
fn an_unknown_term_is_an_empty_list_with_a_warning() {
    let service = service();
    let answer = service.api("/posts?tag=pyton");
    assert_eq!(answer["data"], json!([]));
    assert_eq!(
        answer["meta"]["warnings"],
        json!([{"code": "unknown_tag", "value": "pyton", "suggestions": ["Python"]}])
    );
}

#[test]
fn fields_are_exactly_these_and_include_adds() {
    let service = service();
    let keys = |target: &str| {
        let answer = service.api(target);
        let data = answer["data"].as_array().map_or(&answer["data"], |posts| &posts[0]);
        data.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys("/posts?fields=title,tags"), ["slug", "lang", "title", "tags"]);
    assert_eq!(keys("/posts/memory?fields=toc"), ["slug", "lang", "toc"]);
    let summary = keys("/posts");
    let whole = keys("/posts/memory");
    assert_eq!(&whole[..summary.len()], summary);
    assert_eq!(whole[summary.len()..], ["html", "toc"]);
    assert!(keys("/posts?include=text,markdown").ends_with(&["markdown".into(), "text".into()]));
}

#[test]
fn a_post_has_what_its_author_wrote() {
    let service = service();
    let data = &service.api("/posts/memory")["data"];
    assert_eq!(data["title"], "内存管理");
    assert_eq!(data["date"], "2025-03-01");
    assert_eq!(data["publishedAt"], "2025-03-01T00:00:00Z");
    assert_eq!(data["updatedAt"], "2025-03-01T00:00:00Z");
    assert_eq!(data["readTime"], "12 分钟");
    assert_eq!(data["readTimeMinutes"], 12);
    assert_eq!(data["tags"], json!(["Python", "内存管理"]));
    assert_eq!((&data["category"], &data["categories"]), (&json!("Python"), &json!(["Python"])));
    assert_eq!((&data["lang"], &data["status"]), (&json!("zh"), &json!("published")));
    assert_eq!(
        (&data["description"], &data["cover"], &data["series"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!((&data["authors"], &data["extra"]), (&json!([]), &json!({})));
    assert!(data["html"].as_str().unwrap().contains("<h2 id=\"引言\">引言</h2>"));
    assert_eq!(
        data["toc"],
        json!([{"level": 2, "id": "引言", "title": "引言", "children": [
            {"level": 3, "id": "小节", "title": "小节", "children": []}
        ]}])
    );
}

#[test]
fn unknown_keys_keep_their_order() {
    let service = service();
    let response = service.get("/api/v1/posts/old?fields=extra");
    assert!(
        response.body.contains(r#""extra":{"weight":3,"params":{"b":1,"a":["x"]}}"#),
        "{}",
        response.body
    );
}

#[test]
fn the_source_is_selected_by_suffix_or_accept() {
    let service = service();
    let source = "\n## 引言\n\n正文。\n\n### 小节\n";
    for response in [
        service.get("/api/v1/posts/memory.md"),
        service.send("GET", "/api/v1/posts/memory", &[("accept", "text/markdown")]),
    ] {
        assert_eq!(response.status, 200);
        assert_eq!(response.header("content-type"), "text/markdown; charset=utf-8");
        assert_eq!(response.body, source);
        assert!(response.header("vary").contains("Accept"));
    }
}

#[test]
fn a_slug_can_end_like_the_path_of_a_source() {
    let service = Service::new(&[
        ("a.md", &post("title: Readme\nslug: readme.md")),
        ("b.md", &post("title: Other\nslug: other")),
    ]);
    assert_eq!(service.api("/posts/readme.md?fields=title")["data"]["title"], "Readme");
    let source = service.get("/api/v1/posts/readme.md.md");
    assert_eq!(source.header("content-type"), "text/markdown; charset=utf-8");
    // The source has no keys to select.
    let selected = service.get("/api/v1/posts/other.md?fields=title");
    assert_eq!((selected.status, &selected.json()["errors"][0]["name"]), (400, &json!("fields")));
    let posted = service.send("POST", "/api/v1/posts/other.md", &[]);
    assert_eq!(posted.status, 405);
}

#[test]
fn a_former_slug_or_path_is_redirected() {
    let service = service();
    for old in ["/api/v1/posts/older", "/api/v1/posts/2020/05/old", "/2020/05/old/"] {
        let response = service.get(&format!("{old}?fields=title"));
        assert_eq!(response.status, 301, "{old}");
        assert_eq!(response.header("location"), "/api/v1/posts/old?fields=title", "{old}");
    }
}

#[test]
fn a_redirect_preserves_suffix_and_language_and_is_fresh_like_a_post() {
    let zh = post("title: 墨\nslug: 墨\nlang: zh\naliases: [old]");
    let en = post("title: Ink\nslug: 墨\nlang: en");
    let draft = post("title: D\nslug: draft\nlang: en\ndraft: true\naliases: [old-draft]");
    let service = Service::new(&[("a.md", &zh), ("b.md", &en), ("c.md", &draft)]);
    for (old, new) in [
        ("old", "%E5%A2%A8?lang=zh"),
        ("old.md", "%E5%A2%A8.md?lang=zh"),
        ("old?fields=title", "%E5%A2%A8?fields=title&lang=zh"),
        ("old?lang=en", "%E5%A2%A8?lang=en"),
    ] {
        let response = service.get(&format!("/api/v1/posts/{old}"));
        assert_eq!(response.status, 301, "{old}");
        assert_eq!(response.header("location"), format!("/api/v1/posts/{new}"), "{old}");
        assert!(response.header("cache-control").starts_with("public, max-age=60"), "{old}");
        assert_eq!(service.get(response.header("location")).status, 200);
    }
    let token = format!("Bearer {TOKEN}");
    let response =
        service.send("GET", "/api/v1/posts/old-draft", &[("authorization", token.as_str())]);
    assert_eq!((response.status, response.header("cache-control")), (301, "private, no-store"));
}

#[test]
fn a_missing_version_lists_the_available_languages() {
    let zh = post("title: 墨\nslug: ink\nlang: zh");
    let en = post("title: Ink\nslug: ink\nlang: en\ndraft: true");
    let service = Service::new(&[("a.md", &zh), ("b.md", &en)]);
    for target in ["/api/v1/posts/ink?lang=en", "/api/v1/posts/ink.md?lang=en"] {
        let response = service.get(target);
        assert_eq!((response.status, &response.json()["code"]), (404, &json!("post_not_found")));
        assert_eq!(
            response.json()["errors"],
            json!([{
                "in": "query", "name": "lang", "value": "en", "code": "not_found",
                "message": "`ink` has no version in `en`", "allowed": ["zh"]
            }])
        );
    }
}

#[test]
fn a_language_version_is_chosen_by_parameter_then_header_then_site() {
    let zh = post("title: 你好\nslug: hello\nlang: zh");
    let en = post("title: Hello\nslug: hello\nlang: en");
    let service = Service::new(&[("a.md", &zh), ("b.md", &en)]);
    let lang = |target: &str, header: &str| {
        let response = service.send("GET", target, &[("accept-language", header)]);
        (
            response.json()["data"]["lang"].as_str().unwrap().to_owned(),
            response.header("content-language").to_owned(),
        )
    };
    let both = |lang: &str| (lang.to_owned(), lang.to_owned());
    assert_eq!(lang("/api/v1/posts/hello", ""), both("en"));
    assert_eq!(lang("/api/v1/posts/hello", "fr, zh-CN;q=0.8, en;q=0.1"), both("zh"));
    assert_eq!(lang("/api/v1/posts/hello?lang=zh", "en"), both("zh"));
    let translations =
        service.api("/posts/hello?lang=zh&include=translations")["data"]["translations"].clone();
    assert_eq!(translations, json!([{"lang": "en", "slug": "hello", "title": "Hello"}]));
    assert_eq!(service.get("/api/v1/posts/hello?lang=fr").status, 404);
}

#[test]
fn a_trailing_slash_is_the_same_resource() {
    let service = service();
    assert_eq!(service.slugs("/posts/?limit=1"), service.slugs("/posts?limit=1"));
    assert_eq!(service.api("/posts/memory/")["data"], service.api("/posts/memory")["data"]);
}

#[test]
fn links_are_absolute_with_a_public_url() {
    let service = Service::with(&[("a.md", &post("title: A"))], |options| {
        options.public_url = Some("https://api.example.org/blog".to_owned());
    });
    let answer = service.api("/posts?limit=1");
    assert_eq!(answer["links"]["self"], "https://api.example.org/blog/api/v1/posts?limit=1");
    let problem = service.get("/api/v1/posts/none").json();
    assert_eq!(problem["type"], "https://api.example.org/blog/problems/post_not_found");
}
