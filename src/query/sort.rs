//! Sorting of posts, and selection of one page.

mod place;

use std::cmp::{Ordering, Reverse};

use roaring::RoaringBitmap;

use super::docs::Docs;
use super::page;
use super::resolve::ResolvedFilters;
use super::sort_key::{Direction, SortKey};
use crate::catalog::{
    Collated, CollationChoice, DocId, Matches, Order, Slot, Snapshot, Visible, partition_point,
};

/// An order of posts: by keys, then always by slug and language.
#[derive(Debug)]
pub(super) struct Sort<'a> {
    snapshot: &'a Snapshot,
    matches: Option<&'a Matches>,
    /// The orders by title, if that is a key.
    collated: Option<&'a Collated>,
    /// The collation of texts.
    collation: CollationChoice,
    visible: &'a RoaringBitmap,
    /// The visible posts, if they are those that anyone may see.
    public: Option<&'a Visible>,
    keys: Vec<Key<'a>>,
}

/// A key of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) by: SortKey,
    pub(super) direction: Direction,
    /// The order of all posts by this key. `None` for relevance, which depends on the query.
    pub(super) order: Option<&'a Order>,
}

/// The start of a page.
#[derive(Debug)]
pub(super) enum Start {
    /// After this number of posts.
    Offset(usize),
    /// After a position in the order, whether or not there is a post at it.
    After(Bound),
}

/// The part of a result to return.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The posts of the result.
    pub(super) docs: &'a Docs<'a>,
    /// Where the part starts.
    pub(super) start: &'a Start,
    /// The maximum number of posts, not 0.
    pub(super) count: usize,
}

/// A position in an order.
#[derive(Debug)]
pub(super) struct Bound {
    slots: Vec<Slot>,
    name: Slot,
}

