//! The orders that depend on the collation.

use std::sync::Arc;

use super::collation::Collation;
use super::orders::{Order, Slot, title_order};
use super::taxonomy::Taxonomy;
use super::term_id::TermId;
use super::terms::Terms;
use crate::post::Post;

/// The orders of titles and term names by one collation.
#[derive(Debug)]
pub(crate) struct Collated {
    pub(crate) collation: Collation,
    pub(crate) title: Order,
    names: [NameOrder; 4],
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
        terms: &[Terms; 4],
    ) -> Self {
        Self {
            title: title_order(posts, &collation, names),
            names: Taxonomy::ALL
                .map(|taxonomy| NameOrder::new(&terms[taxonomy as usize], &collation)),
            collation,
        }
    }

    /// Returns the order of a taxonomy's terms.
    pub(crate) fn names(&self, taxonomy: Taxonomy) -> &NameOrder {
        &self.names[taxonomy as usize]
    }

    /// Returns the position of a folded name, existing or not, among those of `terms`.
    pub(crate) fn find_name(&self, taxonomy: Taxonomy, terms: &Terms, folded: &str) -> Slot {
        let key = self.collation.key(folded);
        Slot::find(&self.names(taxonomy).terms, |&term| {
            let name = terms.folded(term);
            self.collation.key(name).cmp(&key).then_with(|| (**name).cmp(folded))
        })
    }
}

impl NameOrder {
    fn new(terms: &Terms, collation: &Collation) -> Self {
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

    /// Returns the position of a term in this order.
    pub(crate) fn slot(&self, term: TermId) -> Slot {
        Slot::of_position(self.positions[term as usize])
    }
}
