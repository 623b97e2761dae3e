//! What is public at a time.

use std::sync::Arc;

use jiff::Timestamp;

use crate::catalog::{Snapshot, Visible};

/// What is public at a time.
#[derive(Debug, Clone)]
pub struct PublicContent {
    /// The number of the snapshot in this process; see [`Current`](crate::live::Current).
    pub generation: u64,
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// The posts that are visible at the time.
    pub visible: Arc<Visible>,
    /// The time.
    pub now: Timestamp,
}
