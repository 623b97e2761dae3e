//! The values of the front matter keys that the schema of a snapshot declares.

use std::sync::Arc;

use rayon::prelude::*;

use super::collation::CollationChoice;
use super::columns::{Column, TextColumn, TextOrder, scalar};
use super::doc_id::DocId;
use super::order::Order;
use super::slot::Slot;
use super::snapshot::Snapshot;
use crate::compile::{DeclaredKey, ExtraKey, Scalar};

impl Snapshot {
    /// Makes the columns that were asked for in an earlier snapshot, and shares those without a change. The result is
    /// the same as if they were made when they are first asked for.
    pub fn derive_columns(&self, before: &Self) {
        let (Some(old), Some(new)) = (before.schema(), self.schema()) else { return };
        // Shared if all posts keep their numbers.
        let has_same_numbers = Arc::ptr_eq(&before.orders.names, &self.orders.names);
        let is_changed =
            |doc: &DocId| !Arc::ptr_eq(&before.posts[*doc as usize], &self.posts[*doc as usize]);
        let count = if has_same_numbers { self.posts.len() } else { 0 };
        let changed: Vec<DocId> = (0..count as DocId).filter(is_changed).collect();
        let keys: Vec<_> = new.keys().collect();
        keys.into_par_iter().for_each(|(key, declared)| {
            let known = old.find(&declared.name);
            let known = known.filter(|&known| old.key(known).kind() == declared.kind());
            let Some(column) = known.and_then(|known| before.columns.made(known)) else {
                return;
            };
            self.columns.get(key, || {
                if !has_same_numbers {
                    let made = Column::new(declared, &self.posts, &self.orders.names);
                    made.prepare_like(column, &self.default_lang, &self.orders.names);
                    return made.into();
                }
                let is_same = |doc: DocId| {
                    let [old, new] = [before, self].map(|snapshot| snapshot.post(doc));
                    Column::have_same_value(declared, old, new)
                };
                let changed: Vec<DocId> =
                    changed.iter().copied().filter(|&doc| !is_same(doc)).collect();
                if changed.is_empty() {
                    return Arc::clone(column);
                }
                let made = column.with(declared, &changed, &self.posts, &self.orders.names);
                made.prepare_like(column, &self.default_lang, &self.orders.names);
                made.into()
            });
        });
    }

    /// Returns a declared key. `key` is one of this snapshot's schema.
    pub(crate) fn declared(&self, key: ExtraKey) -> &DeclaredKey {
        self.schema().expect("a key is one of a schema").key(key)
    }

    /// Returns the values of a key of this snapshot's schema. The first call takes some ten milliseconds for 100,000
    /// posts.
    pub(crate) fn column(&self, key: ExtraKey) -> &Column {
        self.columns
            .get(key, || Column::new(self.declared(key), &self.posts, &self.orders.names).into())
    }

    /// Returns the order of posts by a key. Text is sorted by a collation.
    pub(crate) fn extra_order(&self, key: ExtraKey, choice: CollationChoice) -> &Order {
        match self.column(key) {
            Column::Text(text) => self.text_order(text, choice).order(),
            Column::Values(order) => order,
        }
    }

    /// Returns the order of a text by a collation.
    pub(crate) fn text_order<'a>(
        &self,
        text: &'a TextColumn,
        choice: CollationChoice,
    ) -> &'a TextOrder {
        text.by(choice, &self.default_lang, &self.orders.names)
    }

    /// Returns the value of a post, unless it is text.
    pub(crate) fn scalar(&self, key: ExtraKey, doc: DocId) -> Option<Scalar> {
        scalar(self.declared(key), self.post(doc))
    }

    /// Returns the slot of a folded text, existing or not, among those of a key.
    pub(crate) fn find_text(&self, key: ExtraKey, choice: CollationChoice, text: &str) -> Slot {
        match self.column(key) {
            Column::Text(column) => self.text_order(column, choice).find(column, text),
            Column::Values(_) => Slot::MISSING,
        }
    }

    /// Makes all columns and describes them, for comparison.
    #[cfg(test)]
    pub(super) fn describe_columns(&self) -> String {
        let keys = self.schema().into_iter().flat_map(|schema| schema.keys());
        let keys = keys.filter(|(_, declared)| declared.kind().is_some());
        let described = keys.map(|(key, declared)| {
            let order = self.extra_order(key, CollationChoice::Chinese);
            let terms = match self.column(key) {
                Column::Text(text) => Some(text.terms()),
                Column::Values(_) => None,
            };
            format!("{} {order:?} {terms:?}\n", declared.name)
        });
        described.collect()
    }
}
