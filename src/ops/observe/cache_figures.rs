//! Figures about a cache.

/// The size of a cache and its hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheFigures {
    /// The number of cached items.
    pub entries: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The number of lookups that found an item.
    pub hits: u64,
    /// The number of lookups that did not.
    pub misses: u64,
}
