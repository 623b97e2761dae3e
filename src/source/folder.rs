//! Files of a folder on disk.

use super::{ContentSource, Listing, SourceError};
use crate::post::{ContentPath, Diagnostic};
use std::path::PathBuf;

/// A folder on disk.
#[derive(Debug, Clone)]
pub struct FolderSource {
    root: PathBuf,
    max_file_size: u64,
}

impl FolderSource {
    /// A folder whose files may be `max_file_size` bytes long.
    pub fn new(root: impl Into<PathBuf>, max_file_size: u64) -> Self {
        Self { root: root.into(), max_file_size }
    }
}

impl ContentSource for FolderSource {
    fn list(&self) -> Result<Listing, SourceError> {
        let _ = (&self.root, self.max_file_size);
        unimplemented!()
    }

    fn read(&self, _path: &ContentPath) -> Result<Vec<u8>, Diagnostic> {
        unimplemented!()
    }
}
