//! The current snapshot.

use std::fmt;
use std::sync::{Arc, OnceLock, RwLock};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use jiff::Timestamp;

use super::history::{History, PublicContent};
use super::reload::ReloadStatus;
use super::scratch::Scratch;
use super::segments::MappedSegments;
use crate::catalog::{Snapshot, Visible};

/// A subscriber that panics is a fault of Inkstone, and the thread that called it ends.
const NOT_POISONED: &str = "subscribers do not panic";

/// A snapshot with its generation and the time at which it became current.
#[derive(Debug, Clone)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Distinguishes the snapshots that were current in this process.
    pub generation: u64,
    /// When it became current.
    pub taken_over: SystemTime,
    /// What is known about reloads.
    pub status: Arc<ReloadStatus>,
    search_took: Arc<OnceLock<Duration>>,
}

impl Current {
    fn first(snapshot: Arc<Snapshot>) -> Self {
        let (taken_over, status) = (SystemTime::now(), Arc::default());
        Self { snapshot, generation: 0, taken_over, status, search_took: Arc::default() }
    }

    fn next(&self, snapshot: Arc<Snapshot>) -> Self {
        let (generation, taken_over) = (self.generation + 1, SystemTime::now());
        Self { snapshot, generation, taken_over, ..self.clone() }
    }

    /// Returns the time that building the first full-text index took; `None` until it is ready.
    pub fn search_took(&self) -> Option<Duration> {
        self.search_took.get().copied()
    }

    /// Builds the full-text index; see [`Snapshot::prepare_search`]. Most of it is in files in `scratch`, if there is
    /// one and they can be written. Calls `report` after each post with the number of indexed posts and of all
    /// posts, from any thread. Returns the time that the first call took.
    pub fn prepare_search(
        &self,
        scratch: Option<&Scratch>,
        report: &(dyn Fn(usize, usize) + Sync),
    ) -> Duration {
        let started = Instant::now();
        let total = self.snapshot.posts().len();
        let store = scratch.map(|scratch| Arc::new(MappedSegments::new(scratch)) as _);
        self.snapshot.prepare_search_in(store, &|indexed| report(indexed, total));
        *self.search_took.get_or_init(|| started.elapsed())
    }
}

/// Content that has become current, at the time at which it did.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The snapshot.
    pub current: Current,
    /// The posts that are visible.
    pub visible: Arc<Visible>,
    /// The time: that of the swap, or at which a post was published or expired.
    pub now: Timestamp,
}

impl Publication {
    /// Returns what is public.
    pub fn content(&self) -> PublicContent {
        let Current { generation, ref snapshot, .. } = self.current;
        let (snapshot, visible) = (Arc::clone(snapshot), Arc::clone(&self.visible));
        PublicContent { generation, snapshot, visible, now: self.now }
    }
}

type Subscriber = Box<dyn Fn(&Publication) + Send + Sync>;

/// Holds the current snapshot. A request takes it once and uses it until it ends.
pub struct Live {
    current: ArcSwap<Current>,
    history: Arc<History>,
    subscribers: RwLock<Vec<Subscriber>>,
}

impl Live {
    /// Creates the holder with a first snapshot, and a history that is not stored.
    pub fn new(snapshot: Snapshot) -> Self {
        Self::with_history(snapshot, History::default())
    }

    /// Creates the holder with a first snapshot and a history, in which what is current is recorded before
    /// subscribers hear of it.
    pub fn with_history(snapshot: Snapshot, history: History) -> Self {
        Self {
            current: ArcSwap::from_pointee(Current::first(Arc::new(snapshot))),
            history: Arc::new(history),
            subscribers: RwLock::default(),
        }
    }

    /// Returns the history of the public content.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Returns the current snapshot with what is known about it.
    pub fn current(&self) -> Current {
        Current::clone(&self.current.load())
    }

    /// Returns what `read` returns of the current snapshot, without sharing it.
    pub fn with_current<T>(&self, read: impl FnOnce(&Current) -> T) -> T {
        read(&self.current.load())
    }

    /// Returns what is public at `now`.
    pub fn public_content(&self, now: Timestamp) -> PublicContent {
        self.publication(now).content()
    }

    fn publication(&self, now: Timestamp) -> Publication {
        let current = self.current();
        let visible = current.snapshot.visible(now);
        Publication { current, visible, now }
    }

    /// Replaces the current snapshot. Requests that have begun keep the one before. Must not be called by
    /// several threads at once.
    pub fn replace(&self, snapshot: Arc<Snapshot>) -> Current {
        let current = self.current.load().next(snapshot);
        self.current.store(Arc::new(current.clone()));
        current
    }

    /// Adds a function that is called by [`Self::announce`]. It should return quickly.
    pub fn subscribe(&self, subscriber: impl Fn(&Publication) + Send + Sync + 'static) {
        self.subscribers.write().expect(NOT_POISONED).push(Box::new(subscriber));
    }

    /// Tells the subscribers what is current at `now`: after each replacement, and when a post is published or
    /// expires.
    pub fn announce(&self, now: Timestamp) {
        let publication = self.publication(now);
        self.history.record(&publication.content());
        for subscriber in &*self.subscribers.read().expect(NOT_POISONED) {
            subscriber(&publication);
        }
    }

    /// Builds the full-text index of the current snapshot. Returns the time that the first call took.
    pub fn prepare_search(&self) -> Duration {
        self.current().prepare_search(None, &|_, _| {})
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("current", &self.current).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use jiff::Timestamp;

    use super::Live;
    use crate::catalog::test_support::{post, snapshot};

    #[test]
    fn subscribers_are_told_what_is_current_and_readers_keep_what_they_have() {
        let live = Live::new(snapshot([post("a")]));
        let before = live.current();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hear = Arc::clone(&heard);
        live.subscribe(move |publication| {
            let posts = publication.current.snapshot.posts().len();
            hear.lock().unwrap().push((publication.current.generation, posts, publication.now));
        });
        live.replace(Arc::new(snapshot([post("a"), post("b")])));
        live.announce(Timestamp::UNIX_EPOCH);
        assert_eq!(*heard.lock().unwrap(), [(1, 2, Timestamp::UNIX_EPOCH)]);
        assert_eq!((before.generation, before.snapshot.posts().len()), (0, 1));
    }
}
