//! The time, as an argument of the service.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time. Answers depend on it, so tests bring their own.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        let start = Instant::now();
        Self { now: Arc::new(Timestamp::now), elapsed: Arc::new(move || start.elapsed()) }
    }

    /// A clock of one's own.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(now);
        let start = now();
        let later = Arc::clone(&now);
        let elapsed = move || later().duration_since(start).try_into().unwrap_or_default();
        Self { now, elapsed: Arc::new(elapsed) }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The time since the clock was made. Setting the system's time does not change it.
    pub fn elapsed(&self) -> Duration {
        (self.elapsed)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
