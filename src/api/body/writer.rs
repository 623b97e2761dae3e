//! A body made of posts, bounded, counted and hashed while it is written.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;

use super::buffers::Buffers;
use super::encodings::Encodings;
use super::json::json;
use super::portions::{LONG, leased};
use crate::ops::limits::{ByteLease, Limits};
use crate::text::{Revision, RevisionHasher};

/// The bytes that are reserved for metadata and links: enough unless the URL is long or facets are requested,
/// for which the caller [reserves](BodyWriter::reserve) more.
const ENVELOPE: usize = 16 * 1024;

/// How many bytes are hashed at once, if there are that many: BLAKE3 hashes several kilobytes in parallel, and
/// the summaries of posts are shorter.
const HASHED_AT_ONCE: usize = 64 * 1024;

/// A byte that JSON does not contain. It begins the hash of an item, so that hashes are not mistaken for JSON.
const NOT_TEXT: u8 = 0xff;

/// The part of a body does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritten {
    /// The body would be larger than a response may be.
    TooLarge,
    /// Too many bodies are in memory.
    Overloaded,
}

/// A JSON value is larger than the room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// Writes the body of a response: `data` in its envelope, in one buffer.
#[derive(Debug)]
pub struct BodyWriter {
    bytes: Vec<u8>,
    most: usize,
    lease: ByteLease,
    hasher: Hasher,
    hashed: usize,
    /// Where the buffer is from, if it is used again.
    buffers: Option<Arc<Buffers>>,
}

/// The hasher of a body.
#[derive(Debug)]
enum Hasher {
    /// Hashes long parts. It takes two kilobytes.
    Long(Box<RevisionHasher>),
    /// What represents the body, if that is short: it is hashed at the end.
    Short(Vec<u8>),
}

impl Hasher {
    fn update(&mut self, part: &[u8]) {
        match self {
            Self::Long(hasher) => hasher.update(part),
            Self::Short(parts) if parts.len() + part.len() <= HASHED_AT_ONCE => {
                parts.extend_from_slice(part);
            }
            Self::Short(parts) => {
                let mut hasher = Box::<RevisionHasher>::default();
                hasher.update(parts);
                hasher.update(part);
                *self = Self::Long(hasher);
            }
        }
    }

    fn finish(&self) -> Revision {
        match self {
            Self::Long(hasher) => hasher.finish(),
            Self::Short(parts) => Revision::of(parts),
        }
    }
}

/// A complete body in memory. Clones share the bytes.
#[derive(Debug, Clone)]
pub struct Written {
    /// The bytes.
    pub bytes: Bytes,
    /// Their hash, or one of hashes of their parts: bodies of one operation have the same one if they are equal.
    pub revision: Revision,
    /// Whether `bytes` hold a lease, or need none.
    pub is_leased: bool,
    /// The same body in other codings, if requests share it and the response cache does not have it.
    pub encodings: Option<Arc<Encodings>>,
    /// Whether `bytes` are in a buffer that other bodies wait for, so that they should be copied rather than kept.
    pub is_lent: bool,
    /// Whether making the body again is hardly more work than finding it in the response cache.
    pub is_cheap: bool,
}

impl Written {
    /// Creates a body that many requests share, with its codings. It does not count against the limit on bodies that
    /// wait for clients.
    pub fn shared(bytes: Bytes) -> Self {
        let revision = Revision::of(&bytes);
        let encodings = Some(Arc::default());
        Self { bytes, revision, is_leased: true, encodings, is_lent: false, is_cheap: false }
    }
}

impl BodyWriter {
    /// Begins a body within these limits.
    pub fn new(limits: &Limits) -> Self {
        Self::within(limits, Vec::with_capacity(16 * 1024), Hasher::Long(Box::default()))
    }

    /// Begins a body of about this length, within these limits, in a buffer that is used again for other bodies. It should be
    /// one of hashed items.
    pub fn recycled(limits: &Limits, buffers: &Arc<Buffers>, bytes: usize) -> Self {
        let writer =
            Self::within(limits, buffers.take(bytes), Hasher::Short(Vec::with_capacity(2048)));
        Self { buffers: Some(Arc::clone(buffers)), ..writer }
    }

    fn within(limits: &Limits, mut bytes: Vec<u8>, hasher: Hasher) -> Self {
        bytes.extend_from_slice(b"{\"data\":");
        Self {
            bytes,
            most: limits.max_answer().saturating_sub(ENVELOPE),
            lease: limits.lease(),
            hasher,
            hashed: 0,
            buffers: None,
        }
    }

    /// Reserves bytes for metadata and links in addition to what is always reserved.
    pub fn reserve(&mut self, bytes: usize) {
        self.most = self.most.saturating_sub(bytes);
    }

