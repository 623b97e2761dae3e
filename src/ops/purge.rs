//! The setting for headers with purge tags.

/// The headers that list the purge tags of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PurgeHeaders {
    /// None.
    #[default]
    Off,
    /// `Cache-Tag`, separated by commas, for Cloudflare and Akamai.
    CacheTag,
    /// `Surrogate-Key`, separated by spaces, for Fastly and Varnish.
    SurrogateKey,
    /// Both.
    Both,
}
