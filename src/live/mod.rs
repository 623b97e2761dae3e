//! Which snapshot is current: load, and later swap.

mod load;

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::catalog::Snapshot;

pub use load::load;

/// A snapshot and its number.
#[derive(Debug, Clone)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Which one it is of those that were current in this process: another one for each.
    pub generation: u64,
}

/// The current snapshot. A request takes it once and keeps it to its end.
#[derive(Debug)]
pub struct Live(ArcSwap<Current>);

impl Live {
    /// Starts with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Self(ArcSwap::from_pointee(Current { snapshot: Arc::new(snapshot), generation: 0 }))
    }

    /// The snapshot of this moment.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.load().snapshot)
    }

    /// The snapshot of this moment with its number.
    pub fn numbered(&self) -> Current {
        Current::clone(&self.0.load())
    }
}
