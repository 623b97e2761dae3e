//! The values of `Date`.

use std::cell::RefCell;

use actix_web::http::header::HeaderValue;
use jiff::Timestamp;

use crate::ops::clock::Clock;
use crate::protocol::date::http_date;

/// Makes the values of `Date` for one worker, one per second.
///
/// The framework would add the header itself, from the system's clock as it was up to half a second ago, so
/// that `Last-Modified` could be later, which RFC 9110, section 8.8.2.1 forbids. Its task for that also panics
/// at times that dates of HTTP cannot have.
#[derive(Debug)]
pub struct Dates {
    clock: Clock,
    /// The latest second that was asked for, and its value.
    latest: RefCell<Option<(i64, HeaderValue)>>,
}

impl Dates {
    /// Creates the dates of a clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, latest: RefCell::new(None) }
    }

    /// Returns the value for a response that is sent now (RFC 9110, section 6.6.1).
    pub fn now(&self) -> HeaderValue {
        self.at(self.clock.now())
    }

    /// Returns the value for a response that is sent at `now`.
    pub fn at(&self, now: Timestamp) -> HeaderValue {
        let mut latest = self.latest.borrow_mut();
        match &*latest {
            Some((second, value)) if *second == now.as_second() => value.clone(),
            _ => {
                let value = http_date(now);
                *latest = Some((now.as_second(), value.clone()));
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use jiff::Timestamp;

    use super::Dates;
    use crate::ops::clock::Clock;

    #[test]
    fn a_date_follows_the_clock_in_both_directions() {
        let milliseconds = Arc::new(AtomicI64::new(0));
        let read = Arc::clone(&milliseconds);
        let dates = Dates::new(Clock::new(move || {
            Timestamp::from_millisecond(read.load(Ordering::Relaxed)).unwrap()
        }));
        for (at, expected) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (999, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1000, "Thu, 01 Jan 1970 00:00:01 GMT"),
            (1_767_268_800_500, "Thu, 01 Jan 2026 12:00:00 GMT"),
            (5_000, "Thu, 01 Jan 1970 00:00:05 GMT"),
        ] {
            milliseconds.store(at, Ordering::Relaxed);
            assert_eq!(dates.now(), expected, "{at}");
            assert_eq!(dates.now(), expected, "{at} again");
        }
    }
}
