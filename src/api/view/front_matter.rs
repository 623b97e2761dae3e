//! The JSON Schema of front matter, for editors.

use serde_json::{Map, Value, json};

use crate::compile::{ExtraSchema, KNOWN_KEYS};

/// Keywords of a schema of some keys that make no sense for all keys.
const OF_OWN_KEYS: [&str; 4] = ["$id", "propertyNames", "minProperties", "maxProperties"];

/// Returns the schema of all keys: those with a meaning and the author's own.
pub fn schema(own: Option<&ExtraSchema>) -> Value {
    let mut keywords = Map::new();
    keywords.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    keywords.insert("title".to_owned(), json!("Front matter of a post"));
    keywords.insert("type".to_owned(), json!("object"));
    let mut properties = known();
    if let Some(own) = own {
        properties.extend(own.properties().map(|(key, schema)| (key.to_owned(), schema.clone())));
        let expanded = own.expanded().as_object().into_iter().flatten();
        let kept = expanded.filter(|(keyword, _)| !OF_OWN_KEYS.contains(&keyword.as_str()));
        for (keyword, value) in kept {
            keywords.entry(keyword.as_str()).or_insert_with(|| value.clone());
        }
    }
    keywords.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(keywords)
}

/// Returns the keys with a meaning, under all names.
fn known() -> Map<String, Value> {
    let mut properties = Map::new();
    for names in KNOWN_KEYS {
        let first = names[0];
        let Some(schema) = field(first) else { continue };
        // A name with a dot is a path.
        for name in names.iter().filter(|name| !name.contains('.')) {
            let mut schema = schema.clone();
            if *name != first {
                let description = schema["description"].as_str().unwrap_or_default();
                schema["description"] = json!(format!("Another name of `{first}`. {description}"));
            }
            properties.insert((*name).to_owned(), schema);
        }
    }
    properties
}

/// Returns the schema of a field by the first of its names. Text is read as written, so it may look like a number.
fn field(name: &str) -> Option<Value> {
    let text = |description: &str| {
        let types = ["string", "number", "boolean", "null"];
        json!({"type": types, "description": description})
    };
    let date = |description: &str| {
        json!({
            "type": ["string", "number", "boolean", "null"],
            "description": format!("{description} `YYYY-MM-DD`, with an optional time and offset."),
            "examples": ["2025-01-15", "2025-01-15T08:30:00+08:00"],
        })
    };
    let list = |description: &str| {
        let item = ["string", "number", "boolean", "object", "array", "null"];
        json!({
            "type": ["array", "string", "number", "boolean", "object", "null"],
            "items": {"type": item},
            "description": format!("{description} A list, or text that is split at commas."),
        })
    };
    let flag = |description: &str| json!({"type": ["boolean", "string", "number", "null"], "description": description});
    let map = |description: &str| json!({"type": ["object", "null"], "description": description});
    Some(match name {
        "title" => text("The title, as plain text."),
        "description" => text("A short description, as plain text."),
        "date" => date("The date of publication."),
        "updated" => date("The date of the last change."),
        "readTime" => text("The reading time as text, such as `12 min`."),
        "category" => list("The categories."),
        "tags" => list("The tags."),
        "author" => list("The authors."),
        "slug" => text("The name of the post in URLs."),
        "aliases" => list("Old slugs and paths, which redirect to the post."),
        "lang" => text("The language (BCP 47), such as `zh` or `en`."),
        "translationKey" => text("What the translations of a post have in common."),
        "cover" => json!({
            "type": ["string", "object", "array", "boolean", "number", "null"],
            "description": "The cover image: a file or URL, or a map with `src` and `alt`.",
        }),
        "series" => text("The series that the post belongs to."),
        "expires" => date("The date from which the post is not served any more."),
        "draft" => flag("Whether the post is a draft."),
        "published" => flag("`false` for a draft; a date is read as `date`."),
        "private" => flag("Anything but `false` makes the post a draft."),
        "render" => flag("`false` makes the post a draft."),
        "status" => text("Words such as `draft` and `private` make the post a draft."),
        "build" => map("The build options of Hugo."),
        "password" => text("Anything makes the post a draft; passwords are not supported."),
        "taxonomies" => map("The taxonomies of Zola."),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{field, schema};
    use crate::compile::{ExtraSchema, KNOWN_KEYS, SCHEMA_FILE};
    use crate::post::ContentPath;

    #[test]
    fn every_known_key_is_described() {
        for names in KNOWN_KEYS {
            assert!(field(names[0]).is_some(), "{names:?}");
        }
        assert!(schema(None)["properties"]["lastmod"].is_object());
    }

    #[test]
    fn known_and_own_keys_are_allowed_together() {
        let text = r#"{"properties": {"featured": {"type": "boolean"}}, "required": ["featured"],
            "additionalProperties": false, "maxProperties": 1}"#;
        let own = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), text.as_bytes()).unwrap();
        let whole = schema(Some(&own));
        assert_eq!(whole["properties"]["featured"], json!({"type": "boolean"}));
        assert!(whole["properties"]["title"].is_object());
        assert_eq!(whole["required"], json!(["featured"]));
        assert_eq!(whole["additionalProperties"], json!(false));
        assert_eq!(whole.get("maxProperties"), None, "it is about the author's own keys only");
    }
}
