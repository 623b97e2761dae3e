//! Sets of the posts at contiguous positions of an order.

use std::ops::Range;

use roaring::RoaringBitmap;

use super::bits::Bits;
use super::doc_id::DocId;

/// The number of sets that are stored per order. They take 8 bytes per post, and a part of n posts takes n/64 changes
/// of single bits at most, and copies of n/8 bytes.
const SETS: usize = 64;

/// Up to this number of posts, sorting them is cheaper than setting their bits.
const FEW: usize = 64;

/// For every `step` posts of an order, the set of the posts up to there, a bit for each: to insert or remove a few
/// posts whose numbers are not sorted takes one instruction each, which no compressed set does.
#[derive(Debug)]
pub(super) struct Parts {
    step: usize,
    /// The set at index i contains the first i × `step` posts.
    sets: Box<[Bits]>,
}

impl Parts {
    /// Builds the sets of an order, given as its list of posts.
    pub(super) fn new(docs: &[DocId]) -> Self {
        let step = docs.len().div_ceil(SETS).max(1);
        let most = docs.iter().max().map_or(0, |&last| last as usize + 1);
        let mut set = Bits::empty(most);
        let mut sets = vec![set.clone()];
        for part in docs.chunks(step) {
            flip_all(&mut set, part);
            sets.push(set.clone());
        }
        Self { step, sets: sets.into() }
    }

    /// Returns the posts at the positions `range` of `docs`, the order that the sets were built from.
    pub(super) fn part(&self, docs: &[DocId], range: Range<usize>) -> RoaringBitmap {
        if range.len() <= FEW {
            let mut docs = docs[range].to_vec();
            docs.sort_unstable();
            return RoaringBitmap::from_sorted_iter(docs).expect("they are sorted and distinct");
        }
        self.bits(docs, range, &(0..DocId::MAX)).to_bitmap()
    }

    /// Returns those of the posts at the positions `range` of `docs` whose numbers are in `within`.
    pub(super) fn bits(&self, docs: &[DocId], range: Range<usize>, within: &Range<DocId>) -> Bits {
        let mut set = if range.len() <= self.step {
            let mut set = self.sets[0].within(within);
            flip_all(&mut set, &docs[range]);
            set
        } else {
            let mut set = self.first(docs, range.end, within);
            if range.start > 0 {
                set.remove(&self.first(docs, range.start, within));
            }
            set
        };
        // The posts that were inserted may be outside, if their words are inside.
        set.cut(within);
        set
    }

    /// Returns the set of the first `end` posts, of those whose words are in a window: the nearest stored set, with a few posts
    /// inserted or removed.
    fn first(&self, docs: &[DocId], end: usize, window: &Range<DocId>) -> Bits {
        let nearest = ((end + self.step / 2) / self.step).min(self.sets.len() - 1);
        // The last set may be of fewer posts.
        let stored = (nearest * self.step).min(docs.len());
        let mut set = self.sets[nearest].within(window);
        flip_all(&mut set, &docs[stored.min(end)..stored.max(end)]);
        set
    }
}

/// Inserts posts that a set does not contain, or removes those that it contains.
fn flip_all(set: &mut Bits, docs: &[DocId]) {
    docs.iter().for_each(|&doc| set.flip(doc));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roaring::RoaringBitmap;

    use super::{Parts, SETS};

    proptest! {
        #[test]
        fn a_part_has_the_posts_at_its_positions(
            docs in Just((0..3000_u32).collect::<Vec<_>>()).prop_shuffle(),
            len in prop_oneof![0..300_usize, 0..3000_usize],
            bounds in (0..=3000_usize, 0..=3000_usize),
        ) {
            let docs = &docs[..len];
            let (start, end) = (bounds.0.min(len), bounds.1.min(len));
            let range = start.min(end)..start.max(end);
            let expected: RoaringBitmap = docs[range.clone()].iter().copied().collect();
            prop_assert_eq!(Parts::new(docs).part(docs, range), expected);
        }

        #[test]
        fn two_parts_within_a_range_have_the_posts_that_are_in_all_three(
            docs in Just((0..2000_u32).collect::<Vec<_>>()).prop_shuffle(),
            positions in (0..=2000_usize, 0..=2000_usize),
            other in (0..=2000_usize, 0..=2000_usize),
            within in (0..2100_u32, 0..2100_u32),
        ) {
            let range = |(a, b): (usize, usize)| a.min(b)..a.max(b);
            let (one, other) = (range(positions), range(other));
            let within = within.0.min(within.1)..within.0.max(within.1);
            let reversed: Vec<u32> = docs.iter().rev().copied().collect();
            let expected: RoaringBitmap = docs[one.clone()]
                .iter()
                .copied()
                .filter(|doc| reversed[other.clone()].contains(doc) && within.contains(doc))
                .collect();
            let mut bits = Parts::new(&docs).bits(&docs, one, &within);
            bits.intersect(&Parts::new(&reversed).bits(&reversed, other, &within));
            prop_assert_eq!(bits.to_bitmap(), expected);
        }
    }

    #[test]
    fn the_number_of_sets_does_not_grow_with_the_posts() {
        let docs: Vec<u32> = (0..100_000).collect();
        assert_eq!(Parts::new(&docs).sets.len(), SETS + 1);
    }
}
