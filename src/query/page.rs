//! Which part of an order is wanted.

use std::cmp::Ordering;

/// Which part of the matching posts is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// A numbered page, from 1.
    Page {
        /// The page, from 1.
        page: u64,
        /// How many entries a page has; 0 asks for counts alone.
        limit: u32,
    },
    /// What follows a cursor.
    After {
        /// The opaque text from an earlier answer.
        cursor: String,
        /// How many entries are wanted.
        limit: u32,
    },
}

impl Window {
    /// How many entries are wanted.
    pub(super) fn limit(&self) -> usize {
        let (Self::Page { limit, .. } | Self::After { limit, .. }) = self;
        *limit as usize
    }
}

/// How many entries stand before a page.
pub(super) fn offset(page: u64, limit: usize) -> usize {
    usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(limit)
}

/// Sorts only what is wanted: `count` entries behind the first `offset` ones.
pub(super) fn part<T>(
    mut items: Vec<T>,
    offset: usize,
    count: usize,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    if offset >= items.len() {
        return Vec::new();
    }
    if offset > 0 {
        items.select_nth_unstable_by(offset, &compare);
        items.drain(..offset);
    }
    if count < items.len() {
        items.select_nth_unstable_by(count, &compare);
        items.truncate(count);
    }
    items.sort_unstable_by(compare);
    items
}

#[cfg(test)]
mod tests {
    use super::{offset, part};

    #[test]
    fn a_part_is_what_sorting_all_would_give() {
        let items: Vec<u32> = (0..50).map(|n| n * 37 % 50).collect();
        for (offset, count) in [(0, 10), (10, 10), (45, 10), (50, 1), (60, 3), (0, 0), (0, 99)] {
            let sorted: Vec<u32> = (0..50).skip(offset).take(count).collect();
            assert_eq!(part(items.clone(), offset, count, u32::cmp), sorted);
        }
    }

    #[test]
    fn a_page_past_every_number_does_not_overflow() {
        assert_eq!(offset(u64::MAX, 100), usize::MAX);
        assert_eq!(offset(0, 100), 0);
        assert_eq!(offset(3, 20), 40);
    }
}
