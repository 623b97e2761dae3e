//! The keys that a schema declares: which of them have a single value, and of what kind.

use std::sync::Arc;

use serde_json::Value;

use super::scalar::{Number, Scalar, ScalarKind};
use super::shape::{NotScalar, Shape};
use crate::text::fold::fold;

/// A declared key.
#[derive(Debug, Clone)]
pub struct DeclaredKey {
    /// The name as declared.
    pub name: Arc<str>,
    /// What its values are, or why posts cannot be selected by them.
    pub values: Result<ScalarValues, NotScalar>,
}

/// What the values of a key with a single value can be.
#[derive(Debug, Clone)]
pub struct ScalarValues {
    /// How they are compared.
    pub kind: ScalarKind,
    /// All values, in the order of declaration, as text that can be asked for; `None` if they are not enumerated.
    pub options: Option<Box<[String]>>,
    /// The least value, inclusive.
    pub minimum: Option<Number>,
    /// The greatest value, inclusive.
    pub maximum: Option<Number>,
    /// The format that a text has.
    pub format: Option<String>,
}

impl DeclaredKey {
    /// Reads a declaration in a schema without references.
    pub(super) fn new(name: &str, schema: &Value) -> Self {
        let shape = Shape::of(schema);
        let values = shape.kind().map(|kind| ScalarValues {
            kind,
            options: shape.options.as_ref().map(|options| texts(kind, options)),
            minimum: shape.minimum.and_then(Number::of),
            maximum: shape.maximum.and_then(Number::of),
            format: shape.format.map(str::to_owned),
        });
        Self { name: name.into(), values }
    }

    /// Returns the kind of its values; `None` if posts cannot be selected by it.
    pub fn kind(&self) -> Option<ScalarKind> {
        self.values.as_ref().ok().map(|values| values.kind)
    }
}

impl ScalarValues {
    /// Returns whether there is an option that a text means.
    pub fn has_option(&self, text: &str) -> bool {
        let Some(options) = &self.options else { return true };
        match Scalar::parse(self.kind, text) {
            Some(value) => {
                options.iter().any(|option| Scalar::parse(self.kind, option) == Some(value))
            }
            None => {
                let folded = fold(text);
                options.iter().any(|option| fold(option) == folded)
            }
        }
    }
}

/// Returns a value as text if it is not a list, a map or null.
pub fn text_of(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the options that are of a kind, as text.
fn texts(kind: ScalarKind, options: &[&Value]) -> Box<[String]> {
    let mut texts: Vec<String> = Vec::new();
    for option in options {
        let text = match kind {
            ScalarKind::Text => text_of(option).map(|text| text.to_string()),
            kind => Scalar::of(kind, option).map(|value| value.to_string()),
        };
        texts.extend(text.filter(|text| !texts.contains(text)));
    }
    texts.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{DeclaredKey, NotScalar, ScalarKind};

    fn kind(schema: &serde_json::Value) -> Result<ScalarKind, NotScalar> {
        DeclaredKey::new("a", schema).values.map(|values| values.kind)
    }

    #[test]
    fn a_declaration_of_single_values_has_a_kind() {
        use ScalarKind::*;
        for (schema, expected) in [
            (json!({"type": "string"}), Text),
            (json!({"type": "boolean"}), Boolean),
            (json!({"type": "integer"}), Integer),
            (json!({"type": "number"}), Number),
            (json!({"type": ["integer", "null"]}), Integer),
            (json!({"type": ["integer", "number"]}), Number),
            (json!({"type": "string", "format": "date"}), Date),
            (json!({"type": ["string", "null"], "format": "date-time"}), DateTime),
            (json!({"type": "string", "format": "uri"}), Text),
            (json!({"enum": ["a", "b", null]}), Text),
            (json!({"enum": [1, 2]}), Integer),
            (json!({"enum": [1, 2.5]}), Number),
            (json!({"type": "number", "enum": [1, 2]}), Integer),
            (json!({"const": true}), Boolean),
            (json!({"enum": ["a", 1, true]}), Text),
            (json!({"type": ["string", "number"]}), Text),
            (json!({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}), Date),
            (json!({"oneOf": [{"const": "a"}, {"const": "b"}]}), Text),
            (json!({"description": "x", "allOf": [{"type": "integer"}]}), Integer),
            (json!({"type": "string", "allOf": [{"format": "date"}]}), Date),
            (
                json!({"anyOf": [{"format": "date"}, {"format": "date-time"}], "type": "string"}),
                Text,
            ),
        ] {
            assert_eq!(kind(&schema), Ok(expected), "{schema}");
        }
    }

    #[test]
    fn other_declarations_have_a_reason() {
        for (schema, expected) in [
            (json!({"type": "array", "items": {"type": "string"}}), NotScalar::List),
            (json!({"type": ["array", "null"]}), NotScalar::List),
            (json!({"type": "object"}), NotScalar::Map),
            (json!({"type": ["string", "array"]}), NotScalar::Any),
            (json!({}), NotScalar::Any),
            (json!(true), NotScalar::Any),
            (json!({"type": "null"}), NotScalar::Null),
            (json!(false), NotScalar::Null),
        ] {
            assert_eq!(kind(&schema), Err(expected), "{schema}");
        }
    }

    #[test]
    fn options_and_bounds_are_those_of_all_parts() {
        let read = |schema| DeclaredKey::new("a", &schema).values.unwrap();
        let level = read(json!({"anyOf": [{"enum": ["Easy", "hard", "Easy"]}, {"type": "null"}]}));
        assert_eq!(level.options.as_deref(), Some(&["Easy".to_owned(), "hard".to_owned()][..]));
        assert!(level.has_option(" easy") && level.has_option("ＨＡＲＤ"));
        assert!(!level.has_option("har"));
        let both = read(json!({"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}));
        assert_eq!(both.options.as_deref(), Some(&["b".to_owned()][..]));
        let open = read(json!({"anyOf": [{"const": "a"}, {"type": "string"}]}));
        assert_eq!(open.options, None);
        let weight = read(json!({"type": "integer", "minimum": 0, "maximum": 9}));
        let bounds = [weight.minimum, weight.maximum].map(|bound| bound.unwrap().to_string());
        assert_eq!(bounds, ["0", "9"]);
        let size = read(json!({"enum": [1, 2.0]}));
        assert!(size.has_option("2") && size.has_option("1.0") && !size.has_option("3"));
    }
}
