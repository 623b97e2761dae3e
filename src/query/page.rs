//! Pagination.

use std::cmp::Ordering;

/// The part of the matching entries to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// A numbered page.
    Page {
        /// The page number, starting at 1.
        page: u64,
        /// The number of entries per page; 0 requests only counts.
        limit: u32,
    },
    /// The entries after a cursor.
    After {
        /// The cursor from an earlier result.
        cursor: String,
        /// The maximum number of entries.
        limit: u32,
    },
}

impl Window {
    /// Returns the maximum number of entries.
    pub fn limit(&self) -> usize {
        let (Self::Page { limit, .. } | Self::After { limit, .. }) = self;
        *limit as usize
    }
}

/// Returns the number of entries before a page.
pub(super) fn offset(page: u64, limit: usize) -> usize {
    usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(limit)
}

/// Returns the `count` entries after the first `offset` ones, sorting only these.
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
    fn a_part_equals_the_same_part_of_a_full_sort() {
        let items: Vec<u32> = (0..50).map(|n| n * 37 % 50).collect();
        for (offset, count) in [(0, 10), (10, 10), (45, 10), (50, 1), (60, 3), (0, 0), (0, 99)] {
            let sorted: Vec<u32> = (0..50).skip(offset).take(count).collect();
            assert_eq!(part(items.clone(), offset, count, u32::cmp), sorted);
        }
    }

    #[test]
    fn a_page_number_out_of_range_does_not_overflow() {
        assert_eq!(offset(u64::MAX, 100), usize::MAX);
        assert_eq!(offset(0, 100), 0);
        assert_eq!(offset(3, 20), 40);
    }
}
