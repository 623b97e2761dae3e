//! Front matter as a tree of values, each with its place in the file.

use std::borrow::Cow;

use serde_json::Number;

use super::schema;
use crate::compile::report::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Where it stands, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub value: Value<'a>,
}

/// What a value is. Trees are at most [`super::builder::MAX_DEPTH`] levels deep.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing: `~`, `null` or an empty place.
    Null,
    /// One text, number or truth value.
    Scalar(Scalar<'a>),
    /// A list.
    Seq(Vec<Node<'a>>),
    /// Keys and values, in the authored order.
    Map(Vec<Entry<'a>>),
}

/// A scalar as written, and what JSON would make of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar<'a> {
    /// The text as written, without quotes and escapes.
    pub text: Cow<'a, str>,
    /// What it is as JSON.
    pub kind: Kind,
}

/// What a scalar is as JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// Whatever the core schema of YAML 1.2 makes of it.
    Plain,
    /// This number.
    Number(Number),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Cow<'a, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node<'a>,
}

impl<'a> Node<'a> {
    /// A scalar node.
    pub fn scalar(span: Span, text: Cow<'a, str>, kind: Kind) -> Self {
        Self { span, value: Value::Scalar(Scalar { text, kind }) }
    }

    /// The text of a scalar, as written.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The value of a key, where this is a map.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
            }
            _ => None,
        }
    }

    /// Whether it says nothing: null, a text of blanks, or an empty list.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Scalar(scalar) => scalar.text.trim().is_empty(),
            Value::Seq(items) => items.is_empty(),
            Value::Map(_) => false,
        }
    }

    /// What it is, in words: `a map`, `a list`, `a text`, `nothing`.
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "a text",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The value as JSON, key order kept. The first of two equal keys counts.
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
