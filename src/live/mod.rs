//! The current snapshot, and how it is loaded.

mod load;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;

use crate::catalog::Snapshot;

pub use load::{Loaded, load};

/// A snapshot with its generation and the time at which it became current.
#[derive(Debug, Clone)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Distinguishes the snapshots that were current in this process.
    pub generation: u64,
    /// When it became current.
    pub taken_over: SystemTime,
    search_took: Arc<OnceLock<Duration>>,
}

impl Current {
    /// Returns the time that building the full-text index took; `None` until it is ready.
    pub fn search_took(&self) -> Option<Duration> {
        self.search_took.get().copied()
    }
}

/// Holds the current snapshot. A request takes it once and uses it until it ends.
#[derive(Debug)]
pub struct Live {
    current: ArcSwap<Current>,
}

impl Live {
    /// Creates the holder with a first snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        let snapshot = Arc::new(snapshot);
        let search_took = Arc::default();
        let first = Current { snapshot, generation: 0, taken_over: SystemTime::now(), search_took };
        Self { current: ArcSwap::from_pointee(first) }
    }

    /// Returns the current snapshot with what is known about it.
    pub fn current(&self) -> Current {
        Current::clone(&self.current.load())
    }

    /// Builds the full-text index of the current snapshot; see [`Snapshot::prepare_search`]. Returns the
    /// time that the first call took.
    pub fn prepare_search(&self) -> Duration {
        self.prepare_search_reporting(&|_, _| {})
    }

    /// Like [`Self::prepare_search`], but calls `report` after each post with the number of indexed posts and of
    /// all posts, from any thread.
    pub fn prepare_search_reporting(&self, report: &(dyn Fn(usize, usize) + Sync)) -> Duration {
        let started = Instant::now();
        let current = self.current();
        let total = current.snapshot.posts().len();
        current.snapshot.prepare_search_reporting(&|indexed| report(indexed, total));
        *current.search_took.get_or_init(|| started.elapsed())
    }
}
