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

/// Returns at least the `count` least of some distinct items, in no particular order, and not many others. There are
/// at most twice as many in memory.
pub(super) fn least<T: Ord + Copy>(items: impl Iterator<Item = T>, count: usize) -> Vec<T> {
    /// The room for fewer items; so that they are not selected among all the time.
    const MIN_ROOM: usize = 256;
    let room = count.saturating_mul(2).max(MIN_ROOM);
    let mut least: Vec<T> = Vec::new();
    let mut bound: Option<T> = None;
    for item in items {
        if bound.is_some_and(|bound| item > bound) {
            continue;
        }
        least.push(item);
        if least.len() == room {
            let last = count.saturating_sub(1);
            bound = Some(*least.select_nth_unstable(last).1);
            least.truncate(last + 1);
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::{least, offset, part};

    #[test]
    fn a_part_equals_the_same_part_of_a_full_sort() {
        let items: Vec<u32> = (0..50).map(|n| n * 37 % 50).collect();
        for (offset, count) in [(0, 10), (10, 10), (45, 10), (50, 1), (60, 3), (0, 0), (0, 99)] {
            let sorted: Vec<u32> = (0..50).skip(offset).take(count).collect();
            assert_eq!(part(items.clone(), offset, count, u32::cmp), sorted);
        }
    }

    #[test]
    fn the_least_items_are_among_those_returned() {
        for (total, count) in [(0, 3), (100, 0), (100, 20), (5000, 1), (5000, 21), (5000, 4999)] {
            let items = (0..total).map(|number: u32| number.wrapping_mul(2_654_435_761) >> 16);
            let items = (0..total).zip(items).map(|(number, key)| (key % 64, number));
            let mut sorted: Vec<_> = items.clone().collect();
            sorted.sort_unstable();
            sorted.truncate(count);
            let found = least(items, count);
            assert!(found.len() <= (2 * count).max(256));
            assert_eq!(part(found, 0, count, Ord::cmp), sorted, "{total} {count}");
        }
    }

    #[test]
    fn a_page_number_out_of_range_does_not_overflow() {
        assert_eq!(offset(u64::MAX, 100), usize::MAX);
        assert_eq!(offset(0, 100), 0);
        assert_eq!(offset(3, 20), 40);
    }
}
