//! Sets of the posts at contiguous positions of an order.

use std::ops::Range;

use roaring::RoaringBitmap;

use super::doc_id::DocId;

/// The number of sets that are stored per order. They take 8 bytes per post, and a part of n posts takes n/64 changes
/// of single bits at most, and copies of n/8 bytes.
const SETS: usize = 64;

/// Up to this number of posts, sorting them is cheaper than setting their bits.
pub(super) const FEW: usize = 64;

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
            flip_all(&mut set, 0, part);
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
        self.bits(docs, range, &(0..DocId::MAX)).into_bitmap()
    }

    /// Returns those of the posts at the positions `range` of `docs` whose numbers are in `within`.
    pub(super) fn bits(
        &self,
        docs: &[DocId],
        range: Range<usize>,
        within: &Range<DocId>,
    ) -> PartBits {
        let bytes = self.sets[0].len();
        let end = (within.end as usize).div_ceil(8).min(bytes);
        let window = (within.start as usize / 8).min(end)..end;
        let mut set = if range.len() <= self.step {
            let mut set = self.sets[0][window.clone()].to_vec();
            flip_all(&mut set, window.start, &docs[range.clone()]);
            set
        } else {
            self.first(docs, range.end, &window)
        };
        if range.start > 0 && range.len() > self.step {
            let before = self.first(docs, range.start, &window);
            set.iter_mut().zip(&before).for_each(|(byte, before)| *byte &= !before);
        }
        if let Some(first) = set.first_mut() {
            *first &= u8::MAX << (within.start % 8);
        }
        if let Some(last) = set.last_mut().filter(|_| (within.end as usize) < window.end * 8) {
            *last &= !(u8::MAX << (within.end % 8));
        }
        PartBits { start: window.start, set }
    }

    /// Returns the bytes `window` of the set of the first `end` posts: the nearest stored set, with a few posts inserted or
    /// removed.
    fn first(&self, docs: &[DocId], end: usize, window: &Range<usize>) -> Vec<u8> {
        let nearest = ((end + self.step / 2) / self.step).min(self.sets.len() - 1);
        // The last set may be of fewer posts.
        let stored = (nearest * self.step).min(docs.len());
        let mut set = self.sets[nearest][window.clone()].to_vec();
        flip_all(&mut set, window.start, &docs[stored.min(end)..stored.max(end)]);
        set
    }
}

/// A set of posts, a bit for each.
#[derive(Debug)]
pub(super) struct PartBits {
    /// The number of bytes of the posts before the first one, which are not in the set.
    start: usize,
    set: Vec<u8>,
}

impl PartBits {
    /// Keeps the posts that are in another set, which was made within the same numbers for as many posts.
    pub(super) fn intersect(&mut self, other: &Self) {
        debug_assert_eq!((self.start, self.set.len()), (other.start, other.set.len()));
        self.set.iter_mut().zip(&other.set).for_each(|(byte, other)| *byte &= other);
    }

    /// Returns the set in the form of the others.
    pub(super) fn into_bitmap(self) -> RoaringBitmap {
        RoaringBitmap::from_lsb0_bytes((self.start * 8) as DocId, &self.set)
    }
}

/// Inserts posts that a set does not contain, or removes those that it contains. The set begins at the byte `start`; posts
/// of bytes that it does not have are skipped.
fn flip_all(set: &mut [u8], start: usize, docs: &[DocId]) {
    for &doc in docs {
        if let Some(byte) = set.get_mut((doc as usize / 8).wrapping_sub(start)) {
            *byte ^= 1 << (doc % 8);
        }
    }
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
            prop_assert_eq!(bits.into_bitmap(), expected);
        }
    }

    #[test]
    fn the_number_of_sets_does_not_grow_with_the_posts() {
        let docs: Vec<u32> = (0..100_000).collect();
        assert_eq!(Parts::new(&docs).sets.len(), SETS + 1);
    }
}
