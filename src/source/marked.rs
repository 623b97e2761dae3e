//! Walks that visit only what is marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names;
use super::scan::{Folders, Scan, ScannedFile, ScannedFolder, Subfolder};
use super::version::FileId;
use super::walk::{Pending, Reading, Walk, WalkOptions, join};
use crate::post::ContentPath;

/// Folders with fewer entries are read as a whole if one is marked, which also finds what raised no event.
const SMALL_FOLDER: usize = 512;

/// Reads again what is at the `marked` paths. Returns `None` if that could miss something, because links may
/// lead to what has changed; then everything must be read.
pub(super) fn walk_marked(
    known: &Scan,
    marked: &[PathBuf],
    options: WalkOptions<'_>,
) -> Option<Folders> {
    let mut work = Work {
        known,
        marked: marked.iter().map(PathBuf::as_path).collect(),
        walk: Walk::new(options),
        folders: known.folders().clone(),
        fresh: BTreeSet::new(),
    };
    // A folder precedes those in it.
    for (path, entries) in work.to_read()? {
        work.read_again(&path, &entries)?;
    }
    Some(work.folders)
}

/// The marked entries of a folder; `None` if all are.
type Entries = Option<BTreeSet<OsString>>;

struct Work<'a, 'w> {
    known: &'a Scan,
    marked: BTreeSet<&'a Path>,
    walk: Walk<'w>,
    folders: Folders,
    /// Folders that have been read with all folders in them.
    fresh: BTreeSet<ContentPath>,
}

impl Work<'_, '_> {
    /// Returns the folders to read, with their marked entries. `None` if the root is among them.
    fn to_read(&self) -> Option<BTreeMap<ContentPath, Entries>> {
        let mut to_read: BTreeMap<ContentPath, Entries> = BTreeMap::new();
        for &path in &self.marked {
            for folder in self.known.folders_in(path) {
                if folder.as_str().is_empty() {
                    return None;
                }
                to_read.insert(parent(&folder), None);
                to_read.insert(folder, None);
            }
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { continue };
            for folder in self.known.folders_in(folder) {
                let entries = to_read.entry(folder).or_insert_with(|| Some(BTreeSet::new()));
                if let Some(entries) = entries {
                    entries.insert(name.to_owned());
                }
            }
        }
        Some(to_read)
    }

    fn read_again(&mut self, path: &ContentPath, entries: &Entries) -> Option<()> {
        let is_fresh = ancestors(path).any(|folder| self.fresh.contains(&folder));
        let Some(known) = self.folders.get(path).filter(|_| !is_fresh).map(Arc::clone) else {
            return Some(());
        };
        // Its parent is marked too if it cannot be read.
        let Some(place) = &known.place else { return Some(()) };
        let folder = Pending {
            path: path.as_str().to_owned(),
            real: place.path.clone(),
            linked_from: Arc::clone(&known.linked_from),
            is_excluded: false,
        };
        let patched = entries.as_ref().and_then(|entries| self.patch(&folder, &known, entries));
        let found = match patched {
            Some(patched) => patched,
            None => match self.walk.read(&folder) {
                Ok((_, found)) => found,
                // It is gone or has become unreadable, and its parent may not be marked.
                Err(_) => return None,
            },
        };
        self.descend(&known, &found)?;
        if found != *known {
            self.folders.insert(path.clone(), Arc::new(found));
        }
        Some(())
    }

