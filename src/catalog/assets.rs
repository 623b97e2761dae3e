//! The files stored alongside posts, and their metadata.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::folders::Folders;
use crate::post::ContentPath;
use crate::text::Revision;
use crate::text::nfc::nfc;

/// The number of an asset in one [`Assets`]: its position when sorted by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssetId(u32);

/// The metadata of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetFacts {
    /// The hash of the content, equal on all replicas.
    pub revision: Revision,
    /// Its length in bytes.
    pub bytes: u64,
    /// The intrinsic width of an image in CSS pixels; `None` if the file isn't an image or the image
    /// has no intrinsic size.
    pub width: Option<u32>,
    /// The height, likewise; `Some` exactly when `width` is.
    pub height: Option<u32>,
}

/// The files stored alongside posts, by path. The set of files never changes; their metadata is
/// filled in by callers on first use, because it requires reading the files.
#[derive(Debug, Default)]
pub struct Assets {
    paths: Box<[ContentPath]>,
    /// The paths that are not in NFC, as some systems write names, by their NFC form.
    composed: Box<[(Box<str>, AssetId)]>,
    /// The inner `None` means that the file turned out to be missing.
    facts: Box<[OnceLock<Option<AssetFacts>>]>,
    folders: OnceLock<Folders>,
}

impl Assets {
    /// Creates the set from the paths of a listing, in any order.
    pub fn new(mut paths: Vec<ContentPath>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        let mut composed: Vec<(Box<str>, AssetId)> = (0..)
            .map(AssetId)
            .zip(&paths)
            .filter_map(|(id, path)| match nfc(path.as_str()) {
                Cow::Borrowed(_) => None,
                Cow::Owned(composed) => Some((composed.into(), id)),
            })
            .collect();
        composed.sort_unstable();
        Self {
            composed: composed.into(),
            facts: paths.iter().map(|_| OnceLock::new()).collect(),
            paths: paths.into(),
            folders: OnceLock::new(),
        }
    }

    /// Creates the set from the paths of a later listing. The metadata of `previous` is taken over, except
    /// that of files that have changed and of those that were missing.
    pub fn successor(
        previous: &Self,
        paths: Vec<ContentPath>,
        has_changed: impl Fn(&ContentPath) -> bool,
    ) -> Self {
        let new = Self::new(paths);
        for (id, path) in new.iter() {
            if let Some(old) = previous.exact(path.as_str())
                && let Some(Some(facts)) = previous.facts[old.0 as usize].get()
                && !has_changed(path)
            {
                new.facts[id.0 as usize].get_or_init(|| Some(*facts));
            }
        }
        new
    }

    /// Returns the asset with exactly this path, relative to the content folder, or else one whose
    /// path is equal under NFC. Paths are compared as text, so `..` and `//` never match.
    pub fn find(&self, path: &str) -> Option<AssetId> {
        self.exact(path).or_else(|| {
            let composed = nfc(path);
            let same = matches!(composed, Cow::Borrowed(_));
            let exact = if same { None } else { self.exact(&composed) };
            exact.or_else(|| self.composed(&composed))
        })
    }

    fn composed(&self, path: &str) -> Option<AssetId> {
        let at = self.composed.partition_point(|(other, _)| **other < *path);
        self.composed.get(at).filter(|(other, _)| **other == *path).map(|&(_, id)| id)
    }

    fn exact(&self, path: &str) -> Option<AssetId> {
        let at = self.paths.binary_search_by(|other| other.as_str().cmp(path)).ok()?;
        Some(AssetId(at as u32))
    }

    /// Returns whether these are the same files, by their paths.
    pub(super) fn has_paths_of(&self, other: &Self) -> bool {
        self.paths == other.paths
    }

    /// Returns the path of an asset.
    pub fn path(&self, id: AssetId) -> &ContentPath {
        &self.paths[id.0 as usize]
    }

