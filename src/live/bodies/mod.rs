//! Packed bodies of posts as files in the state folder.
//!
//! A file has a name only until it is open. Then the system frees it with the last body in it, or when the process ends,
//! however that happens, and no other program can find it to change it. What is read is checked against the checksum
//! that it was packed with, so nothing has to be written to the disk at once: what a full or broken disk does not take is
//! noticed when it is read, and read from the file of the post again.

#[cfg(all(test, unix))]
mod tests;

#[cfg(unix)]
mod file;
mod report;

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use self::report::{warn, warn_once};
use super::slot::Slot;
use super::state_dir::StateDir;
use crate::post::{BodyFile, BodyStore};

/// The folder in the state folder.
const FOLDER: &str = "bodies";

/// The name of a file in it.
const FILE: &str = "packed";

/// Stores bodies in a folder that no other process uses.
#[derive(Debug)]
pub(super) struct StoredBodies {
    slot: Slot,
    has_failed: Arc<AtomicBool>,
}

impl StoredBodies {
    /// Returns a store in the state folder. If that is not possible, logs it and returns `None`.
    pub(super) fn open(state: &StateDir) -> Option<Arc<dyn BodyStore>> {
        // Elsewhere, a file has its name as long as it is open, and reads have one position for all threads.
        if !cfg!(unix) {
            return None;
        }
        match Slot::take(&state.path().join(FOLDER), |name| name == FILE) {
            Ok(slot) => Some(Arc::new(Self { slot, has_failed: Arc::default() })),
            Err(error) => {
                warn(&error);
                None
            }
        }
    }
}

impl BodyStore for StoredBodies {
    #[cfg(unix)]
    fn create(&self) -> io::Result<Box<dyn BodyFile>> {
        let path = self.slot.path().join(FILE);
        Ok(Box::new(file::UnnamedFile::create(&path, &self.has_failed)?))
    }

    #[cfg(not(unix))]
    fn create(&self) -> io::Result<Box<dyn BodyFile>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn report(&self, error: &io::Error) {
        warn_once(&self.has_failed, error);
    }
}
