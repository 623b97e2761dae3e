//! The document as OpenAPI 3.0.3, for tools that do not read 3.1.
//!
//! Every object of the document is copied by a list of the fields that both versions have. A field that is not
//! in the list and for which there is no rule is an error, so that nothing is lost in silence.

mod convert;
mod schema;

use serde_json::{Value, json};

use convert::{Converted, Unsupported, each, items, object, unsupported};
use schema::schema;

/// Returns a document of OpenAPI 3.1 as one of 3.0.3 with the same meaning.
///
/// # Errors
/// Returns an error if the document contains something that 3.0 cannot express, or that has no rule here.
pub fn to_version_3_0(document: &Value) -> Result<Value, Unsupported> {
    let mut document = document.clone();
    // They are new in 3.1. What they refer to remains, because responses refer to it too.
    document.as_object_mut().and_then(|fields| fields.shift_remove("webhooks"));
    let mut converted = object(&document, "", |key, value, at| match key {
        "openapi" => Ok(json!("3.0.3")),
        "info" => info(value, at),
        "servers" | "tags" | "security" | "externalDocs" => Ok(value.clone()),
        "paths" => each(value, at, path_item),
        "components" => components(value, at),
        _ => unsupported(at, "the field is not part of a 3.0 document"),
    })?;
    complete_references(&mut converted, &document["components"]["schemas"])?;
    Ok(converted)
}

/// Completes references that can be null. `nullable` has an effect only next to `type`, and values listed next to
/// the reference are left out, because some generators fail on both.
fn complete_references(part: &mut Value, schemas: &Value) -> Result<(), Unsupported> {
    let reference = part["allOf"][0]["$ref"].as_str().filter(|_| part["nullable"] == true);
    if let Some(reference) = reference.map(str::to_owned) {
        let name = reference.strip_prefix("#/components/schemas/").unwrap_or(&reference);
        let Some(kind) = schemas[name]["type"].as_str() else {
            return unsupported(&reference, "the type that can be null is unknown").map(drop);
        };
        part["type"] = kind.into();
        if let Some(values) = part.as_object_mut().and_then(|part| part.shift_remove("enum")) {
            let mut expected = schemas[name]["enum"].clone();
            expected.as_array_mut().into_iter().for_each(|expected| expected.push(Value::Null));
            if values != expected {
                return unsupported(&reference, "other values are listed next to it").map(drop);
            }
        }
    }
    match part {
        Value::Object(fields) => {
            fields.values_mut().try_for_each(|part| complete_references(part, schemas))
        }
        Value::Array(items) => {
            items.iter_mut().try_for_each(|part| complete_references(part, schemas))
        }
        _ => Ok(()),
    }
}

/// Converts a reference, or what could be one. In 3.0, a reference has no other fields.
fn or_reference(value: &Value, at: &str, convert: fn(&Value, &str) -> Converted) -> Converted {
    match value.as_object() {
        Some(fields) if fields.contains_key("$ref") && fields.len() == 1 => Ok(value.clone()),
        Some(fields) if fields.contains_key("$ref") => {
            unsupported(at, "a reference has other fields")
        }
        _ => convert(value, at),
    }
}

/// The identifier of a license is new in 3.1; its name remains.
fn info(value: &Value, at: &str) -> Converted {
    let mut converted = object(value, at, |key, value, at| match key {
        "title" | "description" | "termsOfService" | "contact" | "license" | "version" => {
            Ok(value.clone())
        }
        _ => unsupported(at, "the field is not part of `info`"),
    })?;
    if let Some(license) = converted["license"].as_object_mut() {
        license.shift_remove("identifier");
    }
    Ok(converted)
}

fn components(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "schemas" => each(value, at, schema),
        "responses" => each(value, at, response),
        "parameters" | "headers" => each(value, at, parameter),
        "examples" => Ok(value.clone()),
        "securitySchemes" => each(value, at, security_scheme),
        _ => unsupported(at, "there is no rule for these components"),
    })
}

fn security_scheme(value: &Value, at: &str) -> Converted {
    match value["type"].as_str() {
        Some("mutualTLS") => unsupported(at, "there is no such security scheme"),
        _ => Ok(value.clone()),
    }
}

fn path_item(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "summary" | "description" | "servers" => Ok(value.clone()),
        "get" | "head" | "options" => operation(value, at),
        "parameters" => items(value, at, or_parameter),
        _ => unsupported(at, "there is no rule for this field of a path"),
    })
}

fn operation(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "tags" | "summary" | "description" | "externalDocs" | "operationId" | "deprecated"
        | "security" | "servers" => Ok(value.clone()),
        "parameters" => items(value, at, or_parameter),
        "responses" => responses(value, at),
        _ => unsupported(at, "there is no rule for this field of an operation"),
    })
}

/// Converts responses. The default is divided into `4XX` and `5XX`, because some tools for 3.0 take it for the
/// type of success as well; all of our defaults are errors.
fn responses(value: &Value, at: &str) -> Converted {
    let mut converted = each(value, at, |value, at| or_reference(value, at, response))?;
    if let Some(responses) = converted.as_object_mut()
        && let Some(default) = responses.shift_remove("default")
    {
        for range in ["4XX", "5XX"] {
            responses.insert(range.to_owned(), default.clone());
        }
    }
    Ok(converted)
}

fn response(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "description" => Ok(value.clone()),
        "headers" => each(value, at, or_parameter),
        "content" => each(value, at, media_type),
        _ => unsupported(at, "there is no rule for this field of a response"),
    })
}

fn or_parameter(value: &Value, at: &str) -> Converted {
    or_reference(value, at, parameter)
}

/// Converts a parameter or a header, which have the same fields.
fn parameter(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "name" | "in" | "description" | "required" | "deprecated" | "allowEmptyValue" | "style"
        | "explode" | "allowReserved" | "example" | "examples" => Ok(value.clone()),
        "schema" => schema(value, at),
        "content" => each(value, at, media_type),
        _ => unsupported(at, "there is no rule for this field of a parameter"),
    })
}

fn media_type(value: &Value, at: &str) -> Converted {
    object(value, at, |key, value, at| match key {
        "example" | "examples" => Ok(value.clone()),
        "schema" => schema(value, at),
        _ => unsupported(at, "there is no rule for this field of a media type"),
    })
}

#[cfg(test)]
mod tests;
