//! The shape of schemas that code generators handle best.

use serde_json::{Map, Value, json};

/// Brings a derived document without examples into the shape that most code generators handle.
///
/// - A value that can be null is `anyOf` its schema and null, described as a whole. The named schema itself
///   stays an object, because generated clients fail on a nullable component.
/// - The keys of JSON objects are strings, so `propertyNames` adds nothing.
/// - Descriptions have a line for each paragraph, because generators copy them into comments.
pub fn shape(part: &mut Value) {
    match part {
        Value::Object(object) => {
            move_null(object);
            object.shift_remove("propertyNames");
            if let Some(Value::String(text)) = object.get_mut("description") {
                *text = unwrapped(text);
            }
            object.values_mut().for_each(shape);
        }
        Value::Array(items) => items.iter_mut().for_each(shape),
        _ => {}
    }
}

/// Rewrites `oneOf` a schema and null.
fn move_null(object: &mut Map<String, Value>) {
    let null = json!({ "type": "null" });
    let Some(Value::Array(options)) = object.get_mut("oneOf") else { return };
    let Some(at) = options.iter().position(|option| *option == null) else { return };
    if options.len() != 2 {
        return;
    }
    let mut other = options.remove(1 - at);
    let description = other.as_object_mut().and_then(|other| other.shift_remove("description"));
    object.shift_remove("oneOf");
    object.extend(description.map(|text| ("description".to_owned(), text)));
    object.insert("anyOf".to_owned(), Value::Array(vec![other, null]));
}

/// Returns a text whose paragraphs and list items have one line each.
fn unwrapped(text: &str) -> String {
    let mut unwrapped = String::with_capacity(text.len());
    let mut after_empty = false;
    for line in text.split('\n') {
        let begins = line.is_empty() || line.starts_with("- ") || after_empty;
        if !unwrapped.is_empty() {
            unwrapped.push(if begins { '\n' } else { ' ' });
        }
        unwrapped.push_str(line.trim_start());
        after_empty = line.is_empty();
    }
    unwrapped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shape;

    #[test]
    fn null_is_the_second_option_and_the_whole_is_described() {
        let reference =
            json!({ "$ref": "#/components/schemas/A", "description": "An A, or null." });
        let expected = json!({
            "description": "An A, or null.",
            "anyOf": [{ "$ref": "#/components/schemas/A" }, { "type": "null" }]
        });
        for options in
            [json!([reference, { "type": "null" }]), json!([{ "type": "null" }, reference])]
        {
            let mut schemas = json!({ "B": { "properties": { "a": { "oneOf": options } } } });
            shape(&mut schemas);
            assert_eq!(schemas["B"]["properties"]["a"], expected);
        }
    }

    #[test]
    fn a_paragraph_of_a_description_is_one_line() {
        let mut schemas = json!({ "A": { "description": "One\nline.\n\nAnother\none." } });
        shape(&mut schemas);
        assert_eq!(schemas["A"]["description"], "One line.\n\nAnother one.");
    }

    #[test]
    fn an_item_of_a_list_in_a_description_is_one_line() {
        let mut schemas =
            json!({ "A": { "description": "One\nline.\n\n- An\n  item.\n- Two.\n\nEnd." } });
        shape(&mut schemas);
        assert_eq!(schemas["A"]["description"], "One line.\n\n- An item.\n- Two.\n\nEnd.");
    }

    #[test]
    fn other_alternatives_are_kept() {
        let mut schemas = json!({ "B": { "oneOf": [{ "$ref": "#/a" }, { "$ref": "#/b" }] } });
        let before = schemas.clone();
        shape(&mut schemas);
        assert_eq!(schemas, before);
    }
}
