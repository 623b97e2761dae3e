//! The type of `extra`: the schema of the author's own front matter, if there is one.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::params::documented;
use crate::api::view::names::extra_name;
use crate::compile::ExtraSchema;

/// The name of the component.
const NAME: &str = "PostExtra";

/// Keywords that have no meaning inside a document with a dialect of its own; an identifier would change what
/// references refer to.
const OF_FILE: [&str; 3] = ["$schema", "$id", "$comment"];

/// Keywords about all keys. `extra` also has a key with a meaning if its value has more than its field can represent, and
/// the schema says nothing about that one.
const OF_ALL_KEYS: [&str; 4] =
    ["additionalProperties", "maxProperties", "propertyNames", "unevaluatedProperties"];

/// Adds the parameters for the keys that a schema declares to the operations that take filters of posts.
pub fn add_parameters(document: &mut Value, schema: &Arc<ExtraSchema>) {
    let paths = document["paths"].as_object_mut().expect("a document has paths");
    for operation in paths.values_mut().filter_map(|item| item.get_mut("get")) {
        let id = operation["operationId"].as_str().expect("operations have an id");
        let Some(query) = documented(id, schema) else { continue };
        let parameters = operation["parameters"].as_array_mut();
        let parameters = parameters.expect("an operation with filters has parameters");
        parameters.retain(|parameter| parameter["in"] != "query");
        parameters.extend(query.into_iter().map(|parameter| json!(parameter)));
    }
    let facets = &mut document["components"]["schemas"]["Facets"]["properties"];
    for (_, declared) in schema.keys().filter(|(_, declared)| declared.kind().is_some()) {
        facets[extra_name(&declared.name)] = json!({
            "type": "array",
            "items": { "$ref": "#/components/schemas/FacetCount" },
            "description": format!("Counts by the key `{}` of the front matter.", declared.name),
        });
    }
}

/// Describes `extra` of posts by a schema. Without one, it stays an object with any keys.
pub fn describe(document: &mut Value, schema: Option<&ExtraSchema>) {
    let Some(schema) = schema else { return };
    let mut described = schema.expanded().clone();
    write_out(&mut described);
    let keywords = described.as_object_mut().expect("the schema is an object");
    keywords.retain(|keyword, _| {
        !OF_FILE.contains(&keyword.as_str()) && !OF_ALL_KEYS.contains(&keyword.as_str())
    });
    keywords.insert("type".to_owned(), json!("object"));
    keywords.entry("description").or_insert_with(|| {
        json!("The keys of the front matter that the author's schema declares, and others if it allows them.")
    });
    let schemas = &mut document["components"]["schemas"];
    schemas[NAME] = described;
    for post in ["Post", "PostSummary"] {
        let extra = &mut schemas[post]["properties"]["extra"];
        let description = extra["description"].take();
        *extra = json!({
            "$ref": format!("#/components/schemas/{NAME}"),
            "description": description,
        });
    }
}

/// Writes out what generators need: `true` and `false` as schemas that are objects, because some accept the former only
/// where other dialects have them, and the range of numbers, for which others would choose 32 bits. The depth is bounded.
fn write_out(schema: &mut Value) {
    let keywords = match schema {
        Value::Object(keywords) => keywords,
        Value::Bool(true) => return *schema = json!({}),
        Value::Bool(false) => return *schema = json!({ "not": {} }),
        _ => return,
    };
    if let (Some(format), None) = (keywords.get("type").and_then(range), keywords.get("format")) {
        keywords.insert("format".to_owned(), json!(format));
    }
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("additionalProperties" | "unevaluatedProperties", Value::Bool(_)) => {}
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(schemas)) => {
                schemas.values_mut().for_each(write_out);
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(write_out);
            }
            (
                "additionalProperties"
                | "unevaluatedProperties"
                | "unevaluatedItems"
                | "items"
                | "contains"
                | "not"
                | "if"
                | "then"
                | "else"
                | "propertyNames",
                value,
            ) => write_out(value),
            _ => {}
        }
    }
}

/// Returns the format of a type that allows numbers and nothing else but null.
fn range(types: &Value) -> Option<&'static str> {
    let types = types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice);
    let mut types = types.iter().filter(|name| *name != "null");
    match (types.next()?.as_str()?, types.next()) {
        ("integer", None) => Some("int64"),
        ("number", None) => Some("double"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::describe;
    use crate::compile::{ExtraSchema, SCHEMA_FILE};
    use crate::post::ContentPath;

    #[test]
    fn the_schema_is_the_type_of_extra() {
        let text = r##"{"$id": "https://example.com/a", "properties": {"featured": {"$ref": "#/$defs/flag"}},
            "$defs": {"flag": {"type": "boolean"}}}"##;
        let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), text.as_bytes()).unwrap();
        let mut document = crate::api::openapi_document();
        let before = document.clone();
        describe(&mut document, None);
        assert_eq!(document, before);
        describe(&mut document, Some(&schema));
        let schemas = &document["components"]["schemas"];
        let reference = json!("#/components/schemas/PostExtra");
        for post in ["Post", "PostSummary"] {
            assert_eq!(schemas[post]["properties"]["extra"]["$ref"], reference);
        }
        let extra = &schemas["PostExtra"];
        assert_eq!(extra["properties"], json!({"featured": {"type": "boolean"}}));
        assert_eq!((&extra["type"], extra.get("$id")), (&json!("object"), None));
    }

    #[test]
    fn what_generators_need_is_written_out() {
        let text = r#"{"properties": {"a": true, "b": false, "items": {"items": true, "enum": [true]},
            "c": {"anyOf": [true, {"type": "null"}], "additionalProperties": false},
            "d": {"type": ["integer", "null"]}, "e": {"type": ["integer", "string"]}, "f": {"type": "number", "format": "float"}
        }}"#;
        let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), text.as_bytes()).unwrap();
        let mut document = crate::api::openapi_document();
        describe(&mut document, Some(&schema));
        let expected = json!({
            "a": {}, "b": {"not": {}}, "items": {"items": {}, "enum": [true]},
            "c": {"anyOf": [{}, {"type": "null"}], "additionalProperties": false},
            "d": {"type": ["integer", "null"], "format": "int64"}, "e": {"type": ["integer", "string"]},
            "f": {"type": "number", "format": "float"}
        });
        assert_eq!(document["components"]["schemas"]["PostExtra"]["properties"], expected);
    }
}
