//! Compressed Markdown in memory.

use std::sync::Arc;

use super::dictionary::Dictionary;

/// A packed text in memory.
#[derive(Debug)]
pub(super) struct Packed {
    frame: Box<[u8]>,
    dictionary: Arc<Dictionary>,
}

impl Packed {
    /// Holds a frame that was packed with a dictionary.
    pub(super) fn new(frame: &[u8], dictionary: &Arc<Dictionary>) -> Self {
        Self { frame: frame.into(), dictionary: Arc::clone(dictionary) }
    }

    /// Returns the text, which has this length.
    pub(super) fn unpack(&self, bytes: usize) -> String {
        self.dictionary.unpack(&self.frame, bytes).expect("unpacked before, from the same bytes")
    }

    /// Returns the number of bytes that are held for this text alone.
    pub(super) fn bytes(&self) -> usize {
        self.frame.len()
    }
}
