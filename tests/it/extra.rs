//! Keys of the front matter that `_schema.json` declares, as query parameters.

use serde_json::{Value, json};

use crate::support::{Service, TOKEN, post, strings};

const SCHEMA: &str = r#"{"properties": {
    "featured": {"type": "boolean", "description": "Shown on the first page."},
    "level": {"type": ["string", "null"]},
    "grade": {"enum": ["beginner", "advanced", null]},
    "weight": {"type": "integer", "minimum": 0, "maximum": 99},
    "price": {"type": "number"},
    "event": {"type": "string", "format": "date"},
    "starts": {"type": "string", "format": "date-time"},
    "难度": {"type": "string"},
    "min": {"type": "integer"},
    "a.b": {"type": "integer"},
    "gallery": {"type": "array", "items": {"type": "string"}},
    "map": {"type": "object"},
    "anything": {}
}}"#;

const POSTS: [(&str, &str); 5] = [
    (
        "a.md",
        "date: 2025-01-05\nfeatured: true\nlevel: Easy\ngrade: beginner\nweight: 3\nprice: 9.5\nevent: 2026-01-31\n\
         starts: 2026-01-31T08:00:00+08:00\n难度: 入门\nmin: 1\na.b: 7",
    ),
    (
        "b.md",
        "date: 2025-01-04\nfeatured: false\nlevel: easy\ngrade: advanced\nweight: 9\nevent: 2026-02-15",
    ),
    ("c.md", "date: 2025-01-03\nlevel: 困难\nweight: 20\nprice: -1\nstarts: 2026-01-31T00:00:01Z"),
    ("d.md", "date: 2025-01-02\nlevel: null\ntags: [x]"),
    (
        "secret.md",
        "draft: true\nfeatured: true\nlevel: Easter\ngrade: beginner\nweight: 5\nevent: 2026-01-30",
    ),
];

pub fn service() -> Service {
    with_schema(SCHEMA)
}

fn with_schema(schema: &str) -> Service {
    Service::new(&borrowed(&files(schema)))
}

