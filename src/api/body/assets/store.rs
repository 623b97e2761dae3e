//! The assets of a source: their URLs and the facts about them.

use std::fmt;
use std::io;
use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::catalog::{AssetFacts, AssetId, Snapshot};
use crate::post::ContentPath;
use crate::protocol::paths::ASSETS;
use crate::protocol::percent::encode_component;
use crate::source::{AssetRead, ContentSource, FileVersion, read_facts};
use crate::text::Revision;

/// How many digits of the content hash a URL contains: 64 bits, so that no two files of a site share
/// them by accident.
const VERSION_DIGITS: usize = 16;

/// The number of files whose facts are cached.
const CACHED_FACTS: usize = 16 * 1024;

/// How often a file is read that is written to meanwhile.
const MAX_ATTEMPTS: usize = 3;

/// Returns the URL path of one version of an asset. It can be cached forever, because the version never
/// changes.
pub fn asset_path(path: &ContentPath, revision: Revision) -> String {
    let segments: Vec<String> = path.as_str().split('/').map(encode_component).collect();
    format!("{ASSETS}/{}?v={:.VERSION_DIGITS$}", segments.join("/"), revision.to_string())
}

/// Whether the `v` of a URL is the version with this content hash: the whole hash, or at least as many
/// digits as [`asset_path`] writes.
pub fn matches_version(given: &str, revision: Revision) -> bool {
    given.len() >= VERSION_DIGITS && revision.to_string().starts_with(given)
}

/// Opens assets and caches facts about them.
pub struct AssetStore {
    source: Arc<dyn ContentSource>,
    /// Facts by the version of the file, so that a file is read again only after it was changed, also
    /// across snapshots.
    facts: Cache<(ContentPath, FileVersion), AssetFacts>,
}

impl fmt::Debug for AssetStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssetStore").field("source", &self.source).finish_non_exhaustive()
    }
}

impl AssetStore {
    /// Creates a store of the assets of a source.
    pub fn new(source: Arc<dyn ContentSource>) -> Self {
        Self { source, facts: Cache::new(CACHED_FACTS) }
    }

    /// Returns the facts about an asset of a snapshot. They do not change during the life of the
    /// snapshot, so that everything rendered from it is consistent. `None` if the file is gone or may
    /// not be read, or if reading failed for a temporary reason; in the latter case the next call tries
    /// again. Blocks: the first call reads the whole file.
    pub fn facts(&self, snapshot: &Snapshot, id: AssetId) -> Option<AssetFacts> {
        let assets = snapshot.assets();
        let path = assets.path(id);
        let find = || {
            let read = self.open(path).and_then(|mut file| self.read(path, &mut *file));
            if let Err(error) = &read {
                tracing::warn!("the asset {path} cannot be read: {error}");
            }
            match read {
                Ok((facts, _)) => Ok(Some(facts)),
                Err(error) if is_missing(&error) => Ok(None),
                Err(error) => Err(error),
            }
        };
        assets.facts(id, find).ok().flatten().copied()
    }

    /// Opens an asset.
    ///
    /// # Errors
    /// Same as [`ContentSource::open`].
    pub fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        self.source.open(path)
    }

    /// Returns the facts about an open file and the version that they apply to. If several callers
    /// request the same file, the first reads it and the others wait.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or is written to again and again.
    pub fn read(
        &self,
        path: &ContentPath,
        file: &mut dyn AssetRead,
    ) -> io::Result<(AssetFacts, FileVersion)> {
        for _ in 0..MAX_ATTEMPTS {
            let before = file.version()?;
            let facts = if before.is_settled() {
                let key = (path.clone(), before);
                self.facts.get_or_insert_with(&key, || read_facts(file))?
            } else {
                read_facts(file)?
            };
            if facts.bytes == before.bytes() && file.version()?.is_unwritten_since(&before) {
                return Ok((facts, before));
            }
        }
        Err(io::Error::other("the file is being written to"))
    }
}

/// Whether a file does not exist or may not be read, as opposed to temporary errors such as too many
/// open files.
pub fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::{AssetStore, asset_path, matches_version};
    use crate::catalog::{Audience, CatalogOptions, Snapshot};
    use crate::compile::CompileOptions;
    use crate::live::load;
    use crate::post::ContentPath;
    use crate::source::{ContentSource, FolderSource, MemorySource};
    use crate::text::Revision;

    fn snapshot(source: &dyn ContentSource) -> Snapshot {
        let settings = CompileOptions::default();
        let catalog = CatalogOptions {
            default_lang: settings.default_lang.clone(),
            post_path: "/posts/{slug}".to_owned(),
            everyone: Audience::Public,
            settings: Revision::of(b""),
        };
        load(source, &settings, &catalog, &|_, _| {}).unwrap().snapshot
    }

    #[test]
    fn the_facts_of_an_image_are_its_hash_and_size() {
        let svg = b"<svg width='20' height='10'/>";
        let source = MemorySource::from_iter([("a.svg", &svg[..]), ("b.txt", b"text")]);
        let snapshot = snapshot(&source);
        let store = AssetStore::new(Arc::new(source));
        let facts = |path| store.facts(&snapshot, snapshot.assets().find(path).unwrap()).unwrap();
        assert_eq!((facts("a.svg").width, facts("a.svg").height), (Some(20), Some(10)));
        assert_eq!(facts("a.svg").revision, Revision::of(svg));
        assert_eq!((facts("b.txt").width, facts("b.txt").bytes), (None, 4));
    }

    #[test]
    fn facts_of_a_snapshot_outlive_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.bin", "b.bin"] {
            fs::write(folder.path().join(name), "text").unwrap();
        }
        let source = FolderSource::new(folder.path(), 1);
        let snapshot = snapshot(&source);
        let store = AssetStore::new(Arc::new(source));
        let facts = |path| store.facts(&snapshot, snapshot.assets().find(path).unwrap());
        let known = facts("a.bin");
        assert!(known.is_some());
        for name in ["a.bin", "b.bin"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        assert_eq!(facts("a.bin"), known);
        assert_eq!(facts("b.bin"), None);
    }

    #[test]
    fn a_path_is_encoded_by_segments_and_has_its_version() {
        // These are the first digits of the BLAKE3 test vector for empty input.
        let path = asset_path(&ContentPath::new("图 1/a&b?#.png"), Revision::of(b""));
        assert_eq!(path, "/assets/%E5%9B%BE%201/a%26b%3F%23.png?v=af1349b9f5f9a1a6");
    }

    #[test]
    fn a_version_matches_as_a_whole_or_as_links_have_it() {
        let empty = Revision::of(b"");
        for (given, expected) in [
            ("af1349b9f5f9a1a6", true),
            ("af1349b9f5f9a1a6a0404dea36dcc949", true),
            ("af1349b9f5f9a1a6a0404dea36dcc9490", false),
            ("af1349b9f5f9a1a", false),
            ("AF1349B9F5F9A1A6", false),
            ("af1349b9f5f9a1a7", false),
            ("", false),
        ] {
            assert_eq!(matches_version(given, empty), expected, "{given}");
        }
    }

    #[test]
    fn a_file_that_has_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = AssetStore::new(Arc::new(FolderSource::new(folder.path(), 1)));
        let path = ContentPath::new("a.bin");
        for text in ["one", "two", "three"] {
            fs::write(folder.path().join("a.bin"), text).unwrap();
            let mut file = store.open(&path).unwrap();
            let (facts, version) = store.read(&path, &mut *file).unwrap();
            assert_eq!(facts.revision, Revision::of(text.as_bytes()));
            assert_eq!(version.bytes(), text.len() as u64);
        }
    }
}
