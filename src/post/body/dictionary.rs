//! The dictionary with which texts are packed and unpacked: unprepared text, which are pieces of the posts themselves. A
//! trained one takes a second or more to make and saves 2 % more.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use zstd::zstd_safe::{DCtx, get_error_name};

/// The maximum length of a dictionary, and the part of the text that it is otherwise.
const MAX_DICTIONARY_BYTES: usize = 224 << 10;
const DICTIONARY_SHARE: usize = 32;
/// The length of a piece of the dictionary.
const PIECE_BYTES: usize = 2 << 10;

/// The maximum number of unused contexts that are kept, 100 to 600 KB each.
const MAX_CONTEXTS: usize = 16;

/// The text with which others are packed and unpacked.
pub struct Dictionary {
    pub(super) text: Box<[u8]>,
    contexts: Contexts<DCtx<'static>>,
}

impl Dictionary {
    /// Makes a dictionary for texts of which `texts` are evenly distributed samples, with `total` bytes of text in all.
    pub fn new<T: AsRef<str>>(samples: impl Iterator<Item = T>, total: usize) -> Self {
        let length = (total / DICTIONARY_SHARE).min(MAX_DICTIONARY_BYTES);
        let mut text = Vec::with_capacity(length + PIECE_BYTES);
        for sample in samples {
            let sample = sample.as_ref().as_bytes();
            text.extend_from_slice(&sample[..sample.len().min(PIECE_BYTES)]);
            if text.len() >= length {
                break;
            }
        }
        Self { text: text.into(), contexts: Contexts::default() }
    }

    /// Returns how many samples a dictionary for this many bytes has at least.
    pub fn samples(total: usize) -> usize {
        (total / DICTIONARY_SHARE).min(MAX_DICTIONARY_BYTES).div_ceil(PIECE_BYTES)
    }

    /// Returns the text of a frame, which has this length.
    ///
    /// # Errors
    /// Returns [`io::ErrorKind::InvalidData`] if the frame is not as it was written. Its checksum is of the text.
    pub(super) fn unpack(&self, frame: &[u8], bytes: usize) -> io::Result<String> {
        let mut text = Vec::with_capacity(bytes);
        let unpack =
            |context: &mut DCtx<'_>| context.decompress_using_dict(&mut text, frame, &self.text);
        let unpacked = self.contexts.lend(DCtx::create, unpack);
        let damaged = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason);
        unpacked.map_err(|code| damaged(get_error_name(code)))?;
        let text = String::from_utf8(text).map_err(|_| damaged("it is not UTF-8"))?;
        if text.len() == bytes { Ok(text) } else { Err(damaged("its length is wrong")) }
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// Contexts of Zstandard, which are expensive to create, for use by one caller at a time.
pub(super) struct Contexts<T>(Mutex<Vec<T>>);

impl<T> Default for Contexts<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Contexts<T> {
    /// Calls `work` with an unused context, or with a new one.
    pub(super) fn lend<R>(&self, create: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let unused = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = unused().pop();
        let mut context = last.unwrap_or_else(create);
        let result = work(&mut context);
        let mut unused = unused();
        if unused.len() < MAX_CONTEXTS {
            unused.push(context);
        }
        result
    }
}
