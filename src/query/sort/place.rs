//! The places of cursors in an order.

use std::cmp::Ordering;

use super::{Bound, Key, Sort, directed, relevance_slot};
use crate::catalog::{Column, DocId, Slot};
use crate::post::Post;
use crate::query::cursor::{CursorError, Place, Value};
use crate::query::extra::{self, CUT};
use crate::query::sort_key::SortKey;

impl Sort<'_> {
    /// Returns the position of a post, for a cursor.
    pub(in crate::query) fn place(&self, doc: DocId) -> Place {
        let post = self.snapshot.post(doc);
        let values = self.keys.iter().map(|key| match key.by {
            SortKey::Relevance => Value::Number(self.score(doc).into()),
            SortKey::Extra(key) => extra::place(self.snapshot, key, doc),
            by => value(post, by),
        });
        let values = values.collect();
        Place { values, name: post.slug.to_string(), lang: post.lang.to_string() }
    }

    /// Returns the position in this order that a cursor refers to.
    pub(in crate::query) fn bound(&self, place: &Place) -> Result<Bound, CursorError> {
        if place.values.len() != self.keys.len() {
            return Err(CursorError::Malformed);
        }
        let orders = self.snapshot.orders();
        let name = Slot::find(orders.slug.docs(), |&doc| {
            let post = self.snapshot.post(doc);
            (post.slug.as_str(), post.lang.as_str()).cmp(&(&place.name, &place.lang))
        });
        let meant = name.position().map(|position| orders.slug.docs()[position]);
        let meant = meant.filter(|&doc| self.visible.contains(doc));
        let slots = self.keys.iter().zip(&place.values).map(|(key, value)| {
            let unchanged = meant.and_then(|doc| self.unchanged(key, value, doc));
            let slot = unchanged.or_else(|| self.find(key, value, place));
            Ok(directed(slot.ok_or(CursorError::Malformed)?, key.direction))
        });
        Ok(Bound { slots: slots.collect::<Result<_, _>>()?, name })
    }

    /// Returns the slot of a post's value, if it is that of a cursor. Usually it is, and nothing has to be searched for.
    fn unchanged(&self, key: &Key<'_>, wanted: &Value, doc: DocId) -> Option<Slot> {
        if matches!(key.by, SortKey::Extra(_)) || value(self.snapshot.post(doc), key.by) != *wanted
        {
            return None;
        }
        key.order.map(|order| order.slot(doc))
    }

    /// Returns the slot of a value that may no longer exist, or `None` if it has the wrong type.
    fn find(&self, key: &Key<'_>, wanted: &Value, place: &Place) -> Option<Slot> {
        let Some(order) = key.order else {
            let Value::Number(score) = wanted else { return None };
            return Some(relevance_slot(u32::try_from(*score).ok()?));
        };
        match (key.by, wanted) {
            (SortKey::Date | SortKey::Updated, Value::Missing) => Some(Slot::MISSING),
            (SortKey::Date | SortKey::Updated | SortKey::ReadTime, Value::Number(number)) => {
                Some(order.find(|doc| match value(self.snapshot.post(doc), key.by) {
                    Value::Number(own) => own.cmp(number),
                    _ => Ordering::Greater,
                }))
            }
            (SortKey::Slug, Value::Missing) => {
                Some(order.find(|doc| self.snapshot.post(doc).slug.as_str().cmp(&place.name)))
            }
            (SortKey::Title, Value::Text(title)) => {
                let own = |doc| Some(&*self.snapshot.post(doc).title);
                if let Some(doc) = self.cut_text(title, place, own) {
                    return Some(order.slot(doc));
                }
                let collation = &self.collated().collation;
                let wanted = collation.key(title);
                Some(order.find(|doc| collation.key(&self.snapshot.post(doc).title).cmp(&wanted)))
            }
            (SortKey::Extra(_), Value::Missing) => Some(Slot::MISSING),
            (SortKey::Extra(extra_key), Value::Text(text)) => {
                match self.snapshot.column(extra_key) {
                    Column::Values(_) => {
                        let kind = self.snapshot.declared(extra_key).kind()?;
                        extra::find(self.snapshot, order, (extra_key, kind), text)
                    }
                    Column::Text(column) => {
                        let own = |doc| extra::folded(column, doc);
                        Some(match self.cut_text(text, place, own) {
                            Some(doc) => order.slot(doc),
                            None => self.snapshot.find_text(extra_key, self.collation, text),
                        })
                    }
                }
            }
            _ => None,
        }
    }

    /// Returns the visible post at a position if the cursor contains only the start of its text, which `own` returns.
    fn cut_text<'t>(
        &self,
        start: &str,
        place: &Place,
        own: impl Fn(DocId) -> Option<&'t str>,
    ) -> Option<DocId> {
        let same = |doc: &&DocId| {
            let is_meant = self.snapshot.post(**doc).lang.as_str() == place.lang
                && own(**doc).is_some_and(|text| text.starts_with(start));
            is_meant && self.visible.contains(**doc)
        };
        let cut = start.chars().count() == CUT;
        let versions = if cut { self.snapshot.versions(&place.name) } else { &[] };
        versions.iter().find(same).copied()
    }
}

/// Returns the value of a post for a cursor. The slug is part of the cursor anyway.
fn value(post: &Post, key: SortKey) -> Value {
    let moment = match key {
        SortKey::Date => post.published_at,
        SortKey::Updated => post.updated_at,
        SortKey::ReadTime => return Value::Number(post.read_time_minutes.into()),
        SortKey::Title => {
            return Value::Text(post.title.chars().take(CUT).collect());
        }
        SortKey::Slug | SortKey::Relevance | SortKey::Extra(_) => None,
    };
    moment.map_or(Value::Missing, |moment| Value::Number(moment.timestamp().as_nanosecond()))
}
