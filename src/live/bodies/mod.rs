//! Packed bodies of posts as files.
//!
//! A file has a name only until it is open. Then the system frees it with the last body in it, or when the process ends,
//! however that happens, and no other program can find it to change it. What is read is checked against the checksum
//! that it was packed with, so nothing has to be written to the disk at once: what a full or broken disk does not take is
//! noticed when it is read, and read from the file of the post again.

#[cfg(all(test, unix))]
mod tests;

#[cfg(unix)]
mod file;

use std::io;
use std::sync::Arc;

use super::scratch::{OwnFolder, Scratch};
use crate::post::{BodyFile, BodyStore};

/// The name of the folder.
const FOLDER: &str = "bodies";

/// The name of a file in it.
const FILE: &str = "packed";

/// Stores bodies in a folder that no other process uses.
#[derive(Debug)]
pub(super) struct StoredBodies(Arc<OwnFolder>);

impl StoredBodies {
    /// Returns a store; `None` on systems other than Unix, where a file has its name as long as it is open, and reads
    /// have one position for all threads.
    pub(super) fn open(scratch: &Scratch) -> Option<Arc<dyn BodyStore>> {
        let folder =
            OwnFolder::new(scratch.clone(), FOLDER, "the text of posts", |name| name == FILE);
        cfg!(unix).then(|| Arc::new(Self(Arc::new(folder))) as _)
    }
}

impl BodyStore for StoredBodies {
    #[cfg(unix)]
    fn create(&self) -> io::Result<Box<dyn BodyFile>> {
        let path = self.0.take()?.path().join(FILE);
        Ok(Box::new(file::UnnamedFile::create(&path, &self.0)?))
    }

    #[cfg(not(unix))]
    fn create(&self) -> io::Result<Box<dyn BodyFile>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn report(&self, error: &io::Error) {
        self.0.report_unwritten(error);
    }
}
