//! The texts of one key.

use std::sync::{Arc, OnceLock};

use crate::catalog::collated::NameOrder;
use crate::catalog::collation::{Collation, CollationChoice};
use crate::catalog::doc_id::DocId;
use crate::catalog::order::Order;
use crate::catalog::slot::Slot;
use crate::catalog::term_id::TermId;
use crate::catalog::terms::Terms;
use crate::text::Lang;

/// The texts of one key in all posts. They are equal if they are under folding.
#[derive(Debug)]
pub(crate) struct TextColumn {
    terms: Terms,
    /// By [`CollationChoice`], made when it is first used.
    orders: [OnceLock<TextOrder>; 3],
}

/// The posts in the order of their texts by one collation.
#[derive(Debug)]
pub(crate) struct TextOrder {
    collation: Collation,
    names: NameOrder,
    order: Order,
}

impl TextColumn {
    pub(crate) fn new(texts: Vec<Option<Arc<str>>>) -> Self {
        let of = |doc: DocId| texts[doc as usize].as_slice();
        Self { terms: Terms::of(texts.len(), of), orders: Default::default() }
    }

    /// Returns the different texts as terms.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Returns the text of a post as a term.
    pub(crate) fn term(&self, doc: DocId) -> Option<TermId> {
        self.terms.of_doc(doc).first().copied()
    }

    /// Returns the collations whose orders are made.
    pub(crate) fn choices(&self) -> impl Iterator<Item = CollationChoice> {
        let made = CollationChoice::ALL.into_iter().zip(&self.orders);
        made.filter(|(_, order)| order.get().is_some()).map(|(choice, _)| choice)
    }

    /// Returns the order by a collation. `names` are the positions of the posts in the order by name.
    pub(crate) fn by(
        &self,
        choice: CollationChoice,
        default_lang: &Lang,
        names: &[u32],
    ) -> &TextOrder {
        self.orders[choice as usize].get_or_init(|| {
            let collation = Collation::for_choice(choice, default_lang);
            let by_name = NameOrder::new(&self.terms, &collation);
            let docs = 0..names.len() as DocId;
            let keys: Vec<_> =
                docs.map(|doc| self.term(doc).map(|term| by_name.slot(term))).collect();
            TextOrder { collation, order: Order::new(&keys, names), names: by_name }
        })
    }
}

impl TextOrder {
    /// Returns the order of the posts.
    pub(crate) fn order(&self) -> &Order {
        &self.order
    }

    /// Returns the terms in this order.
    pub(crate) fn terms(&self) -> impl Iterator<Item = TermId> {
        self.names.terms()
    }

    /// Returns the slot of a folded text, existing or not, in the order of the posts of `column`.
    pub(crate) fn find(&self, column: &TextColumn, folded: &str) -> Slot {
        let wanted = self.names.find(&column.terms, &self.collation, folded);
        self.order.find(|doc| {
            let own = column.term(doc).map_or(Slot::MISSING, |term| self.names.slot(term));
            own.cmp(&wanted)
        })
    }
}