    /// Removes folders that are gone from a folder, and reads those that are new, replaced or marked.
    fn descend(&mut self, known: &ScannedFolder, found: &ScannedFolder) -> Option<()> {
        let is_kept = |folder: &&Subfolder| !self.marked.contains(folder.real.as_path());
        let kept: BTreeSet<&ContentPath> = found
            .folders
            .iter()
            .filter(is_kept)
            .filter(|folder| known.folder(&folder.path) == Some(folder))
            .map(|folder| &folder.path)
            .collect();
        let is_new = |folder: &&Subfolder| !kept.contains(&folder.path);
        let (gone, new): (Vec<_>, Vec<_>) = (
            known.folders.iter().filter(is_new).collect(),
            found.folders.iter().filter(is_new).collect(),
        );
        self.walk.pending.retain(|folder| !kept.contains(&ContentPath::new(&folder.path)));
        if gone.is_empty() && new.is_empty() {
            return Some(());
        }
        if self.known.has_links() || found.has_links {
            return None;
        }
        for folder in gone {
            remove_all(&mut self.folders, &folder.path);
        }
        self.fresh.extend(new.iter().map(|folder| folder.path.clone()));
        self.walk.finish();
        for (path, folder) in std::mem::take(&mut self.walk.found) {
            if folder.has_links {
                return None;
            }
            self.folders.insert(path, Arc::new(folder));
        }
        Some(())
    }

    /// Returns a large folder with only some entries examined again. `None` if it must be read as a whole.
    fn patch(
        &mut self,
        folder: &Pending,
        known: &ScannedFolder,
        entries: &BTreeSet<OsString>,
    ) -> Option<ScannedFolder> {
        let size = known.posts.len() + known.assets.len();
        let place = known.place.as_ref()?;
        let is_same = fs::metadata(&place.path).is_ok_and(|now| FileId::of(&now) == place.id);
        if size < SMALL_FOLDER.max(entries.len() * 8) || known.has_links || !is_same {
            return None;
        }
        if !known.rejected.is_empty() || entries.iter().any(|name| is_counted(name)) {
            return None;
        }
        let mut reading = Reading { folder, found: ScannedFolder::default() };
        for name in entries {
            let path = name.to_str().map(|name| ContentPath::new(&join(&folder.path, name)));
            if path.is_some_and(|path| known.folder(&path).is_some()) {
                return None;
            }
            match fs::symlink_metadata(folder.real.join(name)) {
                Ok(metadata) if metadata.is_file() => {
                    let kind = Ok(metadata.file_type());
                    self.walk.visit(&mut reading, name, kind, &|| Ok(metadata.clone()));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Ok(_) | Err(_) => return None,
            }
        }
        let mut found = reading.found;
        let paths: BTreeSet<ContentPath> = entries
            .iter()
            .filter_map(|name| Some(ContentPath::new(&join(&folder.path, name.to_str()?))))
            .collect();
        if found.left_out != Default::default() || !found.rejected.is_empty() {
            return None;
        }
        let rest = |files: &[ScannedFile]| -> Vec<ScannedFile> {
            files.iter().filter(|file| !paths.contains(&file.path)).cloned().collect()
        };
        found.posts.extend(rest(&known.posts));
        found.assets.extend(rest(&known.assets));
        found.place.clone_from(&known.place);
        found.linked_from = Arc::clone(&known.linked_from);
        found.left_out = known.left_out;
        found.folders.clone_from(&known.folders);
        found.sort();
        Some(found)
    }
}

/// Whether a file with this name may be counted as left out, now or before.
fn is_counted(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    names::has_text(bytes) && names::reason_by_name(bytes).is_some()
}

fn parent(path: &ContentPath) -> ContentPath {
    ContentPath::new(path.as_str().rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// Returns a folder and all that contain it, without the root.
fn ancestors(path: &ContentPath) -> impl Iterator<Item = ContentPath> {
    let first = Some(path.as_str()).filter(|path| !path.is_empty());
    std::iter::successors(first, |path| Some(path.rsplit_once('/')?.0)).map(ContentPath::new)
}

/// Removes a folder with all folders in it.
fn remove_all(folders: &mut Folders, path: &ContentPath) {
    folders.remove(path);
    let inside = ContentPath::new(&format!("{path}/"));
    let paths = folders.range(inside.clone()..).map(|(path, _)| path);
    let gone: Vec<_> =
        paths.take_while(|path| path.as_str().starts_with(inside.as_str())).cloned().collect();
    for path in gone {
        folders.remove(&path);
    }
}
