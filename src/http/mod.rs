//! How an answer looks on the wire: actix-web and utoipa live here and nowhere else.

mod answer;
mod assets;
mod audience;
mod coding;
mod conditional;
mod connection;
mod drain;
mod fallback;
mod front;
mod handler;
mod hex;
mod life;
mod limits;
mod links;
mod listener;
mod negotiate;
mod observe;
mod openapi;
mod params;
mod preference;
mod problem;
mod range;
mod render;
mod request_body;
mod request_id;
mod routes;
mod running;
mod server;
mod signals;
mod site_links;
mod state;
mod tls;
mod view;

use std::net::SocketAddr;
use std::time::Duration;

use crate::compile::CompileOptions;
use crate::compile::markdown::RenderOptions;
use crate::text::Lang;

pub use answer::{CacheOptions, Freshness};
pub use assets::asset_path;
pub use front::cors::CorsOrigins;
pub use front::purge::PurgeHeaders;
pub use limits::{HeadLimits, LimitOptions, Rate, TrustedProxies};
pub use observe::{ACCESS_LOG, LostLines, ObserveOptions};
pub use openapi::{sample_document as openapi_document, to_yaml};
pub use problem::ProblemKind;
pub use running::Service;
pub use server::{OPERATIONS_CONNECTIONS, StartError, start};
pub use signals::{Signal, Signals};
pub use state::Clock;
pub use tls::{TlsError, TlsFiles};

/// How the service answers.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Scheme and host under which clients see the service, without a trailing slash.
    pub public_url: Option<String>,
    /// The site's title.
    pub title: String,
    /// What the site is about.
    pub description: Option<String>,
    /// The site's address, without a trailing slash.
    pub site_url: Option<String>,
    /// The path of a post on the site, with `{slug}` and perhaps `{lang}`.
    pub post_path: String,
    /// The site's language.
    pub default_lang: Lang,
    /// The secret that shows drafts and scheduled posts.
    pub preview_token: Option<String>,
    /// Whether `/diagnostics` is open to everyone.
    pub diagnostics: bool,
    /// How bodies are rendered.
    pub render: RenderOptions,
    /// How many bytes of rendered bodies are kept.
    pub render_cache_bytes: usize,
    /// How many bytes of whole answers are kept, as they are and encoded.
    pub answer_cache_bytes: usize,
    /// For how long clients and caches may keep answers.
    pub cache: CacheOptions,
    /// Which headers name what is in an answer, for those who purge caches.
    pub purge: PurgeHeaders,
    /// Pages of which origins may read answers.
    pub cors: CorsOrigins,
    /// Whether bodies are encoded for those who like it.
    pub compression: bool,
    /// What a client may do.
    pub limits: LimitOptions,
    /// How it is observed.
    pub observe: ObserveOptions,
}

impl Default for HttpOptions {
    /// The defaults of the settings, without a preview token.
    fn default() -> Self {
        Self {
            public_url: None,
            title: "Inkstone".to_owned(),
            description: None,
            site_url: None,
            post_path: "/posts/{slug}".to_owned(),
            default_lang: CompileOptions::default().default_lang,
            preview_token: None,
            diagnostics: false,
            render: RenderOptions::default(),
            render_cache_bytes: 64 << 20,
            answer_cache_bytes: 64 << 20,
            cache: CacheOptions::default(),
            purge: PurgeHeaders::Off,
            cors: CorsOrigins::Any,
            compression: true,
            limits: LimitOptions::default(),
            observe: ObserveOptions::default(),
        }
    }
}

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listener {
    /// The API.
    Main,
    /// What only operators ask for.
    Operations,
}

/// Where a server listens, and what it expects of its clients.
#[derive(Debug, Clone)]
pub struct ListenOptions {
    /// Host and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// Host and port of the second listener, which has what operators ask for.
    pub operations: Option<SocketAddr>,
    /// The certificate for HTTPS at `address`; HTTP where there is none.
    pub tls: Option<TlsFiles>,
    /// Worker threads; the number of cores where none is given.
    pub workers: Option<usize>,
    /// How many connections are open at `address` at most; others wait. Each worker has the same share,
    /// and there are no more workers than connections. What cannot be shared evenly is not used.
    pub max_connections: usize,
    /// How long a connection may be idle between requests; with zero it has one request only.
    pub keep_alive: Duration,
    /// How long the head of a request may take; for the first, the handshake of TLS included.
    pub head_timeout: Duration,
    /// How long a client may take nothing of its answer.
    pub write_timeout: Duration,
    /// How long requests are still taken after SIGTERM.
    pub delay: Duration,
    /// How long open requests may take after that.
    pub patience: Duration,
}

impl Default for ListenOptions {
    /// The defaults of the settings: plain HTTP at 127.0.0.1:8080, without a second listener.
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            operations: None,
            tls: None,
            workers: None,
            max_connections: 25_000,
            keep_alive: Duration::from_secs(75),
            head_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            delay: Duration::from_secs(2),
            patience: Duration::from_secs(30),
        }
    }
}
