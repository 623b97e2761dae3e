//! The options of the API.

use crate::catalog::Audience;
use crate::compile::CompileOptions;
use crate::compile::markdown::RenderOptions;
use crate::feed::FeedContent;
use crate::ops::cache_policy::CacheOptions;
use crate::ops::limits::LimitOptions;
use crate::ops::observe::ObserveOptions;
use crate::ops::purge::PurgeHeaders;
use crate::ops::webhook::WebhookFigures;
use crate::protocol::base_path::BasePath;
use crate::protocol::cors::CorsOrigins;
use crate::protocol::robots::Robots;
use crate::text::Lang;

/// Options of the API.
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// The public URL of the service, with its path but without a trailing slash. If it is set, links are
    /// absolute.
    pub public_url: Option<String>,
    /// The prefix of the paths of all requests.
    pub base_path: BasePath,
    /// Whether links are absolute even if `public_url` is not set: with the address of the listener.
    pub links_to_itself: bool,
    /// The scheme of requests to the server itself: `https` if it has a certificate.
    pub scheme: &'static str,
    /// The title of the site.
    pub title: String,
    /// The description of the site.
    pub description: Option<String>,
    /// The URL of the site, without a trailing slash.
    pub site_url: Option<String>,
    /// The path of a post on the site, with `{slug}` and optionally `{lang}`.
    pub post_path: String,
    /// What entries of feeds contain.
    pub feed_content: FeedContent,
    /// The language of posts that don't declare one.
    pub default_lang: Lang,
    /// The secret that gives access to drafts and scheduled posts.
    pub preview_token: Option<String>,
    /// What anyone may see, as [`CatalogOptions`](crate::catalog::CatalogOptions) has it too. For
    /// [`Audience::Preview`], tokens have no effect, no response may be stored, and the server responds only
    /// to names of its own machine.
    pub everyone: Audience,
    /// Whether `/diagnostics` is public.
    pub diagnostics: bool,
    /// How bodies are rendered.
    pub render: RenderOptions,
    /// The maximum size of the cache of rendered bodies; 0 disables it.
    pub render_cache_bytes: usize,
    /// The maximum size of the response cache; 0 disables it.
    pub answer_cache_bytes: usize,
    /// How long clients and caches may reuse responses.
    pub cache: CacheOptions,
    /// Which headers list the contents of a response, for purging caches.
    pub purge: PurgeHeaders,
    /// The origins whose pages may read responses.
    pub cors: CorsOrigins,
    /// Whether there is an endpoint of the Model Context Protocol.
    pub mcp: bool,
    /// The origins whose pages may use that endpoint, besides that of `public_url` and pages of this machine.
    pub mcp_origins: CorsOrigins,
    /// What search engines may do with responses of the API.
    pub robots: Robots,
    /// Whether bodies are compressed for clients that accept it.
    pub compression: bool,
    /// Limits on clients.
    pub limits: LimitOptions,
    /// Logs, metrics and traces.
    pub observe: ObserveOptions,
    /// What has become of webhooks, for metrics.
    pub webhooks: WebhookFigures,
}

impl Default for ApiOptions {
    /// Returns the defaults of the settings, without a preview token.
    fn default() -> Self {
        Self {
            public_url: None,
            base_path: BasePath::default(),
            links_to_itself: false,
            scheme: "http",
            title: "Inkstone".to_owned(),
            description: None,
            site_url: None,
            post_path: "/posts/{slug}".to_owned(),
            feed_content: FeedContent::Full,
            default_lang: CompileOptions::default().default_lang,
            preview_token: None,
            everyone: Audience::Public,
            diagnostics: false,
            render: RenderOptions::default(),
            render_cache_bytes: 64 << 20,
            answer_cache_bytes: 64 << 20,
            cache: CacheOptions::default(),
            purge: PurgeHeaders::Off,
            cors: CorsOrigins::Any,
            mcp: false,
            mcp_origins: CorsOrigins::These(Vec::new()),
            robots: Robots::default(),
            compression: true,
            limits: LimitOptions::default(),
            observe: ObserveOptions::default(),
            webhooks: WebhookFigures::default(),
        }
    }
}
