//! The previous and next post, by the contract's sections 2 and 3.

use serde_json::{Value, json};

use crate::support::{Service, TOKEN, post, strings};

/// Four English posts, the oldest without a date, two Chinese ones, and two hidden ones.
fn service() -> Service {
    let files = [
        ("new.md", "title: Zebra\ndate: 2025-04-01\ntags: [Rust]\nlang: en\nreadTime: 3 min"),
        (
            "mid.md",
            "title: Mango\ndate: 2025-03-01\ntags: [Go]\nlang: en\nreadTime: 9 min\naliases: [middle, /2020/05/mid/]",
        ),
        ("old.md", "title: Apple\ndate: 2025-02-01\ntags: [Rust, Go]\nlang: en\nreadTime: 3 min"),
        ("undated.md", "title: Melon\ntags: [Rust]\nlang: en\nreadTime: 5 min"),
        ("mid.zh.md", "title: 芒果\nslug: mid\ndate: 2025-03-01\nlang: zh"),
        ("first.md", "title: 第一\ndate: 2025-03-15\nlang: zh"),
        ("draft.md", "title: Draft\ndate: 2025-03-20\nlang: en\ndraft: true"),
        ("later.md", "title: Later\ndate: 2026-02-01\nlang: en"),
    ];
    let files = files.map(|(path, matter)| (path, post(matter)));
    Service::new(&files.each_ref().map(|(path, text)| (*path, text.as_str())))
}

/// The slugs of both, empty for null.
fn beside(data: &Value) -> [&str; 2] {
    ["previous", "next"].map(|key| {
        let post = data.get(key).expect("both keys are always there");
        post.as_object().map_or("", |post| post["slug"].as_str().expect("a slug"))
    })
}

fn ask<'a>(service: &Service, answer: &'a mut Value, target: &str) -> [&'a str; 2] {
    *answer = service.api(&format!("/posts/{target}"))["data"].take();
    beside(answer)
}

#[test]
fn previous_is_the_newer_and_next_the_older_by_default() {
    let service = service();
    let data = &mut Value::Null;
    assert_eq!(ask(&service, data, "mid/neighbors"), ["new", "old"]);
    assert_eq!(ask(&service, data, "new/neighbors"), ["", "mid"]);
    assert_eq!(ask(&service, data, "undated/neighbors"), ["old", ""]);
    assert_eq!(ask(&service, data, "mid/neighbors/"), ["new", "old"]);
}

#[test]
fn neighbors_are_summaries_in_the_usual_envelope() {
    let service = service();
    let answer = service.api("/posts/mid/neighbors");
    let list = service.api("/posts?slug=new,old");
    assert_eq!(answer["data"], json!({"previous": list["data"][0], "next": list["data"][1]}));
    assert_eq!(
        answer["meta"],
        json!({"pagination": null, "facets": {}, "warnings": [], "missing": []})
    );
    assert_eq!(answer["links"]["self"], "/api/v1/posts/mid/neighbors");
}

#[test]
fn neighbors_follow_every_sort_of_lists() {
    let service = service();
    let data = &mut Value::Null;
    for sort in [
        "date",
        "-date",
        "updated",
        "-updated",
        "title",
        "-title",
        "readTime",
        "-readTime",
        "slug",
        "-slug",
        "readTime,-title",
        "-readTime,date",
    ] {
        let listed = service.slugs(&format!("/posts?lang=en&sort={sort}"));
        let at = listed.iter().position(|slug| slug == "old").expect("old");
        let before = at.checked_sub(1).map_or("", |before| &listed[before]);
        let after = listed.get(at + 1).map_or("", String::as_str);
        let target = format!("old/neighbors?sort={sort}");
        assert_eq!(ask(&service, data, &target), [before, after], "{sort}");
    }
    // By title: Apple, Mango, Melon, Zebra.
    assert_eq!(ask(&service, data, "mid/neighbors?sort=title"), ["old", "undated"]);
    // By minutes: 3, 3, 5, 9; of the equal ones the slug `new` comes first.
    assert_eq!(ask(&service, data, "old/neighbors?sort=readTime"), ["new", "undated"]);
}

