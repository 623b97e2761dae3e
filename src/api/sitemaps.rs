//! The sitemaps of the current content, which many requests share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use jiff::Timestamp;

use super::body::writer::Written;

/// The generation of the content, and the time since which the same posts are public.
pub type SitemapKey = (u64, Option<Timestamp>);

/// The cached sitemaps. With 100,000 posts they have 20 MB, more than the response cache accepts.
pub struct SitemapCache {
    current: ArcSwapOption<(SitemapKey, Vec<Written>)>,
    /// Locked while they are made, so that they are made once.
    making: Mutex<()>,
}

impl SitemapCache {
    /// Creates an empty cache.
    pub fn new() -> Self {
        Self { current: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// Returns the sitemaps of some content, if they are cached.
    pub fn find(&self, key: SitemapKey) -> Option<Vec<Written>> {
        let current = self.current.load();
        Some(current.as_ref().filter(|current| current.0 == key)?.1.clone())
    }

    /// Returns the sitemaps of some content, made by `make` as XML. If several callers request them, the first makes
    /// them and the others wait.
    pub fn get(&self, key: SitemapKey, make: impl FnOnce() -> Vec<String>) -> Vec<Written> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sitemaps) = self.find(key) {
            return sitemaps;
        }
        let sitemap =
            |xml: String| Written::shared(Bytes::from(xml.into_bytes().into_boxed_slice()));
        let sitemaps: Vec<_> = make().into_iter().map(sitemap).collect();
        self.current.store(Some(Arc::new((key, sitemaps.clone()))));
        sitemaps
    }
}

impl fmt::Debug for SitemapCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SitemapCache")
    }
}
