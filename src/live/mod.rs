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
}

/// The current snapshot. A request takes it once and keeps it to its end.
#[derive(Debug)]
pub struct Live {
    current: ArcSwap<Current>,
    search_took: OnceLock<Duration>,
}

impl Live {
    /// Starts with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        let snapshot = Arc::new(snapshot);
        let first = Current { snapshot, generation: 0, taken_over: SystemTime::now() };
        Self { current: ArcSwap::from_pointee(first), search_took: OnceLock::new() }
    }

    /// The snapshot of this moment.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.load().snapshot)
    }

    /// The snapshot of this moment with what is known of it.
    pub fn numbered(&self) -> Current {
        Current::clone(&self.current.load())
    }

    /// When the current snapshot became current.
    pub fn taken_over(&self) -> SystemTime {
        self.current.load().taken_over
    }

    /// Makes the current snapshot's posts searchable, as [`Snapshot::prepare_search`] says, and tells
    /// how long that took.
    pub fn prepare_search(&self) -> Duration {
        let started = Instant::now();
        self.current().prepare_search();
        *self.search_took.get_or_init(|| started.elapsed())
    }

    /// How long it took to make the posts searchable; none until that is done.
    pub fn search_took(&self) -> Option<Duration> {
        self.search_took.get().copied()
    }
}
