//! How an answer looks on the wire: actix-web and utoipa live here and nowhere else.

use std::sync::Arc;

use crate::compile::markdown::RenderOptions;
use crate::live::Live;
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
}

/// Where a server listens and with how many threads.
#[derive(Debug, Clone)]
pub struct ListenOptions {
    /// Host and port; port 0 takes a free one.
    pub address: std::net::SocketAddr,
    /// Worker threads; the number of cores where none is given.
    pub workers: Option<usize>,
    /// How long open requests may take after a signal, in seconds.
    pub shutdown_seconds: u64,
}

/// Serves until SIGINT or SIGTERM; then open requests finish. `listening` is told the address once
/// connections are accepted.
///
/// # Errors
/// Where the address cannot be bound.
pub async fn serve(
    _live: Arc<Live>,
    _options: HttpOptions,
    _listen: ListenOptions,
    _listening: impl FnOnce(std::net::SocketAddr),
) -> std::io::Result<()> {
    unimplemented!()
}

/// The OpenAPI document with the examples of the built-in sample posts, as JSON.
pub fn openapi_document() -> serde_json::Value {
    unimplemented!()
}

/// A JSON value as YAML.
pub fn to_yaml(_document: &serde_json::Value) -> String {
    unimplemented!()
}
