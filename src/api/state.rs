//! What every request can reach.

use std::sync::Arc;

use super::openapi::DocumentCache;
use super::options::HttpOptions;
use crate::api::answer::store::Store;
use crate::api::body::assets::AssetStore;
use crate::api::body::render::Renderer;
use crate::catalog::Snapshot;
use crate::live::Live;
use crate::ops::cache_policy::CacheHeaders;
use crate::ops::clock::Clock;
use crate::ops::drain::Drain;
use crate::ops::life::Life;
use crate::ops::limits::Limits;
use crate::ops::listener::Listener;
use crate::ops::observe::Observer;
use crate::ops::observe::paced::Paced;
use crate::protocol::paths::RouteTable;
use crate::source::ContentSource;

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
        let routes = RouteTable::new(document.paths.paths.keys().map(String::as_str));
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
