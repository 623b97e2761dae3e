//! Sets of posts as a bit for each.

use std::iter;
use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch};
use roaring::RoaringBitmap;

use super::doc_id::DocId;

/// The number of posts of a word.
const WORD: usize = u64::BITS as usize;

/// Some of the posts with contiguous numbers, a bit for each. For sets that have a fair part of all posts, intersections
/// and unions take a fraction of the time that those of compressed sets take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    /// The number of words before the first one. Their posts are not in the set.
    start: usize,
    words: Box<[u64]>,
}

impl Bits {
    /// Returns the set of no post, which can have those with the numbers 0 to `posts` - 1.
    pub(super) fn empty(posts: usize) -> Self {
        Self { start: 0, words: vec![0; posts.div_ceil(WORD)].into() }
    }

    /// Creates the set of `docs`, which are among the first `posts`.
    pub(super) fn new(docs: &RoaringBitmap, posts: usize) -> Self {
        let mut bits = Self::empty(posts);
        docs.iter().for_each(|doc| bits.flip(doc));
        bits
    }

    /// Returns those of the posts whose numbers are in `range`.
    pub(crate) fn within(&self, range: &Range<DocId>) -> Self {
        let all = self.start..self.start + self.words.len();
        let end = (range.end as usize).div_ceil(WORD).clamp(all.start, all.end);
        let start = (range.start as usize / WORD).clamp(all.start, end);
        let words = self.words[start - all.start..end - all.start].into();
        let mut within = Self { start, words };
        within.cut(range);
        within
    }

    /// Removes the posts of the first and the last word whose numbers are not in `range`.
    pub(crate) fn cut(&mut self, range: &Range<DocId>) {
        let (first, end) = (self.start * WORD, (self.start + self.words.len()) * WORD);
        let before = (range.start as usize).saturating_sub(first);
        let after = end.saturating_sub(range.end as usize);
        let [before, after] = [before, after].map(|posts| u32::try_from(posts).unwrap_or(u32::MAX));
        if let Some(word) = self.words.first_mut() {
            *word &= u64::MAX.checked_shl(before).unwrap_or(0);
        }
        if let Some(word) = self.words.last_mut() {
            *word &= u64::MAX.checked_shr(after).unwrap_or(0);
        }
    }

    /// Inserts a post, or removes it if it is in the set. Nothing changes if it is not among the posts that the set can have.
    pub(super) fn flip(&mut self, doc: DocId) {
        let word = (doc as usize / WORD).wrapping_sub(self.start);
        if let Some(word) = self.words.get_mut(word) {
            *word ^= 1 << (doc as usize % WORD);
        }
    }

    /// Keeps the posts that are in another set, too.
    pub(crate) fn intersect(&mut self, other: &Self) {
        self.combine(other, |own, other| own & other);
    }

    /// Removes the posts that are in another set.
    pub(super) fn remove(&mut self, other: &Self) {
        self.combine(other, |own, other| own & !other);
    }

    /// Inserts the posts of another set that are among those that this one can have: those of all words, also if it was made
    /// [`Self::within`] a range that ends in a word.
    pub(crate) fn unite(&mut self, other: &Self) {
        self.combine(other, |own, other| own | other);
    }

    fn combine(&mut self, other: &Self, operation: impl Fn(u64, u64) -> u64) {
        let skipped = other.start.saturating_sub(self.start).min(self.words.len());
        let (before, own) = self.words.split_at_mut(skipped);
        let theirs = self.start.saturating_sub(other.start).min(other.words.len());
        let theirs = &other.words[theirs..];
        let (own, after) = own.split_at_mut(theirs.len().min(own.len()));
        dispatch!(Level::new(), simd => simd.vectorize(
            #[inline(always)]
            || own.iter_mut().zip(theirs).for_each(|(own, other)| *own = operation(*own, *other))
        ));
        before.iter_mut().chain(after).for_each(|own| *own = operation(*own, 0));
    }

    /// Returns the number of posts.
    pub(crate) fn len(&self) -> u64 {
        let words = &*self.words;
        dispatch!(Level::new(), simd => simd.vectorize(
            #[inline(always)]
            || words.iter().map(|word| u64::from(word.count_ones())).sum()
        ))
    }

