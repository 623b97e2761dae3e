//! What operators and clients can see of reloads.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::doubt::Doubt;

/// The upper bounds of the buckets of [`Figures::durations`], in milliseconds. The last bucket has no bound.
pub const BUCKETS: [u64; 9] = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];

/// How long the stages of reloads took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stages {
    /// Listing the source.
    pub scan: Duration,
    /// Reading and compiling the changed files.
    pub read: Duration,
    /// Building the snapshot.
    pub build: Duration,
    /// Updating the search index.
    pub search: Duration,
    /// Replacing the snapshot, and telling subscribers.
    pub swap: Duration,
}

impl Stages {
    /// Returns the stages with their names.
    pub fn named(&self) -> [(&'static str, Duration); 5] {
        [
            ("scan", self.scan),
            ("read", self.read),
            ("build", self.build),
            ("search", self.search),
            ("swap", self.swap),
        ]
    }

    /// Returns how long all stages took.
    pub fn total(&self) -> Duration {
        self.named().iter().map(|(_, took)| *took).sum()
    }
}

/// Figures about reloads.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// How changes are noticed; `None` if content is never reloaded.
    pub watch_mode: Option<&'static str>,
    /// The number of states of the source that were examined completely, with or without changes.
    pub settled: u64,
    /// Whether there is a change that is not current yet.
    pub is_pending: bool,
    /// The number of reloads that replaced the snapshot.
    pub reloads: u64,
    /// The number of reloads that a fault of Inkstone ended.
    pub failures: u64,
    /// Whether the last attempt failed, or the source could not be read then.
    pub has_failed: bool,
    /// When the last reload succeeded.
    pub last_success: Option<SystemTime>,
    /// The number of files that were read, without the first load.
    pub files_read: u64,
    /// The stages of the last reload that replaced the snapshot.
    pub last: Stages,
    /// How long all reloads that replaced the snapshot took.
    pub took: Duration,
    /// The number of reloads by their duration, in the order of [`BUCKETS`].
    pub durations: [u64; BUCKETS.len() + 1],
    /// The number of posts that are the last valid version of a file with an error.
    pub kept: usize,
    /// Why older content is served than the source seems to have.
    pub doubt: Option<Doubt>,
}

impl Figures {
    pub(super) fn count(&mut self, stages: &Stages) {
        self.reloads += 1;
        self.last = *stages;
        let took = stages.total();
        self.took += took;
        let bucket = BUCKETS.partition_point(|&bound| u128::from(bound) < took.as_millis());
        self.durations[bucket] += 1;
    }
}

/// The current figures, shared by the engine and by requests.
#[derive(Default)]
pub struct ReloadStatus(Mutex<Figures>);

impl ReloadStatus {
    /// Returns the current figures.
    pub fn figures(&self) -> Figures {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Figures)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl fmt::Debug for ReloadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.figures().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Figures, Stages};

    #[test]
    fn reloads_are_counted_by_their_duration() {
        let mut figures = Figures::default();
        for milliseconds in [0, 10, 11, 300, 100_000, 100_001] {
            let stages = Stages { build: Duration::from_millis(milliseconds), ..Stages::default() };
            figures.count(&stages);
        }
        assert_eq!(figures.durations, [2, 1, 0, 1, 0, 0, 0, 0, 1, 1]);
        assert_eq!((figures.reloads, figures.took.as_millis()), (6, 200_322));
    }
}
