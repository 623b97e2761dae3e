//! The keys of cached bodies.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::protocol::coding::Coding;
use crate::text::Revision;

/// The key of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BodyKey {
    /// The content hash of the body before it is encoded.
    pub(super) revision: Revision,
    /// The coding of the body.
    pub(super) coding: Option<Coding>,
}

impl Hash for BodyKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (first, _) = self.revision.as_bytes().split_first_chunk().expect("a hash is longer");
        let coding = self.coding.map_or(0, |coding| 1 + coding as u64);
        state.write_u64(u64::from_le_bytes(*first).wrapping_add(coding));
    }
}

/// A secret for hashing keys. They are hashes already, but of content that clients can select, and a client must not
/// be able to find many keys with the same hash.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    added: u64,
    factor: u64,
}

impl Seed {
    /// Returns a random seed.
    pub(super) fn random() -> Self {
        let random = RandomState::new();
        Self { added: random.hash_one(0), factor: random.hash_one(1) | 1 }
    }
}

impl BuildHasher for Seed {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer { seed: self.clone(), number: 0 }
    }
}

/// Mixes one number with a seed.
#[derive(Debug)]
pub(super) struct Mixer {
    seed: Seed,
    number: u64,
}

impl Hasher for Mixer {
    fn write(&mut self, _: &[u8]) {
        unreachable!("a key of bodies is a number");
    }

    fn write_u64(&mut self, number: u64) {
        self.number = number;
    }

    fn finish(&self) -> u64 {
        let Seed { added, factor } = self.seed;
        let product = u128::from(self.number ^ added) * u128::from(factor);
        // Both halves, as the high bits do not reach the low half.
        (product >> 64) as u64 ^ product as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::BuildHasher;

    use super::{BodyKey, Seed};
    use crate::protocol::coding::Coding;
    use crate::text::Revision;

    #[test]
    fn the_hashes_of_keys_differ_in_high_and_low_bits() {
        let seed = Seed::random();
        let codings = [None].into_iter().chain(Coding::ALL.map(Some));
        let keys = codings.flat_map(|coding| {
            (0..1000_u32).map(move |n| BodyKey { revision: Revision::of(&n.to_le_bytes()), coding })
        });
        let hashes: Vec<u64> = keys.map(|key| seed.hash_one(key)).collect();
        let distinct =
            |shift: u32| hashes.iter().map(|hash| (hash >> shift) as u32).collect::<HashSet<_>>();
        // Of 4,000 random numbers with 32 bits, two are equal once in 500 times.
        assert!(distinct(0).len() > 3990 && distinct(32).len() > 3990);
    }
}
