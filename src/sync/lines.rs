//! The hash of rows.

use ring::digest::{Context, SHA256};

use super::row::Row;

/// The number of bytes after which lines are hashed.
const HASHED_AT_ONCE: usize = 16 * 1024;

/// Hashes rows with SHA-256, which clients have without a library. A row is a line: slug, language and `etag`
/// in hexadecimal digits, separated by tabs and ended by a line feed, in UTF-8. None of them contains either.
pub(super) struct Lines {
    context: Context,
    buffer: Vec<u8>,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { context: Context::new(&SHA256), buffer: Vec::with_capacity(HASHED_AT_ONCE + 2048) }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &Row) {
        self.buffer.extend_from_slice(row.slug().as_str().as_bytes());
        self.buffer.push(b'\t');
        self.buffer.extend_from_slice(row.lang().as_str().as_bytes());
        self.buffer.push(b'\t');
        self.buffer.extend_from_slice(&row.etag().hex());
        self.buffer.push(b'\n');
        if self.buffer.len() >= HASHED_AT_ONCE {
            self.context.update(&self.buffer);
            self.buffer.clear();
        }
    }

    /// Returns the first bytes of the hash of all rows.
    pub(super) fn finish<const BYTES: usize>(mut self) -> [u8; BYTES] {
        self.context.update(&self.buffer);
        let hash = self.context.finish();
        *hash.as_ref().first_chunk().expect("the hash has 32 bytes")
    }
}
