//! What a source contains at one moment, with the version of each file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::left_out::LeftOut;
use super::listing::Listing;
use super::root::RootIdentity;
use super::version::{FileId, FileVersion};
use crate::post::{ContentPath, Diagnostic};

/// A file that may be a post or an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedFile {
    /// Its path.
    pub path: ContentPath,
    /// Its version; that of the target, if it is a link.
    pub version: FileVersion,
}

/// A folder on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderOnDisk {
    /// Its canonical path.
    pub path: PathBuf,
    /// Distinguishes it from a later folder with the same path.
    pub id: FileId,
}

/// A folder that is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subfolder {
    pub path: ContentPath,
    pub real: PathBuf,
    pub id: FileId,
    pub is_link: bool,
    /// Whether its files are only counted.
    pub is_excluded: bool,
}

/// The entries of one folder, without those of the folders in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ScannedFolder {
    /// `None` in memory, and if its files are only counted.
    pub place: Option<FolderOnDisk>,
    /// The canonical paths of the folders that contain the links that lead here.
    pub linked_from: Arc<[PathBuf]>,
    /// Sorted by path, like all lists.
    pub posts: Vec<ScannedFile>,
    pub assets: Vec<ScannedFile>,
    pub rejected: Vec<Diagnostic>,
    pub left_out: LeftOut,
    pub folders: Vec<Subfolder>,
    /// Whether any entry is a link.
    pub has_links: bool,
    /// Other folders on which its links depend, as canonical paths.
    pub on_the_way: BTreeSet<PathBuf>,
}

impl ScannedFolder {
    /// Sorts all lists; quickly if they are nearly sorted.
    pub fn sort(&mut self) {
        self.posts.sort_by(|a, b| a.path.cmp(&b.path));
        self.assets.sort_by(|a, b| a.path.cmp(&b.path));
        self.rejected.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
        self.folders.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Returns the folder in it with this path.
    pub fn folder(&self, path: &ContentPath) -> Option<&Subfolder> {
        let at = self.folders.binary_search_by(|folder| folder.path.cmp(path)).ok()?;
        self.folders.get(at)
    }
}

/// The folders of a scan by path; the path of the root is empty.
pub(super) type Folders = BTreeMap<ContentPath, Arc<ScannedFolder>>;

/// What a source contains at one moment. Unchanged folders are shared with the scan before, so that scans can be
/// compared quickly.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    root: RootIdentity,
    folders: Folders,
    /// Folders that depend on folders at other paths than their own, because of links.
    linked: BTreeMap<PathBuf, BTreeSet<ContentPath>>,
    has_links: bool,
}

impl Scan {
    /// Creates a scan of these folders, and shares those that are equal with `known`.
    pub(super) fn sharing(
        known: Option<&Self>,
        root: RootIdentity,
        found: BTreeMap<ContentPath, ScannedFolder>,
    ) -> Self {
        let share = |(path, found): (ContentPath, ScannedFolder)| {
            let known = known.and_then(|known| known.folders.get(&path));
            let folder = match known.filter(|known| ***known == found) {
                Some(known) => Arc::clone(known),
                None => Arc::new(found),
            };
            (path, folder)
        };
        Self::new(root, found.into_iter().map(share).collect())
    }

    pub(super) fn new(root: RootIdentity, folders: Folders) -> Self {
        let mut linked: BTreeMap<PathBuf, BTreeSet<ContentPath>> = BTreeMap::new();
        let mut has_links = false;
        for (path, folder) in &folders {
            has_links |= folder.has_links;
            let own = folder.place.as_ref().filter(|_| !folder.linked_from.is_empty());
            for real in own.map(|place| &place.path).into_iter().chain(&folder.on_the_way) {
                linked.entry(real.clone()).or_default().insert(path.clone());
            }
        }
        Self { root, folders, linked, has_links }
    }

    /// Returns the identity of the root at that moment.
    pub fn root(&self) -> &RootIdentity {
        &self.root
    }

