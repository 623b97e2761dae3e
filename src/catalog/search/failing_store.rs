//! A store of segments for tests, which fails like a full disk.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::directory::error::{DeleteError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, FileHandle, RamDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{TantivyError, directory::FileSlice};

use super::segment_store::SegmentStore;

/// A store that fails after some operations.
#[derive(Debug)]
pub(super) struct FailingStore {
    left: Arc<AtomicUsize>,
    failures: AtomicUsize,
}

impl FailingStore {
    /// Creates a store in which some operations succeed, and all later ones fail.
    pub(super) fn new(operations: usize) -> Self {
        Self { left: Arc::new(AtomicUsize::new(operations)), failures: AtomicUsize::new(0) }
    }

    /// Returns how many segments were reported as not stored.
    pub(super) fn failures(&self) -> usize {
        self.failures.load(Ordering::Relaxed)
    }
}

impl SegmentStore for FailingStore {
    fn directory(&self) -> Result<Box<dyn Directory>, TantivyError> {
        operate(&self.left)?;
        Ok(Box::new(Failing { files: RamDirectory::create(), left: Arc::clone(&self.left) }))
    }

    fn report(&self, _: &TantivyError) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }
}

fn operate(left: &AtomicUsize) -> io::Result<()> {
    let take = |left: usize| left.checked_sub(1);
    let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
    taken.map(drop).map_err(|_| io::ErrorKind::StorageFull.into())
}

#[derive(Debug, Clone)]
struct Failing {
    files: RamDirectory,
    left: Arc<AtomicUsize>,
}

impl Directory for Failing {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        operate(&self.left).map_err(|error| OpenReadError::wrap_io_error(error, path.into()))?;
        self.files.get_file_handle(path)
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        Ok(FileSlice::new(self.get_file_handle(path)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        operate(&self.left).map_err(|error| OpenWriteError::wrap_io_error(error, path.into()))?;
        let file = self.files.open_write(path)?;
        let left = Arc::clone(&self.left);
        Ok(io::BufWriter::new(Box::new(FailingFile { file, left })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        operate(&self.left)?;
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        operate(&self.left)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

struct FailingFile {
    file: WritePtr,
    left: Arc<AtomicUsize>,
}

impl io::Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        operate(&self.left)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        operate(&self.left)?;
        self.file.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        operate(&self.left)?;
        self.file.terminate_ref(token)
    }
}