    /// Returns all assets, sorted by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (AssetId, &ContentPath)> {
        self.paths.iter().enumerate().map(|(at, path)| (AssetId(at as u32), path))
    }

    /// Returns the path in the same folder that is most similar to a mistyped one, ignoring case, of the
    /// assets that `accept` accepts. Returns `None` if no path is similar enough; see
    /// [`crate::text::suggest`].
    pub fn near(&self, path: &str, accept: impl Fn(AssetId) -> bool) -> Option<&str> {
        let path_of = |id: u32| self.path(AssetId(id)).as_str();
        let folders = self
            .folders
            .get_or_init(|| Folders::new((0..).zip(self.paths.iter().map(ContentPath::as_str))));
        folders.near(path, path_of, |id| accept(AssetId(id)))
    }

    /// Returns whether the metadata of an asset is already known.
    pub fn is_known(&self, id: AssetId) -> bool {
        self.facts[id.0 as usize].get().is_some()
    }

    /// Returns the metadata of an asset, or `None` if the file is missing. The result of the first
    /// successful call to `find` is cached; after an error the next caller tries again.
    ///
    /// # Errors
    /// Returns the error of `find`.
    pub fn facts<E>(
        &self,
        id: AssetId,
        find: impl FnOnce() -> Result<Option<AssetFacts>, E>,
    ) -> Result<Option<&AssetFacts>, E> {
        let slot = &self.facts[id.0 as usize];
        let found = match slot.get() {
            Some(found) => found,
            None => {
                let found = find()?;
                slot.get_or_init(|| found)
            }
        };
        Ok(found.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{AssetFacts, Assets};
    use crate::post::ContentPath;
    use crate::text::Revision;

    fn assets(paths: &[&str]) -> Assets {
        Assets::new(paths.iter().copied().map(ContentPath::new).collect())
    }

    fn found<'a>(assets: &'a Assets, path: &str) -> Option<&'a str> {
        assets.find(path).map(|id| assets.path(id).as_str())
    }

    #[test]
    fn an_asset_is_found_only_by_its_exact_path() {
        let assets = assets(&["images/a.png", "a.png", "a b/ü.png"]);
        for path in ["a.png", "images/a.png", "a b/ü.png"] {
            assert_eq!(found(&assets, path), Some(path));
        }
        for path in ["A.png", "/a.png", "images/../a.png", "images//a.png", "./a.png", "images", ""]
        {
            assert_eq!(found(&assets, path), None, "{path}");
        }
    }

    #[test]
    fn composed_and_decomposed_names_are_equal() {
        let both = assets(&["e\u{301}.png", "\u{e9}.png"]);
        for exact in ["e\u{301}.png", "\u{e9}.png"] {
            assert_eq!(found(&both, exact), Some(exact));
        }
        let decomposed = assets(&["cafe\u{301}/u\u{308}.png", "z.png"]);
        let path = Some("cafe\u{301}/u\u{308}.png");
        assert_eq!(found(&decomposed, "caf\u{e9}/\u{fc}.png"), path);
        assert_eq!(found(&decomposed, "cafe\u{301}/\u{fc}.png"), path);
        let composed = assets(&["caf\u{e9}.png"]);
        assert_eq!(found(&composed, "cafe\u{301}.png"), Some("caf\u{e9}.png"));
    }

    #[test]
    fn suggestions_come_from_the_same_folder() {
        let assets = assets(&["Chart.png", "images/chart.svg", "images/chart-2.png", "images.png"]);
        assert_eq!(assets.near("chart.png", |_| true), Some("Chart.png"));
        assert_eq!(assets.near("images/Chart.svg", |_| true), Some("images/chart.svg"));
        assert_eq!(assets.near("images/chrat.svg", |_| true), Some("images/chart.svg"));
        assert_eq!(assets.near("images/photo.jpeg", |_| true), None);
        assert_eq!(assets.near("nowhere/chart.svg", |_| true), None);
    }

    #[test]
    fn metadata_is_taken_over_unless_the_file_has_changed_or_was_missing() {
        let old = assets(&["a.png", "b.png", "c.png", "d.png"]);
        let facts = AssetFacts { revision: Revision::of(b""), bytes: 0, width: None, height: None };
        for (path, found) in [("b.png", Some(facts)), ("c.png", Some(facts)), ("d.png", None)] {
            old.facts(old.find(path).unwrap(), || Ok::<_, ()>(found)).unwrap();
        }
        let paths = ["0.png", "b.png", "c.png", "d.png"].map(ContentPath::new).to_vec();
        let new = Assets::successor(&old, paths, |path| path.as_str() == "c.png");
        let known = new.iter().filter(|&(id, _)| new.is_known(id)).map(|(_, path)| path.as_str());
        assert_eq!(known.collect::<Vec<_>>(), ["b.png"]);
    }

    #[test]
    fn metadata_is_cached_and_errors_are_retried() {
        let assets = assets(&["a.png", "b.png", "c.png"]);
        let facts = AssetFacts { revision: Revision::of(b""), bytes: 0, width: None, height: None };
        for (path, found, times) in
            [("a.png", Ok(Some(facts)), 1), ("b.png", Ok(None), 1), ("c.png", Err(()), 2)]
        {
            let calls = Cell::new(0);
            let id = assets.find(path).unwrap();
            for _ in 0..2 {
                let find = || {
                    calls.set(calls.get() + 1);
                    found
                };
                assert_eq!(assets.facts(id, find).map(Option::<&_>::copied), found);
            }
            assert_eq!(calls.get(), times, "{path}");
            assert_eq!(assets.is_known(id), found.is_ok(), "{path}");
        }
    }
}
