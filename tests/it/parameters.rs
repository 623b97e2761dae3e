//! Query parameters in the forms in which client libraries write them, by the contract's section 3.

use serde_json::{Value, json};

use crate::support::{Service, TOKEN, post, strings};

fn service() -> Service {
    let zh = "---\ntitle: 内存\nlang: zh\ndate: 2025-03-01\nupdated: 2025-03-02T08:00:00.75+08:00\ntags: [Python, Web Dev, 内存管理]\nauthor: Ink Stone\nseries: Basics\ncategory: 语言\n---\n文字\n";
    let tw = post("title: 記憶體\nlang: zh-TW\ndate: 2025-02-01\ntags: [python]");
    let en = post(
        "title: Memory\nlang: en\ndate: 2025-01-15T08:00:00.5+08:00\nexpires: 9999-12-31\ntags: [C++, Rust]",
    );
    let en_zh = post("title: Memory\nlang: en\nslug: zh\ndate: 2024-01-15");
    Service::new(&[("zh.md", zh), ("tw.md", &tw), ("en.md", &en), ("zh-en.md", &en_zh)])
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn warnings(answer: &Value) -> Value {
    answer["meta"]["warnings"].clone()
}

#[test]
fn a_browsers_language_falls_back_with_a_warning() {
    let service = service();
    let fallback = |value: &str, used: &str| json!([{"code": "lang_fallback", "value": value, "suggestions": [used]}]);
    for (lang, used, slugs) in [
        ("zh-CN", "zh", vec!["zh", "tw"]),
        ("zh-Hans-CN", "zh", vec!["zh", "tw"]),
        ("en-US", "en", vec!["en", "zh"]),
    ] {
        for path in ["/posts?", "/posts?q=memory&", "/posts?facets=lang&"] {
            let answer = service.api(&format!("{path}lang={lang}"));
            assert_eq!(warnings(&answer), fallback(lang, used), "{path}{lang}");
        }
        assert_eq!(service.slugs(&format!("/posts?lang={lang}")), slugs, "{lang}");
    }
    assert_eq!(service.slugs("/posts?lang=zh"), ["zh", "tw"]);
    assert_eq!(service.slugs("/posts?lang=zh-TW"), ["tw"]);
    assert_eq!(service.slugs("/posts?lang=zh-TW,en-US"), ["tw", "en", "zh"]);
    assert_eq!(warnings(&service.api("/posts?lang=zh")), json!([]));
    for path in ["/tags?", "/archive?", "/search?q=x&", "/suggest?q=x&"] {
        let answer = service.api(&format!("{path}lang=zh-CN"));
        assert_eq!(warnings(&answer), fallback("zh-CN", "zh"), "{path}");
    }
    assert_eq!(strings(&service.api("/tags?lang=zh-CN")["data"], "name").len(), 3);
    let facets = service.api("/posts?lang=zh-CN&facets=lang,tag&limit=0");
    assert_eq!(facets["meta"]["facets"]["lang"].as_array().map(Vec::len), Some(3), "{facets}");
    let unknown = service.api("/posts?lang=de-DE");
    assert_eq!(unknown["data"], json!([]));
    assert_eq!(warnings(&unknown)[0]["code"], "unknown_lang");
}

#[test]
fn a_version_in_the_nearest_language_has_a_warning() {
    let service = service();
    for path in ["", "/related", "/neighbors"] {
        let answer = service.api(&format!("/posts/zh{path}?lang=zh-CN"));
        let warning = json!([{"code": "lang_fallback", "value": "zh-CN", "suggestions": ["zh"]}]);
        assert_eq!(warnings(&answer), warning, "{path}");
        for exact in ["zh", "ZH", "en"] {
            let answer = service.api(&format!("/posts/zh{path}?lang={exact}"));
            assert_eq!(warnings(&answer), json!([]), "{path} {exact}");
        }
    }
    let by_header =
        service.send("GET", "/api/v1/posts/zh", &[("accept-language", "zh-CN,en;q=0.5")]);
    assert_eq!(by_header.json()["data"]["lang"], "zh");
    assert_eq!(warnings(&by_header.json()), json!([]));
    assert_eq!(warnings(&service.api("/posts/tw?lang=zh")), json!([]), "zh matches zh-TW");
    for (lang, suggestion) in [("cn", json!("zh")), ("eng", json!("en")), ("fr", Value::Null)] {
        let problem = service.get(&format!("/api/v1/posts/zh?lang={lang}")).json();
        let error = &problem["errors"][0];
        assert_eq!((&error["allowed"], &error["suggestion"]), (&json!(["en", "zh"]), &suggestion));
    }
}

#[test]
fn slug_and_lang_always_stay() {
    let service = service();
    let keys = |post: &Value| -> Vec<String> {
        post.as_object().expect("a post").keys().cloned().collect()
    };
    let expected = ["lang", "slug", "title"];
    let sorted = |post: &Value| {
        let mut keys = keys(post);
        keys.sort();
        keys
    };
    assert_eq!(sorted(&service.api("/posts?fields=title")["data"][0]), expected);
    assert_eq!(sorted(&service.api("/posts/zh?fields=title")["data"]), expected);
    assert_eq!(sorted(&service.api("/search?q=memory&fields=title")["data"][0]["post"]), expected);
    let neighbors = service.api("/posts/zh/neighbors?lang=en&fields=title");
    assert_eq!(sorted(&neighbors["data"]["previous"]), expected);
    assert_eq!(sorted(&service.api("/posts?fields=lang&limit=1")["data"][0]), ["lang", "slug"]);
}

#[test]
fn lists_may_be_written_with_brackets_and_indexes() {
    let service = service();
    for query in [
        "tag=rust&tag=python",
        "tag=rust,python",
        "tag[]=rust&tag[]=python",
        "tag%5B%5D=rust&tag%5B%5D=python",
        "tag[0]=rust&tag[1]=python",
        "tag%5B0%5D=rust&tag%5B1%5D=python",
    ] {
        assert_eq!(service.slugs(&format!("/posts?{query}")), ["zh", "tw", "en"], "{query}");
    }
    // Every list of every operation.
    for target in [
        "/posts?tagAll[]=rust&tagNot[]=x&category[]=&categoryNot[]=x&author[]=&series[0]=&lang[]=en&slug[0]=en&status[0]=published",
        "/posts?sort[]=-date&sort[]=title&fields[]=title&include[0]=text&facets[]=tag",
        "/tags?sort[0]=name&tag[0]=rust",
        "/archive?tag[]=rust",
        "/posts/en/neighbors?tag[]=rust&sort[]=title&fields[0]=title",
        "/posts/en/related?fields[]=title&include[]=text",
        "/search?q=memory&tag[0]=rust&facets[]=tag",
        "/suggest?q=me&type[]=title&lang[0]=en",
    ] {
        service.api(target);
    }
    let odd = service.get("/api/v1/posts?tag[name]=rust&limit[]=1&tga[]=x").json();
    let errors = odd["errors"].as_array().expect("errors");
    let seen: Vec<_> =
        errors.iter().map(|error| (error["name"].clone(), error["suggestion"].clone())).collect();
    assert_eq!(
        seen,
        [
            (json!("tag[name]"), json!("tag")),
            (json!("limit[]"), json!("limit")),
            (json!("tga[]"), json!("tag"))
        ]
    );
}

#[test]
fn names_that_were_encoded_twice_suggest_the_right_ones() {
    let service = service();
    let twice = |name: &str| encode(&encode(name));
    for (target, suggestion) in [
        (format!("/tags/{}", twice("内存管理")), "内存管理"),
        (format!("/tags/{}", twice("C++")), "C++"),
        (format!("/categories/{}", twice("语言")), "语言"),
        (format!("/authors/{}", twice("ink stone")), "Ink Stone"),
        (format!("/series/{}", twice("Basics")), "Basics"),
        (format!("/posts/{}", twice("zh")), "zh"),
        ("/tags/pithon".to_owned(), "Python"),
        ("/tags/web-deb".to_owned(), "Web Dev"),
    ] {
        let answer = service.get(&format!("/api/v1{target}"));
        assert_eq!(answer.status, 404, "{target}");
        let problem = answer.json();
        assert_eq!(problem["suggestions"], json!([suggestion]), "{target}");
        assert_eq!(problem["errors"][0]["suggestion"], suggestion, "{target}");
    }
    for (query, suggestion) in [
        (format!("tag={}", twice("内存管理")), "内存管理"),
        (format!("tagAll={}", twice("web dev")), "Web Dev"),
        (format!("author={}", twice("Ink Stone")), "Ink Stone"),
        ("tag=pyton".to_owned(), "Python"),
    ] {
        let answer = service.api(&format!("/posts?{query}"));
        assert_eq!(answer["data"], json!([]), "{query}");
        assert_eq!(warnings(&answer)[0]["suggestions"], json!([suggestion]), "{query}");
    }
    // Names are suggested in the spelling of most posts that the client sees.
    assert_eq!(service.api("/tags/PYTHON")["data"]["name"], "Python");
}

#[test]
fn an_asset_that_was_encoded_twice_suggests_the_right_one() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\n---\n![x](图/图.png)\n"),
        ("图/图.png", "picture"),
    ]);
    let problem = service.get(&format!("/assets/{}", encode(&encode("图/图.png")))).json();
    assert_eq!(problem["suggestions"], json!(["图/图.png"]));
}

