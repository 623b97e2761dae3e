//! The current snapshot, and how it is loaded.

mod load;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;

use crate::catalog::Snapshot;

pub use load::load;

/// A snapshot with its generation and the time at which it became current.
#[derive(Debug, Clone)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Distinguishes the snapshots that were current in this process.
    pub generation: u64,
    /// When it became current.
    pub taken_over: SystemTime,
}

/// Holds the current snapshot. A request takes it once and uses it until it ends.
#[derive(Debug)]
pub struct Live {
    current: ArcSwap<Current>,
    search_took: OnceLock<Duration>,
}

impl Live {
    /// Creates the holder with a first snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        let snapshot = Arc::new(snapshot);
        let first = Current { snapshot, generation: 0, taken_over: SystemTime::now() };
        Self { current: ArcSwap::from_pointee(first), search_took: OnceLock::new() }
    }

    /// Returns the current snapshot.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.load().snapshot)
    }

    /// Returns the current snapshot with its generation and time.
    pub fn numbered(&self) -> Current {
        Current::clone(&self.current.load())
    }

    /// Returns the time at which the current snapshot became current.
    pub fn taken_over(&self) -> SystemTime {
        self.current.load().taken_over
    }

    /// Builds the full-text index of the current snapshot; see [`Snapshot::prepare_search`]. Returns the
    /// time that the first call took.
    pub fn prepare_search(&self) -> Duration {
        let started = Instant::now();
        self.current().prepare_search();
        *self.search_took.get_or_init(|| started.elapsed())
    }

    /// Returns the time that building the full-text index took, or `None` until it is ready.
    pub fn search_took(&self) -> Option<Duration> {
        self.search_took.get().copied()
    }
}
