//! Which snapshot is current: load, and later swap.

mod load;

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::catalog::Snapshot;

pub use load::load;

/// The current snapshot. A request takes it once and keeps it to its end.
#[derive(Debug)]
pub struct Live(ArcSwap<Snapshot>);

impl Live {
    /// Starts with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Self(ArcSwap::from_pointee(snapshot))
    }

    /// The snapshot of this moment.
    pub fn current(&self) -> Arc<Snapshot> {
        self.0.load_full()
    }
}
