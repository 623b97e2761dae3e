//! Which snapshot is current: load, and later swap.

use crate::catalog::{CatalogOptions, Snapshot};
use crate::compile::CompileOptions;
use crate::source::{ContentSource, SourceError};
use arc_swap::ArcSwap;
use std::sync::Arc;

/// Reads all files of a source, in parallel over the cores, and builds a snapshot of them.
/// `progress` is told how many files are done and how many there are; it may be called from any
/// thread.
///
/// # Errors
/// [`SourceError`] where the source as a whole cannot be used. A bad file is a diagnostic in the
/// snapshot.
pub fn load(
    _source: &dyn ContentSource,
    _compile: &CompileOptions,
    _catalog: &CatalogOptions,
    _progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Snapshot, SourceError> {
    unimplemented!()
}

/// The current snapshot. A request takes it once and keeps it to its end.
#[derive(Debug)]
pub struct Live(ArcSwap<Snapshot>);

impl Live {
    /// Starts with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Self(ArcSwap::from_pointee(snapshot))
    }

    /// The snapshot of this moment.
    pub fn current(&self) -> Arc<Snapshot> {
        self.0.load_full()
    }
}
