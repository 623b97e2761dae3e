//! A limit on how often progress is logged.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the progress of long work is logged at most. Most content is loaded and indexed in less.
pub(super) const REPORT_INTERVAL: Duration = Duration::from_secs(5);

/// Limits how often progress is reported.
pub(super) struct Pace {
    started: Instant,
    interval: Duration,
    /// The number of intervals that had passed at the last report.
    reported: AtomicU64,
}

impl Pace {
    /// Starts the first interval.
    pub(super) fn new(interval: Duration) -> Self {
        Self { started: Instant::now(), interval, reported: AtomicU64::new(0) }
    }

    /// Returns whether an interval has ended since the last report. Of several threads, one is told so.
    pub(super) fn is_due(&self) -> bool {
        let passed = self.started.elapsed().as_nanos() / self.interval.as_nanos();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX);
        self.reported.fetch_max(passed, Ordering::Relaxed) < passed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;

    #[test]
    fn progress_is_reported_once_per_interval() {
        let pace = Pace::new(Duration::from_secs(3600));
        assert!(!pace.is_due());
        let short = Pace::new(Duration::from_nanos(1));
        while !short.is_due() {}
    }
}
