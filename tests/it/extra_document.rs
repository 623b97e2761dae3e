//! The parameters for declared keys of the front matter in the served document.

use serde_json::{Value, json};

use crate::extra::service;
use crate::support::{Service, post};

#[test]
fn the_document_lists_the_declared_keys() {
    let service = service();
    let document = service.get("/openapi.json").json();
    let parameter = |path: &str, name: &str| {
        let all = document["paths"][path]["get"]["parameters"].as_array().expect("parameters");
        all.iter().find(|parameter| parameter["name"] == name).cloned().unwrap_or_default()
    };
    for path in [
        "/posts",
        "/search",
        "/tags",
        "/categories",
        "/authors",
        "/series",
        "/archive",
        "/posts/{slug}/neighbors",
    ] {
        let path = format!("/api/v1{path}");
        for name in ["extra.featured", "extra.weight.min", "extra.难度", "extra.a.b.max"] {
            assert_eq!(parameter(&path, name)["in"], "query", "{path} {name}");
        }
        for name in ["extra.level.min", "extra.gallery", "extra.map", "extra.anything"] {
            assert_eq!(parameter(&path, name), Value::Null, "{path} {name}");
        }
    }
    let posts = |name: &str| parameter("/api/v1/posts", name);
    let featured = posts("extra.featured");
    assert_eq!(featured["schema"]["type"], "boolean");
    assert_eq!(featured["example"], true);
    let description = featured["description"].as_str().expect("a description");
    assert!(description.contains("Shown on the first page."), "{description}");
    let weight = posts("extra.weight")["schema"]["items"].clone();
    assert_eq!(
        (&weight["type"], &weight["minimum"].as_f64(), &weight["maximum"].as_f64()),
        (&json!("integer"), &Some(0.0), &Some(99.0))
    );
    assert_eq!(weight["examples"], json!([3]));
    assert_eq!(posts("extra.weight.min")["schema"]["type"], "integer");
    // Generated clients would choose 32 bits otherwise.
    assert_eq!(posts("extra.weight.max")["schema"]["format"], "int64");
    assert_eq!(posts("extra.price")["schema"]["items"]["format"], "double");
    assert_eq!(posts("extra.grade")["schema"]["items"]["enum"], json!(["beginner", "advanced"]));
    assert_eq!(posts("extra.starts")["schema"]["items"]["format"], "date-time");
    let names =
        |name: &str| posts(name)["schema"]["items"]["enum"].as_array().cloned().expect("an enum");
    assert!(
        names("sort").contains(&json!("-extra.weight")) && names("sort").contains(&json!("-date"))
    );
    assert!(
        names("facets").contains(&json!("extra.level")) && names("facets").contains(&json!("tag"))
    );
    let facets = &document["components"]["schemas"]["Facets"]["properties"];
    assert_eq!(facets["extra.level"]["items"]["$ref"], "#/components/schemas/FacetCount");
    // The first click returns a post.
    let sent = ["extra.featured", "extra.level", "extra.grade"].map(|name| {
        let example = posts(name)["example"].clone();
        let value = example.get(0).unwrap_or(&example).clone();
        format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    });
    assert_eq!(service.slugs(&format!("/posts?{}", sent.join("&"))), ["a"]);
}

#[test]
fn a_key_with_a_meaning_that_is_also_in_extra_is_valid_in_the_document() {
    let schema =
        r#"{"properties": {"featured": {"type": "boolean"}}, "additionalProperties": false}"#;
    let text = post("title: A\nfeatured: true\ncover:\n  src: a.png\n  credit: B");
    let service = Service::new(&[("a.md", text.as_str()), ("_schema.json", schema)]);
    let document = service.get("/openapi.json").json();
    let declared = &document["components"]["schemas"]["PostExtra"];
    let declared = jsonschema::draft202012::new(declared).expect("a schema");
    let extra = &service.api("/posts/a")["data"]["extra"];
    assert_eq!(extra["cover"]["credit"], "B");
    assert!(declared.is_valid(extra), "{extra}");
}
