//! A first schema, from the front matter of existing posts.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::expand::{MAX_DEPTH, MAX_SCHEMAS};
use super::extra::MAX_SCHEMA_BYTES;
use crate::compile::fields;

/// The maximum number of different strings that are an enumeration.
const MAX_OPTIONS: usize = 8;
/// The minimum number of times that each string of an enumeration must be used on average.
const MIN_USES: usize = 3;
/// The maximum length of a string of an enumeration, in bytes.
const MAX_OPTION_BYTES: usize = 40;
/// The maximum depth of lists and maps that are described.
const MAX_LEVELS: usize = 4;
/// Formats that are found, the most specific first. Many strings are valid URI references, but few are URIs.
const FORMATS: [&str; 4] = ["date", "date-time", "email", "uri"];

const _: () = assert!(MAX_LEVELS < MAX_DEPTH);

/// A schema that was inferred.
#[derive(Debug)]
pub struct Inferred {
    /// The schema.
    pub schema: Value,
    /// Each key with the number of posts that have it, and its type in words.
    pub keys: Vec<(String, usize, String)>,
    /// The number of keys that are left out because the schema would be too large.
    pub omitted: usize,
}

/// Infers a schema from `extra` of posts. Every post is valid under it.
pub fn infer<'p>(posts: impl Iterator<Item = &'p Map<String, Value>>) -> Inferred {
    let formats = Formats::new();
    let keys = by_key(posts.flatten().filter(|(key, _)| !fields::is_known(key)));
    let (mut properties, mut found, mut omitted) = (Map::new(), Vec::new(), 0);
    // The schema of all keys, with its own lines.
    let (mut bytes, mut schemas) = (512, 1);
    for (key, values) in keys {
        let schema = describe(&values, &formats, 0);
        let (more_bytes, more_schemas) = (written_length(key, &schema), count(&schema));
        if bytes + more_bytes > MAX_SCHEMA_BYTES || schemas + more_schemas > MAX_SCHEMAS {
            omitted += 1;
            continue;
        }
        (bytes, schemas) = (bytes + more_bytes, schemas + more_schemas);
        found.push((key.to_owned(), values.len(), in_words(&schema)));
        properties.insert(key.to_owned(), schema);
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
    });
    Inferred { schema, keys: found, omitted }
}

/// Groups values by their key.
fn by_key<'v>(
    entries: impl Iterator<Item = (&'v String, &'v Value)>,
) -> BTreeMap<&'v str, Vec<&'v Value>> {
    let mut keys: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for (key, value) in entries {
        keys.entry(key).or_default().push(value);
    }
    keys
}

/// Returns the number of bytes that a key takes in the indented schema.
fn written_length(key: &str, schema: &Value) -> usize {
    /// The indentation, the quotes, the colon and the comma.
    const AROUND: usize = 12;
    let text = format!("{schema:#}");
    Value::from(key).to_string().len() + text.len() + text.lines().count() * AROUND
}

/// Returns the number of schemas in a schema, which is nested to [`MAX_LEVELS`] at most.
fn count(schema: &Value) -> usize {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let inner = properties.map(|(_, schema)| schema).chain(schema.get("items"));
    1 + inner.map(count).sum::<usize>()
}

/// Returns a schema under which all values are valid. The recursion is bounded by [`MAX_LEVELS`].
fn describe(values: &[&Value], formats: &Formats, level: usize) -> Value {
    let mut types: Vec<&str> = values.iter().map(|value| type_of(value)).collect();
    types.sort_unstable();
    types.dedup();
    if types.contains(&"number") {
        types.retain(|name| *name != "integer");
    }
    let mut schema = Map::new();
    let named = match types[..] {
        [one] => json!(one),
        _ => json!(types),
    };
    schema.insert("type".to_owned(), named);
    // A key without a value is null.
    let is_empty = types == ["null", "string"];
    if is_empty || types == ["string"] {
        let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
        if let Some(format) = formats.of(&texts) {
            schema.insert("format".to_owned(), json!(format));
        } else if let Some(options) = options(&texts) {
            let null = is_empty.then_some(Value::Null);
            let options: Vec<Value> = options.into_iter().map(Value::from).chain(null).collect();
            schema.insert("enum".to_owned(), json!(options));
        }
    }
    if level < MAX_LEVELS && types.contains(&"array") {
        let items: Vec<&Value> =
            values.iter().filter_map(|value| value.as_array()).flatten().collect();
        if !items.is_empty() {
            schema.insert("items".to_owned(), describe(&items, formats, level + 1));
        }
    }
    if level < MAX_LEVELS && types.contains(&"object") {
        let keys = by_key(values.iter().filter_map(|value| value.as_object()).flatten());
        let properties: Map<String, Value> = keys
            .into_iter()
            .map(|(key, values)| (key.to_owned(), describe(&values, formats, level + 1)))
            .collect();
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    Value::Object(schema)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns the different strings, sorted, if they are few, short and used often.
fn options<'t>(texts: &[&'t str]) -> Option<Vec<&'t str>> {
    let mut options: Vec<&str> = Vec::new();
    for text in texts {
        if let Err(at) = options.binary_search(text) {
            options.insert(at, text);
        }
        if options.len() > MAX_OPTIONS || text.len() > MAX_OPTION_BYTES || text.is_empty() {
            return None;
        }
    }
    let is_used = options.len() > 1 && texts.len() >= options.len() * MIN_USES;
    is_used.then_some(options)
}

