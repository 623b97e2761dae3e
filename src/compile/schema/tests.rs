//! Tests of schemas of the front matter.

use serde_json::json;

use super::{ExtraSchema, MAX_SCHEMA_BYTES, SCHEMA_FILE};
use crate::compile::{CompileOptions, compile};
use crate::post::{Code, ContentPath, Diagnostic};

const SCHEMA: &str = r##"{
  "type": "object",
  "properties": {
    "featured": { "type": "boolean" },
    "level": { "enum": ["beginner", "expert"] },
    "weight": { "type": "integer", "minimum": 0 },
    "until": { "type": "string", "format": "date" },
    "gallery": { "type": "array", "items": { "$ref": "#/$defs/picture" } }
  },
  "required": ["featured"],
  "additionalProperties": false,
  "$defs": { "picture": { "type": "object", "properties": { "src": { "type": "string" } }, "required": ["src"] } }
}"##;

fn read(text: &str) -> Result<ExtraSchema, Vec<Diagnostic>> {
    ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), text.as_bytes())
}

/// Returns line, column and message of the first problem of a schema.
fn refused(text: &str) -> (u32, u32, String) {
    let found = read(text).unwrap_err().remove(0);
    assert_eq!((found.code, found.path.as_str()), (Code::SchemaInvalid, SCHEMA_FILE), "{found:?}");
    let (line, column) = found.place.as_ref().map_or((0, 0), |place| (place.line, place.column));
    (line, column, found.message)
}

/// Returns line, column and message of what a schema finds in a post.
fn faults(schema: &str, post: &str) -> Vec<(u32, u32, String)> {
    let schema = Some(read(schema).unwrap().into());
    let options = CompileOptions { schema, ..CompileOptions::default() };
    let compiled = compile(&ContentPath::new("a.md"), post.as_bytes(), &options);
    let found = compiled.diagnostics.into_iter().filter(|found| found.code == Code::ExtraInvalid);
    let found: Vec<_> = found
        .map(|found| {
            let place = found.place.expect("it has a place");
            (place.line, place.column, found.message)
        })
        .collect();
    assert_eq!(compiled.post.is_none(), !found.is_empty());
    found
}

fn at(line: u32, column: u32, message: &str) -> (u32, u32, String) {
    (line, column, message.to_owned())
}

#[test]
fn a_post_as_declared_has_no_faults() {
    let post = "---\ntitle: A\nfeatured: true\nlevel: expert\nweight: 3\nuntil: 2026-01-31\n\
                gallery:\n  - src: a.png\n---\nText\n";
    assert_eq!(faults(SCHEMA, post), []);
}

#[test]
fn each_fault_is_reported_at_its_key() {
    let post = "---\ntitle: A\nlevel: exprt\nweight: heavy\nuntil: 2026-02-30\ngallery:\n  - src: a.png\n  - src: 1\n  \
                - alt: b\nfeature: true\n---\nText\n";
    let expected = [
        at(1, 1, "the key `featured` is missing"),
        at(3, 1, "`level` is the string `exprt`"),
        at(4, 1, "`weight` is the string `heavy`"),
        at(5, 1, "`until` is the string `2026-02-30`"),
        at(8, 5, "`gallery.1.src` is the number `1`"),
        at(9, 5, "the key `src` is missing in `gallery.2`"),
        at(10, 1, "`feature` is not declared in `_schema.json`"),
    ];
    assert_eq!(faults(SCHEMA, post), expected);
}

#[test]
fn a_fault_of_the_whole_does_not_quote_it() {
    let schema = r#"{"not": {"required": ["secret"]}}"#;
    let [(line, column, message)] = &faults(schema, "---\nsecret: words\n---\nText\n")[..] else {
        panic!("one fault")
    };
    assert_eq!((*line, *column), (1, 1));
    assert!(message.starts_with("the front matter is not as declared: "), "{message}");
    assert!(!message.contains("words"), "{message}");
}

#[test]
fn a_post_without_front_matter_lacks_what_is_required() {
    assert_eq!(faults(SCHEMA, "# A\n"), [at(1, 1, "the key `featured` is missing")]);
}

#[test]
fn keys_in_toml_and_json_are_found_too() {
    let schema = r#"{"properties": {"weight": {"type": "integer"}}}"#;
    assert_eq!(
        faults(schema, "+++\ntitle = \"A\"\nweight = 1.5\n+++\n"),
        [at(3, 1, "`weight` is the number `1.5`")]
    );
    assert_eq!(
        faults(schema, "{\n \"title\": \"A\",\n  \"weight\": true\n}\n\nText"),
        [at(3, 3, "`weight` is the boolean `true`")]
    );
}

#[test]
fn a_syntax_error_is_not_followed_by_missing_keys() {
    let schema = Some(read(SCHEMA).unwrap().into());
    let options = CompileOptions { schema, ..CompileOptions::default() };
    let compiled =
        compile(&ContentPath::new("a.md"), b"---\na: [1\nfeatured: true\n---\n", &options);
    let mut codes = compiled.diagnostics.iter().map(|found| found.code);
    assert!(codes.all(|code| code != Code::ExtraInvalid));
}

