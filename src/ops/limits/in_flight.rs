//! A limit on concurrency.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A count of what is in progress, with a maximum.
#[derive(Debug)]
pub struct InFlight {
    max: usize,
    count: Arc<AtomicUsize>,
}

/// A place in an [`InFlight`]; free again when this is dropped, for whatever reason.
#[derive(Debug)]
#[must_use = "the place is free again when this is dropped"]
pub struct Permit(Arc<AtomicUsize>);

impl InFlight {
    /// Creates a count with `max` places.
    pub fn new(max: usize) -> Self {
        Self { max, count: Arc::default() }
    }

    /// Takes a place; `None` if all are taken.
    pub fn enter(&self) -> Option<Permit> {
        let more = |count: usize| (count < self.max).then_some(count + 1);
        self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Permit(Arc::clone(&self.count)))
    }

    /// Returns how many places are taken.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts the bytes of bodies in memory, up to a bound.
#[derive(Debug)]
pub struct ByteBudget {
    most: usize,
    now: Arc<AtomicUsize>,
}

/// A share of a [`ByteBudget`], returned when it is dropped.
#[derive(Debug)]
#[must_use = "the bytes are returned when this is dropped"]
pub struct ByteLease {
    bytes: usize,
    most: usize,
    now: Arc<AtomicUsize>,
}

impl ByteBudget {
    /// Creates a budget of `most` bytes.
    pub fn new(most: usize) -> Self {
        Self { most, now: Arc::default() }
    }

    /// Returns a lease of no bytes, which can grow.
    pub fn lease(&self) -> ByteLease {
        ByteLease { bytes: 0, most: self.most, now: Arc::clone(&self.now) }
    }
}

impl ByteLease {
    /// Grows to `bytes`, if the budget has that many left. Returns whether it has.
    #[must_use]
    pub fn grow_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let grown = |now: usize| now.checked_add(more).filter(|&grown| grown <= self.most);
        let has_room =
            more == 0 || self.now.fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown).is_ok();
        if has_room {
            self.bytes += more;
        }
        has_room
    }
}

impl Drop for ByteLease {
    fn drop(&mut self) {
        self.now.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;
    use std::thread;

    use proptest::prelude::*;

    use super::{ByteBudget, InFlight};

    proptest! {
        #[test]
        fn leases_never_exceed_the_budget_and_return_all_of_it(
            steps in proptest::collection::vec((0..4_usize, 0..90_usize), 0..60),
        ) {
            let budget = ByteBudget::new(100);
            let mut leases: Vec<_> = (0..4).map(|_| (budget.lease(), 0)).collect();
            for (at, bytes) in steps {
                if bytes == 0 {
                    leases[at] = (budget.lease(), 0);
                    continue;
                }
                let others = leases.iter().map(|(_, bytes)| bytes).sum::<usize>() - leases[at].1;
                let wanted = bytes.max(leases[at].1);
                prop_assert_eq!(leases[at].0.grow_to(bytes), others + wanted <= 100);
                if others + wanted <= 100 {
                    leases[at].1 = wanted;
                }
                let taken = leases.iter().map(|(_, bytes)| bytes).sum::<usize>();
                prop_assert_eq!(budget.now.load(Ordering::Relaxed), taken);
            }
            drop(leases);
            prop_assert_eq!(budget.now.load(Ordering::Relaxed), 0);
        }
    }

    #[test]
    fn a_place_is_free_again_when_its_permit_is_dropped() {
        let in_flight = InFlight::new(2);
        let (one, two) = (in_flight.enter(), in_flight.enter());
        assert!(one.is_some() && two.is_some() && in_flight.enter().is_none());
        drop(one);
        assert_eq!(in_flight.count(), 1);
        assert!(in_flight.enter().is_some());
        drop(two);
        assert_eq!(in_flight.count(), 0);
    }

    #[test]
    fn threads_never_take_more_than_the_maximum() {
        let in_flight = InFlight::new(3);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        let _permit = in_flight.enter();
                        assert!(in_flight.count() <= 3);
                    }
                });
            }
        });
        assert_eq!(in_flight.count(), 0);
    }
}
