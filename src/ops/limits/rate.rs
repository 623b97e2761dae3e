//! The setting for the rate limit.

use std::num::NonZeroU32;
use std::time::Duration;

use super::gcra::Pace;

/// How many requests a client may send per period.
///
/// A client that has been idle may send `burst` requests at once; it regains them one at a time, evenly
/// over the period (the generic cell rate algorithm). So in any period it can send at most `requests`
/// plus `burst`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The number of requests per period.
    pub requests: NonZeroU32,
    /// The period in seconds.
    pub seconds: NonZeroU32,
    /// The number of requests that may be sent at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// Returns the time after which a client regains one request.
    pub fn interval(self) -> Duration {
        Duration::from_secs(self.seconds.get().into()) / self.requests.get()
    }

    /// Returns the rate in terms of the algorithm.
    pub fn pace(self) -> Pace {
        Pace { interval: self.interval(), burst: self.burst.get() }
    }
}
