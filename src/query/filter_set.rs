//! The sets of filters, and the posts that are in all of them.

use std::borrow::Cow;
use std::ops::Range;

use roaring::{MultiOps, RoaringBitmap};

use crate::catalog::{DocId, Order};

/// The set of one filter.
#[derive(Debug)]
pub(super) enum Set<'a> {
    /// Only these posts.
    Keep(Cow<'a, RoaringBitmap>),
    /// Only the posts that are in any of these sets.
    KeepAny(Vec<&'a RoaringBitmap>),
    /// Only the posts at these positions of an order.
    KeepPart(&'a Order, Range<usize>),
    /// Only the posts with these numbers, which are those of some days. There is at most one such set.
    KeepRange(Range<DocId>),
    /// All but these posts.
    Drop(Cow<'a, RoaringBitmap>),
}

/// Returns those of `universe` that all sets keep. `posts` is the number of all posts.
pub(super) fn combine<'a, I: Iterator<Item = &'a Set<'a>>>(
    sets: impl Fn() -> I,
    universe: &'a RoaringBitmap,
    posts: usize,
) -> Cow<'a, RoaringBitmap> {
    let range =
        sets().find_map(|set| if let Set::KeepRange(range) = set { Some(range) } else { None });
    let parts: Vec<(&Order, Range<usize>)> = sets()
        .filter_map(|set| match set {
            Set::KeepPart(order, positions) => Some((*order, positions.clone())),
            _ => None,
        })
        .collect();
    let mut keep: Vec<&RoaringBitmap> = sets()
        .filter_map(|set| if let Set::Keep(docs) = set { Some(&**docs) } else { None })
        .collect();
    let any =
        sets().filter_map(|set| if let Set::KeepAny(several) = set { Some(several) } else { None });
    // Smallest first, so that the work is bounded by the size of the intersection; the universe is last,
    // because it has nearly all posts.
    keep.sort_by_key(|docs| docs.len());
    let all = 0..posts as DocId;
    let mut kept =
        (!parts.is_empty()).then(|| Cow::Owned(Order::common(&parts, range.unwrap_or(&all))));
    for set in keep {
        kept = Some(kept.map_or(Cow::Borrowed(set), |kept| intersection(kept, set)));
    }
    for several in any {
        kept = Some(Cow::Owned(match kept {
            None => several.iter().copied().union(),
            // A union of intersections is made sooner than a large union.
            Some(kept) => union_of(several.iter().map(|&set| &*kept & set)),
        }));
    }
    if let Some(range) = range.filter(|_| parts.is_empty()) {
        kept = Some(Cow::Owned(within(kept, range)));
    }
    let mut docs = match kept {
        None => Cow::Borrowed(universe),
        Some(kept) if universe.len() == posts as u64 => kept,
        Some(kept) => intersection(kept, universe),
    };
    for set in sets() {
        if let Set::Drop(others) = set {
            docs = Cow::Owned(&*docs - &**others);
        }
    }
    docs
}

/// Returns the posts that are in both sets.
fn intersection<'a>(one: Cow<'a, RoaringBitmap>, other: &RoaringBitmap) -> Cow<'a, RoaringBitmap> {
    Cow::Owned(match one {
        Cow::Borrowed(one) => one & other,
        Cow::Owned(one) => one & other,
    })
}

/// Returns the posts of a set, or of all, whose numbers are in a range.
fn within(docs: Option<Cow<'_, RoaringBitmap>>, range: &Range<DocId>) -> RoaringBitmap {
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
