//! The previous and next post.

use std::cmp::Ordering;
use std::ops::Bound;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::filter::{Filters, UnknownTerm};
use super::resolve::ResolvedFilters;
use super::sort::{Key, Sort};
use super::sort_key::{Direction, SortKey};
use crate::catalog::{DocId, Order, Snapshot};

/// A query for the previous and next post.
#[derive(Debug, Clone)]
pub struct NeighborQuery {
    /// The post. It does not have to match the filters.
    pub post: DocId,
    /// Selects the candidates. Only posts in the same language are considered, so that readers who go on
    /// to the next post do not get the translation of the one they have read.
    pub filters: Filters,
    /// The order; empty means the default.
    pub sort: Vec<(SortKey, Direction)>,
}

/// The posts before and after a post in an order, even if the post itself does not match the filters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Neighbors {
    /// The post before it; `None` if it is the first.
    pub previous: Option<DocId>,
    /// The post after it; `None` if it is the last.
    pub next: Option<DocId>,
}

/// The result of a neighbor query.
#[derive(Debug, Clone)]
pub struct NeighborAnswer {
    /// The previous and next post.
    pub neighbors: Neighbors,
    /// Terms that no visible post has.
    pub unknown: Vec<UnknownTerm>,
}

/// Finds the previous and next post without sorting all posts.
pub fn neighbors(snapshot: &Snapshot, query: &NeighborQuery, now: Timestamp) -> NeighborAnswer {
    let visible = snapshot.visible(now);
    let resolved = ResolvedFilters::resolve(snapshot, &visible, &query.filters);
    let docs = resolved.docs(None);
    let lang = snapshot.post(query.post).lang.as_str();
    let of_lang = snapshot.langs().find(lang);
    let (_, of_lang) = of_lang.expect("the language of every post is indexed");
    let sort = Sort::new(snapshot, &query.sort, None, &resolved);
    let matching = Matching::new(docs.set(), of_lang);
    let neighbors = matching.find(query.post, &sort, snapshot);
    drop(docs);
    NeighborAnswer { neighbors, unknown: resolved.unknown }
}

/// The intersection of two sets. It is not computed, because usually a few look-ups suffice.
struct Matching<'a> {
    few: &'a RoaringBitmap,
    many: &'a RoaringBitmap,
}

impl<'a> Matching<'a> {
    fn new(one: &'a RoaringBitmap, other: &'a RoaringBitmap) -> Self {
        let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
        Self { few, many }
    }

    fn contains(&self, doc: DocId) -> bool {
        self.few.contains(doc) && self.many.contains(doc)
    }

    fn find(&self, post: DocId, sort: &Sort<'_>, snapshot: &Snapshot) -> Neighbors {
        match sort.keys() {
            [Key { by: SortKey::Date, direction: Direction::Descending, .. }] => {
                self.by_number(post)
            }
            &[Key { order: Some(order), direction, .. }, ..]
                if self.walking_is_cheaper(snapshot) =>
            {
                self.by_walking(post, sort, order, direction)
            }
            _ => self.by_looking_at_all(post, sort),
        }
    }

    /// Uses that numbers are assigned in the default order.
    fn by_number(&self, post: DocId) -> Neighbors {
        let matches = |doc: &DocId| self.many.contains(*doc);
        Neighbors {
            previous: self.few.range(..post).rev().find(matches),
            next: self.few.range((Bound::Excluded(post), Bound::Unbounded)).find(matches),
        }
    }

    /// Returns whether iterating over the order of all posts until one matches is likely cheaper than
    /// examining all matching posts.
    fn walking_is_cheaper(&self, snapshot: &Snapshot) -> bool {
        (snapshot.posts().len() as u64) < self.few.len().saturating_mul(self.few.len())
    }

    /// Iterates from the post in both directions, along the order of the first key.
    fn by_walking(
        &self,
        post: DocId,
        sort: &Sort<'_>,
        order: &Order,
        direction: Direction,
    ) -> Neighbors {
        let slot = order.slot(post);
        let before = Nearest::new(post, sort, Ordering::Less);
        let after = Nearest::new(post, sort, Ordering::Greater);
        let (previous, next) = match direction {
            Direction::Ascending => (
                self.walk(order.ascending_back_from(slot), order, before),
                self.walk(order.ascending_from(slot), order, after),
            ),
            Direction::Descending => (
                self.walk(order.descending_back_from(slot), order, before),
                self.walk(order.descending_from(slot), order, after),
            ),
        };
        Neighbors { previous, next }
    }

    /// Stops when the value changes after a match. Not earlier: among equal values the other keys and the
    /// name decide, which the iteration does not follow.
    fn walk(
        &self,
        docs: impl Iterator<Item = DocId>,
        order: &Order,
        mut nearest: Nearest<'_>,
    ) -> Option<DocId> {
        for doc in docs.filter(|&doc| self.contains(doc)) {
            if nearest.found.is_some_and(|found| order.slot(found) != order.slot(doc)) {
                break;
            }
            nearest.consider(doc);
        }
        nearest.found
    }

    fn by_looking_at_all(&self, post: DocId, sort: &Sort<'_>) -> Neighbors {
        let mut before = Nearest::new(post, sort, Ordering::Less);
        let mut after = Nearest::new(post, sort, Ordering::Greater);
        for doc in self.few.iter().filter(|&doc| self.many.contains(doc)) {
            before.consider(doc);
            after.consider(doc);
        }
        Neighbors { previous: before.found, next: after.found }
    }
}

/// The nearest post so far on one side of a post.
struct Nearest<'a> {
    post: DocId,
    sort: &'a Sort<'a>,
    /// The order of posts on this side in relation to the post.
    side: Ordering,
    found: Option<DocId>,
}

impl<'a> Nearest<'a> {
    fn new(post: DocId, sort: &'a Sort<'a>, side: Ordering) -> Self {
        Self { post, sort, side, found: None }
    }

    fn consider(&mut self, doc: DocId) {
        let farther = |found| self.sort.compare(doc, found) == self.side;
        if self.sort.compare(doc, self.post) == self.side && !self.found.is_some_and(farther) {
            self.found = Some(doc);
        }
    }
}
