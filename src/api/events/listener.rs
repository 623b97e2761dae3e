//! One listener.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

use super::frame;
use super::hub::{EventHub, Latest, Version};
use crate::ops::limits::Permit;
use crate::protocol::request_id::unique_number;
use crate::sync::SyncToken;

/// The shortest time after which a client reconnects, in milliseconds.
const SHORTEST_RETRY: u64 = 2000;

/// By how much the time differs between clients, so that they do not all reconnect at once.
const RETRY_JITTER: u64 = 5000;

/// From where a listener's events begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// From now on.
    Now,
    /// From the content with this token.
    Token(SyncToken),
    /// From something that is not a token.
    Unknown,
}

/// A listener, which takes one of the limited places until it is dropped.
#[derive(Debug)]
pub struct Listener {
    hub: Arc<EventHub>,
    latest: watch::Receiver<Latest>,
    since: Since,
    is_open: bool,
    _place: Permit,
}

/// What to do about the current content.
enum Step {
    /// The service shuts down.
    End,
    /// The client has it.
    Wait,
    /// Its event is all that the client lacks.
    Send(Bytes),
    /// The client lacks more.
    Compute(Option<SyncToken>),
}

impl Listener {
    /// Creates a listener.
    pub fn new(hub: &Arc<EventHub>, since: Since, place: Permit) -> Self {
        let latest = hub.latest.subscribe();
        Self { hub: Arc::clone(hub), latest, since, is_open: false, _place: place }
    }

    /// Returns the next part of the stream, when there is one; `None` at its end.
    pub(super) async fn next(mut self) -> Option<(Bytes, Self)> {
        if !self.is_open {
            return self.open().await.map(|block| (block, self));
        }
        loop {
            match self.step() {
                Step::End => return None,
                Step::Send(block) => return Some((block, self)),
                Step::Compute(since) => {
                    if let Some(block) = self.compute(since).await? {
                        return Some((block, self));
                    }
                }
                Step::Wait => {}
            }
            match timeout(self.hub.silence, self.latest.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some((frame::COMMENT, self)),
            }
        }
    }

    /// Returns the first part. It has the current token, unless an event with the token follows. `None` is an error,
    /// which was logged.
    async fn open(&mut self) -> Option<Bytes> {
        self.is_open = true;
        let current = match self.hub.token() {
            Some(token) => token,
            None => {
                let hub = Arc::clone(&self.hub);
                logged(spawn_blocking(move || hub.version().token).await)?
            }
        };
        let is_current = match self.since {
            Since::Now => true,
            Since::Token(token) => token == current,
            Since::Unknown => false,
        };
        if is_current {
            self.since = Since::Token(current);
        }
        let retry = Duration::from_millis(SHORTEST_RETRY + unique_number() % RETRY_JITTER);
        Some(frame::opening(retry, is_current.then_some(current)))
    }

    fn step(&mut self) -> Step {
        let latest = self.latest.borrow_and_update();
        if latest.is_closed {
            return Step::End;
        }
        let Some(Version { token: current, .. }) = latest.version else { return Step::Wait };
        let known = self.since;
        match (known, &latest.event) {
            (Since::Token(token), _) if token == current => Step::Wait,
            (Since::Token(token), Some((previous, block))) if token == *previous => {
                self.since = Since::Token(current);
                self.hub.count();
                Step::Send(block.clone())
            }
            (Since::Token(token), _) => Step::Compute(Some(token)),
            (Since::Now | Since::Unknown, _) => Step::Compute(None),
        }
    }

    /// Returns the block that leads from a token to the current one; `None` if they are the same again. The outer
    /// `None` is an error, which was logged.
    async fn compute(&mut self, since: Option<SyncToken>) -> Option<Option<Bytes>> {
        let hub = Arc::clone(&self.hub);
        // With many posts this takes milliseconds.
        let (token, block) = logged(spawn_blocking(move || hub.difference(since)).await)?;
        self.since = Since::Token(token);
        if since == Some(token) {
            return Some(None);
        }
        self.hub.count();
        Some(Some(block))
    }
}

/// Returns the result of a task, and logs that it panicked.
fn logged<T>(result: Result<T, JoinError>) -> Option<T> {
    result.inspect_err(|error| tracing::error!("cannot tell a listener what changed: {error}")).ok()
}
