//! Limits on clients: who they are, how fast they ask, how much they send and how much is done for
//! them at once.
//!
//! Nothing here waits but heavy work in its queue; a request that is over a limit is refused at once.

mod bulkhead;
mod client;
mod gcra;
mod head;
mod in_flight;
mod rate;
mod rate_limit;
pub mod request_body;
mod verdict;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};

use actix_http::RequestHead;
use actix_http::header::HeaderMap;

pub use client::TrustedProxies;
pub use head::HeadLimits;
pub use in_flight::Permit;
pub use rate::Rate;
pub use verdict::RateVerdict;

use crate::ops::clock::Clock;
use crate::protocol::problem::{Problem, ProblemKind};
use bulkhead::Bulkhead;
use in_flight::InFlight;
use rate_limit::RateLimit;

/// The limits that an operator can set.
#[derive(Debug, Clone)]
pub struct LimitOptions {
    /// Whose word on the client's address is taken.
    pub trusted_proxies: TrustedProxies,
    /// How many requests a client may send; any number where it is not set.
    pub rate: Option<Rate>,
    /// How many requests are worked on at once in the whole process, 1 or more.
    pub max_in_flight: usize,
    /// How large the head of a request may be.
    pub head: HeadLimits,
}

impl Default for LimitOptions {
    /// No proxies, no rate, 512 requests at once, URLs of 16 KiB and header lines of 32 KiB.
    fn default() -> Self {
        Self {
            trusted_proxies: TrustedProxies::default(),
            rate: None,
            max_in_flight: 512,
            head: HeadLimits { max_url: 16 << 10, max_headers: 32 << 10 },
        }
    }
}

/// The limits of a running service; one for all workers.
#[derive(Debug)]
pub struct Limits {
    exempt_paths: Vec<String>,
    trusted_proxies: TrustedProxies,
    rate: Option<RateLimit>,
    rate_limited: AtomicU64,
    in_flight: InFlight,
    head: HeadLimits,
    heavy: Bulkhead,
    shed: AtomicU64,
}

/// What has been refused since the service began, and what it does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitCounts {
    /// Requests that were answered with `rate_limited`.
    pub rate_limited: u64,
    /// Requests that were answered with `overloaded`.
    pub shed: u64,
    /// Requests that are being worked on.
    pub in_flight: usize,
    /// Searches and posts to render that wait for a core.
    pub waiting: usize,
}

impl Limits {
    /// Sets up limits by `clock` on all paths but `exempt_paths`.
    pub fn new(options: &LimitOptions, clock: &Clock, exempt_paths: Vec<String>) -> Self {
        Self {
            exempt_paths,
            trusted_proxies: options.trusted_proxies.clone(),
            rate: options.rate.map(|rate| RateLimit::new(rate, clock)),
            rate_limited: AtomicU64::new(0),
            in_flight: InFlight::new(options.max_in_flight),
            head: options.head,
            heavy: Bulkhead::new(options.max_in_flight),
            shed: AtomicU64::new(0),
        }
    }

    /// Whether a path is for probes and scrapers, whose requests are neither limited nor shed.
    pub fn exempts(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.exempt_paths.iter().any(|exempt| exempt == path)
    }

    /// Who the client is: the peer of the connection, or whom trusted proxies name.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        peer.map(|peer| self.trusted_proxies.client(peer.ip(), headers))
    }

    /// Counts a request of a client against its rate.
    pub fn check_rate(&self, client: Option<IpAddr>) -> RateVerdict {
        let Some(rate) = &self.rate else { return RateVerdict::unlimited() };
        let verdict = rate.check(client);
        if verdict.is_over() {
            self.rate_limited.fetch_add(1, Ordering::Relaxed);
        }
        verdict
    }

    /// Checks the size of a request's head.
    ///
    /// # Errors
    /// `uri_too_long`, `headers_too_large`.
    pub fn check_head(&self, head: &RequestHead) -> Result<(), Problem> {
        self.head.check(head)
    }

    /// Takes a place for a request while its answer is made, until the permit is dropped.
    ///
    /// # Errors
    /// `overloaded` where all places are taken.
    pub fn enter(&self) -> Result<Permit, Problem> {
        self.in_flight.enter().ok_or_else(|| {
            self.shed.fetch_add(1, Ordering::Relaxed);
            Problem::new(
                ProblemKind::Overloaded,
                "as many requests as can be are worked on already",
            )
        })
    }

    /// Does work that takes a core for milliseconds, apart from everything else: one piece a core,
    /// and few waiting.
    ///
    /// # Errors
    /// `overloaded` where too much waits already; `internal` where the work panics.
    pub async fn run_heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.heavy.run(work).await;
        if matches!(&done, Err(problem) if problem.kind == ProblemKind::Overloaded) {
            self.shed.fetch_add(1, Ordering::Relaxed);
        }
        done
    }

    /// How many pieces of heavy work are done at once at most, each by a thread.
    pub fn heavy_at_once(&self) -> usize {
        self.heavy.at_once()
    }

    /// Plain numbers for a page of metrics.
    pub fn counts(&self) -> LimitCounts {
        LimitCounts {
            rate_limited: self.rate_limited.load(Ordering::Relaxed),
            shed: self.shed.load(Ordering::Relaxed),
            in_flight: self.in_flight.count(),
            waiting: self.heavy.waiting(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::{LimitCounts, LimitOptions, Limits, Rate};
    use crate::ops::clock::Clock;

    #[test]
    fn what_is_refused_is_counted() {
        let one = NonZeroU32::MIN;
        let rate = Rate { requests: one, seconds: NonZeroU32::new(60).unwrap(), burst: one };
        let options =
            LimitOptions { rate: Some(rate), max_in_flight: 1, ..LimitOptions::default() };
        let limits = Limits::new(&options, &Clock::system(), Vec::new());
        assert!(!limits.check_rate(None).is_over());
        assert!(limits.check_rate(None).is_over());
        let permit = limits.enter();
        assert!(permit.is_ok() && limits.enter().is_err());
        let counts = LimitCounts { rate_limited: 1, shed: 1, in_flight: 1, waiting: 0 };
        assert_eq!(limits.counts(), counts);
    }

    #[test]
    fn probes_and_scrapers_are_exempt_and_nothing_else_is() {
        let exempt = ["/healthz", "/metrics"].map(str::to_owned).to_vec();
        let limits = Limits::new(&LimitOptions::default(), &Clock::system(), exempt);
        for path in ["/healthz", "/metrics", "/healthz/"] {
            assert!(limits.exempts(path), "{path}");
        }
        for path in ["/", "/healthz/x", "/api/v1/posts", "/Healthz", "//healthz"] {
            assert!(!limits.exempts(path), "{path}");
        }
    }
}