#[test]
fn filters_choose_the_neighbors_and_the_post_need_not_match() {
    let service = service();
    let data = &mut Value::Null;
    assert_eq!(ask(&service, data, "new/neighbors?tag=rust"), ["", "old"]);
    assert_eq!(ask(&service, data, "mid/neighbors?tag=rust"), ["new", "old"]);
    assert_eq!(ask(&service, data, "new/neighbors?tagNot=go"), ["", "undated"]);
    assert_eq!(ask(&service, data, "new/neighbors?readTimeMin=5&tagNot=go"), ["", "undated"]);
    assert_eq!(ask(&service, data, "old/neighbors?dateFrom=2025-04"), ["new", ""]);
    let answer = service.api("/posts/mid/neighbors?tag=rst");
    assert_eq!(answer["data"], json!({"previous": null, "next": null}));
    assert_eq!(
        answer["meta"]["warnings"],
        json!([{"code": "unknown_tag", "value": "rst", "suggestions": ["Rust"]}])
    );
}

#[test]
fn a_reader_stays_within_the_language_of_the_version() {
    let service = service();
    for (query, header, lang, neighbors) in [
        ("", "", "en", ["new", "old"]),
        ("", "zh-CN", "zh", ["first", ""]),
        ("?lang=zh", "en", "zh", ["first", ""]),
        ("?lang=zh-Hans-CN", "", "zh", ["first", ""]),
        ("?lang=en", "zh", "en", ["new", "old"]),
    ] {
        let target = format!("/api/v1/posts/mid/neighbors{query}");
        let response = service.send("GET", &target, &[("accept-language", header)]);
        assert_eq!(beside(&response.json()["data"]), neighbors, "{query} {header}");
        assert_eq!(response.header("content-language"), lang);
        let decides = response.header("vary").contains("Accept-Language");
        assert_eq!(decides, query.is_empty(), "{query}");
    }
}

#[test]
fn fields_and_include_are_of_both_posts() {
    let service = service();
    let data = &service.api("/posts/mid/neighbors?fields=title&include=toc")["data"];
    assert_eq!(
        data,
        &json!({
            "previous": {"slug": "new", "lang": "en", "title": "Zebra", "toc": []},
            "next": {"slug": "old", "lang": "en", "title": "Apple", "toc": []}
        })
    );
}

#[test]
fn a_former_slug_is_redirected() {
    let service = service();
    for (old, new) in [
        ("middle/neighbors", "mid/neighbors?lang=en"),
        ("2020%2F05%2Fmid/neighbors", "mid/neighbors?lang=en"),
        ("2020/05/mid/neighbors", "mid/neighbors?lang=en"),
        ("middle/neighbors?sort=title", "mid/neighbors?sort=title&lang=en"),
    ] {
        let response = service.get(&format!("/api/v1/posts/{old}"));
        assert_eq!(response.status, 301, "{old}");
        assert_eq!(response.header("location"), format!("/api/v1/posts/{new}"), "{old}");
        assert_eq!(service.get(response.header("location")).status, 200);
    }
}

#[test]
fn a_missing_post_or_version_has_suggestions() {
    let service = service();
    let response = service.get("/api/v1/posts/undatd/neighbors");
    assert_eq!((response.status, &response.json()["code"]), (404, &json!("post_not_found")));
    assert_eq!(response.json()["suggestions"], json!(["undated"]));
    let response = service.get("/api/v1/posts/old/neighbors?lang=zh");
    assert_eq!((response.status, &response.json()["code"]), (404, &json!("post_not_found")));
    assert_eq!(response.json()["errors"][0]["allowed"], json!(["en"]));
}

