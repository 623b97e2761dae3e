//! Schemas: JSON Schema 2020-12 as the subset of its draft 5 that OpenAPI 3.0.3 has.

use serde_json::{Map, Value, json};

use super::convert::{Converted, Unsupported, each, items, unsupported};

/// Converts a schema.
pub fn schema(value: &Value, at: &str) -> Converted {
    let Some(fields) = value.as_object() else {
        return match value {
            Value::Bool(true) => Ok(json!({})),
            _ => unsupported(at, "the schema is not an object"),
        };
    };
    let mut out = Map::new();
    if fields.contains_key("$ref") {
        reference(fields, &mut out);
    }
    for (key, value) in fields {
        let at = format!("{at}/{key}");
        keyword(key, value, &at, fields, &mut out)?;
    }
    Ok(out.into())
}

/// Converts a reference. In 3.0, other keywords next to one are ignored, so it becomes the only alternative.
fn reference(fields: &Map<String, Value>, out: &mut Map<String, Value>) {
    let reference = json!({ "$ref": fields["$ref"] });
    if fields.len() == 1 {
        out.extend([("$ref".to_owned(), fields["$ref"].clone())]);
    } else {
        out.insert("allOf".to_owned(), json!([reference]));
    }
}

/// Converts a keyword of a schema with these fields.
fn keyword(
    key: &str,
    value: &Value,
    at: &str,
    fields: &Map<String, Value>,
    out: &mut Map<String, Value>,
) -> Result<(), Unsupported> {
    let converted = match key {
        "$ref" => return Ok(()),
        "type" => return types(value, at, out),
        "oneOf" | "anyOf" => return alternatives(key, value, at, out),
        "exclusiveMinimum" => return exclusive("minimum", key, value, at, fields, out),
        "exclusiveMaximum" => return exclusive("maximum", key, value, at, fields, out),
        "const" => return insert("enum", json!([value]), at, out),
        "examples" => match value.as_array().and_then(|examples| examples.first()) {
            Some(first) => return insert("example", first.clone(), at, out),
            None => return unsupported(at, "a list of examples is expected").map(drop),
        },
        "contentEncoding" if value == "base64" => return insert("format", json!("byte"), at, out),
        "contentMediaType" if !fields.contains_key("contentEncoding") => {
            return insert("format", json!("binary"), at, out);
        }
        // The media type of an encoded text is only said in words.
        "contentMediaType" => return Ok(()),
        "properties" => each(value, at, schema)?,
        "allOf" if fields.contains_key("$ref") => {
            return unsupported(at, "`allOf` is next to a reference").map(drop);
        }
        "allOf" => items(value, at, schema)?,
        "items" | "not" => schema(value, at)?,
        "additionalProperties" if value.is_boolean() => value.clone(),
        "additionalProperties" => schema(value, at)?,
        "title" | "description" | "format" | "default" | "enum" | "example" | "required"
        | "minimum" | "maximum" | "multipleOf" | "minLength" | "maxLength" | "pattern"
        | "minItems" | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties"
        | "discriminator" | "readOnly" | "writeOnly" | "deprecated" | "externalDocs" => {
            value.clone()
        }
        _ => return unsupported(at, "there is no rule for this keyword").map(drop),
    };
    insert(key, converted, at, out)
}

/// Adds a keyword that must not be there yet.
fn insert(
    key: &str,
    value: Value,
    at: &str,
    out: &mut Map<String, Value>,
) -> Result<(), Unsupported> {
    match out.insert(key.to_owned(), value) {
        None => Ok(()),
        Some(_) => unsupported(at, format!("two keywords become `{key}`")).map(drop),
    }
}

/// Converts `type`. In 3.0 it is one type, and null is said by `nullable`.
fn types(value: &Value, at: &str, out: &mut Map<String, Value>) -> Result<(), Unsupported> {
    let types: Vec<&str> = match value {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        _ => value.as_str().into_iter().collect(),
    };
    match types.as_slice() {
        ["null"] => unsupported(at, "null is not a type of its own").map(drop),
        [only] => insert("type", json!(only), at, out),
        [one, "null"] | ["null", one] => {
            insert("type", json!(one), at, out)?;
            insert("nullable", json!(true), at, out)
        }
        _ => unsupported(at, "there are several types").map(drop),
    }
}

/// Converts alternatives. A single one besides null becomes `allOf`, which generators take for the type itself.
fn alternatives(
    key: &str,
    value: &Value,
    at: &str,
    out: &mut Map<String, Value>,
) -> Result<(), Unsupported> {
    let null = json!({ "type": "null" });
    let others = match value.as_array().map(Vec::as_slice) {
        Some([other, option] | [option, other]) if *option == null => json!([other]),
        Some(options) if options.contains(&null) => {
            return unsupported(at, "null is one of several alternatives").map(drop);
        }
        _ => return insert(key, items(value, at, schema)?, at, out),
    };
    insert("allOf", items(&others, at, schema)?, at, out)?;
    // `type` can say it too.
    out.insert("nullable".to_owned(), json!(true));
    Ok(())
}

/// Converts an exclusive limit, which 3.0 says by a flag next to the limit.
fn exclusive(
    limit: &str,
    key: &str,
    value: &Value,
    at: &str,
    fields: &Map<String, Value>,
    out: &mut Map<String, Value>,
) -> Result<(), Unsupported> {
    if fields.contains_key(limit) {
        return unsupported(at, format!("`{limit}` is set too")).map(drop);
    }
    insert(limit, value.clone(), at, out)?;
    insert(key, json!(true), at, out)
}
