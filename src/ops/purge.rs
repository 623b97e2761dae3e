//! The setting for the headers by which caches are purged.

/// Which headers carry the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PurgeHeaders {
    /// None.
    #[default]
    Off,
    /// `Cache-Tag`, separated by commas, as Cloudflare and Akamai read it.
    CacheTag,
    /// `Surrogate-Key`, separated by blanks, as Fastly and Varnish read it.
    SurrogateKey,
    /// Both.
    Both,
}