fn files(schema: &str) -> Vec<(String, String)> {
    let posts = POSTS.iter().map(|(path, matter)| {
        ((*path).to_owned(), post(&format!("title: {path}\nlang: en\n{matter}")))
    });
    posts.chain([("_schema.json".to_owned(), schema.to_owned())]).collect()
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// The first error of a request that is refused.
fn error(service: &Service, target: &str) -> Value {
    let response = service.get(&format!("/api/v1{target}"));
    assert_eq!(response.status, 400, "{target}: {}", response.body);
    assert_eq!(response.header("content-type"), "application/problem+json", "{target}");
    response.json()["errors"][0].clone()
}

#[test]
fn posts_are_selected_by_values_in_all_forms() {
    let service = service();
    for (query, slugs) in [
        ("extra.featured=true", vec!["a"]),
        ("extra.featured=False", vec!["b"]),
        ("extra.featured=true,false", vec!["a", "b"]),
        ("extra[featured]=true", vec!["a"]),
        ("extra%5Bfeatured%5D=true", vec!["a"]),
        ("extra.level=EASY", vec!["a", "b"]),
        ("extra.level=%E5%9B%B0%E9%9A%BE,easy", vec!["a", "b", "c"]),
        ("extra.level=easy&extra.level=困难", vec!["a", "b", "c"]),
        ("extra.level[]=easy&extra.level[]=困难", vec!["a", "b", "c"]),
        ("extra[level][]=easy&extra[level][]=困难", vec!["a", "b", "c"]),
        ("extra[level][0]=easy&extra[level][1]=困难", vec!["a", "b", "c"]),
        ("extra.level=Ｅａｓｙ", vec!["a", "b"]),
        ("extra.grade=beginner,advanced", vec!["a", "b"]),
        ("extra.grade=BEGINNER", vec!["a"]),
        ("extra.weight=3,20", vec!["a", "c"]),
        ("extra.weight.min=3&extra.weight.max=9", vec!["a", "b"]),
        ("extra[weight][min]=4", vec!["b", "c"]),
        ("extra.weight.min=9&extra.weight.max=3", vec![]),
        ("extra.price.max=0", vec!["c"]),
        ("extra.price=9.50", vec!["a"]),
        ("extra.event=2026-01-31", vec!["a"]),
        ("extra.event.min=2026-02", vec!["b"]),
        ("extra.event.max=2026-01", vec!["a"]),
        ("extra.event.max=2026", vec!["a", "b"]),
        ("extra.starts=2026-01-31T00:00:00Z", vec!["a"]),
        ("extra.starts.max=2026-01-31T08:00:00+08:00", vec!["a"]),
        ("extra.starts.min=2026-01-31T00:00:01Z", vec!["c"]),
        ("extra.难度=入门", vec!["a"]),
        ("extra.min=1", vec!["a"]),
        ("extra.min.min=1", vec!["a"]),
        ("extra.min.max=0", vec![]),
        ("extra.a.b=7", vec!["a"]),
        ("extra[a.b]=7", vec!["a"]),
        ("extra[a][b]=7", vec!["a"]),
        ("extra.level=&extra.weight.min=", vec!["a", "b", "c", "d"]),
        ("extra.level=easy&extra.weight.min=4", vec!["b"]),
    ] {
        let path =
            format!("/posts?{query}").replace("Ｅａｓｙ", "%EF%BC%A5%EF%BD%81%EF%BD%93%EF%BD%99");
        let path = path.replace("困难", "%E5%9B%B0%E9%9A%BE");
        let path = path.replace("难度", "%E9%9A%BE%E5%BA%A6").replace("入门", "%E5%85%A5%E9%97%A8");
        assert_eq!(service.slugs(&path), slugs, "{query}");
    }
}

#[test]
fn all_operations_with_filters_of_posts_take_them() {
    let service = service();
    let tags = |query: &str| strings(&service.api(&format!("/tags?{query}"))["data"], "name");
    assert_eq!(tags(""), ["x"]);
    assert_eq!(tags("extra.weight.min=0"), [""; 0]);
    let archive = service.api("/archive?extra.level=easy");
    assert_eq!(archive["data"][0]["count"], 2);
    let hits = service.api("/search?q=text&extra.featured=true");
    assert_eq!(hits["meta"]["pagination"]["total"], 1);
    assert_eq!(hits["data"][0]["post"]["slug"], "a");
    assert_eq!(service.slugs("/posts?q=text&extra.featured=false"), ["b"]);
    let beside = service.api("/posts/a/neighbors?sort=-extra.weight");
    assert_eq!(beside["data"]["previous"]["slug"], "b");
    assert_eq!(beside["data"]["next"]["slug"], "d", "a post without the key is last");
    let beside = service.api("/posts/a/neighbors?extra.weight.min=10");
    assert_eq!(beside["data"]["next"]["slug"], "c");
    // Others have no filters of posts.
    for target in
        ["/posts/a/related?extra.level=x", "/suggest?q=a&extra.level=x", "/manifest?extra.level=x"]
    {
        assert_eq!(error(&service, target)["code"], "unknown", "{target}");
    }
    let feed = service.get("/feed.json?extra.level=x");
    assert_eq!(feed.status, 400, "{}", feed.body);
}

#[test]
fn posts_are_sorted_by_values_and_those_without_are_last() {
    let service = service();
    for (sort, slugs) in [
        ("extra.weight", ["a", "b", "c", "d"]),
        ("-extra.weight", ["c", "b", "a", "d"]),
        ("extra.level,-date", ["a", "b", "c", "d"]),
        ("extra.price", ["c", "a", "b", "d"]),
        ("-extra.event", ["b", "a", "c", "d"]),
        ("-extra.starts", ["c", "a", "b", "d"]),
        ("extra.featured", ["b", "a", "c", "d"]),
        ("-extra.featured,-extra.weight", ["a", "b", "c", "d"]),
    ] {
        assert_eq!(service.slugs(&format!("/posts?sort={sort}")), slugs, "{sort}");
    }
    // Text is sorted by the collation of the posts: pinyin.
    let zh = |slug: &str, level: &str| {
        (format!("{slug}.md"), post(&format!("title: 文\nlang: zh\nlevel: {level}")))
    };
    let mut chinese = vec![zh("p", "杜"), zh("q", "安"), zh("r", "蔡"), zh("s", "巴")];
    chinese.push(("_schema.json".to_owned(), SCHEMA.to_owned()));
    let service = Service::new(&borrowed(&chinese));
    assert_eq!(service.slugs("/posts?sort=extra.level"), ["q", "s", "r", "p"]);
}

#[test]
fn a_cursor_holds_its_place_and_is_for_one_question() {
    let service = service();
    let first = service.api("/posts?sort=-extra.weight&limit=2&extra.weight.min=1");
    let cursor = first["meta"]["pagination"]["nextCursor"].as_str().expect("a cursor").to_owned();
    let mut more = files(SCHEMA);
    more.push(("e.md".to_owned(), post("title: e\nlang: en\nweight: 50")));
    more.push(("f.md".to_owned(), post("title: f\nlang: en\nweight: 2")));
    more.retain(|(path, _)| path != "b.md");
    service.replace(&borrowed(&more));
    let next = |query: &str| service.get(&format!("/api/v1/posts?{query}&cursor={cursor}"));
    let rest = next("sort=-extra.weight&limit=2&extra[weight][min]=1");
    assert_eq!(strings(&rest.json()["data"], "slug"), ["a", "f"]);
    for other in ["sort=-extra.weight&extra.weight.min=2", "sort=extra.weight&extra.weight.min=1"] {
        assert_eq!(next(other).json()["code"], "cursor_mismatch", "{other}");
    }
    // The key is text now.
    service.replace(&borrowed(&{
        let mut files = files(r#"{"properties": {"weight": {}, "level": {"type": "string"}}}"#);
        files.retain(|(path, _)| path != "d.md");
        files
    }));
    assert_eq!(next("sort=-extra.weight&extra.weight.min=1").status, 400);
    let links = first["links"]["next"].as_str().expect("a link");
    assert!(links.contains("extra.weight.min=1"), "{links}");
}

#[test]
fn facets_count_values_and_ignore_their_own_filter() {
    let service = service();
    let facets =
        |query: &str| service.api(&format!("/posts?limit=0&{query}"))["meta"]["facets"].clone();
    let found = facets("facets=extra.level,extra.featured,extra.weight&extra.level=easy");
    assert_eq!(
        found,
        json!({
            "extra.level": [
                {"name": "Easy", "slug": "Easy", "count": 2},
                {"name": "困难", "slug": "困难", "count": 1}
            ],
            "extra.featured": [
                {"name": "false", "slug": "false", "count": 1},
                {"name": "true", "slug": "true", "count": 1}
            ],
            "extra.weight": [
                {"name": "3", "slug": "3", "count": 1},
                {"name": "9", "slug": "9", "count": 1}
            ]
        })
    );
    let found = facets("facets=extra.starts,tag");
    assert_eq!(found["extra.starts"][0]["slug"], "2026-01-31T00:00:00Z");
    assert_eq!(found["tag"][0]["count"], 1);
    for (query, count) in [("extra.weight.min=9", 3), ("extra.price=9.5", 1)] {
        let found = facets(&format!("facets=extra.weight&{query}"));
        assert_eq!(found["extra.weight"].as_array().map(Vec::len), Some(count), "{query}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_an_error_that_names_what_is_right() {
    let service = service();
    for (query, code, part, suggestion) in [
        ("extra.featured=yes", "not_allowed", "`yes`", Value::Null),
        ("extra.featured=ture", "not_allowed", "`ture`", json!("true")),
        ("extra.grade=begginer", "not_allowed", "`begginer`", json!("beginner")),
        ("extra.grade=beginner,x", "not_allowed", "`x`", Value::Null),
        ("extra.weight=heavy", "not_an_integer", "integer", Value::Null),
        ("extra.weight=3.5", "not_an_integer", "integer", Value::Null),
        ("extra.weight.min=x", "not_an_integer", "integer", Value::Null),
        ("extra.weight.min=1&extra.weight.min=2", "repeated", "one value", Value::Null),
        ("extra.weight=100", "out_of_range", "at most 99", Value::Null),
        ("extra.weight=-1", "out_of_range", "at least 0", Value::Null),
        ("extra.price=free", "not_a_number", "number", Value::Null),
        ("extra.event=2026-02-30", "invalid_date", "YYYY-MM-DD", Value::Null),
        ("extra.event.min=soon", "invalid_date", "YYYY-MM", Value::Null),
        ("extra.starts=2026-01-31", "invalid_date", "RFC 3339", Value::Null),
        (
            "extra.level.min=a",
            "not_filterable",
            "neither a number nor a date",
            json!("extra.level"),
        ),
        ("extra.featured.max=true", "not_filterable", "neither a number nor a date", Value::Null),
        ("extra.gallery=a", "not_filterable", "a list", Value::Null),
        ("extra.map=a", "not_filterable", "a map", Value::Null),
        ("extra[map][x]=a", "unknown", "map.x", Value::Null),
        ("extra.anything=a", "not_filterable", "`type`", Value::Null),
        ("extra.Weight=3", "unknown", "does not declare the key `Weight`", json!("extra.weight")),
        ("extra.wieght.min=3", "unknown", "`wieght`", json!("extra.weight.min")),
        ("extra=3", "unknown", "`extra.KEY`", Value::Null),
        ("sort=extra.wieght", "not_allowed", "does not declare", json!("extra.weight")),
        ("sort=-extra.gallery", "not_allowed", "a list", Value::Null),
        ("facets=extra.levle", "not_allowed", "does not declare", json!("extra.level")),
        ("weight=3", "unknown", "unknown parameter", json!("extra.weight")),
        ("weight.min=3", "unknown", "unknown parameter", json!("extra.weight.min")),
        ("sort=-weight", "not_allowed", "`-weight`", json!("-extra.weight")),
        ("facets=level", "not_allowed", "`level`", json!("extra.level")),
        ("extra.tags=x", "unknown", "`tags` has a meaning", json!("tag")),
        ("sort=-extra.title", "not_allowed", "`title` has a meaning", json!("-title")),
    ] {
        let found = error(&service, &format!("/posts?{query}"));
        assert_eq!(found["code"], code, "{query}: {found}");
        let message = found["message"].as_str().expect("a message");
        assert!(message.contains(part), "{query}: {message}");
        if suggestion != Value::Null {
            assert_eq!(found["suggestion"], suggestion, "{query}: {found}");
        }
    }
    // What all names start with does not make keys similar, and a key that is no parameter is not a wrong one.
    for query in
        ["extra.evil=1", "extra.map=1", "extra.gallery=a", "sort=extra.zoo", "facets=extra.map"]
    {
        assert_eq!(
            error(&service, &format!("/posts?{query}"))["suggestion"],
            Value::Null,
            "{query}"
        );
    }
    let grade = error(&service, "/posts?extra.grade=x");
    assert_eq!(grade["allowed"], json!(["beginner", "advanced"]));
    let undeclared = error(&service, "/posts?extra.color=red");
    let message = undeclared["message"].as_str().expect("a message");
    assert!(message.contains(r#"{"properties":{"color":{"type":"string"}}}"#), "{message}");
    let all = service.get("/api/v1/posts?extra.x=1&extra.weight=x&extra.featured=2").json();
    assert_eq!(all["errors"].as_array().map(Vec::len), Some(3), "{all}");
}

#[test]
fn without_a_schema_the_error_says_how_to_declare_a_key() {
    let files = files(SCHEMA);
    let service = Service::new(&borrowed(&files[..POSTS.len()]));
    for query in ["extra.level=x", "extra[level]=x", "sort=extra.level", "facets=extra.level"] {
        let found = error(&service, &format!("/posts?{query}"));
        let message = found["message"].as_str().expect("a message");
        assert!(message.contains("there is no `_schema.json`"), "{query}: {message}");
        assert!(message.contains(r#"{"properties":{"level":"#), "{query}: {message}");
    }
    let document = service.get("/openapi.json").body;
    assert!(!document.contains("\"extra.level\""));
}

#[test]
fn an_unknown_text_is_a_warning_with_suggestions() {
    let service = service();
    let answer = service.api("/posts?extra.level=easi");
    assert_eq!(answer["data"], json!([]));
    let expected =
        json!([{"code": "unknown_extra.level", "value": "easi", "suggestions": ["Easy"]}]);
    assert_eq!(answer["meta"]["warnings"], expected);
    for path in ["/tags?", "/archive?", "/posts/a/neighbors?", "/search?q=text&"] {
        let answer = service.api(&format!("{path}extra.level=easi"));
        assert_eq!(answer["meta"]["warnings"], expected, "{path}");
    }
    // A declared value is known.
    let answer = service.api("/posts?extra.grade=advanced&extra.weight=98");
    assert_eq!((&answer["data"], &answer["meta"]["warnings"]), (&json!([]), &json!([])));
}

#[test]
fn drafts_show_in_no_value_count_suggestion_or_tag() {
    let service = service();
    let mut files = files(SCHEMA);
    let targets = [
        "/api/v1/posts?extra.level=easte",
        "/api/v1/posts?extra.level=easter",
        "/api/v1/posts?limit=0&facets=extra.level,extra.weight,extra.event,extra.grade,extra.featured",
        "/api/v1/posts?sort=extra.weight&limit=1",
        "/api/v1/posts?extra.weight.min=4&extra.weight.max=6",
        "/api/v1/tags?extra.weight=5",
        "/openapi.json",
    ];
    let ask = |service: &Service| {
        targets.map(|target| {
            let response = service.get(target);
            (response.body.clone(), response.header("etag").to_owned())
        })
    };
    let with = ask(&service);
    files.retain(|(path, _)| path != "secret.md");
    service.replace(&borrowed(&files));
    let without = ask(&service);
    for (at, target) in targets.iter().enumerate() {
        assert_eq!(with[at], without[at], "{target}");
        assert!(!with[at].0.contains("Easter"), "{target}");
    }
    let service = self::service();
    let token = format!("Bearer {TOKEN}");
    let target = "/api/v1/posts?status=draft&extra.level=easter&facets=extra.level";
    let preview = service.send("GET", target, &[("authorization", &token)]).json();
    assert_eq!(strings(&preview["data"], "slug"), ["secret"]);
    assert_eq!(preview["meta"]["facets"]["extra.level"][0]["name"], "Easter");
}

#[test]
fn responses_are_cached_by_the_whole_question() {
    let service = service();
    for _ in 0..2 {
        assert_eq!(service.slugs("/posts?extra.weight.min=9"), ["b", "c"]);
        assert_eq!(service.slugs("/posts?extra.weight.max=9"), ["a", "b"]);
    }
    let first = service.get("/api/v1/posts?extra.weight.max=9");
    let tag = first.header("etag");
    let again = service.send("GET", "/api/v1/posts?extra.weight.max=9", &[("if-none-match", tag)]);
    assert_eq!(again.status, 304);
}

#[test]
fn a_changed_schema_changes_the_parameters() {
    let service = with_schema(r#"{"properties": {"weight": {"type": "integer"}}}"#);
    assert_eq!(service.slugs("/posts?extra.weight=3"), ["a"]);
    assert_eq!(error(&service, "/posts?extra.level=easy")["code"], "unknown");
    service.replace(&borrowed(&files(
        r#"{"properties": {"level": {"type": ["string", "null"]}, "weight": {"type": ["integer", "string"]}}}"#,
    )));
    assert_eq!(service.slugs("/posts?extra.level=easy&extra.weight=3"), ["a"]);
    assert_eq!(error(&service, "/posts?extra.weight.min=3")["code"], "not_filterable");
    let files = files("");
    service.replace(&borrowed(&files[..POSTS.len()]));
    assert_eq!(error(&service, "/posts?extra.weight=3")["code"], "unknown");
}
