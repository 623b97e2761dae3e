//! The values of the front matter keys that a schema declares.
//!
//! The values of a key are collected when it is first asked for, because a schema often declares keys that nobody asks
//! for: a column takes up to 16 bytes a post, and text some more. After a reload, columns that were asked for are made
//! before the snapshot is current.

mod column;
mod text;

use std::sync::{Arc, OnceLock};

use crate::compile::{ExtraKey, ExtraSchema};

pub(crate) use column::Column;
pub(crate) use column::scalar;
pub(crate) use text::{TextColumn, TextOrder};

/// The columns of all declared keys, by number.
#[derive(Debug, Default)]
pub(super) struct Columns(Box<[OnceLock<Arc<Column>>]>);

impl Columns {
    /// Creates columns that are not made yet.
    pub(super) fn new(schema: Option<&ExtraSchema>) -> Self {
        let keys = schema.into_iter().flat_map(ExtraSchema::keys);
        Self(keys.map(|_| OnceLock::new()).collect())
    }

    /// Returns the column of a key, if it is made.
    pub(super) fn made(&self, key: ExtraKey) -> Option<&Arc<Column>> {
        self.0[key.index()].get()
    }

    /// Returns the column of a key, which `make` makes if that was not done yet.
    pub(super) fn get(&self, key: ExtraKey, make: impl FnOnce() -> Arc<Column>) -> &Arc<Column> {
        self.0[key.index()].get_or_init(make)
    }
}