#[test]
fn answers_have_whole_seconds_and_requests_may_have_fractions() {
    let service = service();
    let data = &service.api("/posts/en?fields=publishedAt,updatedAt,expiresAt,date")["data"];
    assert_eq!(data["publishedAt"], "2025-01-15T08:00:00+08:00");
    assert_eq!(data["updatedAt"], "2025-01-15T08:00:00+08:00");
    assert_eq!(data["expiresAt"], "9999-12-30T22:00:00Z");
    let updated = &service.api("/posts/zh?lang=zh")["data"]["updatedAt"];
    assert_eq!(updated, "2025-03-02T08:00:00+08:00");
    for (since, count) in [
        ("2025-03-02T00:00:00Z", 0),
        ("2025-03-02T00:00:00.000Z", 0),
        ("2025-03-01T23:59:59.999Z", 1),
        ("2025-03-02T07:59:59.5%2B08:00", 1),
        ("2025-03-01T23:59:59Z", 1),
    ] {
        assert_eq!(service.slugs(&format!("/posts?updatedSince={since}")).len(), count, "{since}");
    }
}

#[test]
fn an_empty_value_is_as_if_absent_and_trackers_are_ignored() {
    let service = service();
    let all = service.api("/posts");
    for query in [
        "tag=",
        "tagAll=&tagNot=",
        "category=&categoryNot=&author=&series=",
        "lang=",
        "slug=",
        "q=",
        "dateFrom=&dateTo=&updatedSince=",
        "readTimeMin=&readTimeMax=",
        "status=",
        "sort=",
        "page=&limit=",
        "cursor=",
        "cursor=&page=2&page=",
        "fields=",
        "include=&facets=",
        "positions=",
        "tag=%20",
        "tag=,,",
        "utm_source=x&utm_campaign=y&fbclid=z&gclid=1&_=2",
        "page=1",
        "&&",
        "tag",
    ] {
        let page_two = query.contains("page=2");
        let answer = service.api(&format!("/posts?{query}"));
        let expected = if page_two { json!([]) } else { all["data"].clone() };
        assert_eq!(answer["data"], expected, "{query}");
        assert_eq!(warnings(&answer), json!([]), "{query}");
    }
}

