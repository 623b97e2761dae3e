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
    hasher: RevisionHasher,
    hashed: usize,
    /// Where the buffer is from, if it is used again.
    buffers: Option<Arc<Buffers>>,
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
        Self::within(limits, Vec::with_capacity(16 * 1024))
    }

    /// Begins a body of about this length, within these limits, in a buffer that is used again for other bodies.
    pub fn recycled(limits: &Limits, buffers: &Arc<Buffers>, bytes: usize) -> Self {
        let writer = Self::within(limits, buffers.take(bytes));
        Self { buffers: Some(Arc::clone(buffers)), ..writer }
    }

    fn within(limits: &Limits, mut bytes: Vec<u8>) -> Self {
        bytes.extend_from_slice(b"{\"data\":");
        Self {
            bytes,
            most: limits.max_answer().saturating_sub(ENVELOPE),
            lease: limits.lease(),
            hasher: RevisionHasher::default(),
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
        let items = items.into_iter();
        let mut hashes = Vec::with_capacity(items.size_hint().0 * (1 + size_of::<Revision>()));
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
                    hashes.push(NOT_TEXT);
                    hashes.extend_from_slice(revision.as_bytes());
                    count += 1;
                }
                Err(Unwritten::TooLarge) if count > 0 => break,
                Err(error) => return Err(error),
            }
        }
        self.hasher.update(&hashes);
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
        self.complete(meta, links, None)
    }

    /// Completes the body like [`Self::finish`]. The links follow from the metadata and from `own`, one of them, so that
    /// they are not hashed.
    ///
    /// # Errors
    /// Returns an error if too many bodies are in memory.
    pub fn finish_list<M: Serialize, L: Serialize>(
        self,
        meta: &M,
        links: &L,
        own: &str,
    ) -> Result<Written, Unwritten> {
        self.complete(meta, links, Some(own))
    }

    fn complete<M: Serialize, L: Serialize>(
        mut self,
        meta: &M,
        links: &L,
        own: Option<&str>,
    ) -> Result<Written, Unwritten> {
        self.separator(",\"meta\":");
        json(&mut self.bytes, meta);
        if let Some(own) = own {
            self.hash();
            self.hasher.update(&[NOT_TEXT]);
            self.hasher.update(own.as_bytes());
        }
        self.separator(",\"links\":");
        json(&mut self.bytes, links);
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
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{BodyWriter, ENVELOPE, TooLarge, Unwritten, Written};
    use crate::ops::clock::Clock;
    use crate::ops::limits::{LimitOptions, Limits};
    use crate::text::Revision;

    fn limits(max_answer: usize, max_in_flight_bytes: usize) -> Limits {
        let options = LimitOptions { max_answer, max_in_flight_bytes, ..LimitOptions::default() };
        Limits::new(&options, &Clock::system(), Vec::new(), 0)
    }

    /// Writes a JSON string of this length.
    fn string(length: usize, room: usize, out: &mut Vec<u8>) -> Result<(), TooLarge> {
        if length > room {
            return Err(TooLarge);
        }
        out.push(b'"');
        out.resize(out.len() + length - 2, b'x');
        out.push(b'"');
        Ok(())
    }

    proptest! {
        #[test]
        fn a_body_has_all_items_that_fit_and_its_own_hash(
            lengths in proptest::collection::vec(2..40_000_usize, 1..12),
        ) {
            let limits = limits(ENVELOPE + 100_000, 0);
            let mut body = BodyWriter::new(&limits);
            let count = body.array(&lengths, |&length, room, out| string(length, room, out));
            let count = count.expect("each fits alone");
            let written = body.finish(&(), &()).expect("there is room for two");
            prop_assert!(written.bytes.len() <= ENVELOPE + 100_000);
            prop_assert_eq!(written.revision, Revision::of(&written.bytes));
            let json: Value = serde_json::from_slice(&written.bytes).expect("JSON");
            let found: Vec<_> =
                json["data"].as_array().expect("a list").iter().map(|s| s.as_str().map(str::len)).collect();
            let expected: Vec<_> = lengths[..count].iter().map(|length| Some(length - 2)).collect();
            prop_assert_eq!(found, expected);
            if let Some(next) = lengths.get(count) {
                prop_assert!(written.bytes.len() + next > 100_000);
            }
        }
    }

    /// Returns the body of an array of these items.
    fn hashed(items: &[Vec<u8>], most: usize) -> Option<Written> {
        let mut body = BodyWriter::new(&limits(ENVELOPE + most, 0));
        let write = |item: &Vec<u8>, _: usize, out: &mut Vec<u8>| {
            out.extend_from_slice(item);
            Ok(Revision::of(item))
        };
        body.hashed_array(items, write).ok()?;
        body.finish(&(), &()).ok()
    }

    proptest! {
        #[test]
        fn bodies_of_hashed_items_have_the_same_hash_if_they_are_equal(
            items in proptest::collection::vec("[0-9]{1,3}|\"[,a]{0,3}\"", 0..5),
            others in proptest::collection::vec("[0-9]{1,3}|\"[,a]{0,3}\"", 0..5),
        ) {
            let [body, other] = [items, others].map(|items| {
                let items: Vec<Vec<u8>> = items.into_iter().map(String::into_bytes).collect();
                hashed(&items, 100_000).expect("there is room")
            });
            prop_assert_eq!(body.bytes == other.bytes, body.revision == other.revision);
        }

        #[test]
        fn an_item_that_does_not_fit_has_no_part_in_the_hash(
            lengths in proptest::collection::vec(1..400_usize, 1..12),
        ) {
            let item = |&length: &usize| format!("\"{}\"", "a".repeat(length)).into_bytes();
            let items: Vec<Vec<u8>> = lengths.iter().map(item).collect();
            let Some(body) = hashed(&items, 1000) else { return Ok(()) };
            let json: Value = serde_json::from_slice(&body.bytes).expect("JSON");
            let count = json["data"].as_array().expect("a list").len();
            let alone = hashed(&items[..count], 1000).expect("these fit");
            prop_assert!(alone.bytes == body.bytes);
            prop_assert_eq!(alone.revision, body.revision);
        }
    }

    #[test]
    fn a_list_has_the_same_hash_if_its_items_metadata_and_own_link_are_the_same() {
        let finish = |item: &[u8], meta: &str, own: &str| {
            let mut body = BodyWriter::new(&limits(100_000, 0));
            let write = |item: &[u8], _: usize, out: &mut Vec<u8>| {
                out.extend_from_slice(item);
                Ok(Revision::of(item))
            };
            body.hashed_array([item], write).expect("there is room");
            let written = body.finish_list(&meta, &[own, "other"], own).expect("there is room");
            assert!(written.bytes.ends_with(format!("\"{own}\",\"other\"]}}").as_bytes()));
            written.revision
        };
        let same = [finish(b"1", "m", "/a"), finish(b"1", "m", "/a")];
        assert_eq!(same[0], same[1]);
        let others = [finish(b"2", "m", "/a"), finish(b"1", "n", "/a"), finish(b"1", "m", "/b")];
        assert!(others.iter().all(|other| *other != same[0]));
    }

    #[test]
    fn a_first_item_that_does_not_fit_is_an_error() {
        let mut body = BodyWriter::new(&limits(ENVELOPE + 1000, 0));
        let written = body.array([1001, 2], |length, _, out| string(length, usize::MAX, out));
        assert_eq!(written, Err(Unwritten::TooLarge));
    }

    #[test]
    fn bodies_in_memory_are_bounded_until_their_last_reference_is_dropped() {
        let limits = limits(100_000, 250_000);
        let write = || {
            let mut body = BodyWriter::new(&limits);
            body.part(|room, out| string(80_000, room, out))?;
            body.finish(&(), &()).map(|written| written.bytes)
        };
        let bodies: Vec<_> = (0..3).map(|_| write().expect("there is room")).collect();
        assert_eq!(write().err(), Some(Unwritten::Overloaded));
        let shared = bodies[0].clone();
        drop(bodies);
        let more = [write(), write()];
        assert!(more.iter().all(Result::is_ok) && write().is_err());
        drop(shared);
        assert!(write().is_ok());
    }
}
