//! The files of one segment.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::TantivyError;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, RamDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use crate::live::private::private;

/// A directory for one segment. Its files are mapped when they are first opened, and then have no name any more; what
/// describes the index is in memory.
#[derive(Debug, Clone)]
pub(super) struct SegmentDirectory(Arc<Files>);

#[derive(Debug)]
struct Files {
    folder: PathBuf,
    mapped: MmapDirectory,
    descriptions: RamDirectory,
    /// The files that were created, each with its content once it is mapped.
    created: Mutex<HashMap<PathBuf, Option<Arc<dyn FileHandle>>>>,
}

impl SegmentDirectory {
    /// Creates a directory whose files are created in a folder, with names that are unique there.
    pub(super) fn new(folder: &Path) -> Result<Self, TantivyError> {
        Ok(Self(Arc::new(Files {
            folder: folder.to_owned(),
            mapped: map(folder)?,
            descriptions: RamDirectory::create(),
            created: Mutex::default(),
        })))
    }
}

#[cfg(unix)]
fn map(folder: &Path) -> Result<MmapDirectory, TantivyError> {
    use tantivy::directory::Advice;
    // Otherwise each access reads many pages around it, which are not there for long if memory is short.
    Ok(MmapDirectory::open_with_madvice(folder, Advice::Random)?)
}

#[cfg(not(unix))]
fn map(folder: &Path) -> Result<MmapDirectory, TantivyError> {
    Ok(MmapDirectory::open(folder)?)
}

impl Files {
    fn created(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<Arc<dyn FileHandle>>>> {
        self.created.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the name of a file. On systems that do not allow it while the file is mapped, the next process does it.
    fn unlink(&self, path: &Path) {
        let _ = fs::remove_file(self.folder.join(path));
    }
}

impl Drop for Files {
    /// Removes what was not mapped because writing failed.
    fn drop(&mut self) {
        for (path, content) in &*self.created() {
            if content.is_none() {
                self.unlink(path);
            }
        }
    }
}

impl Directory for SegmentDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let mut created = self.0.created();
        match created.get_mut(path) {
            None => self.0.descriptions.get_file_handle(path),
            Some(Some(content)) => Ok(Arc::clone(content)),
            Some(content) => {
                let mapped = self.0.mapped.get_file_handle(path)?;
                self.0.unlink(path);
                Ok(Arc::clone(content.insert(mapped)))
            }
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        match self.0.created().remove(path) {
            None => self.0.descriptions.delete(path),
            Some(_) => {
                self.0.unlink(path);
                Ok(())
            }
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.0.created().contains_key(path) || self.0.descriptions.exists(path)?)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.0.folder.join(path);
        let file = private(OpenOptions::new().write(true).create_new(true)).open(full);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        self.0.created().insert(path.to_owned(), None);
        Ok(BufWriter::new(Box::new(SegmentFile(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.descriptions.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.descriptions.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.descriptions.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.descriptions.watch(callback)
    }
}

/// A file that is written.
struct SegmentFile(File);

impl Write for SegmentFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for SegmentFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        // Some file systems report only now that the disk is full, and a page that was not written cannot be read:
        // the process would end by a signal.
        self.0.sync_data()
    }
}
