//! A folder that one process at a time uses.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the file that is locked as long as a folder is in use.
const LOCK: &str = "lock";

/// How many processes can share a state folder.
const COUNT: usize = 64;

/// One of the numbered folders in a folder. The system unlocks it when the process ends.
#[derive(Debug)]
pub(super) struct Slot {
    path: PathBuf,
    _lock: File,
}

impl Slot {
    /// Takes the first free one, and removes the files that an earlier process left there, by their names.
    ///
    /// # Errors
    /// Returns an error if a folder cannot be created, locked or cleared, or all are in use.
    pub(super) fn take(folder: &Path, is_left: fn(&str) -> bool) -> io::Result<Self> {
        for number in 0..COUNT {
            let path = folder.join(number.to_string());
            create(&path)?;
            if let Some(lock) = lock(&path.join(LOCK))? {
                remove(&path, is_left)?;
                return Ok(Self { path, _lock: lock });
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "too many servers use the folder"))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Creates a folder for this user alone, if it does not exist. A link to another folder is not accepted.
fn create(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)?;
    match fs::symlink_metadata(path)?.is_dir() {
        true => Ok(()),
        false => Err(io::ErrorKind::NotADirectory.into()),
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

/// Lets only this user read a file that is created.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
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