#[test]
fn all_invalid_parameters_are_reported() {
    let service = service();
    let target = "/api/v1/posts/mid/neighbors?slug=a&page=1&lang=1&sort=datum&readTimeMin=x&fields=titel&lang=en";
    let response = service.get(target);
    assert_eq!(response.status, 400);
    assert_eq!(response.header("content-type"), "application/problem+json");
    let problem = response.json();
    assert_eq!(problem["code"], "invalid_parameter");
    let mut named = strings(&problem["errors"], "name");
    named.sort();
    assert_eq!(named, ["fields", "lang", "lang", "page", "readTimeMin", "slug", "sort"]);
    let response = service.send("GET", "/api/v1/posts/mid/neighbors", &[("accept", "image/png")]);
    assert_eq!(response.status, 406);
    assert_eq!(service.get("/api/v1/posts/%ff/neighbors").status, 400);
}

#[test]
fn hidden_posts_are_neighbors_only_with_the_token() {
    let service = service();
    let target = "/api/v1/posts/mid/neighbors?status=published,draft,scheduled";
    assert_eq!(service.get(target).status, 401);
    assert_eq!(service.get("/api/v1/posts/draft/neighbors").status, 404);
    let token = format!("Bearer {TOKEN}");
    let preview = |target: &str| service.send("GET", target, &[("authorization", token.as_str())]);
    let response = preview(target);
    assert_eq!(beside(&response.json()["data"]), ["draft", "old"]);
    assert_eq!(response.header("cache-control"), "private, no-store");
    // Without `status` the neighbors of a draft are public posts.
    let response = preview("/api/v1/posts/draft/neighbors");
    assert_eq!(beside(&response.json()["data"]), ["new", "mid"]);
    let response = preview("/api/v1/posts/later/neighbors?status=scheduled,draft");
    assert_eq!(beside(&response.json()["data"]), ["", "draft"]);
}

#[test]
fn a_scheduled_post_becomes_a_neighbor_at_its_moment() {
    let service = service();
    let data = &mut Value::Null;
    assert_eq!(ask(&service, data, "new/neighbors"), ["", "mid"]);
    service.set_now("2026-02-01T00:00:00Z");
    assert_eq!(ask(&service, data, "new/neighbors"), ["later", "mid"]);
}

#[test]
fn include_adds_links_to_the_neighbors_in_the_default_order() {
    let service = service();
    let link = |slug, title| json!({"lang": "en", "slug": slug, "title": title});
    let of = |target: &str| service.api(target)["data"]["neighbors"].clone();
    let both = json!({"previous": link("new", "Zebra"), "next": link("old", "Apple")});
    assert_eq!(of("/posts/mid?include=neighbors"), both);
    assert_eq!(of("/posts/mid?fields=neighbors"), both);
    assert_eq!(of("/posts/mid"), Value::Null);
    let zh = of("/posts/mid?lang=zh&include=neighbors");
    let first = json!({"lang": "zh", "slug": "first", "title": "第一"});
    assert_eq!(zh, json!({"previous": first, "next": null}));
    // The order and filters of the list are irrelevant.
    let list = service.api("/posts?tag=go&sort=title&include=neighbors")["data"].clone();
    assert_eq!(strings(&list, "slug"), ["old", "mid"]);
    assert_eq!(
        list[0]["neighbors"],
        json!({"previous": link("mid", "Mango"), "next": link("undated", "Melon")})
    );
    assert_eq!(list[1]["neighbors"], both);
}

#[test]
fn neighbors_answer_head_and_options_and_refuse_other_methods() {
    let service = service();
    let target = "/api/v1/posts/mid/neighbors";
    let (get, head) = (service.get(target), service.send("HEAD", target, &[]));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    let options = service.send("OPTIONS", target, &[]);
    assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
    assert_eq!(service.send("POST", target, &[]).status, 405);
}
