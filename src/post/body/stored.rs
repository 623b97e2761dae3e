//! Packed texts outside of the memory of this process.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::dictionary::Dictionary;

/// Files of at most this length are not worth rewriting.
const MIN_WASTE_BYTES: u64 = 16 << 20;

/// The number of bits of the length of a stored text, so 16 MiB. Longer ones stay in memory.
const LENGTH_BITS: u32 = 24;

/// Creates files for packed bodies. Bodies that cannot be stored stay in memory.
pub trait BodyStore: fmt::Debug + Send + Sync {
    /// Returns a new empty file. It exists as long as it is used.
    ///
    /// # Errors
    /// Returns an error if nothing can be stored now.
    fn create(&self) -> io::Result<Box<dyn BodyFile>>;

    /// Reports that bodies could not be stored.
    fn report(&self, error: &io::Error);
}

/// A file of packed bodies, which only grows.
pub trait BodyFile: fmt::Debug + Send + Sync {
    /// Appends bytes, and returns where they begin.
    ///
    /// # Errors
    /// Returns an error if not all could be written. Nothing was appended then.
    fn append(&self, bytes: &[u8]) -> io::Result<u64>;

    /// Fills a buffer with bytes that begin at a position.
    ///
    /// # Errors
    /// Returns an error if not all could be read.
    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;

    /// Reports that bytes could not be written.
    fn report_unwritten(&self, error: &io::Error);

    /// Reports that bytes could not be read, or are not those that were written.
    fn report_unread(&self, error: &io::Error);
}

/// A file of bodies that were packed with one dictionary. It is removed with the last of them.
#[derive(Debug)]
pub struct Volume {
    file: Box<dyn BodyFile>,
    dictionary: Arc<Dictionary>,
    appended: AtomicU64,
    /// How many of the appended bytes are of bodies that exist.
    used: AtomicU64,
    has_failed: AtomicBool,
    has_lost: Arc<AtomicBool>,
}

impl Volume {
    /// Creates a volume in an empty file. Sets `has_lost` each time that a body is lost.
    pub fn new(
        file: Box<dyn BodyFile>,
        dictionary: &Arc<Dictionary>,
        has_lost: &Arc<AtomicBool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            file,
            dictionary: Arc::clone(dictionary),
            appended: AtomicU64::default(),
            used: AtomicU64::default(),
            has_failed: AtomicBool::default(),
            has_lost: Arc::clone(has_lost),
        })
    }

    /// Returns whether the bodies were packed with a dictionary.
    pub fn has_dictionary(&self, dictionary: &Arc<Dictionary>) -> bool {
        Arc::ptr_eq(&self.dictionary, dictionary)
    }

    /// Returns whether bodies can be added: nothing failed so far.
    pub fn is_usable(&self) -> bool {
        !self.has_failed.load(Ordering::Relaxed)
    }

    /// Returns whether most of the file is of bodies that do not exist any more, so that it is worth rewriting.
    pub fn is_mostly_unused(&self) -> bool {
        let appended = self.appended.load(Ordering::Relaxed);
        appended > MIN_WASTE_BYTES && self.used.load(Ordering::Relaxed) < appended / 2
    }

    /// Appends packed texts. Returns where they begin, or `None` if that failed now or earlier.
    pub(super) fn append(&self, frames: &[u8]) -> Option<u64> {
        if !self.is_usable() {
            return None;
        }
        match self.file.append(frames) {
            Ok(at) => {
                self.appended.fetch_add(frames.len() as u64, Ordering::Relaxed);
                Some(at)
            }
            Err(error) => {
                self.has_failed.store(true, Ordering::Relaxed);
                self.file.report_unwritten(&error);
                None
            }
        }
    }
}

/// A packed text in a volume.
#[derive(Debug)]
pub(super) struct Stored {
    volume: Arc<Volume>,
    /// The position in the file, and in the low bits the length.
    place: u64,
}

impl Stored {
    /// Returns `None` if the position or the length is out of bounds.
    pub(super) fn new(volume: &Arc<Volume>, at: u64, length: usize) -> Option<Self> {
        let is_within = length < 1 << LENGTH_BITS && at < 1 << (u64::BITS - LENGTH_BITS);
        let place = is_within.then_some(at << LENGTH_BITS | length as u64)?;
        volume.used.fetch_add(length as u64, Ordering::Relaxed);
        Some(Self { volume: Arc::clone(volume), place })
    }

    /// Reads the text, which has this length.
    pub(super) fn unpack(&self, bytes: usize) -> io::Result<String> {
        let mut frame = vec![0; self.length()];
        self.volume.file.read(self.place >> LENGTH_BITS, &mut frame)?;
        self.volume.dictionary.unpack(&frame, bytes)
    }

    /// Reports that the text cannot be read.
    pub(super) fn report(&self, error: &io::Error) {
        self.volume.file.report_unread(error);
        self.volume.has_lost.store(true, Ordering::Relaxed);
    }

    /// Whether it is in a volume.
    pub(super) fn is_in(&self, volume: &Volume) -> bool {
        std::ptr::eq(&*self.volume, volume)
    }

    fn length(&self) -> usize {
        (self.place & ((1 << LENGTH_BITS) - 1)) as usize
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        self.volume.used.fetch_sub(self.length() as u64, Ordering::Relaxed);
    }
}
