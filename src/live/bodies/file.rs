//! A file without a name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::live::private::private;
use crate::live::scratch::OwnFolder;
use crate::post::BodyFile;

/// A file that only this process has.
#[derive(Debug)]
pub(super) struct UnnamedFile {
    file: File,
    end: Mutex<u64>,
    folder: Arc<OwnFolder>,
    has_lost: AtomicBool,
}

impl UnnamedFile {
    /// Creates an empty file in a folder, and removes its name.
    ///
    /// # Errors
    /// Returns an error if it cannot be created, or the name cannot be removed.
    pub(super) fn create(path: &Path, folder: &Arc<OwnFolder>) -> io::Result<Self> {
        let file =
            private(OpenOptions::new().read(true).write(true).create_new(true)).open(path)?;
        fs::remove_file(path)?;
        let (end, has_lost) = Default::default();
        Ok(Self { file, end, folder: Arc::clone(folder), has_lost })
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
        self.folder.report_unwritten(error);
    }

    fn report_unread(&self, error: &io::Error) {
        if !self.has_lost.swap(true, Ordering::Relaxed) {
            self.folder.report_unread(error);
        }
    }
}
