//! The clock of the service.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A source of the current time. Responses depend on it, so tests provide their own.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// Returns the system's clock.
    pub fn system() -> Self {
        let start = Instant::now();
        Self { now: Arc::new(Timestamp::now), elapsed: Arc::new(move || start.elapsed()) }
    }

    /// Creates a clock from a function that returns the time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(now);
        let start = now();
        let later = Arc::clone(&now);
        // Zero if the clock has been set back.
        let elapsed = move || later().duration_since(start).try_into().unwrap_or_default();
        Self { now, elapsed: Arc::new(elapsed) }
    }

    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Returns the time since the clock was created. Setting the system's time does not affect it.
    pub fn elapsed(&self) -> Duration {
        (self.elapsed)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
