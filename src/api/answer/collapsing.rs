//! Which responses are being made, so that a request for the same one waits for it (a collapsed request, RFC 9111,
//! section 4) instead of taking a place in the queue for the same work.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::response_cache::CacheKey;

/// Stands for a response. Two responses have the same mark once in 2⁶⁴ times; then one waits for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark(u64);

/// The responses that are being made. Each has a semaphore without permits, which is closed at the end.
#[derive(Debug, Default)]
pub struct Collapsing {
    hasher: RandomState,
    making: Mutex<HashMap<Mark, Arc<Semaphore>>>,
}

/// A response that is being made. Those who wait for it go on when this is dropped.
#[derive(Debug)]
pub struct Making<'a> {
    collapsing: &'a Collapsing,
    mark: Mark,
    end: Arc<Semaphore>,
}

impl Collapsing {
    /// Returns the mark of a response.
    pub fn mark(&self, key: &CacheKey<'_>) -> Mark {
        Mark(self.hasher.hash_one(key))
    }

    /// Announces that a response is being made; `None` if it is already.
    pub fn begin(&self, mark: Mark) -> Option<Making<'_>> {
        let mut making = self.making();
        if making.contains_key(&mark) {
            return None;
        }
        let end = Arc::new(Semaphore::new(0));
        making.insert(mark, Arc::clone(&end));
        Some(Making { collapsing: self, mark, end })
    }

    /// Waits until a response is no longer being made. Returns whether it was.
    pub async fn wait(&self, mark: Mark) -> bool {
        let Some(end) = self.making().get(&mark).map(Arc::clone) else { return false };
        // It has no permits, so that this is an error: it was closed.
        end.acquire().await.is_err()
    }

    fn making(&self) -> MutexGuard<'_, HashMap<Mark, Arc<Semaphore>>> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.collapsing.making().remove(&self.mark);
        self.end.close();
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::{Collapsing, Mark};

    #[test]
    fn all_wait_for_the_end_of_what_they_want_and_for_nothing_else() {
        let (collapsing, mut context) = (Collapsing::default(), Context::from_waker(Waker::noop()));
        let making = collapsing.begin(Mark(1));
        assert!(making.is_some() && collapsing.begin(Mark(1)).is_none());
        let mut first = pin!(collapsing.wait(Mark(1)));
        let mut second = pin!(collapsing.wait(Mark(1)));
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert_eq!(pin!(collapsing.wait(Mark(2))).poll(&mut context), Poll::Ready(false));
        drop(making);
        assert_eq!(first.poll(&mut context), Poll::Ready(true));
        assert_eq!(second.poll(&mut context), Poll::Ready(true));
        assert_eq!(pin!(collapsing.wait(Mark(1))).poll(&mut context), Poll::Ready(false));
        assert!(collapsing.begin(Mark(1)).is_some());
    }
}
