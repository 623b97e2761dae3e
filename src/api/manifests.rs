//! The body of the whole manifest, which many requests share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;

use super::body::writer::Written;
use super::view::envelope::Links;
use super::view::manifest::write_manifest;
use crate::sync::{Manifest, SyncToken};

/// The cached body of the current manifest. With 100,000 posts it has 12 MB, more than the response cache accepts.
pub struct ManifestCache {
    current: ArcSwapOption<(SyncToken, Written)>,
    /// Locked while the body is made, so that it is made once.
    making: Mutex<()>,
}

impl ManifestCache {
    /// Creates an empty cache.
    pub fn new() -> Self {
        Self { current: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// Returns the body of a manifest at its usual address, if it is cached.
    pub fn find(&self, token: SyncToken) -> Option<Written> {
        let current = self.current.load();
        Some(current.as_ref().filter(|current| current.0 == token)?.1.clone())
    }

    /// Makes the body of a manifest at its usual address, to which `links` leads. If several callers request it,
    /// the first makes it and the others wait.
    pub fn make(&self, manifest: &Manifest, links: &Links) -> Written {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(written) = self.find(manifest.token()) {
            return written;
        }
        let written = Written::shared(write_manifest(manifest, links));
        self.current.store(Some(Arc::new((manifest.token(), written.clone()))));
        written
    }
}

impl fmt::Debug for ManifestCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManifestCache")
    }
}