impl<'a> Sort<'a> {
    /// Creates an order by `keys`. If there are none, it is the default order, after the relevance if
    /// `matches` is given. Repeated keys and a final ascending slug are ignored, because they have no effect.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        keys: &[(SortKey, Direction)],
        matches: Option<&'a Matches>,
        resolved: &'a ResolvedFilters<'_>,
    ) -> Self {
        let mut different: Vec<(SortKey, Direction)> = Vec::new();
        if keys.is_empty() && matches.is_some() {
            different.push((SortKey::Relevance, Direction::Ascending));
        }
        for &(key, direction) in keys {
            // The best matches are first in both directions.
            let best_first = key == SortKey::Relevance;
            let direction = if best_first { Direction::Ascending } else { direction };
            if different.iter().all(|(known, _)| *known != key) {
                different.push((key, direction));
            }
        }
        if different.len() > 1 && different.last() == Some(&(SortKey::Slug, Direction::Ascending)) {
            different.pop();
        }
        if let [] | [(SortKey::Relevance, _)] = different.as_slice() {
            different.push((SortKey::Date, Direction::Descending));
        }
        let by_title = different.iter().any(|&(key, _)| key == SortKey::Title);
        let collated = by_title.then(|| resolved.collated());
        let orders = snapshot.orders();
        let collation = resolved.collation();
        let key = |(by, direction)| {
            let order = match by {
                SortKey::Date => Some(&*orders.date),
                SortKey::Updated => Some(&*orders.updated),
                SortKey::Title => collated.map(|collated| &*collated.title),
                SortKey::ReadTime => Some(&*orders.read_time),
                SortKey::Slug => Some(&*orders.slug),
                SortKey::Relevance => None,
                SortKey::Extra(key) => Some(snapshot.extra_order(key, collation)),
            };
            Key { by, direction, order }
        };
        let keys = different.into_iter().map(key).collect();
        let (visible, public) = (&*resolved.universe, resolved.public());
        Self { snapshot, matches, collated, collation, visible, public, keys }
    }

    /// Returns the keys that have an effect.
    pub(super) fn keys(&self) -> &[Key<'a>] {
        &self.keys
    }

    /// Returns at most `count` of `docs`, in order.
    pub(super) fn part(&self, docs: &Docs<'_>, start: &Start, count: usize) -> Vec<DocId> {
        if count == 0 {
            return Vec::new();
        }
        self.part_by(0, Wanted { docs, start, count })
    }

    /// Returns what is wanted in the order of the keys from `first` on. The keys before it have equal values in all of
    /// the posts, and at a start that is a position.
    pub(super) fn part_by(&self, first: usize, wanted: Wanted<'_>) -> Vec<DocId> {
        match &self.keys[first..] {
            [Key { by: SortKey::Date, direction: Direction::Descending, .. }] => {
                self.by_number(first, wanted)
            }
            [
                Key { by: SortKey::Relevance, .. },
                Key { by: SortKey::Date, direction: Direction::Descending, .. },
            ] if let Start::Offset(offset) = wanted.start => {
                self.by_relevance(wanted.docs.set(), *offset, wanted.count)
            }
            &[Key { order: Some(order), direction, .. }] if self.jumping_is_cheaper(wanted) => {
                self.by_walking(first, order, direction, wanted)
            }
            &[Key { order: Some(order), direction, .. }, ..] if self.walking_is_cheaper(wanted) => {
                self.by_groups(first, order, direction, wanted)
            }
            _ => self.by_selecting(first, wanted),
        }
    }

    /// Uses that numbers are assigned in the default order.
    fn by_number(&self, first: usize, wanted: Wanted<'_>) -> Vec<DocId> {
        let Wanted { docs, start, count } = wanted;
        let first = match start {
            Start::Offset(offset) => docs.select(*offset),
            Start::After(bound) => {
                let all = 0..self.snapshot.posts().len();
                let is_before = |doc| !self.is_after(first, doc as DocId, bound);
                Some(partition_point(all, is_before) as DocId)
            }
        };
        first.map_or_else(Vec::new, |first| docs.starting_at(first, count))
    }

    /// Sorts by score, then by number, which is the default order.
    fn by_relevance(&self, docs: &RoaringBitmap, offset: usize, count: usize) -> Vec<DocId> {
        let scored = docs.iter().map(|doc| (Reverse(self.score(doc)), doc));
        let first = page::least(scored, offset.saturating_add(count));
        let part: Vec<(Reverse<u32>, DocId)> = page::part(first, offset, count, Ord::cmp);
        part.into_iter().map(|(_, doc)| doc).collect()
    }

    /// Returns whether iterating over the order of all posts and selecting those that match is likely
    /// cheaper than examining all matching posts.
    fn walking_is_cheaper(&self, wanted: Wanted<'_>) -> bool {
        let Wanted { docs, start, count } = wanted;
        let offset = match start {
            Start::Offset(offset) => *offset as u64,
            Start::After(_) => 0,
        };
        let wanted = offset.saturating_add(count as u64);
        let steps = wanted.saturating_mul(self.snapshot.posts().len() as u64);
        steps < docs.len().saturating_mul(docs.len())
    }

    /// Like [`Self::walking_is_cheaper`], if the posts before the start are skipped by their sets: of each order, a 64th
    /// of the posts is examined at most.
    fn jumping_is_cheaper(&self, wanted: Wanted<'_>) -> bool {
        let (docs, posts) = (wanted.docs.len(), self.snapshot.posts().len() as u64);
        let found = (wanted.count as u64).saturating_mul(posts);
        found.saturating_add(docs.saturating_mul(posts / 64)) < docs.saturating_mul(docs)
    }

    fn by_walking(
        &self,
        first: usize,
        order: &Order,
        direction: Direction,
        wanted: Wanted<'_>,
    ) -> Vec<DocId> {
        let Wanted { docs, start, count } = wanted;
        let docs = docs.set();
        let matches = |doc: &DocId| docs.contains(*doc);
        let is_before = |bound| move |doc| !self.is_after(first, doc, bound);
        match (start, direction) {
            (Start::Offset(offset), _)
                if let Some(sorted) = self.sorted(first, order, docs, *offset) =>
            {
                sorted.iter().copied().skip(*offset).take(count).collect()
            }
            (Start::Offset(offset), Direction::Ascending) => {
                order.ascending_after(docs, *offset).take(count).collect()
            }
            (Start::Offset(offset), Direction::Descending) => {
                order.descending_after(docs, *offset).take(count).collect()
            }
            (Start::After(bound), Direction::Ascending) => {
                let rest = order.ascending_past(is_before(bound));
                rest.filter(matches).take(count).collect()
            }
            (Start::After(bound), Direction::Descending) => {
                let rest = order.descending_past(bound.slot(first).reversed(), is_before(bound));
                rest.filter(matches).take(count).collect()
            }
        }
    }

    /// Returns all public posts in the order of a key, if these are `docs` and the offset is large or somebody has
    /// requested a large one before.
    fn sorted(
        &self,
        key: usize,
        order: &Order,
        docs: &RoaringBitmap,
        offset: usize,
    ) -> Option<&'a [DocId]> {
        let public = self.public.filter(|public| std::ptr::eq(docs, public.public()))?;
        let Key { by, direction, .. } = self.keys[key];
        let number = match by {
            SortKey::Date => 0,
            SortKey::Updated => 1,
            SortKey::Title => 2,
            SortKey::ReadTime => 3,
            SortKey::Slug => 4,
            SortKey::Relevance | SortKey::Extra(_) => return None,
        };
        public.sorted(2 * number + direction as usize, offset, || match direction {
            Direction::Ascending => order.ascending_after(docs, 0).collect(),
            Direction::Descending => order.descending_after(docs, 0).collect(),
        })
    }

    fn by_selecting(&self, first: usize, wanted: Wanted<'_>) -> Vec<DocId> {
        let Wanted { docs, start, count } = wanted;
        let docs = docs.set();
        let key = &self.keys[first];
        let compare = |a: &(Slot, DocId), b: &(Slot, DocId)| {
            a.0.cmp(&b.0).then_with(|| self.compare(a.1, b.1))
        };
        let keyed = |doc| (self.slot(doc, key), doc);
        let (items, offset) = match start {
            Start::Offset(offset) => (docs.iter().map(keyed).collect(), *offset),
            Start::After(bound) => {
                let after = docs.iter().filter(|&doc| self.is_after(first, doc, bound));
                (after.map(keyed).collect(), 0)
            }
        };
        let part: Vec<(Slot, DocId)> = page::part(items, offset, count, compare);
        part.into_iter().map(|(_, doc)| doc).collect()
    }

    fn collated(&self) -> &'a Collated {
        self.collated.expect("the title is a key")
    }

    fn score(&self, doc: DocId) -> u32 {
        self.matches.map_or(0, |matches| matches.score(doc))
    }

    /// Returns the slot of a post by a key, in the direction of that key.
    pub(super) fn slot(&self, doc: DocId, key: &Key<'_>) -> Slot {
        let slot = match key.order {
            Some(order) => order.slot(doc),
            None => relevance_slot(self.score(doc)),
        };
        directed(slot, key.direction)
    }

    /// Returns the slots of a post by the keys from `first` on.
    fn slots(&self, first: usize, doc: DocId) -> impl Iterator<Item = Slot> {
        self.keys[first..].iter().map(move |key| self.slot(doc, key))
    }

    /// Compares two posts; they are equal only if they are the same.
    pub(super) fn compare(&self, a: DocId, b: DocId) -> Ordering {
        let orders = self.snapshot.orders();
        self.slots(0, a).cmp(self.slots(0, b)).then_with(|| orders.name(a).cmp(&orders.name(b)))
    }

    /// Returns whether a post is after a position by the keys from `first` on.
    pub(super) fn is_after(&self, first: usize, doc: DocId, bound: &Bound) -> bool {
        let by_keys = self.slots(first, doc).cmp(bound.slots[first..].iter().copied());
        by_keys.then_with(|| self.snapshot.orders().name(doc).cmp(&bound.name)).is_gt()
    }
}

impl Bound {
    /// Returns the slot of a key, in the direction of that key.
    pub(super) fn slot(&self, key: usize) -> Slot {
        self.slots[key]
    }
}

/// Returns the slot of a score, with the best score first.
fn relevance_slot(score: u32) -> Slot {
    Slot::of_position(Matches::BEST.saturating_sub(score))
}

fn directed(slot: Slot, direction: Direction) -> Slot {
    match direction {
        Direction::Ascending => slot,
        Direction::Descending => slot.reversed(),
    }
}
