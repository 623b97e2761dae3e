//! A file without a name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::report::warn_once;
use crate::live::slot::private;
use crate::post::BodyFile;

/// A file that only this process has.
#[derive(Debug)]
pub(super) struct UnnamedFile {
    file: File,
    end: Mutex<u64>,
    has_failed: Arc<AtomicBool>,
    has_lost: AtomicBool,
}

impl UnnamedFile {
    /// Creates an empty file, and removes its name. Sets `has_failed` if writing fails, which is logged unless it is set.
    ///
    /// # Errors
    /// Returns an error if it cannot be created, or the name cannot be removed.
    pub(super) fn create(path: &Path, has_failed: &Arc<AtomicBool>) -> io::Result<Self> {
        let file =
            private(OpenOptions::new().read(true).write(true).create_new(true)).open(path)?;
        fs::remove_file(path)?;
        let (end, has_lost) = Default::default();
        Ok(Self { file, end, has_failed: Arc::clone(has_failed), has_lost })
    }
}

impl BodyFile for UnnamedFile {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let at = *end;
        self.file.write_all_at(bytes, at)?;
        *end += bytes.len() as u64;
        Ok(at)
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(bytes, at)
    }

    fn report_unwritten(&self, error: &io::Error) {
        warn_once(&self.has_failed, error);
    }

    fn report_unread(&self, error: &io::Error) {
        if !self.has_lost.swap(true, Ordering::Relaxed) {
            tracing::error!(
                "the texts of posts cannot be read from `state_dir`, so they are read from their files again: {error}"
            );
        }
    }
}
