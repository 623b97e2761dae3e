//! Front matter that a schema describes, with the real binary.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::process::{Server, folder, inkstone};

const SCHEMA: &str = r##"{
  "properties": { "featured": { "$ref": "#/$defs/flag" }, "level": { "enum": ["easy", "hard"] } },
  "required": ["featured"],
  "$defs": { "flag": { "type": "boolean" } }
}"##;
const GOOD: &str = "---\ntitle: Good\nfeatured: true\n---\n\nText.\n";
const BAD: &str = "---\ntitle: Bad\nfeatured: true\nlevel: hrd\n---\n\nText.\n";

fn run(arguments: &[&str], content: &Path) -> Output {
    inkstone().args(arguments).arg(content).output().expect("the command runs")
}

fn get(server: &Server, target: &str) -> Value {
    let (status, body) = server.get(target);
    assert_eq!(status, 200, "{target}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

#[test]
fn a_schema_describes_posts_the_document_and_the_front_matter() {
    let content = folder(&[("a.md", GOOD), ("b.md", BAD), ("_schema.json", SCHEMA)]);
    let server = Server::start(content.path(), &[]);
    let posts = get(&server, "/api/v1/posts");
    assert_eq!(posts["meta"]["pagination"]["total"], 1);
    assert_eq!(posts["data"][0]["extra"], json!({"featured": true}));

    let document = get(&server, "/openapi.json");
    let schemas = &document["components"]["schemas"];
    let reference = "#/components/schemas/PostExtra";
    assert_eq!(schemas["Post"]["properties"]["extra"]["$ref"], reference);
    assert_eq!(schemas["PostSummary"]["properties"]["extra"]["$ref"], reference);
    assert_eq!(schemas["PostExtra"]["properties"]["featured"], json!({"type": "boolean"}));
    assert_eq!(schemas["PostExtra"]["required"], json!(["featured"]));

    let whole = get(&server, "/schema/post.json");
    assert_eq!(whole["properties"]["featured"], json!({"type": "boolean"}));
    assert!(whole["properties"]["pubDate"].is_object());
    let schema = jsonschema::draft202012::new(&whole).expect("a schema");
    assert!(schema.is_valid(&json!({"title": "A", "featured": false})));
    assert!(!schema.is_valid(&json!({"title": "A", "level": "easy"})));
}

#[test]
fn check_names_file_line_and_column_of_posts_and_of_the_schema() {
    let content = folder(&[("a.md", GOOD), ("b.md", BAD), ("_schema.json", SCHEMA)]);
    let check = || run(&["check"], content.path());
    let found = check();
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(text.contains("b.md:4:1") && text.contains("did you mean `hard`?"), "{text}");

    fs::write(content.path().join("_schema.json"), "{\n  \"type\": \"list\"\n}").expect("a file");
    let found = check();
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(text.contains("_schema.json:2:3"), "{text}");
}

#[test]
fn a_first_schema_is_written_once() {
    let content = folder(&[("a.md", GOOD), ("b.md", BAD)]);
    let init = || run(&["schema", "init"], content.path());
    let made = init();
    let text = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success() && text.contains("featured  boolean, in 2 of 2 posts"), "{text}");
    let path = content.path().join("_schema.json");
    let schema = fs::read_to_string(&path).expect("a file");
    let parsed: Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!(parsed["properties"]["featured"], json!({"type": "boolean"}));
    assert!(run(&["check"], content.path()).status.success());

    let again = init();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("already exists"));
    assert_eq!(fs::read_to_string(&path).expect("a file"), schema);
}
