//! The state that requests share.

use std::sync::Arc;

use utoipa::openapi::OpenApi;

use super::answer::collapsing::Collapsing;
use super::answer::response_cache::ResponseCache;
use super::body::assets::AssetStore;
use super::body::buffers::Buffers;
use super::body::fragments::FragmentCache;
use super::body::render::Renderer;
use super::events::EventHub;
use super::manifests::ManifestCache;
use super::mcp::Access;
use super::openapi::DocumentCache;
use super::operation::OperationTable;
use super::options::ApiOptions;
use super::preview_link::PreviewLinks;
use super::sitemaps::SitemapCache;
use crate::live::History;
use crate::ops::cache_policy::CacheHeaders;
use crate::ops::clock::Clock;
use crate::ops::drain::Drain;
use crate::ops::life::Life;
use crate::ops::limits::Limits;
use crate::ops::listener::Listener;
use crate::ops::observe::paced::Paced;
use crate::ops::observe::{Observer, Operations};
use crate::protocol::cors::CorsOrigins;
use crate::protocol::methods::{MCP_METHODS, READ_METHODS};
use crate::protocol::paths::{MCP, RouteTable};
use crate::source::ContentSource;

/// The state that requests share, one for all workers. It does not contain the content and the time: a
/// request receives them as its [`Moment`](super::moment::Moment).
#[derive(Debug)]
pub struct State {
    /// The options of the API.
    pub options: ApiOptions,
    /// The operations.
    pub operations: OperationTable,
    /// Checks preview links; `None` without a preview token.
    pub previews: Option<PreviewLinks>,
    /// Whether the service is shutting down.
    pub life: Arc<Life>,
    /// Files next to posts.
    pub assets: Arc<AssetStore>,
    /// Renders bodies and caches them.
    pub renders: Arc<Renderer>,
    /// The cached OpenAPI document.
    pub documents: DocumentCache,
    /// Cached posts of lists.
    pub fragments: FragmentCache,
    /// Buffers of bodies.
    pub buffers: Arc<Buffers>,
    /// Limits on clients.
    pub limits: Limits,
    /// Who may use the endpoint of the Model Context Protocol; `None` if it is off.
    pub mcp: Option<Access>,
    /// The paths of all resources.
    pub routes: RouteTable,
    /// Cached responses.
    pub response_cache: ResponseCache,
    /// Responses that are being made.
    pub collapsing: Collapsing,
    /// The values of `Cache-Control`.
    pub cache_headers: CacheHeaders,
    /// Logs, counts and traces requests.
    pub observer: Observer,
    /// The listener that serves the metrics.
    pub metrics_at: Listener,
    /// The connections of the first listener.
    pub connections: Arc<Drain>,
    /// The current metrics.
    pub metrics: Paced,
    /// What was public in the past.
    pub history: Arc<History>,
    /// The cached manifest.
    pub manifests: ManifestCache,
    /// The cached sitemaps.
    pub sitemaps: SitemapCache,
    /// The events of the content, for those who listen.
    pub events: Arc<EventHub>,
}

/// The operations and their document, made from the routes.
pub struct Described {
    /// The operations.
    pub operations: OperationTable,
    /// Makes the OpenAPI document without examples and the parts that operations share.
    pub skeleton: fn() -> OpenApi,
}

/// Returns how large the cache of posts of lists is, beside a response cache of a size: as large, and a quarter more, so
/// that it has room for 100,000 posts by default.
fn fragment_bytes(responses: usize) -> usize {
    responses.saturating_add(responses / 4)
}

impl State {
    /// Creates the state of a service whose assets are read from `source`, and whose changes are remembered by
    /// `history` and streamed by `events`.
    pub fn new(
        described: Described,
        source: Arc<dyn ContentSource>,
        options: ApiOptions,
        clock: &Clock,
        life: Arc<Life>,
        metrics_at: Listener,
        (history, events): (Arc<History>, Arc<EventHub>),
    ) -> Self {
        let Described { operations, skeleton } = described;
        let assets = Arc::new(AssetStore::new(source));
        let renders = Arc::new(Renderer::new(&options, Arc::clone(&assets)));
        let entries = operations.entries();
        let names = entries.iter().map(|entry| (entry.id, entry.path.as_str()));
        Self {
            response_cache: ResponseCache::new(options.answer_cache_bytes),
            collapsing: Collapsing::default(),
            // In addition: each cache is divided, and a smaller part would have no room for the largest responses.
            fragments: FragmentCache::new(fragment_bytes(options.answer_cache_bytes)),
            buffers: Arc::default(),
            cache_headers: CacheHeaders::new(options.cache),
            limits: Limits::new(
                &options.limits,
                clock,
                operations.exempt_paths(),
                options.answer_cache_bytes,
            ),
            routes: RouteTable::new(
                entries
                    .iter()
                    .map(|entry| entry.path.as_str())
                    .filter(|&path| options.mcp || path != MCP),
            ),
            mcp: options.mcp.then(|| Access::new(&options)),
            observer: Observer::new(Operations::new(names), &options.observe),
            documents: DocumentCache::new(skeleton),
            connections: Drain::new(),
            previews: PreviewLinks::of(&options),
            metrics: Paced::new(clock.clone()),
            options,
            operations,
            life,
            assets,
            renders,
            metrics_at,
            history,
            manifests: ManifestCache::new(),
            sitemaps: SitemapCache::new(),
            events,
        }
    }
    /// Returns who may use the endpoint of the Model Context Protocol, if it is at this path.
    pub fn mcp_at(&self, path: &str) -> Option<&Access> {
        self.mcp.as_ref().filter(|_| path.trim_end_matches('/') == MCP)
    }

    /// Returns the origins whose pages may read responses at a path.
    pub fn cors_at(&self, path: &str) -> &CorsOrigins {
        self.mcp_at(path).map_or(&self.options.cors, Access::origins)
    }

    /// Returns the methods of a resource.
    pub fn methods_at(&self, path: &str) -> &'static str {
        if self.mcp_at(path).is_some() { MCP_METHODS } else { READ_METHODS }
    }
}
