//! Where segments are written.

use std::fmt;
use std::sync::Arc;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::{Searcher, TantivyError};

/// Stores segments of search indexes outside of the memory of this process. What it fails to store is in memory.
pub(crate) trait SegmentStore: fmt::Debug + Send + Sync {
    /// Returns an empty directory for one segment. Its files exist as long as a clone of it does.
    ///
    /// # Errors
    /// Returns an error if nothing can be stored now.
    fn directory(&self) -> Result<Box<dyn Directory>, TantivyError>;

    /// Reports that a segment could not be stored.
    fn report(&self, error: &TantivyError);
}

/// A store of segments, and which of them are stored there.
#[derive(Debug, Clone, Default)]
pub(super) struct Segments {
    /// `None` if all are in memory.
    pub(super) store: Option<Arc<dyn SegmentStore>>,
    /// The size in bytes of Markdown from which they are stored there. Smaller ones take little memory.
    pub(super) stored: usize,
}

impl Segments {
    /// Makes a segment of posts with a total size, calling `make` for a directory. If it fails for the store, it is
    /// called again for one in memory.
    pub(super) fn make(
        &self,
        bytes: usize,
        make: impl Fn(Box<dyn Directory>) -> tantivy::Result<Searcher>,
    ) -> tantivy::Result<Searcher> {
        if let Some(store) = self.store.as_ref().filter(|_| bytes >= self.stored) {
            match store.directory().and_then(&make) {
                Ok(searcher) => return Ok(searcher),
                Err(error) => store.report(&error),
            }
        }
        make(Box::new(RamDirectory::create()))
    }
}
