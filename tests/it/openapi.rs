//! The committed document is the generated one, and it has what client generators need.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Service, post};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

/// Rewrites the file if `UPDATE_OPENAPI` is set, otherwise compares it.
#[test]
fn the_committed_document_is_current() {
    let generated = inkstone::api::openapi_document();
    let text = serde_json::to_string_pretty(&generated).expect("a document") + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(COMMITTED, &text).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(COMMITTED).expect("the file is committed");
    // Not `assert_eq`, which would print both documents.
    assert!(committed == text, "run `UPDATE_OPENAPI=1 cargo test openapi`");
}

fn operations(document: &Value) -> Vec<(&String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().map(|(path, item)| (path, &item["get"])).collect()
}

#[test]
fn every_operation_has_a_name_a_summary_a_tag_and_its_errors() {
    let document = inkstone::api::openapi_document();
    let mut names = BTreeSet::new();
    for (path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().expect(path);
        assert!(names.insert(id.to_owned()), "{id} twice");
        assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 5), "{id}");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{id}");
        assert!(operation.get("parameters").is_none_or(Value::is_array), "{id}");
        let responses = operation["responses"].as_object().expect(id);
        assert!(
            path == "/" || !path.ends_with('/'),
            "{path}: a trailing slash is the same resource"
        );
        // What any server can respond with is one response.
        assert!(responses.contains_key("default"), "{id}");
        for status in ["412", "413", "414", "429", "431", "500"] {
            assert!(!responses.contains_key(status), "{id} {status}");
        }
        let is_limited = matches!(path.as_str(), "/readyz" | "/api/v1/events");
        assert_eq!(responses.contains_key("503"), is_limited, "{id}");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let has_cursor = parameters.into_iter().any(|parameter| parameter["name"] == "cursor");
        let is_list = responses.get("400").is_some_and(|response| {
            let name = response["$ref"].as_str().expect(id).rsplit('/').next().expect(id);
            let problems = &document["components"]["responses"][name]["content"];
            problems["application/problem+json"]["examples"]["cursor_mismatch"].is_object()
        });
        assert_eq!(is_list, has_cursor, "{id}");
        if path.starts_with("/api/v1") {
            for status in ["200", "400", "401", "406"] {
                assert!(responses.contains_key(status), "{id} {status}");
            }
            let bodies = responses["200"]["content"].as_object().expect(id);
            assert_eq!(bodies.len(), 1, "{id} has one type of body");
            assert!(bodies.values().all(|body| !body["example"].is_null()), "{id} has an example");
        }
        for response in responses.values() {
            let described = response["description"].is_string() || response["$ref"].is_string();
            assert!(described, "{id}");
        }
    }
    // The contract's section 2, as far as it is built.
    for id in [
        "listPosts",
        "getPost",
        "getPostMarkdown",
        "getPostNeighbors",
        "search",
        "listRelatedPosts",
        "listTags",
        "getTag",
        "listCategories",
        "getCategory",
        "listAuthors",
        "getAuthor",
        "listSeries",
        "getSeries",
        "suggest",
        "getArchive",
        "getManifest",
        "listChanges",
        "getSite",
        "listDiagnostics",
        "getAsset",
    ] {
        assert!(names.contains(id), "{id}");
    }
}

#[test]
fn every_path_parameter_and_number_is_bounded_and_described() {
    let document = inkstone::api::openapi_document();
    for (path, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let shared = parameter["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
            let parameter = shared.map_or(parameter, |to| document.pointer(to).expect(to));
            let name = parameter["name"].as_str().expect(path);
            assert!(parameter["description"].is_string(), "{path} {name}");
            let schema = &parameter["schema"];
            if parameter["in"] == "header" {
                // A malformed condition is ignored (RFC 9110, section 13), however long it is.
                assert_eq!(schema["type"], "string", "{path} {name}");
                continue;
            }
            match schema["type"].as_str() {
                Some("integer") => assert!(
                    schema["minimum"].is_number() && schema["maximum"].is_number(),
                    "{path} {name}"
                ),
                Some("array") => assert!(schema["maxItems"].is_number(), "{path} {name}"),
                Some("string") => assert!(
                    schema["maxLength"].is_number()
                        || schema["pattern"].is_string()
                        || schema["format"].is_string()
                        || schema["enum"].is_array(),
                    "{path} {name}"
                ),
                Some("boolean") => {}
                other => panic!("{path} {name}: {other:?}"),
            }
        }
    }
}

