//! A store of bodies for tests, whose disk can fail.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::{BodyFile, BodyStore};

/// A store in memory.
#[derive(Debug, Default)]
pub(crate) struct TestStore(Arc<Disk>);

#[derive(Debug, Default)]
struct Disk {
    /// The files that were created, and those of them that exist.
    created: AtomicUsize,
    existing: AtomicUsize,
    /// The free space in bytes; `None` if it is unlimited.
    room: Mutex<Option<usize>>,
    is_damaged: AtomicBool,
    unwritten: AtomicUsize,
    unread: AtomicUsize,
}

#[derive(Debug)]
struct TestFile {
    bytes: Mutex<Vec<u8>>,
    disk: Arc<Disk>,
}

impl TestStore {
    /// Returns a store with room for some bytes.
    pub(crate) fn with_room(bytes: usize) -> Self {
        let store = Self::default();
        *store.0.room.lock().unwrap() = Some(bytes);
        store
    }

    /// Has a bit of all that is read be wrong, or not any more.
    pub(crate) fn damage(&self, is_damaged: bool) {
        self.0.is_damaged.store(is_damaged, Ordering::Relaxed);
    }

    /// Returns how many files were created.
    pub(crate) fn created(&self) -> usize {
        self.0.created.load(Ordering::Relaxed)
    }

    /// Returns how many files exist.
    pub(crate) fn existing(&self) -> usize {
        self.0.existing.load(Ordering::Relaxed)
    }

    /// Returns how often it was reported that bytes could not be written, and could not be read.
    pub(crate) fn reported(&self) -> (usize, usize) {
        (self.0.unwritten.load(Ordering::Relaxed), self.0.unread.load(Ordering::Relaxed))
    }

    /// Returns another handle of the store.
    pub(crate) fn shared(&self) -> Arc<dyn BodyStore> {
        Arc::new(Self(Arc::clone(&self.0)))
    }
}

impl BodyStore for TestStore {
    fn create(&self) -> io::Result<Box<dyn BodyFile>> {
        self.0.created.fetch_add(1, Ordering::Relaxed);
        self.0.existing.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(TestFile { bytes: Mutex::default(), disk: Arc::clone(&self.0) }))
    }

    fn report(&self, _: &io::Error) {
        self.0.unwritten.fetch_add(1, Ordering::Relaxed);
    }
}

impl BodyFile for TestFile {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        if let Some(room) = &mut *self.disk.room.lock().unwrap() {
            *room = room.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        }
        let mut all = self.bytes.lock().unwrap();
        all.extend_from_slice(bytes);
        Ok((all.len() - bytes.len()) as u64)
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        let all = self.bytes.lock().unwrap();
        bytes.copy_from_slice(&all[at as usize..][..bytes.len()]);
        if self.disk.is_damaged.load(Ordering::Relaxed) {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        Ok(())
    }

    fn report_unwritten(&self, _: &io::Error) {
        self.disk.unwritten.fetch_add(1, Ordering::Relaxed);
    }

    fn report_unread(&self, _: &io::Error) {
        self.disk.unread.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        self.disk.existing.fetch_sub(1, Ordering::Relaxed);
    }
}
