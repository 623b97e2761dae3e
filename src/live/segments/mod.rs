//! Segments of the search index as files, which are mapped into memory.
//!
//! A file has a name only while it is written. As soon as it is mapped, its name is removed; the system frees it with
//! the last snapshot that uses it, or when the process ends, however that happens. So nobody else can change or
//! shorten what is mapped, and there is nothing to remove but what a process leaves that is killed while it indexes.
//! A restarted server indexes again: an index that is proven to be of the same content would need reading all of it.

mod directory;
#[cfg(test)]
mod tests;

use tantivy::TantivyError;
use tantivy::directory::Directory;

use self::directory::SegmentDirectory;
use super::scratch::{OwnFolder, Scratch};
use crate::catalog::SegmentStore;

/// The name of the folder.
const FOLDER: &str = "search";

/// Stores segments in a folder that no other process uses.
#[derive(Debug)]
pub(super) struct MappedSegments(OwnFolder);

impl MappedSegments {
    pub(super) fn new(scratch: &Scratch) -> Self {
        Self(OwnFolder::new(scratch.clone(), FOLDER, "the search index", is_segment))
    }
}

impl SegmentStore for MappedSegments {
    fn directory(&self) -> Result<Box<dyn Directory>, TantivyError> {
        Ok(Box::new(SegmentDirectory::new(self.0.take()?.path())?))
    }

    fn report(&self, error: &TantivyError) {
        self.0.report_unwritten(error);
    }
}

/// Whether a name is a UUID in hexadecimal digits with an extension, like those that tantivy gives.
fn is_segment(name: &str) -> bool {
    let id = name.split_once('.').map(|(id, _)| id);
    id.is_some_and(|id| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
