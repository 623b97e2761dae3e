//! What every request can reach.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::answer::CacheHeaders;
use super::assets::AssetStore;
use super::drain::Drain;
use super::fallback::RouteTable;
use super::front::Store;
use super::life::Life;
use super::limits::{Limits, Paced};
use super::observe::Observer;
use super::openapi::DocumentCache;
use super::render::Renderer;
use super::{HttpOptions, Listener};
use crate::catalog::Snapshot;
use crate::live::Live;
use crate::source::ContentSource;

/// Tells the time. Answers depend on it, so tests bring their own.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        let start = Instant::now();
        Self { now: Arc::new(Timestamp::now), elapsed: Arc::new(move || start.elapsed()) }
    }

    /// A clock of one's own.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(now);
        let start = now();
        let later = Arc::clone(&now);
        let elapsed = move || later().duration_since(start).try_into().unwrap_or_default();
        Self { now, elapsed: Arc::new(elapsed) }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The time since the clock was made. Setting the system's time does not change it.
    pub fn elapsed(&self) -> Duration {
        (self.elapsed)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// What every request can reach; one for all workers.
#[derive(Debug)]
pub struct State {
    /// The content.
    pub live: Arc<Live>,
    /// How the service answers.
    pub options: HttpOptions,
    /// The time.
    pub clock: Clock,
    /// Whether the service goes on.
    pub life: Arc<Life>,
    /// Files beside posts.
    pub assets: Arc<AssetStore>,
    /// Rendered bodies.
    pub renders: Arc<Renderer>,
    /// The OpenAPI document of the current snapshot.
    pub documents: DocumentCache,
    /// Limits on clients.
    pub limits: Limits,
    /// Every path that is there.
    pub routes: RouteTable,
    /// Answers that were made before.
    pub store: Store,
    /// What is said of how long answers are fresh.
    pub cache_headers: CacheHeaders,
    /// Who sees every request.
    pub observer: Observer,
    /// Which listener has the metrics.
    pub metrics_at: Listener,
    /// The connections at the first listener.
    pub connections: Arc<Drain>,
    /// The metrics of this moment.
    pub metrics: Paced,
}

impl State {
    /// Sets up a service over some content, whose assets are read from `source`.
    pub fn new(
        live: Arc<Live>,
        source: Arc<dyn ContentSource>,
        options: HttpOptions,
        clock: Clock,
        life: Arc<Life>,
        metrics_at: Listener,
    ) -> Self {
        let assets = Arc::new(AssetStore::new(source));
        let renders = Arc::new(Renderer::new(&options, Arc::clone(&assets)));
        let document = super::openapi::skeleton();
        let routes = RouteTable::new(&document);
        let limits = Limits::new(&options.limits, &clock);
        let observer = Observer::new(&document, &options.observe);
        Self {
            store: Store::new(options.answer_cache_bytes),
            cache_headers: CacheHeaders::new(options.cache),
            live,
            options,
            clock,
            life,
            assets,
            renders,
            documents: DocumentCache::new(document),
            limits,
            routes,
            observer,
            metrics_at,
            connections: Drain::new(),
            metrics: Paced::default(),
        }
    }

    /// The snapshot of this moment.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.live.current()
    }
}