/// Checks formats as the validator of posts does.
struct Formats(Vec<(&'static str, Validator)>);

impl Formats {
    fn new() -> Self {
        let validator = |format: &&'static str| {
            let schema = json!({"format": format});
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            (*format, options.build(&schema).expect("a schema with a format is valid"))
        };
        Self(FORMATS.iter().map(validator).collect())
    }

    /// Returns the first format that all strings have.
    fn of(&self, texts: &[&str]) -> Option<&'static str> {
        let has = |validator: &Validator| texts.iter().all(|text| validator.is_valid(&json!(text)));
        // `Note: text` has the form of a URI.
        let is_plausible =
            |format: &str| format != "uri" || texts.iter().all(|text| text.contains("://"));
        let mut found =
            self.0.iter().filter(|(format, validator)| is_plausible(format) && has(validator));
        found.next().map(|(format, _)| *format)
    }
}

/// Returns a type in words: `string (date)`, `one of a, b`, `array of string`.
fn in_words(schema: &Value) -> String {
    let types = match &schema["type"] {
        Value::Array(types) => {
            types.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        other => other.as_str().unwrap_or("any").to_owned(),
    };
    if let Some(options) = schema["enum"].as_array() {
        let options: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
        return format!("one of {}", options.join(", "));
    }
    if let Some(format) = schema["format"].as_str() {
        return format!("{types} ({format})");
    }
    match schema.get("items") {
        Some(items) if types == "array" => {
            format!("array of {}", items["type"].as_str().unwrap_or("several types"))
        }
        _ => types,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::infer;
    use crate::compile::{ExtraSchema, SCHEMA_FILE};
    use crate::post::ContentPath;

    fn posts(posts: &[Value]) -> Vec<Map<String, Value>> {
        posts.iter().map(|post| post.as_object().unwrap().clone()).collect()
    }

    #[test]
    fn types_formats_and_options_are_found() {
        let mut all = vec![
            json!({"featured": true, "weight": 3, "score": 1, "day": "2025-01-15", "mail": "a@example.com"}),
            json!({"featured": false, "weight": -1, "score": 1.5, "day": "2024-02-29", "site": "https://example.com/"}),
            json!({"mixed": "a", "list": ["a", "b"], "map": {"a": {"b": 1}}, "note": "Note: text"}),
            json!({"mixed": null, "list": [], "at": "2025-01-15T08:00:00+08:00", "title": {"kept": true}}),
        ];
        all.extend((0..6).map(|n| json!({"level": if n % 2 == 0 { "easy" } else { "hard" }})));
        let all = posts(&all);
        let found = infer(all.iter());
        assert_eq!(
            found.schema["properties"],
            json!({
                "at": {"type": "string", "format": "date-time"},
                "day": {"type": "string", "format": "date"},
                "featured": {"type": "boolean"},
                "level": {"type": "string", "enum": ["easy", "hard"]},
                "list": {"type": "array", "items": {"type": "string"}},
                "mail": {"type": "string", "format": "email"},
                "map": {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}}},
                "mixed": {"type": ["null", "string"]},
                "note": {"type": "string"},
                "score": {"type": "number"},
                "site": {"type": "string", "format": "uri"},
                "weight": {"type": "integer"},
            })
        );
        let level = ("level".to_owned(), 6, "one of easy, hard".to_owned());
        assert!(found.keys.contains(&level), "{:?}", found.keys);
        let schema = found.schema.to_string();
        let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), schema.as_bytes()).unwrap();
        assert!(all.iter().all(|extra| schema.is_valid(extra)));
    }

    #[test]
    fn a_key_that_some_posts_leave_empty_has_a_format_and_options() {
        let mut all = vec![json!({"day": "2025-01-15", "level": null}), json!({"day": null})];
        all.extend((0..6).map(|n| json!({"level": if n % 2 == 0 { "easy" } else { "hard" }})));
        let found = infer(posts(&all).iter());
        let types = json!(["null", "string"]);
        assert_eq!(
            found.schema["properties"],
            json!({
                "day": {"type": types, "format": "date"},
                "level": {"type": types, "enum": ["easy", "hard", null]},
            })
        );
        let schema = found.schema.to_string();
        let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), schema.as_bytes()).unwrap();
        assert!(posts(&all).iter().all(|extra| schema.is_valid(extra)));
    }

    #[test]
    fn strings_that_are_rare_or_many_are_no_options() {
        let rare = posts(&[json!({"a": "x"}), json!({"a": "y"})]);
        assert_eq!(infer(rare.iter()).schema["properties"]["a"], json!({"type": "string"}));
        let many: Vec<_> = (0..90).map(|n| json!({"a": (n % 9).to_string()})).collect();
        assert_eq!(infer(posts(&many).iter()).schema["properties"]["a"], json!({"type": "string"}));
    }

    #[test]
    fn the_schema_is_within_its_limits() {
        let many: Vec<_> = (0..5_000).map(|n| json!({format!("key-{n}"): [[[[[[n]]]]]]})).collect();
        let found = infer(posts(&many).iter());
        assert!(found.omitted > 0);
        let schema = format!("{:#}", found.schema);
        assert!(ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), schema.as_bytes()).is_ok());
    }
}
