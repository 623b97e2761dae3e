//! Sets of the posts at contiguous positions of an order.

use std::ops::Range;

use roaring::RoaringBitmap;

use super::doc_id::DocId;

/// The number of sets that are stored per order. They take 8 bytes per post, and a part of n posts takes n/64 changes
/// of single bits at most, and copies of n/8 bytes.
const SETS: usize = 64;

/// Up to this number of posts, sorting them is cheaper than setting their bits.
const FEW: usize = 64;

/// For every `step` posts of an order, the set of the posts up to there, a bit for each post: to insert or remove a few
/// posts whose numbers are not sorted takes one instruction each, which no compressed set does.
#[derive(Debug)]
pub(super) struct Parts {
    step: usize,
    /// The set at index i contains the first i × `step` posts.
    sets: Box<[Box<[u8]>]>,
}

impl Parts {
    /// Builds the sets of an order, given as its list of posts.
    pub(super) fn new(docs: &[DocId]) -> Self {
        let step = docs.len().div_ceil(SETS).max(1);
        let most = docs.iter().max().map_or(0, |&last| last as usize + 1);
        let mut set: Box<[u8]> = vec![0; most.div_ceil(8)].into();
        let mut sets = vec![set.clone()];
        for part in docs.chunks(step) {
            part.iter().for_each(|&doc| flip(&mut set, doc));
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
        let mut set = if range.len() <= self.step {
            let mut set = self.sets[0].clone();
            docs[range.clone()].iter().for_each(|&doc| flip(&mut set, doc));
            set
        } else {
            self.first(docs, range.end)
        };
        if range.start > 0 && range.len() > self.step {
            let before = self.first(docs, range.start);
            set.iter_mut().zip(&before).for_each(|(byte, before)| *byte &= !before);
        }
        RoaringBitmap::from_lsb0_bytes(0, &set)
    }

    /// Returns the first `end` posts: the nearest stored set, with a few posts inserted or removed.
    fn first(&self, docs: &[DocId], end: usize) -> Box<[u8]> {
        let nearest = ((end + self.step / 2) / self.step).min(self.sets.len() - 1);
        // The last set may be of fewer posts.
        let stored = (nearest * self.step).min(docs.len());
        let mut set = self.sets[nearest].clone();
        let different = &docs[stored.min(end)..stored.max(end)];
        different.iter().for_each(|&doc| flip(&mut set, doc));
        set
    }
}

/// Inserts a post that a set does not contain, or removes one that it contains.
fn flip(set: &mut [u8], doc: DocId) {
    set[doc as usize / 8] ^= 1 << (doc % 8);
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
    }

    #[test]
    fn the_number_of_sets_does_not_grow_with_the_posts() {
        let docs: Vec<u32> = (0..100_000).collect();
        assert_eq!(Parts::new(&docs).sets.len(), SETS + 1);
    }
}
