//! The orders that depend on the collation.

use std::sync::Arc;

use super::collation::Collation;
use super::doc_id::DocId;
use super::edit::{Edit, docs};
use super::order::Order;
use super::orders::{shared_or, title_order};
use super::pairing::Pairing;
use super::slot::Slot;
use super::taxonomy::Taxonomy;
use super::term_id::TermId;
use super::terms::Terms;
use crate::post::Post;

/// The orders of titles and term names by one collation.
#[derive(Debug)]
pub(crate) struct Collated {
    pub(crate) collation: Arc<Collation>,
    pub(crate) title: Arc<Order>,
    names: [Arc<NameOrder>; 4],
}

/// The terms of one taxonomy by collation of their folded names.
#[derive(Debug)]
pub(crate) struct NameOrder {
    terms: Box<[TermId]>,
    /// The inverse.
    positions: Box<[u32]>,
}

impl Collated {
    /// Sorts posts and terms. `names` are the positions of the posts in the order by name.
    pub(super) fn new(
        collation: Collation,
        posts: &[Arc<Post>],
        names: &[u32],
        terms: &[Arc<Terms>; 4],
    ) -> Self {
        Self {
            title: title_order(posts, &collation, names).into(),
            names: Taxonomy::ALL
                .map(|taxonomy| NameOrder::new(&terms[taxonomy as usize], &collation).into()),
            collation: collation.into(),
        }
    }

    /// Returns the orders after posts have come, gone or changed. Paired posts have the same title.
    pub(super) fn moved(
        &self,
        posts: &[Arc<Post>],
        pairing: &Pairing,
        names: &[u32],
        terms: &[Arc<Terms>; 4],
    ) -> Self {
        let key = |doc: DocId| Some(self.collation.key(&posts[doc as usize].title));
        let collation = Arc::clone(&self.collation);
        Self {
            title: self.title.moved(pairing, key, names).into(),
            names: Taxonomy::ALL
                .map(|taxonomy| NameOrder::new(&terms[taxonomy as usize], &collation).into()),
            collation,
        }
    }

    /// Returns the orders after some posts have changed. `names` are as before, and `terms` are the same value
    /// as before if no post's terms have changed.
    pub(super) fn with(
        &self,
        (posts, edits): (&[Arc<Post>], &[Edit]),
        names: &[u32],
        (before, terms): (&[Arc<Terms>; 4], &[Arc<Terms>; 4]),
    ) -> Self {
        let retitled = docs(edits, |a, b| a.title == b.title);
        let key = |doc: DocId| Some(self.collation.key(&posts[doc as usize].title));
        Self {
            title: shared_or(&self.title, &retitled, || self.title.with(&retitled, key, names)),
            names: Taxonomy::ALL.map(|taxonomy| {
                let (before, terms) = (&before[taxonomy as usize], &terms[taxonomy as usize]);
                if Arc::ptr_eq(before, terms) {
                    Arc::clone(&self.names[taxonomy as usize])
                } else {
                    NameOrder::new(terms, &self.collation).into()
                }
            }),
            collation: Arc::clone(&self.collation),
        }
    }

    /// Returns the order of a taxonomy's terms.
    pub(crate) fn names(&self, taxonomy: Taxonomy) -> &NameOrder {
        &self.names[taxonomy as usize]
    }

    /// Returns the position of a folded name, existing or not, among those of `terms`.
    pub(crate) fn find_name(&self, taxonomy: Taxonomy, terms: &Terms, folded: &str) -> Slot {
        self.names(taxonomy).find(terms, &self.collation, folded)
    }
}

impl NameOrder {
    pub(super) fn new(terms: &Terms, collation: &Collation) -> Self {
        let keys: Vec<_> = (0..terms.len()).map(|term| collation.key(terms.folded(term))).collect();
        let mut by_name: Box<[TermId]> = (0..terms.len()).collect();
        by_name.sort_unstable_by_key(|&term| (&keys[term as usize], term));
        let mut positions = vec![0; by_name.len()].into_boxed_slice();
        for (position, &term) in (0..).zip(&by_name) {
            positions[term as usize] = position;
        }
        Self { terms: by_name, positions }
    }

    /// Returns all terms in this order.
    pub(crate) fn terms(&self) -> impl Iterator<Item = TermId> {
        self.terms.iter().copied()
    }

    /// Returns the position of a folded name, existing or not, among those of `terms` in this order by `collation`.
    pub(super) fn find(&self, terms: &Terms, collation: &Collation, folded: &str) -> Slot {
        let key = collation.key(folded);
        Slot::find(&self.terms, |&term| {
            let name = terms.folded(term);
            collation.key(name).cmp(&key).then_with(|| (**name).cmp(folded))
        })
    }

    /// Returns the position of a term in this order.
    pub(crate) fn slot(&self, term: TermId) -> Slot {
        Slot::of_position(self.positions[term as usize])
    }
}