#[test]
fn nothing_in_the_document_is_null_outside_examples() {
    fn nulls(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Null => found.push(path.to_owned()),
            Value::Array(items) => items.iter().for_each(|item| nulls(path, item, found)),
            Value::Object(entries) => {
                // Null can be a value of an enumeration.
                let is_said = |key: &str| !key.starts_with("example") && key != "enum";
                for (key, value) in entries.iter().filter(|(key, _)| is_said(key)) {
                    nulls(&format!("{path}/{key}"), value, found);
                }
            }
            _ => {}
        }
    }
    let service = Service::new(&[("a.md", &post("title: A"))]);
    for document in [inkstone::api::openapi_document(), service.get("/openapi.json").json()] {
        let mut found = Vec::new();
        nulls("", &document, &mut found);
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn the_contact_is_the_site() {
    let contact = |site_url: Option<&str>| {
        let service = Service::with(&[("a.md", &*post("title: A"))], |options| {
            options.title = "Stones".to_owned();
            options.site_url = site_url.map(str::to_owned);
        });
        service.get("/openapi.json").json()["info"]["contact"].clone()
    };
    let site = serde_json::json!({ "name": "Stones", "url": "https://example.org" });
    assert_eq!(contact(Some("https://example.org")), site);
    assert_eq!(contact(None), Value::Null);
}

#[test]
fn both_formats_of_the_document_have_one_schema() {
    let document = inkstone::api::openapi_document();
    let schema = |path: &str, media_type: &str| {
        document["paths"][path]["get"]["responses"]["200"]["content"][media_type]["schema"].clone()
    };
    let json = schema("/openapi.json", "application/json");
    assert_eq!(json["type"], "object");
    assert_eq!(schema("/openapi.yaml", "application/yaml"), json);
}

#[test]
fn files_of_the_documentation_have_a_documented_type() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let document = service.get("/openapi.json").json();
    let types = &document["paths"]["/docs/{file}"]["get"]["responses"]["200"]["content"];
    for file in ["index.html", "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] {
        let response = service.get(&format!("/docs/{file}"));
        assert_eq!(response.status, 200, "{file}");
        assert!(types[response.header("content-type")].is_object(), "{file}");
    }
}

#[test]
fn the_index_and_the_documentation_are_found() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let index = service.get("/").json();
    assert_eq!(index["links"]["posts"], "/api/v1/posts");
    for link in index["links"].as_object().expect("links").values() {
        let link = link.as_str().expect("a link");
        let expected = if link == "/api/v1/diagnostics" { 401 } else { 200 };
        assert_eq!(service.get(link).status, expected, "{link}");
    }
    for template in index["templates"].as_object().expect("templates").values() {
        let token =
            service.api("/manifest")["meta"]["syncToken"].as_str().expect("a token").to_owned();
        let asked = template.as_str().expect("a template").replace("{?q}", "?q=a");
        let asked = asked.replace("{?since}", &format!("?since={token}"));
        // A stream has no end.
        assert_eq!(service.send("HEAD", &asked, &[]).status, 200, "{template}");
    }
    let browser = service.send("GET", "/", &[("accept", "text/html,*/*;q=0.8")]);
    assert_eq!((browser.status, browser.header("location")), (302, "/docs/"));
    let page = service.get("/docs/");
    assert!(page.body.contains("swagger-ui"), "{}", page.body);
    assert_eq!(service.get("/docs").header("location"), "/docs/");
    for missing in ["/docs/none", "/docs/%FF", "/docs/%2e%2e/x"] {
        assert_eq!(service.get(missing).status, 404, "{missing}");
    }
    assert_eq!(service.get("/openapi.yaml").header("content-type"), "application/yaml");
}

#[test]
fn the_index_has_every_path_without_parameters() {
    let files = [("a.md", &*post("title: A"))];
    let linked = |service: &Service| -> BTreeSet<String> {
        let index = service.get("/").json();
        let links = ["links", "templates"].iter().flat_map(|key| index[key].as_object());
        let links = links.flat_map(|links| links.values()).filter_map(Value::as_str);
        links.map(|link| link.split("{?").next().unwrap_or(link).to_owned()).collect()
    };
    let site = Some("https://site.example".to_owned());
    let service = Service::with(&files, |options| options.site_url = site);
    let document = service.get("/openapi.json").json();
    let mut there: BTreeSet<String> = operations(&document)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| *path != "/" && !path.contains('{'))
        .cloned()
        .collect();
    there.insert("/docs/".to_owned());
    assert_eq!(linked(&service), there);

    // There are no pages without a site.
    assert!(there.remove("/metrics") && there.remove("/sitemap.xml"));
    let without = Service::with(&files, |options| options.observe.metrics = false);
    assert_eq!(linked(&without), there);
    let apart = Service::listening(&files, |listen| {
        listen.operations = Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into());
    });
    assert_eq!(linked(&apart), there);
}

#[test]
fn the_description_covers_methods_and_malformed_requests() {
    let document = inkstone::api::openapi_document();
    let text = document["info"]["description"].as_str().expect("a description");
    for word in ["`GET`", "`HEAD`", "`OPTIONS`", "405", "`Allow`", "408"] {
        assert!(text.contains(word), "{word}");
    }
}
