//! How much may be under way at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts what is under way, up to a bound.
#[derive(Debug)]
pub struct InFlight {
    most: usize,
    now: Arc<AtomicUsize>,
}

/// A place among what is under way; free again when it is dropped, whatever the reason.
#[derive(Debug)]
#[must_use = "the place is given back when this is dropped"]
pub struct Permit(Arc<AtomicUsize>);

impl InFlight {
    /// A count with `most` places.
    pub fn new(most: usize) -> Self {
        Self { most, now: Arc::default() }
    }

    /// Takes a place; nothing where all are taken.
    pub fn enter(&self) -> Option<Permit> {
        let more = |now: usize| (now < self.most).then_some(now + 1);
        self.now.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Permit(Arc::clone(&self.now)))
    }

    /// How many places are taken.
    pub fn count(&self) -> usize {
        self.now.load(Ordering::Relaxed)
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
    fn threads_never_have_more_places_than_there_are() {
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
