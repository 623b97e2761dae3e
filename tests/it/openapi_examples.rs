//! The examples in the served document are public and equal to actual responses.

use serde_json::{Value, json};

use crate::support::{Service, post};

fn example_of_type<'a>(document: &'a Value, path: &str, media_type: &str) -> &'a Value {
    &document["paths"][path]["get"]["responses"]["200"]["content"][media_type]["example"]
}

fn example<'a>(document: &'a Value, path: &str) -> &'a Value {
    example_of_type(document, path, "application/json")
}

fn parameter(document: &Value, path: &str, name: &str) -> Value {
    let parameters = document["paths"][path]["get"]["parameters"].as_array().expect("parameters");
    parameters.iter().find(|parameter| parameter["name"] == name).expect(name)["example"].clone()
}

/// Posts over four years, with all kinds of terms, two of them in two languages, and an invalid one.
fn folder() -> Vec<(String, String)> {
    let mut files: Vec<_> = (0..24)
        .map(|number| {
            let (year, month) = (2022 + number / 6, 1 + number % 6);
            let front_matter = format!(
                "title: Stone {number}\ndate: {year}-{month:02}-03\ntags: [ink, \"tag {number}\", c{}]\n\
                 category: kind {}\nauthor: writer {}\nseries: part {}\nlang: en",
                number % 5,
                number % 4,
                number % 3,
                number % 7,
            );
            (format!("stone-{number}.md"), post(&front_matter) + &"Ink and water. ".repeat(9))
        })
        .collect();
    let twin = "slug: twin\ndate: 2025-08-01\ntags: [ink, 砚台]\ncategory: kind 1";
    files.push(("zh/twin.md".to_owned(), post(&format!("title: 墨\nlang: zh\n{twin}"))));
    let english = post(&format!("title: Ink\nlang: en\n{twin}")) + "More of it.\n";
    files.push(("en/twin.md".to_owned(), english));
    files.push(("bad.md".to_owned(), "---\ntitle: x\n".to_owned()));
    files
}

#[test]
fn every_example_is_the_response_at_its_own_link() {
    let files = folder();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let service = Service::with(&files, |options| options.diagnostics = true);
    let document = service.get("/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths").keys();
    let has_envelope = |path: &&String| {
        path.starts_with("/api/v1/") && !path.ends_with(".md") && !path.ends_with("/events")
    };
    for path in paths.filter(has_envelope) {
        let example = example(&document, path);
        let link =
            example["links"]["self"].as_str().unwrap_or_else(|| panic!("{path}: no example"));
        let response = service.get(link);
        assert_eq!(response.status, 200, "{path}: {link}");
        assert_eq!(example, &response.json(), "{path}: {link}");
    }
    assert_eq!(example(&document, "/api/v1/site")["data"]["totals"]["posts"], 26);
    assert_eq!(example(&document, "/api/v1/authors")["meta"]["pagination"]["total"], 3);
    // Without a language, the site's default is returned.
    assert_eq!(parameter(&document, "/api/v1/posts/{slug}", "slug"), "twin");
    assert_eq!(example(&document, "/api/v1/posts/{slug}")["data"]["lang"], "en");
    let path = "/api/v1/posts/{slug}.md";
    assert_eq!(parameter(&document, path, "slug"), "twin");
    let source = example_of_type(&document, path, "text/markdown");
    assert_eq!(source, &service.get("/api/v1/posts/twin.md").body);
    let event = example_of_type(&document, "/api/v1/events", "text/event-stream");
    let post = service.api("/posts/twin?lang=en")["data"].clone();
    let change = json!({
        "op": "upsert", "slug": "twin", "lang": "en", "etag": post["revision"], "updatedAt": post["updatedAt"]
    });
    assert_eq!(event["changes"], json!([change]));
    assert_eq!(event["snapshot"], service.api("/site")["data"]["snapshot"]);
}

#[test]
fn search_results_are_left_out_until_the_index_is_ready() {
    let service = Service::unsearchable(&[("a.md", &post("title: A\ntags: [ink]"))]);
    let document = service.get("/openapi.json").json();
    assert_eq!(parameter(&document, "/api/v1/search", "q"), "ink");
    for path in ["/api/v1/search", "/api/v1/suggest", "/api/v1/posts/{slug}/related"] {
        assert_eq!(example(&document, path), &Value::Null, "{path}");
    }
    assert_eq!(example(&document, "/api/v1/posts/{slug}"), &service.api("/posts/a"));
}

