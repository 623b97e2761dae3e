//! Work in the background after the content is loaded, while it is already served.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::compile::markdown::highlight::prepare;
use crate::live::Live;

/// How often the progress of indexing is logged at most. Most content is indexed in less.
const REPORT_INTERVAL: Duration = Duration::from_secs(5);

/// Builds the indexes for completions, which takes a fraction of the time, and for search. Ends with the
/// process.
pub(super) fn prepare_search(live: Arc<Live>) {
    let prepare = move || {
        live.current().snapshot.prepare_suggestions();
        let progress = Progress::new(REPORT_INTERVAL);
        let took = live.prepare_search_reporting(&|indexed, total| {
            if progress.is_due() {
                tracing::info!("indexing for search: {indexed} of {total} posts");
            }
        });
        tracing::info!("search is ready after {} ms", took.as_millis());
    };
    if let Err(error) = thread::Builder::new().name("search".to_owned()).spawn(prepare) {
        tracing::error!("search is not available: cannot start a thread: {error}");
    }
}

/// Prepares the grammars of the code in posts, so that the first request for a post does not wait for them.
/// Ends with the process.
pub(super) fn prepare_grammars(live: Arc<Live>) {
    let prepare = move || {
        let started = Instant::now();
        let snapshot = live.current().snapshot;
        let posts = snapshot.posts().iter().filter(|post| !post.draft);
        let grammars = prepare(posts.map(|post| post.body.markdown()));
        let took = started.elapsed().as_millis();
        tracing::debug!("{grammars} grammars for code are ready after {took} ms");
    };
    if let Err(error) = thread::Builder::new().name("grammars".to_owned()).spawn(prepare) {
        tracing::warn!("cannot start a thread that prepares grammars: {error}");
    }
}

/// Limits how often progress is reported.
struct Progress {
    started: Instant,
    interval: Duration,
    /// The number of intervals that had passed at the last report.
    reported: AtomicU64,
}

impl Progress {
    fn new(interval: Duration) -> Self {
        Self { started: Instant::now(), interval, reported: AtomicU64::new(0) }
    }

    /// Returns whether an interval has ended since the last report. Only one thread reports it.
    fn is_due(&self) -> bool {
        let passed = self.started.elapsed().as_nanos() / self.interval.as_nanos();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX);
        self.reported.fetch_max(passed, Ordering::Relaxed) < passed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Progress;

    #[test]
    fn progress_is_reported_once_per_interval() {
        let progress = Progress::new(Duration::from_secs(3600));
        assert!(!progress.is_due());
        let short = Progress::new(Duration::from_nanos(1));
        while !short.is_due() {}
    }
}
