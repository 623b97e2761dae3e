//! What is to be known of a cache.

/// How full a cache is, and how well it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheFigures {
    /// How many things it keeps.
    pub entries: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How often something was asked for that was there.
    pub hits: u64,
    /// How often something was asked for that was not.
    pub misses: u64,
}
