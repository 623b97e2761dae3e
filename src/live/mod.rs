//! Which snapshot is current: load, and later swap.

mod load;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;

use crate::catalog::Snapshot;

pub use load::load;

/// A snapshot, its number and since when it is current.
#[derive(Debug, Clone)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Which one it is of those that were current in this process: another one for each.
    pub generation: u64,
    /// When it became current.
    pub taken_over: SystemTime,
    search_took: Arc<OnceLock<Duration>>,
}

impl Current {
    /// How long it took to make the posts searchable; `None` until that is done.
    pub fn search_took(&self) -> Option<Duration> {
        self.search_took.get().copied()
    }
}

/// The current snapshot. A request takes it once and keeps it to its end.
#[derive(Debug)]
pub struct Live {
    current: ArcSwap<Current>,
}

impl Live {
    /// Starts with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        let snapshot = Arc::new(snapshot);
        let search_took = Arc::default();
        let first = Current { snapshot, generation: 0, taken_over: SystemTime::now(), search_took };
        Self { current: ArcSwap::from_pointee(first) }
    }

    /// The current snapshot with what is known about it.
    pub fn current(&self) -> Current {
        Current::clone(&self.current.load())
    }

    /// Makes the current snapshot's posts searchable, as [`Snapshot::prepare_search`] says, and tells
    /// how long that took.
    pub fn prepare_search(&self) -> Duration {
        let started = Instant::now();
        let current = self.current();
        current.snapshot.prepare_search();
        *current.search_took.get_or_init(|| started.elapsed())
    }
}