#[test]
fn diagnostics_are_in_the_document_only_if_they_are_public() {
    let files =
        [("hidden-plan.md", "---\ntitle: x\ndraft: true\ndate: not before the launch\n---\n")];
    let path = "/api/v1/diagnostics";
    let closed = Service::new(&files);
    assert_eq!(closed.get(path).status, 401);
    for document in ["/openapi.json", "/openapi.yaml"] {
        let body = closed.get(document).body;
        assert!(!body.contains("hidden-plan") && !body.contains("the launch"), "{document}");
    }
    let invented = closed.get("/openapi.json").json();
    assert_eq!(example(&invented, path)["data"][0]["code"], "date_invalid");
    let open = Service::with(&files, |options| options.diagnostics = true);
    let shown = open.get("/openapi.json").json();
    assert_eq!(example(&shown, path)["data"][0]["path"], "hidden-plan.md");
}

#[test]
fn a_file_is_an_example_only_once_a_post_with_it_is_public() {
    let files = [
        ("plan.md", &*(post("title: Plan\ndraft: true") + "![](a-plan.png)\n")),
        ("later.md", &*(post("title: Later\ndate: 2026-01-02") + "![](later.png)\n")),
        ("gone.md", &*(post("title: Gone\nexpires: 2025-01-01") + "![](gone.png)\n")),
        ("a-plan.png", ""),
        ("gone.png", ""),
        ("later.png", ""),
        ("nobody.png", ""),
    ];
    let service = Service::new(&files);
    let path = |service: &Service| {
        let response = service.get("/openapi.json");
        for hidden in ["a-plan", "gone.png", "nobody.png"] {
            assert!(!response.body.contains(hidden), "{hidden}");
        }
        parameter(&response.json(), "/assets/{path}", "path")
    };
    // A built-in path.
    assert_eq!(path(&service), "images/arena.svg");
    service.set_now("2026-01-02T00:00:00Z");
    assert_eq!(path(&service), "later.png");
}

#[test]
fn an_expired_post_is_not_an_example() {
    let service = Service::new(&[
        ("short.md", &post("title: Short\ntags: [a]\ncategory: b\nexpires: 2026-01-01T13:00:00Z")),
        ("long.md", &(post("title: Long\ntags: [a]\ncategory: b") + "And more.\n")),
    ]);
    let document = || service.get("/openapi.json");
    let before = document();
    assert_eq!(parameter(&before.json(), "/api/v1/posts/{slug}", "slug"), "short");
    service.set_now("2026-01-01T12:59:59Z");
    assert_eq!(document().header("etag"), before.header("etag"));
    service.set_now("2026-01-01T13:00:00Z");
    let after = document();
    assert_eq!(parameter(&after.json(), "/api/v1/posts/{slug}", "slug"), "long");
    assert!(!after.body.contains("Short"), "{}", after.body);
    assert!(!service.get("/openapi.yaml").body.contains("Short"));
}

#[test]
fn examples_are_taken_from_the_served_content() {
    let text =
        post("title: 墨\ndate: 2025-01-01\ntags: [砚台]\ncategory: 文房\nlang: zh\nslug: 墨")
            + "![](图.png)\n";
    let longer = post("title: 纸\nlang: zh\n") + "文房四宝之一。\n";
    let service = Service::new(&[("a.md", &text), ("b.md", &longer), ("图.png", "")]);
    let document = service.get("/openapi.json").json();
    assert_eq!(parameter(&document, "/api/v1/posts/{slug}", "slug"), "墨");
    assert_eq!(parameter(&document, "/api/v1/posts", "tag"), json!(["砚台"]));
    assert_eq!(parameter(&document, "/api/v1/posts", "category"), json!(["文房"]));
    assert_eq!(parameter(&document, "/api/v1/tags/{tag}", "tag"), "砚台");
    assert_eq!(parameter(&document, "/assets/{path}", "path"), "图.png");
    assert_eq!(example(&document, "/api/v1/posts/{slug}"), &service.api("/posts/%E5%A2%A8"));
    assert_eq!(parameter(&document, "/api/v1/posts/{slug}/neighbors", "slug"), "墨");
    assert_eq!(
        example(&document, "/api/v1/posts/{slug}/neighbors"),
        &service.api("/posts/%E5%A2%A8/neighbors")
    );
}
