//! The setting for how many requests a client may send.

use std::num::NonZeroU32;
use std::time::Duration;

use super::gcra::Pace;

/// How many requests a client may send in some time.
///
/// A client that was quiet may send `burst` requests at once; after that it regains them one by one,
/// evenly over the time (the generic cell rate algorithm). So in any stretch of that time it sends
/// no more than `requests` and `burst` together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many requests.
    pub requests: NonZeroU32,
    /// In how many seconds.
    pub seconds: NonZeroU32,
    /// How many of them may come at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// After how long a client regains one request.
    pub fn interval(self) -> Duration {
        Duration::from_secs(self.seconds.get().into()) / self.requests.get()
    }

    /// The pace at which requests are regained.
    pub fn pace(self) -> Pace {
        Pace { interval: self.interval(), burst: self.burst.get() }
    }
}
