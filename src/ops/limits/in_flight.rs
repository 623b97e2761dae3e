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

#[cfg(test)]
mod tests {
    use std::thread;

    use super::InFlight;

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
