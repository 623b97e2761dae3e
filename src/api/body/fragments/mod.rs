//! Posts of lists as JSON, made once and joined into many lists.

mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use arc_swap::ArcSwapOption;

use crate::catalog::{Audience, DocId, Snapshot, Viewer, Visible};
use crate::ops::observe::CacheFigures;
use table::Table;

pub use table::{Fragment, KeySet};

/// The length of the longest fragments that are cached. Most summaries take less than a kilobyte, and a long one, of a
/// post with many keys of its own, would displace many of them.
const LONGEST: usize = 16 * 1024;

/// The maximum number of sets of keys of which there are fragments.
const TABLES: usize = 8;

/// The number of sets of keys that are remembered as requested, a power of two.
const ASKED: usize = 64;

/// A cache of fragments that the public gets, bounded by bytes. All fragments in it belong to one snapshot and to one
/// period in which the same posts are visible, so that a fragment never changes.
#[derive(Debug)]
pub struct FragmentCache {
    bytes: usize,
    current: ArcSwapOption<Period>,
    /// Sets of keys that were requested. Only those that are requested again get a table.
    asked: [AtomicU64; ASKED],
    counts: Arc<Counts>,
}

/// The lookups so far.
#[derive(Debug, Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
}

/// The fragments of one period. Tables and chunks are only added and removed by replacing it, so that readers need no
/// lock; fragments are added in place.
#[derive(Debug)]
struct Period {
    visible: Arc<Visible>,
    tables: Vec<Arc<Table>>,
    bytes: AtomicUsize,
    counts: Arc<Counts>,
}

/// The cached fragments with the same keys.
#[derive(Debug, Clone)]
pub struct Fragments {
    period: Arc<Period>,
    table: Arc<Table>,
}

impl FragmentCache {
    /// Creates an empty cache of about this size at most; 0 disables it.
    pub fn new(bytes: usize) -> Self {
        let asked = [const { AtomicU64::new(0) }; ASKED];
        Self { bytes, current: ArcSwapOption::empty(), asked, counts: Arc::default() }
    }

    /// Returns the fragments with these keys that `viewer` gets. `None` if they are not cached: those of other viewers
    /// than the public, because these are few and get signed URLs, and those with keys that are requested for the first
    /// time.
    pub fn of(&self, snapshot: &Snapshot, viewer: Viewer, keys: KeySet) -> Option<Fragments> {
        let is_public = viewer.audience == Audience::Public && viewer.invitation.is_none();
        let posts = snapshot.posts().len();
        if Table::empty_bytes(posts) > self.bytes / 2 || !is_public {
            return None;
        }
        let visible = snapshot.visible(viewer.now);
        let current = self.current.load();
        let current = current.as_ref().filter(|period| Arc::ptr_eq(&period.visible, &visible));
        if let Some(period) = current
            && period.bytes.load(Ordering::Relaxed) <= self.bytes
            && let Some(fragments) = period.with(keys)
        {
            return Some(fragments);
        }
        let is_wanted = current.is_some_and(|period| period.has(keys)) || self.has_seen(keys);
        is_wanted.then(|| self.replace(current, visible, keys, posts))
    }

    /// Remembers keys. Returns whether they were remembered already, and no others since that take the same place.
    fn has_seen(&self, keys: KeySet) -> bool {
        // The odd number next to 2⁶⁴ divided by the golden ratio: the high bits of the product depend on all keys.
        let place = keys.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - ASKED.ilog2());
        self.asked[place as usize].swap(keys, Ordering::Relaxed) == keys
    }

    /// Replaces the period by one with a table for these keys, in which there is room for more fragments.
    fn replace(
        &self,
        old: Option<&Arc<Period>>,
        visible: Arc<Visible>,
        keys: KeySet,
        posts: usize,
    ) -> Fragments {
        let tables = old.map_or(&[][..], |old| &old.tables);
        // The table whose keys were requested first is the first.
        let surplus = (tables.len() + 1).saturating_sub(TABLES);
        let skipped = if tables.iter().any(|table| table.keys == keys) { 0 } else { surplus };
        let mut tables: Vec<Arc<Table>> = tables[skipped..].iter().map(Arc::clone).collect();
        let is_full = old.is_some_and(|old| old.bytes.load(Ordering::Relaxed) > self.bytes);
        if is_full {
            let mut room = self.bytes / 2;
            tables = tables.iter().map(|table| Arc::new(table.recent(&mut room))).collect();
        }
        if tables.iter().all(|table| table.keys != keys) {
            tables.push(Arc::new(Table::new(keys, posts)));
        }
        let bytes = tables.iter().map(|table| table.bytes()).sum::<usize>().into();
        let counts = Arc::clone(&self.counts);
        let period = Arc::new(Period { visible, tables, bytes, counts });
        self.current.store(Some(Arc::clone(&period)));
        period.with(keys).expect("the table was added")
    }

    /// Returns the statistics of the cache.
    pub fn figures(&self) -> CacheFigures {
        let [hits, misses] =
            [&self.counts.hits, &self.counts.misses].map(|count| count.load(Ordering::Relaxed));
        let current = self.current.load();
        let Some(period) = current.as_ref() else {
            return CacheFigures { entries: 0, bytes: 0, hits, misses };
        };
        CacheFigures {
            entries: period.tables.iter().map(|table| table.count() as u64).sum(),
            bytes: period.bytes.load(Ordering::Relaxed) as u64,
            hits,
            misses,
        }
    }
}

impl Period {
    fn has(&self, keys: KeySet) -> bool {
        self.tables.iter().any(|table| table.keys == keys)
    }

    fn with(self: &Arc<Self>, keys: KeySet) -> Option<Fragments> {
        let table = self.tables.iter().find(|table| table.keys == keys)?;
        Some(Fragments { period: Arc::clone(self), table: Arc::clone(table) })
    }
}

impl Fragments {
    /// Returns the fragment of a post.
    pub fn find(&self, id: DocId) -> Option<&Fragment> {
        self.table.find(id)
    }

    /// Adds the fragment of a post, unless it is long. It must depend on nothing but the snapshot and the period.
    pub fn insert(&self, id: DocId, fragment: Fragment) {
        if fragment.json.len() <= LONGEST {
            let added = self.table.insert(id, fragment);
            self.period.bytes.fetch_add(added, Ordering::Relaxed);
        }
    }

    /// Counts lookups for the statistics.
    pub fn count(&self, hits: usize, misses: usize) {
        let counts = &self.period.counts;
        for (count, more) in [(&counts.hits, hits), (&counts.misses, misses)] {
            if more > 0 {
                count.fetch_add(more as u64, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests;
