//! A folder that one process at a time uses.

use std::error::Error;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::place::Scratch;
use crate::live::private::{create_own_folder, private};

/// The name of the file that is locked as long as a folder is in use.
const LOCK: &str = "lock";

/// How many processes can share a folder.
const COUNT: usize = 64;

/// A folder of this process for one kind of files. It is taken when it is first needed.
#[derive(Debug)]
pub(in crate::live) struct OwnFolder {
    scratch: Scratch,
    name: &'static str,
    content: &'static str,
    is_left: fn(&str) -> bool,
    slot: Mutex<Option<Arc<Slot>>>,
    has_failed: AtomicBool,
}

impl OwnFolder {
    /// Describes a folder of `scratch` by its name, and what it is for as messages call it. Files that an earlier process
    /// left there are recognized by their names.
    pub(in crate::live) fn new(
        scratch: Scratch,
        name: &'static str,
        content: &'static str,
        is_left: fn(&str) -> bool,
    ) -> Self {
        let (slot, has_failed) = Default::default();
        Self { scratch, name, content, is_left, slot, has_failed }
    }

    /// Returns the folder. It is of this process as long as the result exists.
    ///
    /// # Errors
    /// Returns an error if it cannot be created, locked or cleared, or too many processes have one.
    pub(in crate::live) fn take(&self) -> io::Result<Arc<Slot>> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.scratch.open()?;
        // Temporary files that nobody has used for a while are often removed.
        if let Some(taken) = slot.as_ref().filter(|taken| taken.path.is_dir()) {
            return Ok(Arc::clone(taken));
        }
        let taken = Arc::new(Slot::take(&folder.join(self.name), self.is_left)?);
        Ok(Arc::clone(slot.insert(taken)))
    }

    /// Logs that files could not be written, the first time.
    pub(in crate::live) fn report_unwritten(&self, error: &dyn Error) {
        if !self.has_failed.swap(true, Ordering::Relaxed) {
            let Self { scratch, content, .. } = self;
            tracing::warn!("{content} cannot be stored in {scratch}, so memory is used: {error}");
        }
    }

    /// Logs that what a file has cannot be read.
    #[cfg(unix)]
    pub(in crate::live) fn report_unread(&self, error: &dyn Error) {
        let Self { scratch, content, .. } = self;
        tracing::error!(
            "{content} cannot be read from {scratch}, so the files of posts are read again: {error}"
        );
    }
}

/// One of the numbered folders in a folder. The system unlocks it when the process ends.
#[derive(Debug)]
pub(in crate::live) struct Slot {
    path: PathBuf,
    _lock: File,
}

impl Slot {
    /// Takes the first free one, and removes the files that an earlier process left there, by their names.
    ///
    /// # Errors
    /// Returns an error if a folder cannot be created, locked or cleared, or all are in use.
    fn take(folder: &Path, is_left: fn(&str) -> bool) -> io::Result<Self> {
        for number in 0..COUNT {
            let path = folder.join(number.to_string());
            create_own_folder(&path)?;
            if let Some(lock) = lock(&path.join(LOCK))? {
                remove(&path, is_left)?;
                return Ok(Self { path, _lock: lock });
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "too many servers use the folder"))
    }

    pub(in crate::live) fn path(&self) -> &Path {
        &self.path
    }
}

/// Locks a file; `None` if another process has locked it.
fn lock(path: &Path) -> io::Result<Option<File>> {
    // Opening a FIFO would wait for another program.
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the lock is not a regular file"));
    }
    let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Removes the files with some names.
fn remove(folder: &Path, is_left: fn(&str) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_left) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
