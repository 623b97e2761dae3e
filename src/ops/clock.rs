//! The clock of the service.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

/// The latest time of the system's clock that is used, 9999-01-01: dates of HTTP end with that year, and
/// the times that are calculated from it must not be later.
const LATEST: Duration = Duration::from_secs(253_370_764_800);

/// A source of the current time. Responses depend on it, so tests provide their own.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// Returns the system's clock. A time before 1970 is 1970, and one after 9998 is the end of it.
    pub fn system() -> Self {
        let start = Instant::now();
        let now = || timestamp(bounded(SystemTime::now()));
        Self { now: Arc::new(now), elapsed: Arc::new(move || start.elapsed()) }
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

/// Returns whether the system's clock shows a time that dates of HTTP can have.
pub fn is_plausible() -> bool {
    let now = SystemTime::now();
    bounded(now) == now
}

fn bounded(time: SystemTime) -> SystemTime {
    time.clamp(SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + LATEST)
}

fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).expect("the time is from 1970 to 9999")
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use jiff::{SignedDuration, Timestamp};

    use super::{bounded, timestamp};

    #[test]
    fn a_clock_outside_the_years_of_http_is_bounded() {
        const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
        let epoch = SystemTime::UNIX_EPOCH;
        for (time, expected) in [
            (epoch - YEAR * 20_000, "1970-01-01T00:00:00Z"),
            (epoch - Duration::from_nanos(1), "1970-01-01T00:00:00Z"),
            (epoch + Duration::from_secs(1_767_225_600), "2026-01-01T00:00:00Z"),
            (epoch + YEAR * 8035, "9999-01-01T00:00:00Z"),
            (epoch + YEAR * 20_000, "9999-01-01T00:00:00Z"),
        ] {
            let now = timestamp(bounded(time));
            assert_eq!(now, expected.parse().unwrap());
            // Later times can be calculated from it.
            assert!(now + SignedDuration::from_hours(24 * 300) < Timestamp::MAX);
        }
    }
}
