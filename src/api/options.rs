//! The options of the API.

use crate::compile::CompileOptions;
use crate::compile::markdown::RenderOptions;
use crate::ops::cache_policy::CacheOptions;
use crate::ops::limits::LimitOptions;
use crate::ops::observe::ObserveOptions;
use crate::ops::purge::PurgeHeaders;
use crate::protocol::cors::CorsOrigins;
use crate::text::Lang;

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
