//! Positions of values in an order.

use std::cmp::Ordering;

/// The rank of posts without a value; greater than every rank.
pub(super) const MISSING: u32 = u32::MAX;

/// The position of a value among the values of an order: equal to one of them, between two, or with
/// the missing ones. Twice the rank plus one, to leave room between ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot(u64);

impl Slot {
    /// The slot before all values, in both directions.
    pub(crate) const FIRST: Self = Self(0);

    /// The slot of missing values, which is last in both directions.
    pub(crate) const MISSING: Self = Self(u64::MAX);

    /// Returns the slot of a rank, or of [`MISSING`].
    pub(super) fn at(rank: u32) -> Self {
        if rank == MISSING { Self::MISSING } else { Self(u64::from(rank) * 2 + 1) }
    }

    /// Returns the slot in the opposite direction. Missing values stay last.
    pub(crate) fn reversed(self) -> Self {
        if self == Self::MISSING { self } else { Self((1 << 40) - self.0) }
    }

    /// Returns the slot as a number, for orders that mix slots with other numbers.
    pub(crate) fn number(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Finds the slot of a value in a sorted list. `compare` compares an entry with the value.
    pub(crate) fn find<T>(sorted: &[T], compare: impl Fn(&T) -> Ordering) -> Self {
        let smaller = sorted.partition_point(|entry| compare(entry) == Ordering::Less);
        let found = sorted.get(smaller).is_some_and(|entry| compare(entry) == Ordering::Equal);
        Self(smaller as u64 * 2 + u64::from(found))
    }

    /// Returns the position of a value among those that it was found in, if it is equal to one of them.
    pub(crate) fn position(self) -> Option<usize> {
        (self != Self::MISSING && self.0 % 2 == 1).then_some((self.0 / 2) as usize)
    }

    /// Returns the slot of a position in a list of distinct values.
    pub(crate) fn of_position(position: u32) -> Self {
        Self::at(position)
    }
}