    /// Appends text that belongs between parts. It is not counted, because it is short.
    pub fn separator(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends a part, as a whole or not at all. `write` gets the number of bytes that it may append.
    ///
    /// # Errors
    /// Returns an error if the part does not fit.
    pub fn part(
        &mut self,
        write: impl FnOnce(usize, &mut Vec<u8>) -> Result<(), TooLarge>,
    ) -> Result<(), Unwritten> {
        self.append(write)?;
        if self.bytes.len() - self.hashed >= HASHED_AT_ONCE {
            self.hash();
        }
        Ok(())
    }

    /// Appends a part, without hashing it, and returns what `write` returns.
    fn append<T>(
        &mut self,
        write: impl FnOnce(usize, &mut Vec<u8>) -> Result<T, TooLarge>,
    ) -> Result<T, Unwritten> {
        let start = self.bytes.len();
        let written = write(self.most.saturating_sub(start), &mut self.bytes);
        let done = match written {
            Ok(value) if self.bytes.len() <= self.most => self.count().map(|()| value),
            _ => Err(Unwritten::TooLarge),
        };
        if done.is_err() {
            self.bytes.truncate(start);
        }
        done
    }

    /// Appends an array of the first of `items` that fit. Returns how many these are.
    ///
    /// # Errors
    /// Returns an error if not even the first one fits, or if too many bodies are in memory.
    pub fn array<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, usize, &mut Vec<u8>) -> Result<(), TooLarge>,
    ) -> Result<usize, Unwritten> {
        self.separator("[");
        let mut count = 0;
        for item in items {
            let written = self.part(|room, out| {
                if count > 0 {
                    out.push(b',');
                }
                write(item, room, out)
            });
            match written {
                Ok(()) => count += 1,
                Err(Unwritten::TooLarge) if count > 0 => break,
                Err(error) => return Err(error),
            }
        }
        self.separator("]");
        Ok(count)
    }

    /// Appends an array like [`Self::array`]. `write` returns the hash of the item that it appends, which represents
    /// the item in the hash of the body, so that the body is not hashed if its items already are.
    ///
    /// # Errors
    /// Same as [`Self::array`].
    pub fn hashed_array<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, usize, &mut Vec<u8>) -> Result<Revision, TooLarge>,
    ) -> Result<usize, Unwritten> {
        self.separator("[");
        self.hash();
        let mut count = 0;
        for item in items {
            let written = self.append(|room, out| {
                if count > 0 {
                    out.push(b',');
                }
                write(item, room, out)
            });
            match written {
                Ok(revision) => {
                    let mut item = [NOT_TEXT; 1 + size_of::<Revision>()];
                    item[1..].copy_from_slice(revision.as_bytes());
                    self.hasher.update(&item);
                    count += 1;
                }
                Err(Unwritten::TooLarge) if count > 0 => break,
                Err(error) => return Err(error),
            }
        }
        self.hashed = self.bytes.len();
        self.separator("]");
        Ok(count)
    }

    /// Completes the body.
    ///
    /// # Errors
    /// Returns an error if too many bodies are in memory.
    pub fn finish<M: Serialize, L: Serialize>(
        self,
        meta: &M,
        links: &L,
    ) -> Result<Written, Unwritten> {
        self.complete(|out| json(out, meta), |out| json(out, links), None)
    }

    /// Completes the body like [`Self::finish`], with what `meta` and `links` append. The links follow from the metadata
    /// and from `own`, one of them, so that they are not hashed.
    ///
    /// # Errors
    /// Returns an error if too many bodies are in memory.
    pub fn finish_list(
        self,
        meta: impl FnOnce(&mut Vec<u8>),
        links: impl FnOnce(&mut Vec<u8>),
        own: &str,
    ) -> Result<Written, Unwritten> {
        self.complete(meta, links, Some(own))
    }

    fn complete(
        mut self,
        meta: impl FnOnce(&mut Vec<u8>),
        links: impl FnOnce(&mut Vec<u8>),
        own: Option<&str>,
    ) -> Result<Written, Unwritten> {
        self.separator(",\"meta\":");
        meta(&mut self.bytes);
        if let Some(own) = own {
            self.hash();
            self.hasher.update(&[NOT_TEXT]);
            self.hasher.update(own.as_bytes());
        }
        self.separator(",\"links\":");
        links(&mut self.bytes);
        self.separator("}");
        self.count()?;
        if own.is_none() {
            self.hash();
        }
        let revision = self.hasher.finish();
        let is_leased = self.bytes.len() > LONG;
        let is_lent = !is_leased && self.buffers.is_some();
        let bytes = match &self.buffers {
            _ if is_leased => leased(exactly(self.bytes), self.lease),
            Some(buffers) => buffers.lend(self.bytes),
            None => exactly(self.bytes),
        };
        Ok(Written { bytes, revision, is_leased, encodings: None, is_lent, is_cheap: false })
    }

    fn count(&mut self) -> Result<(), Unwritten> {
        let bytes = if self.bytes.len() > LONG { self.bytes.len() } else { 0 };
        if self.lease.grow_to(bytes) { Ok(()) } else { Err(Unwritten::Overloaded) }
    }

    /// Hashes what was appended.
    fn hash(&mut self) {
        self.hasher.update(&self.bytes[self.hashed..]);
        self.hashed = self.bytes.len();
    }
}

/// Makes room for `more` bytes. The capacity of a long body grows by a quarter: doubling would leave up to
/// half of its memory unused for as long as it is cached or sent.
pub fn reserve(out: &mut Vec<u8>, more: usize) {
    if out.capacity() < LONG {
        out.reserve(more);
    } else if out.capacity() - out.len() < more {
        out.reserve_exact(more.max(out.capacity() / 4));
    }
}

/// Returns bytes that use at most a quarter more memory than they are counted as.
pub fn exactly(bytes: Vec<u8>) -> Bytes {
    if bytes.capacity() - bytes.len() > bytes.len() / 4 {
        Bytes::copy_from_slice(&bytes)
    } else {
        bytes.into()
    }
}

#[cfg(test)]
mod tests;
