//! The filter by a front matter key that a schema declares.

use crate::catalog::Snapshot;
use crate::compile::{ExtraKey, Scalar};

/// Selects posts by a key that the snapshot's schema declares with a single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraFilter {
    /// The key.
    pub key: ExtraKey,
    /// Any of these texts, under folding, if the key has texts.
    pub texts: Vec<String>,
    /// Any of these values, if the key has others.
    pub values: Vec<Scalar>,
    /// The least value, inclusive.
    pub min: Option<Scalar>,
    /// The greatest value, inclusive.
    pub max: Option<Scalar>,
}

impl ExtraFilter {
    /// Selects all posts.
    pub fn new(key: ExtraKey) -> Self {
        Self { key, texts: Vec::new(), values: Vec::new(), min: None, max: None }
    }

    /// Returns whether it selects all posts.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.values.is_empty() && self.min.is_none() && self.max.is_none()
    }

    /// Returns the name of the parameter.
    pub(super) fn name(&self, snapshot: &Snapshot) -> String {
        format!("extra.{}", snapshot.declared(self.key).name)
    }

    /// Returns whether the texts are enumerated. Then they are options as a whole, commas included.
    pub(super) fn has_options(&self, snapshot: &Snapshot) -> bool {
        let values = &snapshot.declared(self.key).values;
        values.as_ref().is_ok_and(|values| values.options.is_some())
    }
}
