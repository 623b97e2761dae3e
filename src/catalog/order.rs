//! One order in which posts can be sorted, as ranks and as a list.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::bits::Bits;
use super::doc_id::DocId;
use super::pairing::Pairing;
use super::parts::Parts;
use super::prefixes::Prefixes;
use super::slot::{MISSING, Slot};

/// With fewer posts, sorting runs on one thread.
pub(super) const PARALLEL_FROM: usize = 4096;

/// From this number of posts on, skipping them by their sets is cheaper than one at a time.
const JUMP: usize = 256;

/// One order: by a value, missing values last; equal values by name.
#[derive(Debug)]
pub(crate) struct Order {
    /// By post: the number of smaller values, or [`MISSING`].
    ranks: Box<[u32]>,
    /// The posts, smallest value first.
    docs: Box<[DocId]>,
    /// The number of posts that have a value.
    present: usize,
    /// Built when a page far from the start is first requested.
    prefixes: OnceLock<Prefixes>,
    /// Built when a part of the order is first requested as a set.
    parts: OnceLock<Parts>,
}

impl Order {
    /// Sorts posts by `keys`. Equal keys have equal ranks and are sorted by `names`.
    pub(super) fn new<K: Ord + Sync>(keys: &[Option<K>], names: &[u32]) -> Self {
        let key = |doc: DocId| keys.get(doc as usize).and_then(Option::as_ref);
        let compare = |a: &DocId, b: &DocId| {
            let by_name = || names.get(*a as usize).cmp(&names.get(*b as usize));
            missing_last(key(*a), key(*b)).then_with(by_name).then(a.cmp(b))
        };
        let mut docs: Box<[DocId]> = (0..keys.len() as u32).collect();
        if docs.len() < PARALLEL_FROM {
            docs.sort_unstable_by(compare);
        } else {
            docs.par_sort_unstable_by(compare);
        }
        let present = docs.partition_point(|&doc| key(doc).is_some());
        Self::ranked(docs, present, |a, b| key(a) == key(b))
    }

    /// Returns the order after the values of some posts, given in ascending order, have changed. `key` returns the
    /// value of a post; it is called for few posts. `names` have not changed.
    pub(super) fn with<K: Ord>(
        &self,
        changed: &[DocId],
        key: impl Fn(DocId) -> Option<K>,
        names: &[u32],
    ) -> Self {
        let is_kept = |doc: DocId| changed.binary_search(&doc).is_err();
        let rest = self.docs.iter().copied().filter(|&doc| is_kept(doc)).collect();
        let old_rank = |doc: DocId| is_kept(doc).then(|| self.ranks[doc as usize]);
        Self::merged(rest, changed, key, names, old_rank)
    }

    /// Returns the order after some posts have come, gone or changed, so that others have other numbers. Paired
    /// posts have the same value. `key` returns the value of a post by its new number, and `names` are the new
    /// positions.
    pub(super) fn moved<K: Ord>(
        &self,
        pairing: &Pairing,
        key: impl Fn(DocId) -> Option<K>,
        names: &[u32],
    ) -> Self {
        let mut old_ranks = vec![None; names.len()];
        let mut rest = Vec::with_capacity(names.len());
        for &old in &self.docs {
            if let Some(doc) = pairing.after(old) {
                old_ranks[doc as usize] = Some(self.ranks[old as usize]);
                rest.push(doc);
            }
        }
        Self::merged(rest, pairing.added(), key, names, |doc| old_ranks[doc as usize])
    }

    /// Inserts posts into an order of others, whose ranks were `old_rank`; `None` for those inserted.
    fn merged<K: Ord>(
        rest: Vec<DocId>,
        added: &[DocId],
        key: impl Fn(DocId) -> Option<K>,
        names: &[u32],
        old_rank: impl Fn(DocId) -> Option<u32>,
    ) -> Self {
        let compare = |(a_key, a): (&Option<K>, DocId), (b_key, b): (&Option<K>, DocId)| {
            let by_name = || names[a as usize].cmp(&names[b as usize]);
            missing_last(a_key.as_ref(), b_key.as_ref()).then_with(by_name).then(a.cmp(&b))
        };
        let mut added: Vec<(Option<K>, DocId)> = added.iter().map(|&doc| (key(doc), doc)).collect();
        added.sort_by(|(a_key, a), (b_key, b)| compare((a_key, *a), (b_key, *b)));

        let mut docs = Vec::with_capacity(rest.len() + added.len());
        let mut start = 0;
        for (own, doc) in &added {
            let is_before = |&other: &DocId| compare((&key(other), other), (own, *doc)).is_lt();
            let end = start + rest[start..].partition_point(is_before);
            docs.extend_from_slice(&rest[start..end]);
            docs.push(*doc);
            start = end;
        }
        docs.extend_from_slice(&rest[start..]);

        let missing = added.iter().filter(|(key, _)| key.is_none()).count()
            + rest.iter().rev().take_while(|&&doc| old_rank(doc) == Some(MISSING)).count();
        let present = docs.len() - missing;
        let have_equal_values = |a: DocId, b: DocId| match (old_rank(a), old_rank(b)) {
            (Some(a), Some(b)) => a == b,
            _ => key(a) == key(b),
        };
        Self::ranked(docs.into(), present, have_equal_values)
    }

