//! A schema of front matter that was checked.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use super::declared::DeclaredKey;
use super::fault::{self, Fault};
use crate::compile::fields;
use crate::text::Revision;

/// The name of the file, in the content folder itself.
pub const SCHEMA_FILE: &str = "_schema.json";

/// The maximum size of the file in bytes.
pub const MAX_SCHEMA_BYTES: usize = 64 << 10;

/// The size in bytes to which a regular expression may be compiled.
const PATTERN_BYTES: usize = 256 << 10;

/// The maximum number of faults that are reported of one post.
const MAX_FAULTS: usize = 100;

/// A valid schema of the front matter keys that have no meaning to Inkstone.
pub struct ExtraSchema {
    /// Without references.
    expanded: Value,
    validator: Validator,
    revision: Revision,
    keys: Box<[DeclaredKey]>,
    by_name: HashMap<Arc<str>, ExtraKey>,
}

/// The number of a declared key in its schema, in the order of declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExtraKey(u16);

impl ExtraKey {
    /// Returns the position among [`ExtraSchema::keys`].
    pub fn index(self) -> usize {
        self.0.into()
    }
}

impl ExtraSchema {
    /// Creates a validator of a schema without references.
    pub(super) fn new(
        expanded: Value,
        revision: Revision,
    ) -> Result<Self, Box<jsonschema::ValidationError<'static>>> {
        let patterns =
            PatternOptions::regex().size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES);
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_pattern_options(patterns)
            .build(&expanded)?;
        let properties = expanded.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let keys: Box<[DeclaredKey]> =
            properties.map(|(name, schema)| DeclaredKey::new(name, schema)).collect();
        let names = keys.iter().map(|declared| Arc::clone(&declared.name));
        let by_name = names.zip((0..).map(ExtraKey)).collect();
        Ok(Self { expanded, validator, revision, keys, by_name })
    }

    /// Returns the schema without references.
    pub fn expanded(&self) -> &Value {
        &self.expanded
    }

    /// Returns the hash of the file.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Returns the declared keys and their schemas.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Value)> {
        let properties = self.expanded.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(|(key, schema)| (key.as_str(), schema))
    }

    /// Returns the declaration of a key, which must be of this schema.
    pub fn declaration(&self, key: ExtraKey) -> &Value {
        &self.expanded["properties"][&*self.key(key).name]
    }

    /// Returns the declared keys with what their values are.
    pub fn keys(&self) -> impl Iterator<Item = (ExtraKey, &DeclaredKey)> {
        (0..).map(ExtraKey).zip(&self.keys)
    }

    /// Returns a declared key, which must be of this schema.
    pub fn key(&self, key: ExtraKey) -> &DeclaredKey {
        &self.keys[key.index()]
    }

    /// Returns the key with a name.
    pub fn find(&self, name: &str) -> Option<ExtraKey> {
        self.by_name.get(name).copied()
    }

    /// Returns whether a key is declared.
    pub fn declares(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Returns whether keys and values are as declared.
    pub fn is_valid(&self, extra: &Map<String, Value>) -> bool {
        self.validator.is_valid(&checked(extra))
    }

    /// Returns what is not as declared.
    pub(in crate::compile) fn faults(&self, extra: &Map<String, Value>) -> Vec<Fault> {
        let value = checked(extra);
        if self.validator.is_valid(&value) {
            return Vec::new();
        }
        let errors = self.validator.iter_errors(&value);
        let mut faults: Vec<Fault> = errors
            .flat_map(|error| fault::of(&error, || self.properties().map(|(key, _)| key)))
            .take(MAX_FAULTS)
            .collect();
        // Several schemas may declare a key.
        faults.dedup();
        faults
    }
}

/// Returns the keys that a schema can declare. `extra` can also have a key with a meaning, if its value has more
/// than its field can represent.
fn checked(extra: &Map<String, Value>) -> Value {
    let own = extra.iter().filter(|(key, _)| !fields::is_known(key));
    Value::Object(own.map(|(key, value)| (key.clone(), value.clone())).collect())
}

impl fmt::Debug for ExtraSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExtraSchema").field(&self.expanded).finish()
    }
}
