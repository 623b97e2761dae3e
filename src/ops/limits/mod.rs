//! Limits on clients: their address, request rate, request size and concurrent work.
//!
//! Only heavy work waits, in its queue; a request over any other limit is rejected immediately.

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
pub use head::{HeadLimits, size as headers_size};
pub use in_flight::{ByteLease, Permit};
pub use rate::Rate;
pub use verdict::RateVerdict;

use crate::ops::clock::Clock;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::protocol::request_id::unique_number;
use bulkhead::Bulkhead;
use in_flight::{ByteBudget, InFlight};
use rate_limit::RateLimit;

/// The shortest time after which a rejected listener should retry, in seconds.
const SHORTEST_RETRY: u64 = 5;

/// By how many seconds the time differs between rejected listeners.
const RETRY_JITTER: u64 = 26;

/// The limits that an operator can set.
#[derive(Debug, Clone)]
pub struct LimitOptions {
    /// The proxies that are trusted to report the client's address.
    pub trusted_proxies: TrustedProxies,
    /// How many requests a client may send; unlimited if `None`.
    pub rate: Option<Rate>,
    /// How many requests the whole process handles at a time, 1 or more.
    pub max_in_flight: usize,
    /// The maximum size of a request's head.
    pub head: HeadLimits,
    /// The largest response to build from posts, in bytes.
    pub max_answer: usize,
    /// The bytes of bodies that may wait for clients to read them, besides those that are cached. Room for two
    /// of the largest responses, as one is held twice while it is compressed, is never denied.
    pub max_in_flight_bytes: usize,
    /// How many clients may listen to events at a time.
    pub event_listeners: usize,
}

impl Default for LimitOptions {
    /// No trusted proxies, no rate limit, 512 requests at a time, URLs up to 16 KiB, headers up to 32
    /// KiB, responses up to 8 MiB and 256 MiB of them at a time, and 1,000 listeners.
    fn default() -> Self {
        Self {
            trusted_proxies: TrustedProxies::default(),
            rate: None,
            max_in_flight: 512,
            head: HeadLimits { max_url: 16 << 10, max_headers: 32 << 10 },
            max_answer: 8 << 20,
            max_in_flight_bytes: 256 << 20,
            event_listeners: 1000,
        }
    }
}

/// The limits of a running service, shared by all workers.
#[derive(Debug)]
pub struct Limits {
    exempt_paths: Vec<String>,
    trusted_proxies: TrustedProxies,
    rate: Option<RateLimit>,
    rate_limited: AtomicU64,
    in_flight: InFlight,
    bodies: ByteBudget,
    max_answer: usize,
    head: HeadLimits,
    heavy: Bulkhead,
    shed: AtomicU64,
    listeners: InFlight,
    refused_listeners: AtomicU64,
}

/// Rejections since the service started, and the current load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitCounts {
    /// Requests rejected as `rate_limited`.
    pub rate_limited: u64,
    /// Requests rejected as `overloaded`.
    pub shed: u64,
    /// Requests being handled.
    pub in_flight: usize,
    /// Searches and renderings waiting for a core.
    pub waiting: usize,
    /// Clients that listen to events.
    pub listeners: usize,
    /// Requests for events that were rejected because of the limit on listeners.
    pub refused_listeners: u64,
}

impl Limits {
    /// Creates limits for all paths except `exempt_paths`. Caches hold up to `cached_bytes` of bodies.
    pub fn new(
        options: &LimitOptions,
        clock: &Clock,
        exempt_paths: Vec<String>,
        cached_bytes: usize,
    ) -> Self {
        let in_flight_bytes = options.max_in_flight_bytes.max(options.max_answer.saturating_mul(2));
        Self {
            exempt_paths,
            trusted_proxies: options.trusted_proxies.clone(),
            rate: options.rate.map(|rate| RateLimit::new(rate, clock)),
            rate_limited: AtomicU64::new(0),
            in_flight: InFlight::new(options.max_in_flight),
            bodies: ByteBudget::new(cached_bytes.saturating_add(in_flight_bytes)),
            max_answer: options.max_answer,
            head: options.head,
            heavy: Bulkhead::new(options.max_in_flight),
            shed: AtomicU64::new(0),
            listeners: InFlight::new(options.event_listeners),
            refused_listeners: AtomicU64::new(0),
        }
    }

    /// Returns whether the rate of clients is limited.
    pub fn has_rate(&self) -> bool {
        self.rate.is_some()
    }

    /// Returns whether requests for a path are exempt from rate and load limits, as those of probes are.
    pub fn exempts(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.exempt_paths.iter().any(|exempt| exempt == path)
    }

