//! The sets of filters, and the posts that are in all of them.

use std::borrow::Cow;
use std::ops::Range;

use roaring::{MultiOps, RoaringBitmap};

use super::docs::Docs;
use crate::catalog::{Bits, DocId, Order, TermId, Terms, Visible};

/// The set of one filter.
#[derive(Debug)]
pub(super) enum Set<'a> {
    /// Only these posts.
    Keep(Cow<'a, RoaringBitmap>),
    /// Only the posts that have any of these terms.
    KeepTerms(&'a Terms, Vec<TermId>),
    /// Only the posts at these positions of an order.
    KeepPart(&'a Order, Range<usize>),
    /// Only the posts with these numbers, which are those of some days. There is at most one such set.
    KeepRange(Range<DocId>),
    /// All but these posts.
    Drop(Cow<'a, RoaringBitmap>),
}

/// The posts that may be in a result.
#[derive(Debug)]
pub(super) struct Universe<'a> {
    pub(super) docs: &'a RoaringBitmap,
    /// Whose public posts they are, if they are those.
    pub(super) public: Option<&'a Visible>,
    /// The number of all posts.
    pub(super) posts: usize,
}

impl Universe<'_> {
    /// Returns whether these are all posts.
    fn is_everything(&self) -> bool {
        self.docs.len() == self.posts as u64
    }
}

/// The sets of a query by the way in which they are combined.
struct Sets<'a> {
    range: Option<&'a Range<DocId>>,
    parts: Vec<(&'a Order, Range<usize>)>,
    terms: Vec<(&'a Terms, &'a [TermId])>,
    keep: Vec<&'a RoaringBitmap>,
    drop: Vec<&'a RoaringBitmap>,
}

/// Returns those of `universe` that all sets keep.
pub(super) fn combine<'a>(
    sets: impl Iterator<Item = &'a Set<'a>>,
    universe: &Universe<'a>,
) -> Docs<'a> {
    let mut sets = Sets::new(sets);
    let bits = sets.bits(universe);
    let is_all = sets.keep.is_empty() && sets.terms.is_empty() && sets.drop.is_empty();
    match (bits, universe.public) {
        (Some(bits), _) if is_all && universe.is_everything() => bits.into(),
        (Some(mut bits), Some(visible)) if is_all => {
            bits.intersect(visible.public_bits(universe.posts));
            bits.into()
        }
        (bits, _) => Docs::Set(sets.compressed(bits.as_ref(), universe)),
    }
}

impl<'a> Sets<'a> {
    fn new(sets: impl Iterator<Item = &'a Set<'a>>) -> Self {
        let mut all = Self {
            range: None,
            parts: Vec::new(),
            terms: Vec::new(),
            keep: Vec::new(),
            drop: Vec::new(),
        };
        for set in sets {
            match set {
                Set::Keep(docs) => all.keep.push(docs),
                Set::KeepTerms(terms, any) => all.terms.push((terms, any)),
                Set::KeepPart(order, positions) => all.parts.push((order, positions.clone())),
                Set::KeepRange(range) => all.range = Some(range),
                Set::Drop(docs) => all.drop.push(docs),
            }
        }
        all
    }

    /// Combines, and removes, the parts, and the terms if all of them are frequent and there is no other set, which could have
    /// few posts. The result is within the range.
    fn bits(&mut self, universe: &Universe<'_>) -> Option<Bits> {
        let all = 0..universe.posts as DocId;
        let within = self.range.unwrap_or(&all);
        let mut kept: Option<Bits> = None;
        for (order, positions) in self.parts.drain(..) {
            keep_common(&mut kept, order.bits(positions, within));
        }
        let mut terms =
            self.terms.iter().flat_map(|(terms, any)| any.iter().map(|&one| (*terms, one)));
        // One term alone is a set that is ready.
        let others = usize::from(kept.is_some()) + usize::from(self.range.is_some());
        let sets = terms.clone().count() + others + usize::from(!universe.is_everything());
        if sets > 1 && self.keep.is_empty() && terms.all(|(terms, one)| terms.is_frequent(one)) {
            for (terms, any) in self.terms.drain(..) {
                let mut bits = any.iter().filter_map(|&term| terms.bits(term));
                let Some(first) = bits.next() else { continue };
                match (&mut kept, bits.next()) {
                    (Some(kept), None) => kept.intersect(first),
                    (_, second) => {
                        let mut union = first.within(within);
                        second.into_iter().chain(bits).for_each(|other| union.unite(other));
                        union.cut(within);
                        keep_common(&mut kept, union);
                    }
                }
            }
        }
        kept
    }