#[test]
fn what_is_wrong_with_a_schema_is_reported_at_its_place() {
    for (text, line, column, part) in [
        ("[]", 1, 1, "not a JSON object"),
        ("\"type\": \"object\"", 1, 1, "not a JSON object"),
        ("{\n  \"type\": \"object\",\n}", 2, 19, "invalid JSON"),
        ("{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3, "duplicate key"),
        ("{\n  \"type\": \"array\"\n}", 2, 3, "front matter is a map"),
        ("{\n  \"properties\": {\n    \"a\": { \"type\": \"bool\" }\n  }\n}", 3, 12, "`bool`"),
        ("{\n  \"required\": \"a\"\n}", 2, 3, "is not of type \"array\""),
        (
            "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\"\n}",
            2,
            3,
            "another dialect",
        ),
        ("{\n  \"properties\": { \"title\": {} }\n}", 2, 19, "`title`"),
        ("{\n  \"required\": [\"a\", \"date\"]\n}", 2, 21, "`date`"),
        ("{\n  \"$ref\": \"https://example.com/a.json\"\n}", 2, 3, "nothing is loaded"),
        ("{\n  \"$ref\": \"other.json#/a\"\n}", 2, 3, "nothing is loaded"),
        ("{\n  \"$ref\": \"#/$defs/a\"\n}", 2, 3, "refers to nothing"),
        (
            "{\n  \"properties\": { \"a\": { \"$ref\": \"#\" } }\n}",
            2,
            26,
            "contains this reference",
        ),
        ("{\n  \"$dynamicRef\": \"#a\"\n}", 2, 3, "not supported"),
        ("{\n  \"properties\": { \"a\": { \"pattern\": \"(a\" } }\n}", 2, 26, "(a"),
        ("{\n  \"properties\": { \"a\": { \"pattern\": \"(?=a)\" } }\n}", 2, 26, "(?=a)"),
    ] {
        let (found_line, found_column, message) = refused(text);
        assert!(message.contains(part), "{text}: {message}");
        assert_eq!((found_line, found_column), (line, column), "{text}: {message}");
    }
}

#[test]
fn recursion_by_way_of_definitions_is_refused() {
    let text = r##"{"properties": {"a": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"items": {"$ref": "#/$defs/a"}}}}"##;
    assert!(refused(text).2.contains("contains this reference"));
}

#[test]
fn schemas_are_bounded() {
    let large = format!("{{\"description\": \"{}\"}}", "a".repeat(MAX_SCHEMA_BYTES));
    assert!(refused(&large).2.contains("bytes"));
    let deep = format!("{}{}", "{\"items\": ".repeat(40) + "{}", "}".repeat(40));
    assert!(refused(&deep).2.contains("limit"));
    let too_deep = format!("{}{}", "{\"items\": ".repeat(5_000) + "{}", "}".repeat(5_000));
    assert!(!read(&too_deep).unwrap_err().is_empty());
    // Each definition refers ten times to the next one.
    let definitions: Vec<String> = (0..9)
        .map(|n| {
            let next = format!("{{\"$ref\": \"#/$defs/d{}\"}}", n + 1);
            format!("\"d{n}\": {{\"allOf\": [{}]}}", vec![next; 10].join(", "))
        })
        .collect();
    let bomb = format!(
        "{{\"$ref\": \"#/$defs/d0\", \"$defs\": {{{}, \"d9\": {{}}}}}}",
        definitions.join(", ")
    );
    assert!(refused(&bomb).2.contains("limit"));
    let pattern = r#"{"properties": {"a": {"pattern": "((a{100}){100}){100}"}}}"#;
    assert!(!read(pattern).unwrap_err().is_empty());
}

#[test]
fn references_are_replaced() {
    let schema = read(SCHEMA).unwrap();
    let picture =
        json!({"type": "object", "properties": {"src": {"type": "string"}}, "required": ["src"]});
    assert_eq!(schema.expanded()["properties"]["gallery"]["items"], picture);
    assert!(schema.expanded().get("$defs").is_none());
    // Keywords next to a reference apply too, and a key may be called like a keyword.
    let schema = read(
        r##"{"properties": {"$ref": {"$ref": "#/$defs/a", "description": "A"}, "b": {"enum": [{"$ref": "#"}]}},
            "$defs": {"a": {"type": "string"}}}"##,
    );
    let schema = schema.unwrap();
    let properties = &schema.expanded()["properties"];
    assert_eq!(properties["$ref"], json!({"description": "A", "allOf": [{"type": "string"}]}));
    assert_eq!(properties["b"], json!({"enum": [{"$ref": "#"}]}));
}

#[test]
fn a_regular_expression_takes_linear_time() {
    let schema = r#"{"properties": {"a": {"pattern": "^(a+)+$"}}}"#;
    let post = format!("---\ntitle: A\na: {}!\n---\n", "a".repeat(50_000));
    assert_eq!(faults(schema, &post).len(), 1);
}

#[test]
fn a_known_key_whose_value_is_also_in_extra_is_not_checked() {
    let schema = r#"{"additionalProperties": false}"#;
    let post = "---\ntitle: A\ncover:\n  src: a.png\n  credit: Somebody\n---\n";
    assert_eq!(faults(schema, post), []);
}

#[test]
fn a_declared_key_is_not_taken_for_a_misspelled_one() {
    let schema = Some(read(r#"{"properties": {"dates": {}}}"#).unwrap().into());
    let options = CompileOptions { schema, ..CompileOptions::default() };
    let compiled = compile(&ContentPath::new("a.md"), b"---\ntitle: A\ndates: 1\n---\n", &options);
    assert_eq!(compiled.diagnostics, []);
}
