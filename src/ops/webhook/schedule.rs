//! How long an attempt may take, and when a message that was not delivered is sent again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The time limit for an attempt, from name resolution to the end of the response (Standard Webhooks 1.0.0,
/// section "Request timeouts").
pub const TIMEOUT: Duration = Duration::from_secs(15);

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// How long after each failed attempt the next one begins: the beginning of the example of Standard Webhooks 1.0.0,
/// section "Deliverability and reliability", whose first attempt is immediate.
const DELAYS: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
];

/// The longest time that an endpoint can ask for by `Retry-After`: the longest delay.
const LONGEST_WAIT: Duration = DELAYS[DELAYS.len() - 1];

/// Attempts are delayed by up to a tenth more, so that replicas do not retry at the same moment.
const JITTER: f64 = 0.1;

/// The delays between attempts.
#[derive(Debug, Clone)]
pub struct Schedule(&'static [Duration]);

impl Default for Schedule {
    fn default() -> Self {
        Self(&DELAYS)
    }
}

impl Schedule {
    /// Creates a schedule with these delays.
    #[cfg(test)]
    pub fn new(delays: &'static [Duration]) -> Self {
        Self(delays)
    }

    /// Returns how long after the last of `failures` attempts the next one begins, without jitter; `None` if there
    /// is none.
    pub fn delay(&self, failures: usize) -> Option<Duration> {
        self.0.get(failures.checked_sub(1)?).copied()
    }
}

/// Returns the time for which an endpoint is left alone that asked for it.
pub fn bounded(retry_after: Option<Duration>) -> Duration {
    retry_after.unwrap_or_default().min(LONGEST_WAIT)
}

/// Returns the delay with a random addition.
pub fn jittered(delay: Duration) -> Duration {
    // Each `RandomState` has other keys.
    let random = RandomState::new().hash_one(()) as f64 / u64::MAX as f64;
    delay.mul_f64(1.0 + JITTER * random)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Schedule, bounded, jittered};

    #[test]
    fn attempts_follow_the_contract() {
        let schedule = Schedule::default();
        let seconds: Vec<_> =
            (1..=6).map(|failures| schedule.delay(failures).unwrap().as_secs()).collect();
        // 5 s, 5 min, 30 min, 2 h, 5 h, 10 h.
        assert_eq!(seconds, [5, 300, 1800, 7200, 18_000, 36_000]);
        assert_eq!(schedule.delay(7), None);
    }

    #[test]
    fn an_endpoint_cannot_ask_for_more_than_the_longest_delay() {
        assert_eq!(bounded(None), Duration::ZERO);
        assert_eq!(bounded(Some(Duration::from_secs(120))), Duration::from_secs(120));
        assert_eq!(bounded(Some(Duration::MAX)), Duration::from_secs(36_000));
    }

    #[test]
    fn jitter_is_small() {
        let delay = Duration::from_secs(300);
        for _ in 0..100 {
            let jittered = jittered(delay);
            assert!((delay..=delay.mul_f64(1.1)).contains(&jittered), "{jittered:?}");
        }
        assert_eq!(jittered(Duration::ZERO), Duration::ZERO);
    }
}
