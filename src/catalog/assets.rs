//! Files beside posts: which there are, and what is known of them.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::folders::Folders;
use crate::post::{ContentPath, Revision};
use crate::text::nfc::nfc;

/// The number of an asset in one [`Assets`]: its position in the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssetId(u32);

/// What an asset is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetFacts {
    /// The identity of its content, equal on all replicas.
    pub revision: Revision,
    /// Its length in bytes.
    pub bytes: u64,
    /// The width of the picture as it is shown, in CSS pixels; nothing where it is no picture or
    /// has no size of its own.
    pub width: Option<u32>,
    /// The height, likewise. It is there exactly where the width is.
    pub height: Option<u32>,
}

/// The files beside posts, by path. Which there are never changes; what they are like is filled in
/// from above when it is first asked for, as it takes reading them.
#[derive(Debug, Default)]
pub struct Assets {
    paths: Box<[ContentPath]>,
    /// Paths that are not in NFC, as some systems write names, by their NFC.
    composed: Box<[(Box<str>, AssetId)]>,
    /// Nothing inside where a file turned out to be gone.
    facts: Box<[OnceLock<Option<AssetFacts>>]>,
    folders: OnceLock<Folders>,
}

impl Assets {
    /// Takes the paths of a listing, in any order.
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

    /// The asset at a path from the content folder: the one with exactly this path, else one whose
    /// path is equal under NFC. Paths are compared as text, so `..` or a second `/` find nothing.
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
        u32::try_from(at).ok().map(AssetId)
    }

    /// The path of an asset.
    pub fn path(&self, id: AssetId) -> &ContentPath {
        &self.paths[id.0 as usize]
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (AssetId, &ContentPath)> {
        self.paths.iter().enumerate().map(|(at, path)| (AssetId(at as u32), path))
    }

    /// The path in the same folder that is nearest to a mistaken one: another case of its letters
    /// or a slip of the pen. Nothing where none is near; see [`crate::text::suggest`].
    pub fn near(&self, path: &str) -> Option<&str> {
        let path_of = |id: u32| self.path(AssetId(id)).as_str();
        let folders = self
            .folders
            .get_or_init(|| Folders::new((0..).zip(self.paths.iter().map(ContentPath::as_str))));
        folders.near(path, path_of)
    }

    /// Whether it is known what an asset is like, so that asking takes no time.
    pub fn is_known(&self, id: AssetId) -> bool {
        self.facts[id.0 as usize].get().is_some()
    }

    /// What an asset is like; nothing where it is gone. What the first caller finds is kept and given to
    /// all; where it fails to find out, the next one tries again.
    ///
    /// # Errors
    /// As `find`.
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
    use crate::post::{ContentPath, Revision};

    fn assets(paths: &[&str]) -> Assets {
        Assets::new(paths.iter().copied().map(ContentPath::new).collect())
    }

    fn found<'a>(assets: &'a Assets, path: &str) -> Option<&'a str> {
        assets.find(path).map(|id| assets.path(id).as_str())
    }

    #[test]
    fn an_asset_is_found_by_its_exact_path_alone() {
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
    fn composed_and_decomposed_names_are_one() {
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
    fn what_is_near_is_in_the_same_folder() {
        let assets = assets(&["Chart.png", "images/chart.svg", "images/chart-2.png", "images.png"]);
        assert_eq!(assets.near("chart.png"), Some("Chart.png"));
        assert_eq!(assets.near("images/Chart.svg"), Some("images/chart.svg"));
        assert_eq!(assets.near("images/chrat.svg"), Some("images/chart.svg"));
        assert_eq!(assets.near("images/photo.jpeg"), None);
        assert_eq!(assets.near("nowhere/chart.svg"), None);
    }

    #[test]
    fn what_is_found_out_is_kept_and_what_is_not_is_tried_again() {
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