    /// Returns the post before which there are `count` others, in the order of their numbers.
    pub(crate) fn select(&self, count: usize) -> Option<DocId> {
        let words = &*self.words;
        let (at, before) = dispatch!(Level::new(), simd => simd.vectorize(
            #[inline(always)]
            || {
                let mut before = 0;
                for (at, word) in words.iter().enumerate() {
                    let next = before + word.count_ones() as usize;
                    if next > count {
                        return (at, before);
                    }
                    before = next;
                }
                (words.len(), before)
            }
        ));
        let start = self.start + at;
        ones(start, *words.get(at)?).nth(count - before)
    }

    /// Returns the posts with numbers from `first` on, in their order.
    pub(crate) fn starting_at(&self, first: DocId) -> impl Iterator<Item = DocId> {
        let at = (first as usize / WORD).saturating_sub(self.start).min(self.words.len());
        let words = (self.start + at..).zip(self.words[at..].iter().copied());
        words.flat_map(|(at, word)| ones(at, word)).skip_while(move |&doc| doc < first)
    }

    /// Returns the set in compressed form.
    pub(crate) fn to_bitmap(&self) -> RoaringBitmap {
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        RoaringBitmap::from_lsb0_bytes((self.start * WORD) as DocId, &bytes)
    }
}

/// Returns the posts of the word at an index.
fn ones(at: usize, mut word: u64) -> impl Iterator<Item = DocId> {
    iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some((at * WORD) as DocId + bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;
    use roaring::RoaringBitmap;

    use super::Bits;

    const POSTS: u32 = 700;

    fn bits(docs: &BTreeSet<u32>) -> Bits {
        Bits::new(&docs.iter().copied().collect(), POSTS as usize)
    }

    fn docs(bits: &Bits) -> BTreeSet<u32> {
        bits.starting_at(0).collect()
    }

    fn set() -> impl Strategy<Value = BTreeSet<u32>> {
        prop_oneof![btree_set(0..POSTS, 0..20), btree_set(0..POSTS, 0..POSTS as usize)]
    }

    proptest! {
        #[test]
        fn operations_equal_those_of_sets_of_numbers(
            one in set(),
            other in set(),
            windows in [(0..POSTS + 70, 0..POSTS + 70), (0..POSTS + 70, 0..POSTS + 70)],
        ) {
            let [window, others] = windows.map(|(a, b)| a.min(b)..a.max(b));
            let limited = |docs: &BTreeSet<u32>, window: &std::ops::Range<u32>| -> BTreeSet<u32> {
                docs.iter().copied().filter(|doc| window.contains(doc)).collect()
            };
            let (left, right) = (bits(&one).within(&window), bits(&other).within(&others));
            let (one, other) = (limited(&one, &window), limited(&other, &others));
            prop_assert_eq!(docs(&left), one.clone());
            let mut common = left.clone();
            common.intersect(&right);
            prop_assert_eq!(docs(&common), &one & &other);
            let mut rest = left.clone();
            rest.remove(&right);
            prop_assert_eq!(docs(&rest), &one - &other);
            let mut any = left;
            any.unite(&right);
            any.cut(&window);
            prop_assert_eq!(docs(&any), &one | &limited(&other, &window));
        }

        #[test]
        fn posts_are_counted_and_found_by_number_and_position(
            all in set(),
            window in (0..POSTS, 0..POSTS),
            at in 0..POSTS,
        ) {
            let window = window.0.min(window.1)..window.0.max(window.1);
            let bits = bits(&all).within(&window);
            let all: Vec<u32> = all.into_iter().filter(|doc| window.contains(doc)).collect();
            prop_assert_eq!(bits.len(), all.len() as u64);
            prop_assert_eq!(bits.select(at as usize), all.get(at as usize).copied());
            let rest = all.iter().copied().filter(|&doc| doc >= at).collect::<Vec<_>>();
            prop_assert_eq!(bits.starting_at(at).collect::<Vec<_>>(), rest);
            prop_assert_eq!(bits.to_bitmap(), all.into_iter().collect::<RoaringBitmap>());
        }
    }
}
