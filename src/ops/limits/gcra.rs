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

/// How fast cells may arrive. With the longest period that a rate can have, all sums are far below the
/// maximum of [`Duration`].
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The time between two cells; not zero.
    pub interval: Duration,
    /// How many cells may arrive at once, 1 or more.
    pub burst: u32,
}

impl Pace {
    /// Adds a cell at `now` to a key whose full burst is available again at `full_at`. Returns the new
    /// `full_at` and the number of cells left.
    ///
    /// # Errors
    /// Returns the time until the next cell is available if none is left.
    fn take(self, full_at: Duration, now: Duration) -> Result<(Duration, u32), Duration> {
        let burst = self.interval * self.burst;
        let next = full_at.max(now) + self.interval;
        match (now + burst).checked_sub(next) {
            Some(spare) => {
                let left = spare.as_nanos() / self.interval.as_nanos();
                Ok((next, u32::try_from(left).expect("less than the burst is left")))
            }
            None => Err(next - now - burst),
        }
    }
}

/// The states of keys, up to a maximum number.
#[derive(Debug)]
pub struct Buckets<K> {
    max: usize,
    /// When the full burst of each key is available again.
    full_at: Mutex<HashMap<K, Duration>>,
}

/// The error for an unknown key if there is no room for it.
#[derive(Debug)]
pub struct Full;

impl<K: Eq + Hash> Buckets<K> {
    /// Creates an empty table with room for `max` keys.
    pub fn new(max: usize) -> Self {
        Self { max, full_at: Mutex::default() }
    }

    /// Adds a cell to a key at `now`. Returns the number of cells left, or the time until the next one is
    /// available. If room is needed, keys with their full burst are removed.
    ///
    /// # Errors
    /// Returns [`Full`] if the key is unknown and there is no room for it.
    pub fn take(&self, key: K, pace: Pace, now: Duration) -> Result<Result<u32, Duration>, Full> {
        // Each entry is replaced as a whole, so a panic elsewhere cannot leave a broken one.
        let mut keys = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = keys.get_mut(&key) {
            return Ok(pace.take(*full_at, now).map(|(next, left)| {
                *full_at = next;
                left
            }));
        }
        if keys.len() >= self.max {
            keys.retain(|_, full_at| *full_at > now);
        }
        if keys.len() >= self.max {
            return Err(Full);
        }
        Ok(pace.take(Duration::ZERO, now).map(|(next, left)| {
            keys.insert(key, next);
            left
        }))
    }

    /// Returns the number of known keys.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Buckets, Pace};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn known_keys_are_counted_even_if_the_table_is_full() {
        let pace = Pace { interval: SECOND, burst: 2 };
        let buckets = Buckets::new(1);
        let take = |key: u8, now: Duration| buckets.take(key, pace, now).ok();
        assert_eq!(take(1, Duration::ZERO), Some(Ok(1)));
        assert_eq!(take(2, Duration::ZERO), None, "no room");
        assert_eq!(take(1, Duration::ZERO), Some(Ok(0)));
        assert_eq!(take(1, Duration::ZERO), Some(Err(SECOND)), "it is known");
        let later = 2 * SECOND - Duration::from_nanos(1);
        assert_eq!(take(2, later), None, "the other key is not full yet");
        assert_eq!(take(2, 2 * SECOND), Some(Ok(1)), "the other key is removed");
        assert_eq!(buckets.len(), 1);
    }
}
