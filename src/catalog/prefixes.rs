//! Sets of the first posts of an order, so that posts of a result are skipped by counting them.

use roaring::RoaringBitmap;

use super::doc_id::DocId;

/// The number of sets that are stored per order. They take at most 8 bytes per post, and to skip posts takes a few
/// operations on sets and a look at n/64 of n posts at most.
const SETS: usize = 64;

/// For every `step` posts of an order, the set of the posts up to there.
#[derive(Debug)]
pub(super) struct Prefixes {
    step: usize,
    /// The set at index i contains the first i × `step` posts.
    sets: Box<[RoaringBitmap]>,
}

impl Prefixes {
    /// Builds the sets of an order, given as its list of posts.
    pub(super) fn new(docs: &[DocId]) -> Self {
        let step = docs.len().div_ceil(SETS).max(1);
        let mut set = RoaringBitmap::new();
        let mut sets = vec![set.clone()];
        for part in docs.chunks(step) {
            set |= set_of(part);
            sets.push(set.clone());
        }
        Self { step, sets: sets.into() }
    }

    /// Returns the distance of stored positions.
    pub(super) fn step(&self) -> usize {
        self.step
    }

    /// Returns the largest of the stored positions before which at most `count` of `docs` are, and how many are.
    pub(super) fn after(&self, docs: &RoaringBitmap, count: u64) -> (usize, u64) {
        let before = |index: usize| self.sets[index].intersection_len(docs);
        let (mut first, mut last) = (0, self.sets.len() - 1);
        while first < last {
            let middle = (first + last).div_ceil(2);
            if before(middle) <= count { first = middle } else { last = middle - 1 }
        }
        (first * self.step, before(first))
    }
}

/// Returns a list of posts as a set.
fn set_of(docs: &[DocId]) -> RoaringBitmap {
    let mut docs = docs.to_vec();
    docs.sort_unstable();
    RoaringBitmap::from_sorted_iter(docs).expect("the posts are sorted and distinct")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roaring::RoaringBitmap;

    use super::{Prefixes, SETS};

    proptest! {
        #[test]
        fn a_position_is_found_by_the_posts_before_it(
            order in Just((0..300_u32).collect::<Vec<_>>()).prop_shuffle(),
            docs in prop::collection::btree_set(0..300_u32, 0..300),
            count in 0..300_u64,
        ) {
            let docs: RoaringBitmap = docs.into_iter().collect();
            let prefixes = Prefixes::new(&order);
            let (position, before) = prefixes.after(&docs, count);
            let position = position.min(order.len());
            let among = |docs_before: &[u32]| {
                docs_before.iter().filter(|doc| docs.contains(**doc)).count() as u64
            };
            prop_assert_eq!(before, among(&order[..position]));
            let next = (position + prefixes.step).min(order.len());
            prop_assert!(before <= count && (next == position || among(&order[..next]) > count));
        }
    }

    #[test]
    fn the_number_of_sets_does_not_grow_with_the_posts() {
        let docs: Vec<u32> = (0..100_000).collect();
        assert_eq!(Prefixes::new(&docs).sets.len(), SETS + 1);
    }
}