    /// Returns the client's address: that of the peer, or the one reported by trusted proxies. `None` if a
    /// peer at a Unix socket reports none.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        self.trusted_proxies.client(peer.map(|peer| peer.ip()), headers)
    }

    /// Counts a request for a path against the client's rate limit, unless the path is exempt.
    pub fn check_rate(&self, client: Option<IpAddr>, path: &str) -> RateVerdict {
        let Some(rate) = self.rate.as_ref().filter(|_| !self.exempts(path)) else {
            return RateVerdict::unlimited();
        };
        let verdict = rate.check(client);
        if verdict.is_over() {
            self.rate_limited.fetch_add(1, Ordering::Relaxed);
        }
        verdict
    }

    /// Checks the size of a request's head.
    ///
    /// # Errors
    /// Returns `uri_too_long` or `headers_too_large`.
    pub fn check_head(&self, head: &RequestHead) -> Result<(), Problem> {
        self.head.check(head)
    }

    /// Returns whether a head with a target and header lines of these sizes passes [`Self::check_head`].
    pub fn admits_sizes(&self, target: usize, headers: usize) -> bool {
        target <= self.head.max_url && headers <= self.head.max_headers
    }

    /// Admits a request; it counts as being handled until the permit is dropped.
    ///
    /// # Errors
    /// Returns `overloaded` if the maximum number of requests is being handled.
    pub fn enter(&self) -> Result<Permit, Problem> {
        self.in_flight.enter().ok_or_else(|| {
            self.shed.fetch_add(1, Ordering::Relaxed);
            Problem::new(ProblemKind::Overloaded, "the server is at capacity")
        })
    }

    /// Admits a client that listens to events until the permit is dropped. It does not count as a request in
    /// progress, as it takes neither a core nor memory.
    ///
    /// # Errors
    /// Returns `overloaded` if the maximum number of clients is listening. They are told different times after which
    /// to retry, so that they do not all come back at once.
    pub fn listen(&self) -> Result<Permit, Problem> {
        self.listeners.enter().ok_or_else(|| {
            self.refused_listeners.fetch_add(1, Ordering::Relaxed);
            let detail = "the maximum number of clients is listening to events";
            let retry_after = SHORTEST_RETRY + unique_number() % RETRY_JITTER;
            Problem {
                retry_after: Some(retry_after),
                ..Problem::new(ProblemKind::Overloaded, detail)
            }
        })
    }

    /// Returns the largest response to build from posts, in bytes.
    pub fn max_answer(&self) -> usize {
        self.max_answer
    }

    /// Returns a lease of no bytes for a body that is going to be written.
    pub fn lease(&self) -> ByteLease {
        self.bodies.lease()
    }

    /// Returns the problem of a body for which a lease could not grow, and counts it.
    pub fn no_bytes_left(&self) -> Problem {
        self.shed.fetch_add(1, Ordering::Relaxed);
        let detail = "too many long responses are waiting for their clients to read them";
        Problem::new(ProblemKind::Overloaded, detail)
    }

    /// Runs work that occupies a core for milliseconds on a separate thread: one task per core, and a
    /// limited number waiting.
    ///
    /// # Errors
    /// Returns `overloaded` if the queue is full, and `internal` if the work panics.
    pub async fn run_heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let result = self.heavy.run(work).await;
        if matches!(&result, Err(problem) if problem.kind == ProblemKind::Overloaded) {
            self.shed.fetch_add(1, Ordering::Relaxed);
        }
        result
    }

    /// Returns how many heavy tasks run at a time at most, each on its own thread.
    pub fn heavy_at_once(&self) -> usize {
        self.heavy.max_running()
    }

    /// Returns figures for metrics.
    pub fn counts(&self) -> LimitCounts {
        LimitCounts {
            rate_limited: self.rate_limited.load(Ordering::Relaxed),
            shed: self.shed.load(Ordering::Relaxed),
            in_flight: self.in_flight.count(),
            waiting: self.heavy.waiting(),
            listeners: self.listeners.count(),
            refused_listeners: self.refused_listeners.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::{LimitCounts, LimitOptions, Limits, Rate};
    use crate::ops::clock::Clock;

    #[test]
    fn rejected_requests_are_counted() {
        let one = NonZeroU32::MIN;
        let rate = Rate { requests: one, seconds: NonZeroU32::new(60).unwrap(), burst: one };
        let options = LimitOptions {
            rate: Some(rate),
            max_in_flight: 1,
            event_listeners: 1,
            ..LimitOptions::default()
        };
        let limits = Limits::new(&options, &Clock::system(), Vec::new(), 0);
        assert!(!limits.check_rate(None, "/").is_over());
        assert!(limits.check_rate(None, "/").is_over());
        let permit = limits.enter();
        assert!(permit.is_ok() && limits.enter().is_err());
        let listener = limits.listen();
        let refused = limits.listen().unwrap_err();
        assert!(listener.is_ok() && (5..=30).contains(&refused.retry_after.unwrap()));
        let counts = LimitCounts {
            rate_limited: 1,
            shed: 1,
            in_flight: 1,
            waiting: 0,
            listeners: 1,
            refused_listeners: 1,
        };
        assert_eq!(limits.counts(), counts);
    }

    #[test]
    fn only_exempt_paths_are_exempt() {
        let exempt = ["/healthz", "/metrics"].map(str::to_owned).to_vec();
        let limits = Limits::new(&LimitOptions::default(), &Clock::system(), exempt, 0);
        for path in ["/healthz", "/metrics", "/healthz/"] {
            assert!(limits.exempts(path), "{path}");
        }
        for path in ["/", "/healthz/x", "/api/v1/posts", "/Healthz", "//healthz"] {
            assert!(!limits.exempts(path), "{path}");
        }
    }
}
