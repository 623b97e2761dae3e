//! The front matter tree, in which each value has its location.

use std::borrow::Cow;

use serde_json::Number;

use super::schema;
use crate::compile::report::Span;

/// A value with its location.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// The range in the file, including quotes and brackets.
    pub span: Span,
    /// The value.
    pub value: Value<'a>,
}

/// A value. Trees are at most [`super::builder::MAX_DEPTH`] levels deep.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `~`, `null` or no value.
    Null,
    /// A string, number or boolean.
    Scalar(Scalar<'a>),
    /// A list.
    Seq(Vec<Node<'a>>),
    /// Keys and values, in the authored order.
    Map(Vec<Entry<'a>>),
}

/// A scalar as written, with its JSON type.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar<'a> {
    /// The text as written, with quotes removed and escapes resolved.
    pub text: Cow<'a, str>,
    /// The JSON type.
    pub kind: Kind,
}

/// The JSON type of a scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// Determined by the core schema of YAML 1.2.
    Plain,
    /// A number with this value.
    Number(Number),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Cow<'a, str>,
    /// The range of the key in the file.
    pub key_span: Span,
    /// The value.
    pub node: Node<'a>,
}

impl<'a> Node<'a> {
    /// Creates a scalar node.
    pub fn scalar(span: Span, text: Cow<'a, str>, kind: Kind) -> Self {
        Self { span, value: Value::Scalar(Scalar { text, kind }) }
    }

    /// Returns the text of a scalar as written, or `None` if this is not a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Returns the value of a key, or `None` if this is not a map with that key.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
            }
            _ => None,
        }
    }

    /// Returns whether this is `true` or `false` without quotes.
    pub fn is_switch(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.kind == Kind::Plain
            && (scalar.text.eq_ignore_ascii_case("true") || scalar.text.eq_ignore_ascii_case("false")))
    }

    /// Returns whether this is null, a scalar with only whitespace, or an empty list or map.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Scalar(scalar) => scalar.text.trim().is_empty(),
            Value::Seq(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// Returns the kind of value in words: `a map`, `a list`, `a string`, `empty`.
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Scalar(_) => "a string",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Converts the value to JSON in the same key order. The first of several equal keys is used.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Scalar(scalar) => match &scalar.kind {
                Kind::Text => serde_json::Value::String(scalar.text.to_string()),
                Kind::Plain => schema::json(&scalar.text),
                Kind::Number(number) => serde_json::Value::Number(number.clone()),
            },
            Value::Seq(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => {
                let mut map = serde_json::Map::with_capacity(entries.len());
                for entry in entries {
                    map.entry(entry.key.as_ref()).or_insert_with(|| entry.node.to_json());
                }
                serde_json::Value::Object(map)
            }
        }
    }
}
