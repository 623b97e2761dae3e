//! How the engine hears of changes.

use std::sync::Arc;
use std::time::Instant;

use crate::post::ContentPath;
use crate::source::{Listing, SourceError};

/// The state of a source, and which of its files to read.
#[derive(Debug, Default)]
pub struct Batch {
    /// All files.
    pub listing: Listing,
    /// The posts and assets of the listing that are new or may have other content than in the batch before,
    /// sorted by path.
    pub changed: Vec<ContentPath>,
}

/// Ends a wait of [`Changes::next`] from another thread.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Notices changes of a source.
pub trait Changes: Send {
    /// Waits until the source may have changed, examines it, and returns its state. `None` if nothing has
    /// changed until `deadline`, or if the waker was called. A batch is returned even if nothing has changed if
    /// it was requested, by [`Self::request`] or by a signal.
    ///
    /// # Errors
    /// Returns an error if the source itself doesn't exist or cannot be read. The changes are not lost: they are
    /// in the next batch.
    fn next(&mut self, deadline: Instant) -> Result<Option<Batch>, SourceError>;

    /// Returns whether [`Self::next`] would return a batch immediately, as far as is known without examining the
    /// source.
    fn is_pending(&self) -> bool;

    /// Has the next call of [`Self::next`] examine the whole source immediately.
    fn request(&mut self);

    /// Returns what ends a wait.
    fn waker(&self) -> Waker;

    /// Returns how changes are noticed, for metrics: `events`, `poll` or `off`.
    fn mode(&self) -> &'static str;
}
