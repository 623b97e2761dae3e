//! The generic cell rate algorithm, for many keys.
//!
//! For each key one time is stored: when its full burst is available again. A key whose time has passed
//! can be forgotten.
//!
//! This is not the crate `governor`, for two reasons. It does not report whether it knows a key, so once
//! the table is full, known clients cannot be told from new ones. And it computes in 64-bit nanoseconds,
//! which rates with a long burst overflow, such as `1/1d burst 1000000`; a [`Duration`] holds all
//! allowed rates. The middleware `actix-governor` is under GPL-3.0.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How fast something may be spent. The longest times that a rate can ask for are far below those that
/// a [`Duration`] can hold.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// After how long one is regained; not zero.
    pub interval: Duration,
    /// How many may be spent at once, 1 or more.
    pub burst: u32,
}

impl Pace {
    /// Spends one at `now`, where `whole` is the moment at which all are regained. Gives the new moment
    /// and how many are left.
    ///
    /// # Errors
    /// How long to wait for one, where none is left.
    fn spend(self, whole: Duration, now: Duration) -> Result<(Duration, u32), Duration> {
        let at_once = self.interval * self.burst;
        let next = whole.max(now) + self.interval;
        match (now + at_once).checked_sub(next) {
            Some(spare) => {
                let left = spare.as_nanos() / self.interval.as_nanos();
                Ok((next, u32::try_from(left).unwrap_or(u32::MAX)))
            }
            None => Err(next - now - at_once),
        }
    }
}

/// Those who have spent something.
#[derive(Debug)]
pub struct Spenders<K> {
    most: usize,
    whole: Mutex<HashMap<K, Duration>>,
}

/// There is no room for one who is not known.
#[derive(Debug)]
pub struct Full;

impl<K: Eq + Hash> Spenders<K> {
    /// Room for `most` of them.
    pub fn new(most: usize) -> Self {
        Self { most, whole: Mutex::default() }
    }

    /// Has one spend at `now`: how many are left to it, or how long it has to wait for one. Those who
    /// have regained everything are forgotten when room is needed.
    ///
    /// # Errors
    /// Where it is not known and no room can be made.
    pub fn spend(&self, key: K, pace: Pace, now: Duration) -> Result<Result<u32, Duration>, Full> {
        // Nothing in here panics, and no entry is ever half written.
        let mut all = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(whole) = all.get_mut(&key) {
            return Ok(pace.spend(*whole, now).map(|(next, left)| {
                *whole = next;
                left
            }));
        }
        if all.len() >= self.most {
            all.retain(|_, whole| *whole > now);
        }
        if all.len() >= self.most {
            return Err(Full);
        }
        Ok(pace.spend(Duration::ZERO, now).map(|(next, left)| {
            all.insert(key, next);
            left
        }))
    }

    /// How many are known.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, Spenders};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn who_is_known_is_counted_though_there_is_no_room_for_others() {
        let pace = Pace { interval: SECOND, burst: 2 };
        let spenders = Spenders::new(1);
        let spend = |key: u8, now: Duration| spenders.spend(key, pace, now).ok();
        assert_eq!(spend(1, Duration::ZERO), Some(Ok(1)));
        assert_eq!(spend(2, Duration::ZERO), None, "no room");
        assert_eq!(spend(1, Duration::ZERO), Some(Ok(0)));
        assert_eq!(spend(1, Duration::ZERO), Some(Err(SECOND)), "it is remembered");
        let later = 2 * SECOND - Duration::from_nanos(1);
        assert_eq!(spend(2, later), None, "the other one is not whole yet");
        assert_eq!(spend(2, 2 * SECOND), Some(Ok(1)), "it is forgotten");
        assert_eq!(spenders.len(), 1);
    }
}
