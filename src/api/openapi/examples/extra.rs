//! Values of the front matter keys that a schema declares.

use serde_json::{Value, json};

use crate::api::openapi::content::Content;
use crate::api::params::{ExtraPart, extra_parameter};
use crate::catalog::DocId;
use crate::compile::{DeclaredKey, ExtraKey, Scalar, ScalarKind, text_of};

/// The maximum length of an example in characters, which is that of a value in a parameter.
const LONGEST: usize = 200;

/// A value of a key in a public post.
#[derive(Debug)]
pub struct ExtraValue {
    /// The parameter that filters by values.
    pub name: String,
    bounds: [String; 2],
    kind: ScalarKind,
    value: Value,
}

impl ExtraValue {
    /// Returns the names of the parameters about the key.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.name].into_iter().chain(&self.bounds).map(String::as_str)
    }

    /// Returns the value as an argument of the parameter.
    pub fn sent(&self) -> Value {
        if self.kind == ScalarKind::Boolean { self.value.clone() } else { json!([self.value]) }
    }

    /// Inserts the value into the schema of a parameter, where it is shown but not sent by the first click.
    pub fn insert(&self, schema: &mut Value) {
        let schema = if schema["type"] == "array" { &mut schema["items"] } else { schema };
        schema["examples"] = json!([self.value]);
    }
}

impl Content<'_> {
    /// Returns the values of a post, in the order of declaration.
    pub fn extra_of(&self, id: DocId) -> Vec<ExtraValue> {
        self.values(|key, declared| self.value(id, key, declared))
    }

    /// Returns a value of each key that some of the newest public posts have.
    pub fn extra(&self) -> Vec<ExtraValue> {
        let posts: Vec<DocId> = self.newest().collect();
        self.values(|key, declared| posts.iter().find_map(|&id| self.value(id, key, declared)))
    }

    fn values(
        &self,
        find: impl Fn(ExtraKey, &DeclaredKey) -> Option<ExtraValue>,
    ) -> Vec<ExtraValue> {
        let keys = self.snapshot.schema().into_iter().flat_map(|schema| schema.keys());
        keys.filter_map(|(key, declared)| find(key, declared)).collect()
    }

    fn value(&self, id: DocId, key: ExtraKey, declared: &DeclaredKey) -> Option<ExtraValue> {
        let (schema, kind) = (self.snapshot.schema()?, declared.kind()?);
        let own = self.snapshot.post(id).extra.as_ref()?.get(&*declared.name)?;
        let value = match kind {
            ScalarKind::Text => {
                let text = text_of(own)?;
                let is_sent = !text.trim().is_empty() && text.chars().nth(LONGEST).is_none();
                Some(json!(&*text)).filter(|_| is_sent)?
            }
            kind => Scalar::of(kind, own).map(|_| own.clone())?,
        };
        let name = |part| extra_parameter(schema, key, part);
        Some(ExtraValue {
            name: name(ExtraPart::Value),
            bounds: [ExtraPart::Min, ExtraPart::Max].map(name),
            kind,
            value,
        })
    }
}