    /// Returns all paths as a listing.
    pub fn listing(&self) -> Listing {
        let mut listing = Listing::default();
        let paths = |files: &[ScannedFile]| -> Vec<ContentPath> {
            files.iter().map(|file| file.path.clone()).collect()
        };
        for folder in self.folders.values() {
            listing.files.extend(paths(&folder.posts));
            listing.assets.extend(paths(&folder.assets));
            listing.rejected.extend_from_slice(&folder.rejected);
            listing.left_out.add_all(&folder.left_out);
        }
        listing.sort();
        listing
    }

    /// Returns all posts and assets, in no particular order.
    pub fn files(&self) -> impl Iterator<Item = &ScannedFile> {
        self.folders.values().flat_map(|folder| folder.posts.iter().chain(&folder.assets))
    }

    /// Returns the version of a post or asset; `None` if there is none at this path.
    pub fn version(&self, path: &ContentPath) -> Option<FileVersion> {
        let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = self.folders.get(&ContentPath::new(folder))?;
        let find = |files: &[ScannedFile]| {
            let at = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
            Some(files[at].version)
        };
        find(&folder.posts).or_else(|| find(&folder.assets))
    }

    /// Returns the posts and assets that `before` does not have, or has with another version, sorted by path. Their
    /// content may be the same.
    pub fn changed_since(&self, before: &Self) -> Vec<ContentPath> {
        let mut changed = Vec::new();
        for (path, folder) in &self.folders {
            let known = before.folders.get(path);
            if known.is_some_and(|known| Arc::ptr_eq(known, folder)) {
                continue;
            }
            let lists = |folder: &ScannedFolder| [folder.posts.len(), folder.assets.len()];
            changed.reserve(lists(folder).iter().sum());
            let known = known.map(Arc::as_ref);
            add_changed(&folder.posts, known.map_or(&[], |known| &known.posts), &mut changed);
            add_changed(&folder.assets, known.map_or(&[], |known| &known.assets), &mut changed);
        }
        changed.sort_unstable();
        changed
    }

    /// Returns whether no folder differs from that of `before`, from which this scan was made.
    pub fn is_same_as(&self, before: &Self) -> bool {
        let pairs = self.folders.iter().zip(&before.folders);
        self.folders.len() == before.folders.len() && { pairs }
            .all(|((path, folder), (other, known))| path == other && Arc::ptr_eq(folder, known))
    }

    /// Returns the canonical paths of all folders that the result depends on, some of them repeatedly.
    pub fn folders_on_disk(&self) -> impl Iterator<Item = &Path> {
        self.folders.values().flat_map(|folder| {
            let own = folder.place.as_ref().map(|place| &place.path);
            own.into_iter().chain(&folder.on_the_way).map(PathBuf::as_path)
        })
    }

    pub(super) fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Whether any folder contains links.
    pub(super) fn has_links(&self) -> bool {
        self.has_links
    }

    /// Returns the folders whose entries are in a folder on disk, or depend on it by links.
    pub(super) fn folders_in(&self, real: &Path) -> Vec<ContentPath> {
        let mut found: Vec<_> = self.linked.get(real).into_iter().flatten().cloned().collect();
        let parts = real.strip_prefix(self.root.real()).ok().map(Path::iter);
        let parts =
            parts.and_then(|parts| parts.map(|part| part.to_str()).collect::<Option<Vec<_>>>());
        if let Some(parts) = parts {
            let path = ContentPath::new(&parts.join("/"));
            let is_there = |folder: &Arc<ScannedFolder>| {
                folder.place.as_ref().is_some_and(|place| place.path == real)
            };
            if self.folders.get(&path).is_some_and(is_there) && !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }
}

/// Adds files that `known` does not have, or has with another version. Both are sorted by path.
fn add_changed(files: &[ScannedFile], known: &[ScannedFile], changed: &mut Vec<ContentPath>) {
    let mut known = known.iter().peekable();
    for file in files {
        while known.next_if(|known| known.path < file.path).is_some() {}
        if known.peek().is_none_or(|known| **known != *file) {
            changed.push(file.path.clone());
        }
    }
}
