//! Posts of lists as JSON, made once and joined into many lists.

use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::catalog::{Audience, DocId, Snapshot, Viewer, Visible};
use crate::ops::observe::CacheFigures;
use crate::text::Revision;

/// The keys of a fragment, a bit for each.
pub type KeySet = u64;

/// The length of the longest fragments that are cached. Most summaries take less than a kilobyte, and a long one, of a
/// post with many keys of its own, would displace many of them.
const LONGEST: usize = 16 * 1024;

/// A post in a list as a JSON object.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The object.
    pub json: Arc<[u8]>,
    /// The hash of the object.
    pub revision: Revision,
    /// When the post was updated.
    pub updated: Option<Timestamp>,
}

/// A cache of fragments that the public gets, bounded by bytes. All fragments in it belong to one snapshot and to one
/// period in which the same posts are visible, so that a fragment never changes.
#[derive(Debug)]
pub struct FragmentCache {
    bytes: usize,
    current: ArcSwapOption<Period>,
    /// The hits and misses of past periods.
    past: [AtomicU64; 2],
}

/// The fragments of one period.
#[derive(Debug)]
struct Period {
    visible: Arc<Visible>,
    fragments: Cache<(KeySet, DocId), Fragment, Weight, BuildHasherDefault<Mixer>>,
}

/// The cached fragments with the same keys.
#[derive(Debug, Clone)]
pub struct Fragments {
    period: Arc<Period>,
    keys: KeySet,
}

impl FragmentCache {
    /// Creates an empty cache of at most this size; 0 disables it.
    pub fn new(bytes: usize) -> Self {
        Self { bytes, current: ArcSwapOption::empty(), past: Default::default() }
    }

    /// Returns the fragments with these keys that `viewer` gets; `None` if they are not cached, because other viewers
    /// than the public are few and get signed URLs.
    pub fn of(&self, snapshot: &Snapshot, viewer: Viewer, keys: KeySet) -> Option<Fragments> {
        let is_public = viewer.audience == Audience::Public && viewer.invitation.is_none();
        if self.bytes == 0 || !is_public {
            return None;
        }
        let visible = snapshot.visible(viewer.now);
        let current = self.current.load();
        let period = current.as_ref().filter(|period| Arc::ptr_eq(&period.visible, &visible));
        let period = period.map_or_else(|| self.begin(snapshot, visible), Arc::clone);
        Some(Fragments { period, keys })
    }

    /// Replaces the fragments of another period.
    fn begin(&self, snapshot: &Snapshot, visible: Arc<Visible>) -> Arc<Period> {
        const TYPICAL: usize = 1024;
        let items = snapshot.posts().len().min(self.bytes / TYPICAL).max(16);
        let hasher = BuildHasherDefault::default();
        let fragments = Cache::with(items, self.bytes as u64, Weight, hasher, Default::default());
        let period = Arc::new(Period { visible, fragments });
        if let Some(past) = self.current.swap(Some(Arc::clone(&period))) {
            self.past[0].fetch_add(past.fragments.hits(), Ordering::Relaxed);
            self.past[1].fetch_add(past.fragments.misses(), Ordering::Relaxed);
        }
        period
    }

    /// Returns the statistics of the cache.
    pub fn figures(&self) -> CacheFigures {
        let current = self.current.load();
        let [hits, misses] = self.past.each_ref().map(|count| count.load(Ordering::Relaxed));
        let Some(Period { fragments, .. }) = current.as_deref() else {
            return CacheFigures { entries: 0, bytes: 0, hits, misses };
        };
        CacheFigures {
            entries: fragments.len() as u64,
            bytes: fragments.weight(),
            hits: hits + fragments.hits(),
            misses: misses + fragments.misses(),
        }
    }
}

impl Fragments {
    /// Returns the fragment of a post.
    pub fn find(&self, id: DocId) -> Option<Fragment> {
        self.period.fragments.get(&(self.keys, id))
    }

    /// Adds the fragment of a post, unless it is long. It must depend on nothing but the snapshot and the period.
    pub fn insert(&self, id: DocId, fragment: Fragment) {
        if fragment.json.len() <= LONGEST {
            self.period.fragments.insert((self.keys, id), fragment);
        }
    }
}

/// Weighs a fragment by its bytes.
#[derive(Debug, Clone)]
struct Weight;

impl Weighter<(KeySet, DocId), Fragment> for Weight {
    fn weight(&self, _: &(KeySet, DocId), fragment: &Fragment) -> u64 {
        // Entries have links, and are found by a table.
        const TABLE: usize = 48;
        (fragment.json.len() + size_of::<(KeySet, DocId, Fragment)>() + TABLE) as u64
    }
}

/// Hashes numbers in a few instructions. Clients choose neither numbers of posts nor more than a few bits of the set of
/// keys, so they cannot make many collide.
#[derive(Debug, Default)]
struct Mixer(u64);

impl Mixer {
    /// The odd number next to 2⁶⁴ divided by the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        // The high half of the product depends on all bits, and the low half is filled from it.
        let product = (self.0.rotate_left(23) ^ number).wrapping_mul(Self::FACTOR);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(Self::FACTOR)
    }
}
