//! Which responses are requested again.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};

/// The number of remembered keys, a power of two. They take 32 KiB.
const SLOTS: usize = 8192;

/// Remembers the last few thousand keys by their hashes. A key is forgotten when another one takes its place, and is
/// confused with another one about once in four billion times.
#[derive(Debug)]
pub struct Doorkeeper {
    slots: Box<[AtomicU32]>,
    hasher: RandomState,
}

impl Doorkeeper {
    /// Creates one that remembers nothing.
    pub fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| AtomicU32::new(0)).collect(), hasher: RandomState::new() }
    }

    /// Remembers a key. Returns whether it was remembered already.
    pub fn has_seen(&self, key: &impl Hash) -> bool {
        let hash = self.hasher.hash_one(key);
        // Zero is an empty slot.
        let mark = (hash >> 32) as u32 | 1;
        let slot = &self.slots[hash as usize % SLOTS];
        slot.swap(mark, Ordering::Relaxed) == mark
    }
}

#[cfg(test)]
mod tests {
    use super::{Doorkeeper, SLOTS};

    #[test]
    fn a_key_is_admitted_the_second_time() {
        let doorkeeper = Doorkeeper::new();
        assert!(!doorkeeper.has_seen(&"a") && !doorkeeper.has_seen(&"b"));
        assert!(doorkeeper.has_seen(&"a") && doorkeeper.has_seen(&"b"));
    }

    #[test]
    fn keys_that_are_never_repeated_are_not_admitted() {
        let doorkeeper = Doorkeeper::new();
        let admitted = (0..4 * SLOTS).filter(|key| doorkeeper.has_seen(key)).count();
        assert!(admitted < 3, "{admitted}");
    }
}
