//! The body of the whole manifest, which many requests share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use bytes::Bytes;

use super::body::encodings::Encodings;
use super::body::writer::Written;
use super::view::envelope::Links;
use super::view::manifest::write_manifest;
use crate::sync::{Manifest, SyncToken};
use crate::text::Revision;

/// The cached body of the current manifest. With 100,000 posts it has 12 MB, more than the response cache accepts.
pub struct ManifestCache {
    current: ArcSwapOption<Entry>,
    /// Locked while the body is made, so that it is made once.
    making: Mutex<()>,
}

struct Entry {
    token: SyncToken,
    bytes: Bytes,
    revision: Revision,
    encodings: Arc<Encodings>,
}

impl Entry {
    fn new(manifest: &Manifest, links: &Links) -> Self {
        let bytes = write_manifest(manifest, links);
        let (revision, encodings) = (Revision::of(&bytes), Arc::default());
        Self { token: manifest.token(), bytes, revision, encodings }
    }

    fn written(&self) -> Written {
        Written {
            bytes: self.bytes.clone(),
            revision: self.revision,
            // Shared by all requests, so it does not count against the limit on bodies that wait for clients.
            is_leased: true,
            encodings: Some(Arc::clone(&self.encodings)),
        }
    }
}

impl ManifestCache {
    /// Creates an empty cache.
    pub fn new() -> Self {
        Self { current: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// Returns the body of a manifest at its usual address, if it is cached.
    pub fn find(&self, token: SyncToken) -> Option<Written> {
        let current = self.current.load();
        Some(current.as_ref().filter(|entry| entry.token == token)?.written())
    }

    /// Makes the body of a manifest at its usual address, to which `links` leads. If several callers request it,
    /// the first makes it and the others wait.
    pub fn make(&self, manifest: &Manifest, links: &Links) -> Written {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(written) = self.find(manifest.token()) {
            return written;
        }
        let entry = Entry::new(manifest, links);
        let written = entry.written();
        self.current.store(Some(Arc::new(entry)));
        written
    }
}

impl fmt::Debug for ManifestCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManifestCache")
    }
}
