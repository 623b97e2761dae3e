//! Selects a part of an order by several keys, group by group of equal first values.

use std::borrow::Cow;
use std::ops::Range;

use super::docs::Docs;
use super::page;
use super::sort::{Sort, Start, Wanted};
use super::sort_key::Direction;
use crate::catalog::{DocId, Order, Slot};

/// Groups of more posts are not sorted, but divided by the next key.
const LARGE: usize = 256;

impl Sort<'_> {
    /// Like [`Self::part_by`], for a first key with an order, after which other keys follow. Only the groups at the
    /// requested part are examined.
    pub(super) fn by_groups(
        &self,
        first: usize,
        order: &Order,
        direction: Direction,
        wanted: Wanted<'_>,
    ) -> Vec<DocId> {
        let Wanted { docs, start, count } = wanted;
        let docs = docs.set();
        let (bound, mut offset) = match start {
            Start::Offset(offset) => (None, *offset),
            Start::After(bound) => (Some(bound), 0),
        };
        let from = bound.map_or(Slot::FIRST, |bound| bound.slot(first));
        let mut part = Vec::with_capacity(count);
        let mut ascending;
        let mut descending;
        let groups: &mut dyn Iterator<Item = Range<usize>> = match direction {
            Direction::Ascending => {
                ascending = order.ascending_groups(from);
                &mut ascending
            }
            Direction::Descending => {
                descending = order.descending_groups(from);
                &mut descending
            }
        };
        for group in groups {
            let count = count - part.len();
            if count == 0 {
                break;
            }
            let value = self.slot(order.docs()[group.start], &self.keys()[first]);
            // Only posts with the value of the bound may be before it.
            let bound = bound.filter(|bound| bound.slot(first) == value);
            let matching = if group.len() <= LARGE {
                let is_after = |doc| bound.is_none_or(|bound| self.is_after(first, doc, bound));
                let members = order.docs()[group].iter().copied();
                let members: Vec<DocId> =
                    members.filter(|&doc| docs.contains(doc) && is_after(doc)).collect();
                let matching = members.len();
                part.extend(page::part(members, offset, count, |&a, &b| self.compare(a, b)));
                matching
            } else {
                let members = Docs::Set(Cow::Owned(order.part(group) & docs));
                let matching = members.len() as usize;
                let from_here = Start::Offset(offset);
                let start = if bound.is_some() { start } else { &from_here };
                if offset < matching {
                    let wanted = Wanted { docs: &members, start, count };
                    part.extend(self.part_by(first + 1, wanted));
                }
                matching
            };
            offset = offset.saturating_sub(matching);
        }
        part
    }
}
