//! The hub: what is current, and the events that led to it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use super::differences::Differences;
use super::frame;
use crate::api::view::event::ContentEventView;
use crate::sync::{ContentEvent, SyncToken};
use crate::text::Revision;

/// After how much silence a comment is sent, so that no proxy or network takes the connection for dead.
const SILENCE: Duration = Duration::from_secs(20);

/// The public content at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its token.
    pub token: SyncToken,
    /// Its identity, as `/site` has it.
    pub snapshot: Revision,
}

/// The source of the differences between versions.
pub trait ChangeLog: fmt::Debug + Send + Sync {
    /// Returns the current version.
    fn current(&self) -> Version;

    /// Returns what has changed since a version; `None` if it is unknown.
    fn since(&self, token: SyncToken) -> Option<ContentEvent>;
}

/// What is current, for listeners.
#[derive(Debug)]
pub(super) struct Latest {
    /// `None` before the first listener and the first event.
    pub(super) version: Option<Version>,
    /// The last event: the token before it, and its block.
    pub(super) event: Option<(SyncToken, Bytes)>,
    /// Whether streams end, because the service shuts down.
    pub(super) is_closed: bool,
}

/// Distributes events to listeners.
#[derive(Debug)]
pub struct EventHub {
    pub(super) latest: watch::Sender<Latest>,
    log: Arc<dyn ChangeLog>,
    differences: Differences,
    sent: AtomicU64,
    /// After how much silence a listener is sent a comment.
    pub(super) silence: Duration,
}

impl EventHub {
    /// Creates a hub without listeners.
    pub fn new(log: Arc<dyn ChangeLog>) -> Self {
        let latest = Latest { version: None, event: None, is_closed: false };
        Self {
            latest: watch::Sender::new(latest),
            log,
            differences: Differences::default(),
            sent: AtomicU64::new(0),
            silence: SILENCE,
        }
    }

    /// Sends an event to all listeners. The log must have the event already. Does not block.
    pub fn publish(&self, event: &ContentEvent) {
        let block = frame::event(event.token, &ContentEventView::from(event));
        self.latest.send_modify(|latest| {
            latest.version = Some(Version { token: event.token, snapshot: event.snapshot });
            latest.event = Some((event.previous, block));
        });
    }

    /// Returns the token of the current content, if it is known without work.
    pub(super) fn token(&self) -> Option<SyncToken> {
        self.latest.borrow().version.map(|version| version.token)
    }

    /// Returns the current content. With many posts, the first call takes a while.
    pub(super) fn version(&self) -> Version {
        let known = self.latest.borrow().version;
        known.unwrap_or_else(|| {
            let mut version = self.log.current();
            self.latest.send_if_modified(|latest| {
                // An event may have come first.
                version = *latest.version.get_or_insert(version);
                false
            });
            version
        })
    }

    /// Ends all streams, and those that begin later.
    pub fn close(&self) {
        self.latest.send_modify(|latest| latest.is_closed = true);
    }

    /// Returns how many events were sent, once for each listener, since the service started.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Counts an event that is sent.
    pub(super) fn count(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the block about everything that has changed since a token, and the token that is current then. The
    /// token is `None` if it is not a token at all.
    pub(super) fn difference(&self, since: Option<SyncToken>) -> (SyncToken, Bytes) {
        let Some(since) = since else { return self.unknown() };
        self.differences.get(since, self.version().token, || {
            self.log.since(since).map_or_else(
                || self.unknown(),
                |event| {
                    let block = frame::event(event.token, &ContentEventView::from(&event));
                    (event.token, block)
                },
            )
        })
    }

    /// Returns the block for a listener whose token is unknown.
    fn unknown(&self) -> (SyncToken, Bytes) {
        let Version { token, snapshot } = self.version();
        (token, frame::event(token, &ContentEventView::without_changes(token, snapshot)))
    }
}
