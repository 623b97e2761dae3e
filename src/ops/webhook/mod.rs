//! Webhooks: signed messages to endpoints, by the specification Standard Webhooks 1.0.0
//! (<https://github.com/standard-webhooks/standard-webhooks>).
//!
//! Each endpoint has a thread, so one that is slow delays no other, and nothing else waits for any of them. An
//! endpoint gets at most one request at a time. What a message says is up to its [`Notice`].

mod address;
mod backlog;
mod client;
mod delivery;
mod endpoint;
mod figures;
mod message;
mod outcome;
mod resolver;
mod roots;
mod schedule;
mod secret;

use std::io;
use std::sync::Arc;
use std::thread;

use super::clock::Clock;
use delivery::{Delivery, Shared};
use schedule::Schedule;

pub use address::is_public;
pub use client::Client;
pub use endpoint::{Endpoint, WebhookOptions};
pub use figures::WebhookFigures;
pub use message::{Message, Notice, SignedHeaders};
pub use secret::SigningSecret;

/// Delivers notices to all endpoints.
#[derive(Debug)]
pub struct Webhooks<N: Notice>(Vec<Arc<Delivery<N>>>);

impl<N: Notice> Webhooks<N> {
    /// Starts a thread for each endpoint. Without endpoints, nothing is started.
    ///
    /// # Errors
    /// Returns an error if the system starts no more threads.
    pub fn start(
        options: &WebhookOptions,
        figures: &WebhookFigures,
        clock: Clock,
    ) -> io::Result<Self> {
        Self::start_with(options, figures, clock, Schedule::default())
    }

    fn start_with(
        options: &WebhookOptions,
        figures: &WebhookFigures,
        clock: Clock,
        schedule: Schedule,
    ) -> io::Result<Self> {
        if options.endpoints.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let client = Client::new(options.allow_private);
        let secrets = options.secrets.clone();
        let shared = Arc::new(Shared { client, secrets, schedule, clock });
        let endpoints = options.endpoints.iter().zip(figures.iter());
        let deliveries = endpoints.map(|(endpoint, figures)| {
            let (figures, shared) = (Arc::clone(figures), Arc::clone(&shared));
            let delivery = Arc::new(Delivery::new(endpoint.clone(), figures, shared));
            let runs = Arc::clone(&delivery);
            thread::Builder::new().name("webhook".to_owned()).spawn(move || runs.run())?;
            Ok(delivery)
        });
        deliveries.collect::<io::Result<_>>().map(Self)
    }

    /// Queues a notice for all endpoints and returns at once.
    pub fn offer(&self, notice: &N) {
        for delivery in &self.0 {
            delivery.add(notice.clone());
        }
    }

    /// Begins no further attempt, and logs the endpoints that have not been told everything. Attempts in progress
    /// end with the process.
    pub fn finish(&self) {
        for delivery in &self.0 {
            if delivery.stop() {
                let name = delivery.name();
                tracing::warn!(
                    "webhook {name}: the latest changes were not delivered before shutdown"
                );
            }
        }
    }
}

impl<N: Notice> Drop for Webhooks<N> {
    fn drop(&mut self) {
        for delivery in &self.0 {
            delivery.stop();
        }
    }
}

#[cfg(test)]
mod tests;
