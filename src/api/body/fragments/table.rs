//! Fragments with the same keys, by the numbers of their posts.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use crate::catalog::DocId;
use crate::text::Revision;

/// The keys of a fragment, a bit for each.
pub type KeySet = u64;

/// The number of posts of a chunk.
const CHUNK: usize = 32;

/// What the allocator needs in addition for a fragment, on average.
const ALLOCATION: usize = 48;

/// A post in a list as a JSON object.
#[derive(Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The object.
    pub json: Box<[u8]>,
    /// The hash of the object.
    pub revision: Revision,
    /// When the post was updated.
    pub updated: Option<Timestamp>,
}

/// Fragments by the numbers of their posts. To find one takes no hash, lock or count of references: lists of a few
/// posts are made tens of thousands of times a second.
#[derive(Debug)]
pub(super) struct Table {
    /// The keys of the fragments.
    pub(super) keys: KeySet,
    chunks: Box<[OnceLock<Arc<Chunk>>]>,
}

/// The fragments of posts with successive numbers, which are kept or dropped together.
#[derive(Debug)]
struct Chunk {
    slots: [OnceLock<Fragment>; CHUNK],
    bytes: AtomicUsize,
    /// Whether a fragment was requested since room was last made.
    is_used: AtomicBool,
}

impl Table {
    /// Creates an empty table for this number of posts.
    pub(super) fn new(keys: KeySet, posts: usize) -> Self {
        let chunks = (0..posts.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect();
        Self { keys, chunks }
    }

    /// Returns the size of an empty table.
    pub(super) fn empty_bytes(posts: usize) -> usize {
        posts.div_ceil(CHUNK) * size_of::<OnceLock<Arc<Chunk>>>()
    }

    /// Returns the size of the table with everything in it.
    pub(super) fn bytes(&self) -> usize {
        let chunks = self.chunks.iter().filter_map(OnceLock::get);
        size_of_val(&*self.chunks) + chunks.map(|chunk| chunk.bytes()).sum::<usize>()
    }

    /// Returns the number of fragments.
    pub(super) fn count(&self) -> usize {
        let slots = |chunk: &Arc<Chunk>| chunk.slots.iter().filter_map(OnceLock::get).count();
        self.chunks.iter().filter_map(OnceLock::get).map(slots).sum()
    }

    /// Returns the fragment of a post.
    pub(super) fn find(&self, id: DocId) -> Option<&Fragment> {
        let chunk = self.chunks.get(id as usize / CHUNK)?.get()?;
        let fragment = chunk.slots[id as usize % CHUNK].get()?;
        // Writing each time would have the cores wait for each other.
        if !chunk.is_used.load(Ordering::Relaxed) {
            chunk.is_used.store(true, Ordering::Relaxed);
        }
        Some(fragment)
    }

    /// Adds the fragment of a post, unless there is one. Returns by how many bytes the table has grown.
    pub(super) fn insert(&self, id: DocId, fragment: Fragment) -> usize {
        let Some(slot) = self.chunks.get(id as usize / CHUNK) else { return 0 };
        let mut added = 0;
        let chunk = slot.get_or_init(|| {
            added = size_of::<Chunk>();
            Arc::new(Chunk::new())
        });
        let bytes = fragment.json.len() + ALLOCATION;
        if chunk.slots[id as usize % CHUNK].set(fragment).is_ok() {
            chunk.bytes.fetch_add(bytes, Ordering::Relaxed);
            added += bytes;
        }
        added
    }

    /// Returns a table with the chunks that were used since this was last called, as long as there is room for them,
    /// which is reduced by their size.
    pub(super) fn recent(&self, room: &mut usize) -> Self {
        let recent = |slot: &OnceLock<Arc<Chunk>>| {
            let chunk = slot.get().filter(|chunk| chunk.is_used.swap(false, Ordering::Relaxed))?;
            *room = room.checked_sub(chunk.bytes())?;
            Some(Arc::clone(chunk))
        };
        let chunks = self.chunks.iter().map(recent);
        let slot = |chunk: Option<Arc<Chunk>>| chunk.map_or_else(OnceLock::new, OnceLock::from);
        Self { keys: self.keys, chunks: chunks.map(slot).collect() }
    }
}

impl Chunk {
    fn new() -> Self {
        Self {
            slots: [const { OnceLock::new() }; CHUNK],
            bytes: AtomicUsize::new(0),
            is_used: AtomicBool::new(true),
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + self.bytes.load(Ordering::Relaxed)
    }
}