#[test]
fn terms_of_a_post_come_with_their_slugs() {
    let service = service();
    let expected = json!({
        "tags": [
            {"name": "Python", "slug": "python"},
            {"name": "Web Dev", "slug": "web-dev"},
            {"name": "内存管理", "slug": "内存管理"}
        ],
        "categories": [{"name": "语言", "slug": "语言"}],
        "authors": [{"name": "Ink Stone", "slug": "ink-stone"}],
        "series": {"name": "Basics", "slug": "basics"}
    });
    assert_eq!(service.api("/posts/zh?lang=zh&include=terms")["data"]["terms"], expected);
    let listed = service.api("/posts?slug=zh,tw&include=terms&fields=tags");
    let terms = |at: usize| listed["data"][at]["terms"].clone();
    let none = json!({"tags": [], "categories": [], "authors": [], "series": null});
    assert_eq!([terms(0), terms(1)], [none, expected]);
    assert_eq!(terms(2)["tags"], json!([{"name": "python", "slug": "python"}]));
    // Each slug selects the post.
    assert_eq!(service.slugs("/posts?tag=web-dev&author=ink-stone&series=basics"), ["zh"]);
}

#[test]
fn slugs_of_terms_do_not_depend_on_hidden_posts() {
    let hidden = post("title: Hidden\ndraft: true\ntags: [web-dev]");
    let public = post("title: Public\ntags: [web dev]");
    let service = Service::new(&[("aaa.md", &hidden), ("zzz.md", &public)]);
    let slug = |answer: Value| answer["data"]["terms"]["tags"][0]["slug"].clone();
    assert_eq!(slug(service.api("/posts/zzz?include=terms")), "web-dev");
    let bearer = format!("Bearer {TOKEN}");
    let preview =
        service.send("GET", "/api/v1/posts/zzz?include=terms", &[("authorization", &bearer)]);
    assert_eq!(slug(preview.json()), "web-dev-2");
}

#[test]
fn parameters_that_were_encoded_twice_suggest_the_right_ones() {
    let service = service();
    for (query, name, suggestion) in [
        ("sort=%252Ddate", "sort", "-date"),
        ("tag%255B%255D=rust", "tag%5B%5D", "tag"),
        ("read%2554imeMin=1", "read%54imeMin", "readTimeMin"),
    ] {
        let problem = service.get(&format!("/api/v1/posts?{query}")).json();
        let error = &problem["errors"][0];
        assert_eq!((&error["name"], &error["suggestion"]), (&json!(name), &json!(suggestion)));
    }
}

#[test]
fn a_language_that_is_no_tag_suggests_one() {
    let service = service();
    for (lang, suggestion) in [
        ("English", json!("en")),
        ("zh%252DTW", json!("zh-TW")),
        ("%E4%B8%AD%E6%96%87", json!("zh")),
        ("!", Value::Null),
    ] {
        let answer = service.get(&format!("/api/v1/posts/zh?lang={lang}"));
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["suggestion"]),
            (400, &suggestion),
            "{lang}"
        );
    }
}
