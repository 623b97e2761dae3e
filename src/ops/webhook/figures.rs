//! Metrics of deliveries.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;

use super::endpoint::Endpoint;
use super::outcome::Outcome;
use crate::ops::observe::exposition::Exposition;

/// What has become of the messages to each endpoint. Clones share their counts.
#[derive(Debug, Clone, Default)]
pub struct WebhookFigures(Arc<[Arc<EndpointFigures>]>);

/// What has become of the messages to an endpoint.
#[derive(Debug)]
pub struct EndpointFigures {
    name: String,
    /// By [`Outcome::index`].
    attempts: [AtomicU64; Outcome::LABELS.len()],
    given_up: AtomicU64,
    /// In seconds since 1970; 0 if there was none.
    last_success: AtomicI64,
    is_pending: AtomicBool,
    is_disabled: AtomicBool,
}

impl EndpointFigures {
    fn new(name: String) -> Self {
        Self {
            name,
            attempts: Default::default(),
            given_up: AtomicU64::new(0),
            last_success: AtomicI64::new(0),
            is_pending: AtomicBool::new(false),
            is_disabled: AtomicBool::new(false),
        }
    }

    /// Counts an attempt that has ended at `now`.
    pub fn count(&self, outcome: &Outcome, now: Timestamp) {
        self.attempts[outcome.index()].fetch_add(1, Ordering::Relaxed);
        if outcome.is_accepted() {
            self.last_success.store(now.as_second(), Ordering::Relaxed);
        }
    }

    /// Counts a message whose attempts have all failed.
    pub fn count_given_up(&self) {
        self.given_up.fetch_add(1, Ordering::Relaxed);
    }

    /// Stores whether there is something to deliver.
    pub fn set_pending(&self, is_pending: bool) {
        self.is_pending.store(is_pending, Ordering::Relaxed);
    }

    /// Stores that the endpoint wants no more messages.
    pub fn disable(&self) {
        self.is_disabled.store(true, Ordering::Relaxed);
        self.set_pending(false);
    }
}

impl WebhookFigures {
    /// Creates figures of endpoints without messages.
    pub fn new(endpoints: &[Endpoint]) -> Self {
        let new = |endpoint: &Endpoint| Arc::new(EndpointFigures::new(endpoint.name.clone()));
        Self(endpoints.iter().map(new).collect())
    }

    /// Returns the figures of each endpoint.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<EndpointFigures>> {
        self.0.iter()
    }

    /// Writes the metrics. Without endpoints, there are none.
    ///
    /// # Errors
    /// Returns an error if the output does.
    pub fn write(&self, out: &mut Exposition<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let attempts = self.0.iter().flat_map(|endpoint| {
            let of_endpoint = Outcome::LABELS.iter().zip(&endpoint.attempts);
            of_endpoint.map(|(result, count)| {
                let labels = [("endpoint", endpoint.name.as_str()), ("result", *result)];
                (labels, count.load(Ordering::Relaxed))
            })
        });
        let help = "Attempts to deliver webhooks by their result.";
        out.counters("inkstone_webhook_deliveries", help, attempts)?;
        let each = |value: fn(&EndpointFigures) -> u64| {
            self.0
                .iter()
                .map(move |figures| ([("endpoint", figures.name.as_str())], value(figures)))
        };
        let help = "Webhooks that were not delivered by the last attempt.";
        let given_up = each(|figures| figures.given_up.load(Ordering::Relaxed));
        out.counters("inkstone_webhook_given_up", help, given_up)?;
        let help =
            "When the endpoint last accepted a webhook, in seconds since 1970; 0 if it has not.";
        let last = each(|figures| {
            u64::try_from(figures.last_success.load(Ordering::Relaxed)).unwrap_or(0)
        });
        out.gauges("inkstone_webhook_last_success_timestamp_seconds", help, last)?;
        let help = "Whether there are changes of which the endpoint has not been told.";
        let pending = each(|figures| u64::from(figures.is_pending.load(Ordering::Relaxed)));
        out.gauges("inkstone_webhook_pending", help, pending)?;
        let help =
            "Whether the endpoint answered 410, so that nothing is sent to it until a restart.";
        let disabled = each(|figures| u64::from(figures.is_disabled.load(Ordering::Relaxed)));
        out.gauges("inkstone_webhook_disabled", help, disabled)
    }
}
