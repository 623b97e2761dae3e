//! Segments of the search index as files in the state folder, which are mapped into memory.
//!
//! A file has a name only while it is written. As soon as it is mapped, its name is removed; the system frees it with
//! the last snapshot that uses it, or when the process ends, however that happens. So nobody else can change or
//! shorten what is mapped, and there is nothing to remove but what a process leaves that is killed while it indexes.
//! A restarted server indexes again: an index that is proven to be of the same content would need reading all of it.

mod directory;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::TantivyError;
use tantivy::directory::Directory;

use self::directory::SegmentDirectory;
use super::slot::Slot;
use super::state_dir::StateDir;
use crate::catalog::SegmentStore;

/// The folder in the state folder.
const FOLDER: &str = "search";

/// Stores segments in a folder that no other process uses.
#[derive(Debug)]
pub(super) struct MappedSegments {
    slot: Slot,
    has_failed: AtomicBool,
}

impl MappedSegments {
    /// Returns a store in the state folder. If that is not possible, logs it and returns `None`.
    pub(super) fn open(state: &StateDir) -> Option<Arc<dyn SegmentStore>> {
        match Self::new(state) {
            Ok(store) => Some(Arc::new(store)),
            Err(error) => {
                warn(&error);
                None
            }
        }
    }

    fn new(state: &StateDir) -> io::Result<Self> {
        let slot = Slot::take(&state.path().join(FOLDER), is_segment)?;
        Ok(Self { slot, has_failed: AtomicBool::new(false) })
    }
}

impl SegmentStore for MappedSegments {
    fn directory(&self) -> Result<Box<dyn Directory>, TantivyError> {
        Ok(Box::new(SegmentDirectory::new(self.slot.path())?))
    }

    fn report(&self, error: &TantivyError) {
        if !self.has_failed.swap(true, Ordering::Relaxed) {
            warn(error);
        }
    }
}

/// Whether a name is a UUID in hexadecimal digits with an extension, like those that tantivy gives.
fn is_segment(name: &str) -> bool {
    let id = name.split_once('.').map(|(id, _)| id);
    id.is_some_and(|id| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn warn(error: &dyn std::error::Error) {
    tracing::warn!("the search index cannot be stored in `state_dir`, so it takes memory: {error}");
}
