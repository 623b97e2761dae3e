//! The thread that delivers to an endpoint.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::backlog::{Backlog, Next};
use super::client::Client;
use super::endpoint::Endpoint;
use super::figures::EndpointFigures;
use super::message::{Notice, SignedHeaders};
use super::outcome::Outcome;
use super::schedule::{Schedule, bounded, jittered};
use super::secret::SigningSecret;
use crate::ops::clock::Clock;

/// What the threads of all endpoints share.
#[derive(Debug)]
pub struct Shared {
    pub client: Client,
    pub secrets: Vec<SigningSecret>,
    pub schedule: Schedule,
    pub clock: Clock,
}

/// The deliveries to an endpoint.
#[derive(Debug)]
pub struct Delivery<N> {
    endpoint: Endpoint,
    figures: Arc<EndpointFigures>,
    shared: Arc<Shared>,
    state: Mutex<State<N>>,
    /// Signalled when `state` changes.
    changed: Condvar,
}

#[derive(Debug)]
struct State<N> {
    backlog: Backlog<N>,
    /// Whether an attempt is in progress.
    is_busy: bool,
    /// Whether no further attempt begins.
    is_over: bool,
}

impl<N: Notice> Delivery<N> {
    /// Creates the deliveries to an endpoint, without notices.
    pub fn new(endpoint: Endpoint, figures: Arc<EndpointFigures>, shared: Arc<Shared>) -> Self {
        let state = State { backlog: Backlog::new(), is_busy: false, is_over: false };
        Self { endpoint, figures, shared, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Returns the name of the endpoint.
    pub fn name(&self) -> &str {
        &self.endpoint.name
    }

    /// The lock is held for moments only, never during an attempt.
    fn state(&self) -> MutexGuard<'_, State<N>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a notice, unless no further attempt begins.
    pub fn add(&self, notice: N) {
        let mut state = self.state();
        if !state.is_over {
            state.backlog.add(notice, self.shared.clock.elapsed());
            self.figures.set_pending(true);
            self.changed.notify_one();
        }
    }

    /// Begins no further attempt. Returns whether something has not been delivered.
    pub fn stop(&self) -> bool {
        let mut state = self.state();
        let is_owed = !state.is_over && (state.is_busy || state.backlog.is_owed());
        state.is_over = true;
        self.changed.notify_one();
        is_owed
    }

    /// Delivers until [`Self::stop`] is called or the endpoint wants no more messages.
    pub fn run(&self) {
        while let Some(notice) = self.next() {
            let outcome = self.attempt(&notice);
            self.settle(notice, outcome);
        }
    }

    /// Waits for a notice that is due.
    fn next(&self) -> Option<N> {
        let mut state = self.state();
        loop {
            if state.is_over {
                return None;
            }
            let now = self.shared.clock.elapsed();
            if let Some(notice) = state.backlog.take(now) {
                state.is_busy = true;
                return Some(notice);
            }
            state = match state.backlog.due() {
                Some(due) => {
                    let waited = self.changed.wait_timeout(state, due.saturating_sub(now));
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn attempt(&self, notice: &N) -> Outcome {
        let Shared { client, secrets, clock, .. } = &*self.shared;
        let message = notice.message();
        let headers = SignedHeaders::new(&message, clock.now().as_second(), secrets);
        let started = clock.elapsed();
        let outcome = client.send(&self.endpoint.url, &message, &headers);
        self.figures.count(&outcome, clock.now());
        let (name, id) = (self.name(), &message.id);
        let milliseconds = clock.elapsed().saturating_sub(started).as_millis();
        if outcome.is_accepted() {
            tracing::info!("webhook {name}: delivered {id} in {milliseconds} ms: {outcome}");
        } else {
            tracing::warn!("webhook {name}: {id} failed after {milliseconds} ms: {outcome}");
        }
        outcome
    }

    fn settle(&self, notice: N, outcome: Outcome) {
        let Shared { schedule, clock, .. } = &*self.shared;
        let name = self.name();
        let mut state = self.state();
        state.is_busy = false;
        match outcome {
            Outcome::Accepted(_) => self.figures.set_pending(state.backlog.is_owed()),
            Outcome::Gone => {
                state.is_over = true;
                self.figures.disable();
                tracing::error!("webhook {name}: nothing more is sent to it until a restart");
            }
            failed => {
                let (now, wait) = (clock.elapsed(), bounded(failed.retry_after()));
                match state.backlog.put_back(notice, now, wait, schedule, jittered) {
                    Next::Retry(delay) => {
                        tracing::info!("webhook {name}: next attempt in {} s", delay.as_secs());
                    }
                    Next::GiveUp(attempts) => {
                        self.figures.count_given_up();
                        tracing::error!(
                            "webhook {name}: not delivered in {attempts} attempts; the next change is sent \
                             together with those that were missed"
                        );
                    }
                }
            }
        }
    }
}