    /// Returns those of `universe`, and of `kept`, that the remaining sets keep.
    fn compressed(
        mut self,
        kept: Option<&Bits>,
        universe: &Universe<'a>,
    ) -> Cow<'a, RoaringBitmap> {
        let range = self.range.filter(|_| kept.is_none());
        let mut kept = kept.map(|bits| Cow::Owned(bits.to_bitmap()));
        let (one, several): (Vec<_>, Vec<_>) =
            self.terms.into_iter().partition(|(_, any)| any.len() == 1);
        let one = one.into_iter().flat_map(|(terms, any)| any.iter().map(|&term| terms.docs(term)));
        self.keep.extend(one);
        // Smallest first, so that the work is bounded by the size of the intersection; the universe is last,
        // because it has nearly all posts.
        self.keep.sort_by_key(|docs| docs.len());
        for set in self.keep {
            kept = Some(kept.map_or(Cow::Borrowed(set), |kept| intersection(kept, set)));
        }
        for (terms, any) in several {
            let sets = any.iter().map(|&term| terms.docs(term));
            kept = Some(Cow::Owned(match kept {
                None => sets.union(),
                // A union of intersections is made sooner than a large union.
                Some(kept) => union_of(sets.map(|set| &*kept & set)),
            }));
        }
        if let Some(range) = range {
            kept = Some(Cow::Owned(of_range(kept, range)));
        }
        let mut docs = match kept {
            None => Cow::Borrowed(universe.docs),
            Some(kept) if universe.is_everything() => kept,
            Some(kept) => intersection(kept, universe.docs),
        };
        for others in self.drop {
            docs = Cow::Owned(&*docs - others);
        }
        docs
    }
}

/// Keeps the posts of a set that are in another one, too, or makes that the set if there is none yet.
fn keep_common(kept: &mut Option<Bits>, other: Bits) {
    match kept {
        Some(kept) => kept.intersect(&other),
        None => *kept = Some(other),
    }
}

/// Returns the posts that are in both sets.
fn intersection<'a>(one: Cow<'a, RoaringBitmap>, other: &RoaringBitmap) -> Cow<'a, RoaringBitmap> {
    Cow::Owned(match one {
        Cow::Borrowed(one) => one & other,
        Cow::Owned(one) => one & other,
    })
}

/// Returns the posts of a set, or of all, whose numbers are in a range.
fn of_range(docs: Option<Cow<'_, RoaringBitmap>>, range: &Range<DocId>) -> RoaringBitmap {
    if let Some(Cow::Owned(mut docs)) = docs {
        docs.remove_range(..range.start);
        docs.remove_range(range.end..);
        return docs;
    }
    let mut within = RoaringBitmap::new();
    within.insert_range(range.clone());
    docs.iter().fold(within, |within, docs| within & &**docs)
}

/// Returns the posts that are in any of some sets.
fn union_of(mut sets: impl ExactSizeIterator<Item = RoaringBitmap>) -> RoaringBitmap {
    /// `MultiOps` makes bitmaps of 8 KiB in between, which is too much for a few small sets.
    const MANY: usize = 9;
    if sets.len() >= MANY {
        return sets.union();
    }
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |all, one| all | one)
}