    /// Computes the ranks of sorted posts.
    fn ranked(
        docs: Box<[DocId]>,
        present: usize,
        have_equal_values: impl Fn(DocId, DocId) -> bool,
    ) -> Self {
        let mut ranks = vec![MISSING; docs.len()].into_boxed_slice();
        let mut rank = 0;
        for group in docs[..present].chunk_by(|&a, &b| have_equal_values(a, b)) {
            for &doc in group {
                ranks[doc as usize] = rank;
            }
            rank += group.len() as u32;
        }
        Self { ranks, docs, present, prefixes: OnceLock::new(), parts: OnceLock::new() }
    }

    /// Returns all posts, smallest value first, missing values last.
    pub(crate) fn docs(&self) -> &[DocId] {
        &self.docs
    }

    /// Returns the posts that have a value, smallest first.
    pub(crate) fn present(&self) -> &[DocId] {
        &self.docs[..self.present]
    }

    /// Returns the posts at some positions of [`Self::docs`] as a set, in nearly constant time.
    pub(crate) fn part(&self, positions: Range<usize>) -> RoaringBitmap {
        self.parts().part(&self.docs, positions)
    }

    /// Returns those of the posts at some positions of [`Self::docs`] whose numbers are in `within`.
    pub(crate) fn bits(&self, positions: Range<usize>, within: &Range<DocId>) -> Bits {
        self.parts().bits(&self.docs, positions, within)
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts::new(&self.docs))
    }

    /// Returns those of `docs` after the first `count` of them, in ascending order.
    pub(crate) fn ascending_after(
        &self,
        docs: &RoaringBitmap,
        count: usize,
    ) -> impl Iterator<Item = DocId> {
        let (start, skipped) =
            if count < JUMP { (0, 0) } else { self.prefixes().after(docs, count as u64) };
        let rest = self.docs.get(start..).unwrap_or_default();
        rest.iter().copied().filter(|&doc| docs.contains(doc)).skip(count - skipped as usize)
    }

    /// Like [`Self::ascending_after`], largest value first, equal values by name, missing values last.
    pub(crate) fn descending_after(
        &self,
        docs: &RoaringBitmap,
        count: usize,
    ) -> impl Iterator<Item = DocId> {
        let (mut end, mut skipped) = (self.present, 0);
        if count >= JUMP {
            let before = |end| docs.intersection_len(&self.part(0..end));
            let all = before(self.present);
            // At least as many are to be before the end, so that at most `count` are after it.
            let least = all.saturating_sub(count as u64);
            let (position, found) = self.prefixes().after(docs, least);
            let position = if found < least { position + self.prefixes().step() } else { position };
            end = self.group_end(position.min(self.present));
            skipped = all - before(end);
        }
        let missing = self.docs[self.present..].iter().copied();
        let rest = self.descending_before(end).chain(missing).filter(|&doc| docs.contains(doc));
        rest.skip(count - skipped as usize)
    }

    /// Returns the end of the group of equal values that a position splits, or the position if it splits none.
    fn group_end(&self, position: usize) -> usize {
        let rank = |doc: DocId| self.ranks[doc as usize];
        match self.present().get(position) {
            Some(&doc) if rank(doc) as usize != position => {
                position
                    + self.present()[position..].partition_point(|&other| rank(other) == rank(doc))
            }
            _ => position,
        }
    }

    fn prefixes(&self) -> &Prefixes {
        self.prefixes.get_or_init(|| Prefixes::new(&self.docs))
    }

    /// Returns the slot of a post's own value.
    pub(crate) fn slot(&self, doc: DocId) -> Slot {
        Slot::at(self.ranks[doc as usize])
    }

    /// Returns the number of posts with a smaller value than a post's own; `None` if it has no value.
    pub(crate) fn rank(&self, doc: DocId) -> Option<u32> {
        Some(self.ranks[doc as usize]).filter(|&rank| rank != MISSING)
    }

    /// Finds the slot of any value; `compare` compares a post's value with it.
    pub(crate) fn find(&self, compare: impl Fn(DocId) -> Ordering) -> Slot {
        Slot::find(self.present(), |&doc| compare(doc))
    }

    /// Returns the first `end` posts, largest value first, equal values by name. `end` must not
    /// split a group of equal values.
    fn descending_before(&self, end: usize) -> impl Iterator<Item = DocId> {
        self.groups_before(end).flat_map(|group| &self.docs[group]).copied()
    }

    fn groups_before(&self, mut end: usize) -> impl Iterator<Item = Range<usize>> {
        std::iter::from_fn(move || {
            let last = self.docs[end.checked_sub(1)?];
            // A rank is the number of smaller values, so it is the start of the group.
            let group = self.ranks[last as usize] as usize..end;
            end = group.start;
            Some(group)
        })
    }

    /// Returns the number of posts whose value is at or before `slot`, none for missing values.
    fn through(&self, slot: Slot) -> usize {
        if slot == Slot::MISSING {
            return 0;
        }
        self.present().partition_point(|&doc| self.slot(doc) <= slot)
    }

    /// Returns the positions in [`Self::docs`] of each group of equal values, smallest value first, missing values
    /// last, starting with the first group whose value is at or after `from`.
    pub(crate) fn ascending_groups(&self, from: Slot) -> impl Iterator<Item = Range<usize>> {
        let mut start = self.docs.partition_point(|&doc| self.slot(doc) < from);
        std::iter::from_fn(move || {
            let rank = |doc: &DocId| self.ranks[*doc as usize];
            let (first, rest) = self.docs[start..].split_first()?;
            // Most groups have one post, unless they have many.
            let others = match rest.first() {
                Some(next) if rank(next) == rank(first) => {
                    rest.partition_point(|doc| rank(doc) == rank(first))
                }
                _ => 0,
            };
            let group = start..start + 1 + others;
            start = group.end;
            Some(group)
        })
    }

    /// Like [`Self::ascending_groups`], largest value first; `from` is a slot in this direction.
    pub(crate) fn descending_groups(&self, from: Slot) -> impl Iterator<Item = Range<usize>> {
        let missing = (self.present < self.docs.len()).then_some(self.present..self.docs.len());
        self.groups_before(self.through(from.reversed())).chain(missing)
    }

    /// Returns the posts after a position, smallest value first. `is_before` returns whether a post is at the position or
    /// before it.
    pub(crate) fn ascending_past(
        &self,
        is_before: impl Fn(DocId) -> bool,
    ) -> impl Iterator<Item = DocId> {
        let start = self.docs.partition_point(|&doc| is_before(doc));
        self.docs[start..].iter().copied()
    }

    /// Like [`Self::ascending_past`], largest value first; `slot` is that of the position's value.
    pub(crate) fn descending_past(
        &self,
        slot: Slot,
        is_before: impl Fn(DocId) -> bool,
    ) -> impl Iterator<Item = DocId> {
        // Only posts with this value, or without one, can be at the position or before it.
        let group = self.groups_before(self.through(slot)).next().unwrap_or_default();
        let rest = |docs: Range<usize>| {
            let docs = &self.docs[docs];
            docs[docs.partition_point(|&doc| is_before(doc))..].iter().copied()
        };
        let start = group.start;
        let missing = rest(self.present..self.docs.len());
        rest(group).chain(self.descending_before(start)).chain(missing)
    }

    /// Like [`Self::descending`], starting with the group whose value is at `slot`.
    pub(crate) fn descending_from(&self, slot: Slot) -> impl Iterator<Item = DocId> {
        self.descending_before(self.through(slot)).chain(self.docs[self.present..].iter().copied())
    }

    /// Returns the posts in ascending order, starting with the first whose value is at or after
    /// `slot`.
    pub(crate) fn ascending_from(&self, slot: Slot) -> impl Iterator<Item = DocId> {
        let start = self.docs.partition_point(|&doc| self.slot(doc) < slot);
        self.docs[start..].iter().copied()
    }

    /// Like [`Self::ascending_from`] in the other direction: from the last post whose value is at
    /// or before `slot` back to the first post.
    pub(crate) fn ascending_back_from(&self, slot: Slot) -> impl Iterator<Item = DocId> {
        let end = self.docs.partition_point(|&doc| self.slot(doc) <= slot);
        self.docs[..end].iter().rev().copied()
    }

    /// Like [`Self::descending_from`] in the other direction: from the group whose value is at
    /// `slot` back to the group with the largest. Each group is still sorted by name.
    pub(crate) fn descending_back_from(&self, slot: Slot) -> impl Iterator<Item = DocId> {
        let (present, missing) = self.docs.split_at(self.present);
        let (group, larger) = if slot == Slot::MISSING {
            (missing, present)
        } else {
            (&[][..], &present[present.partition_point(|&doc| self.slot(doc) < slot)..])
        };
        group.iter().chain(larger).copied()
    }
}

/// Compares two values, of which a missing one is greater than every other.
fn missing_last<K: Ord>(a: Option<&K>, b: Option<&K>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests;
