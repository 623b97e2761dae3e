//! Replaces references in a schema by what they refer to.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::text::suggest::nearest;

/// The maximum number of schemas in a schema, once references are replaced.
pub const MAX_SCHEMAS: usize = 2_000;

/// The maximum depth of schemas in schemas, once references are replaced.
pub const MAX_DEPTH: usize = 32;

/// Keywords whose value is a schema.
const ONE: [&str; 12] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
];
/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is a map of schemas.
const MAPS: [&str; 3] = ["dependentSchemas", "patternProperties", "properties"];
/// Keywords with schemas that only references use.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];
/// Keywords that change what references refer to.
const UNSUPPORTED: [&str; 6] = [
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
    "$vocabulary",
];

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Why a schema is refused.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The JSON pointer of the place.
    pub pointer: String,
    pub message: String,
    pub expected: String,
    pub help: String,
}

/// Returns a schema without references.
///
/// # Errors
/// Returns the first place with a reference that cannot be replaced, or at which a limit is exceeded.
pub fn expand(document: &Value) -> Result<Value, Refused> {
    let mut expansion = Expansion { document, schemas: 0, targets: vec![String::new()] };
    expansion.schema(document, "", 0)
}

struct Expansion<'d> {
    document: &'d Value,
    schemas: usize,
    /// The targets of the references that are being replaced.
    targets: Vec<String>,
}

impl Expansion<'_> {
    /// The recursion is bounded by [`MAX_DEPTH`].
    fn schema(&mut self, schema: &Value, pointer: &str, depth: usize) -> Result<Value, Refused> {
        self.schemas += 1;
        if self.schemas > MAX_SCHEMAS || depth > MAX_DEPTH {
            return Err(Refused {
                pointer: pointer.to_owned(),
                message: "the schema exceeds the depth or size limit here".to_owned(),
                expected: format!(
                    "at most {MAX_DEPTH} levels and {MAX_SCHEMAS} schemas once references are replaced"
                ),
                help: "declare fewer keys, or describe deep values less exactly".to_owned(),
            });
        }
        // Whether other values are schemas is checked against the meta-schema.
        let Value::Object(keywords) = schema else { return Ok(schema.clone()) };
        let mut expanded = Map::new();
        for (keyword, value) in keywords {
            let place = || child(pointer, keyword);
            let name = keyword.as_str();
            if name == "$ref" || DEFINITIONS.contains(&name) {
                continue;
            }
            if UNSUPPORTED.contains(&name) || name == "$id" && !pointer.is_empty() {
                return Err(unsupported(place(), keyword));
            }
            if name == "type" {
                check_type(value, &place())?;
            }
            let value = match value {
                Value::Object(schemas) if MAPS.contains(&name) => {
                    let each = schemas.iter().map(|(key, schema)| {
                        let schema = self.schema(schema, &child(&place(), key), depth + 1)?;
                        Ok((key.clone(), schema))
                    });
                    Value::Object(each.collect::<Result<_, Refused>>()?)
                }
                Value::Array(schemas) if LISTS.contains(&name) => {
                    let each = schemas.iter().enumerate().map(|(at, schema)| {
                        self.schema(schema, &child(&place(), &at.to_string()), depth + 1)
                    });
                    Value::Array(each.collect::<Result<_, Refused>>()?)
                }
                _ if ONE.contains(&name) => self.schema(value, &place(), depth + 1)?,
                _ => value.clone(),
            };
            expanded.insert(keyword.clone(), value);
        }
        let Some(reference) = keywords.get("$ref") else { return Ok(Value::Object(expanded)) };
        let target = self.target(reference, &child(pointer, "$ref"), depth)?;
        if expanded.is_empty() {
            return Ok(target);
        }
        // Keywords next to a reference apply too.
        match expanded.entry("allOf").or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(all) => all.push(target),
            _ => return Err(unsupported(child(pointer, "allOf"), "allOf")),
        }
        Ok(Value::Object(expanded))
    }

    fn target(&mut self, reference: &Value, place: &str, depth: usize) -> Result<Value, Refused> {
        let refused = |message: String, help: &str| Refused {
            pointer: place.to_owned(),
            message,
            expected: "a reference into the same file, such as `#/$defs/name`".to_owned(),
            help: help.to_owned(),
        };
        let Value::String(reference) = reference else {
            return Err(refused(
                "`$ref` is not a string".to_owned(),
                "write the pointer in quotes",
            ));
        };
        let Some(fragment) = reference.strip_prefix('#') else {
            let message =
                format!("`{reference}` refers to another file or address, and nothing is loaded");
            return Err(refused(message, "copy the schema to `$defs`, and refer to it there"));
        };
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let Some(schema) = self.document.pointer(&fragment) else {
            let definitions = self.document.get("$defs").and_then(Value::as_object);
            let names = definitions.into_iter().flatten().map(|(name, _)| name.as_str());
            let wrong = fragment.rsplit('/').next().unwrap_or(&fragment);
            let help = match nearest(wrong, names) {
                Some(name) => format!("did you mean `#/$defs/{name}`?"),
                None => "define it in `$defs`".to_owned(),
            };
            return Err(refused(format!("`{reference}` refers to nothing"), &help));
        };
        if self.targets.contains(&fragment) {
            let message = format!("`{reference}` refers to a schema that contains this reference");
            return Err(refused(
                message,
                "describe the inner values as `{}`, which allows any value",
            ));
        }
        self.targets.push(fragment.clone());
        let expanded = self.schema(schema, &fragment, depth + 1)?;
        self.targets.pop();
        Ok(expanded)
    }
}

fn unsupported(pointer: String, keyword: &str) -> Refused {
    Refused {
        pointer,
        message: format!("`{keyword}` is not supported here"),
        expected: "references such as `#/$defs/name`".to_owned(),
        help: "use `$defs` and `$ref`".to_owned(),
    }
}

fn check_type(value: &Value, place: &str) -> Result<(), Refused> {
    let names: Vec<&str> = match value {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let Some(wrong) = names.into_iter().find(|name| !TYPES.contains(name)) else { return Ok(()) };
    let known = match wrong {
        "bool" => Some("boolean"),
        "int" => Some("integer"),
        "float" | "double" => Some("number"),
        "str" | "text" | "date" => Some("string"),
        "list" => Some("array"),
        "map" | "dict" => Some("object"),
        _ => nearest(wrong, TYPES),
    };
    Err(Refused {
        pointer: place.to_owned(),
        message: format!("`{wrong}` is not a type"),
        expected: TYPES.join(", "),
        help: match known {
            Some(name) => format!("did you mean `{name}`?"),
            None => "use one of these types".to_owned(),
        },
    })
}

/// Returns the pointer of a value inside the one at `pointer`.
pub fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
