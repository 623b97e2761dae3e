//! Events of the system about folders.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::hints::Hints;
use super::options::Fallback;
use crate::source::{FileId, FolderOnDisk, RootIdentity};

/// Whether a watch covers the folders in a folder. On Linux it would also cover those that are not content, follow
/// links out of the root, and miss files in new folders.
const IS_RECURSIVE: bool = !cfg!(target_os = "linux");

/// No panic is possible while the lock is held.
const NOT_POISONED: &str = "no panic while watches are changed";

/// The error of Unix systems if a process has too many open files, and of Linux if a user has too many watchers.
const EMFILE: i32 = 24;

/// Watches folders, each by itself, and turns events into hints.
#[derive(Debug)]
pub(super) struct Watches {
    watcher: RecommendedWatcher,
    watched: Arc<Mutex<Watched>>,
}

/// What is watched. Must not be locked while the watcher is called, because its thread locks it too.
#[derive(Debug, Default)]
struct Watched {
    /// Content folders, by canonical path.
    folders: HashMap<PathBuf, FileId>,
    /// Folders that contain what is `replaceable`.
    parents: HashSet<PathBuf>,
    /// Links in the path of the root, and the root itself.
    replaceable: HashSet<PathBuf>,
}

impl Watches {
    /// Starts a thread that receives events.
    ///
    /// # Errors
    /// Returns the reason why there cannot be events.
    pub fn start(hints: Hints) -> Result<Self, Fallback> {
        let watched = Arc::new(Mutex::new(Watched::default()));
        let shared = Arc::clone(&watched);
        let handler = move |event: notify::Result<Event>| hear(&shared, &hints, event);
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(handler, config).map_err(|error| fallback(&error))?;
        Ok(Self { watcher, watched })
    }

    /// Watches a content folder, unless that is already done.
    ///
    /// # Errors
    /// Returns the reason why there cannot be events.
    pub fn watch(&mut self, folder: &FolderOnDisk) -> Result<(), Fallback> {
        let known = {
            let mut watched = self.lock();
            let is_covered = IS_RECURSIVE
                && folder.path.ancestors().skip(1).any(|path| watched.folders.contains_key(path));
            // Events before this are lost, so it precedes the watch.
            let known = watched.folders.insert(folder.path.clone(), folder.id);
            if is_covered || known == Some(folder.id) {
                return Ok(());
            }
            known
        };
        if known.is_some() {
            // Another folder had this path. Its watch may be gone already.
            let _ = self.watcher.unwatch(&folder.path);
        }
        if !self.start_watching(&folder.path, IS_RECURSIVE)? {
            self.lock().folders.remove(&folder.path);
        }
        Ok(())
    }

    /// Watches for the replacement of the root or a link in its path. Returns whether all of that will be noticed.
    ///
    /// # Errors
    /// Returns the reason why there cannot be events.
    pub fn watch_root(&mut self, root: &RootIdentity) -> Result<bool, Fallback> {
        let parents = root.replaceable().filter_map(Path::parent).map(Path::to_owned);
        let parents: HashSet<PathBuf> = parents.collect();
        let (new, old) = {
            let mut watched = self.lock();
            watched.replaceable = root.replaceable().map(Path::to_owned).collect();
            let new: Vec<_> = parents.difference(&watched.parents).cloned().collect();
            let old: Vec<_> = watched.parents.difference(&parents).cloned().collect();
            watched.parents.clone_from(&parents);
            (new, old)
        };
        let is_needed = |path: &Path| self.lock().folders.contains_key(path);
        let old: Vec<_> = old.into_iter().filter(|path| !is_needed(path)).collect();
        for path in old {
            let _ = self.watcher.unwatch(&path);
        }
        let mut are_all_watched = true;
        for path in new {
            if !self.start_watching(&path, false)? {
                self.lock().parents.remove(&path);
                are_all_watched = false;
            }
        }
        Ok(are_all_watched)
    }

    /// Forgets folders that were moved or removed, and all in them: their watches are lost. Each folder that is
    /// watched is looked at only once, because a program may remove thousands.
    pub fn forget(&mut self, paths: &BTreeSet<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let mut watched = self.lock();
        let is_lost = |folder: &Path| folder.ancestors().any(|path| paths.contains(path));
        // A watch belongs to a folder whatever its path, so a moved one may be known at both.
        let lost: HashSet<FileId> = watched
            .folders
            .iter()
            .filter(|(folder, _)| is_lost(folder))
            .map(|(_, id)| *id)
            .collect();
        watched.folders.retain(|folder, id| !lost.contains(id) && !is_lost(folder));
        watched.parents.retain(|folder| !is_lost(folder));
        drop(watched);
        for path in paths {
            let _ = self.watcher.unwatch(path);
        }
    }

    /// Ends the watches of folders for which `is_content` does not hold any more.
    pub fn retain(&mut self, is_content: impl Fn(&Path) -> bool) {
        let mut watched = self.lock();
        let old: Vec<PathBuf> =
            watched.folders.keys().filter(|path| !is_content(path)).cloned().collect();
        watched.folders.retain(|path, _| is_content(path));
        let old: Vec<_> = old.into_iter().filter(|path| !watched.parents.contains(path)).collect();
        drop(watched);
        for path in old {
            let _ = self.watcher.unwatch(&path);
        }
    }

    /// Returns the number of content folders that are watched.
    pub fn folders(&self) -> usize {
        self.lock().folders.len()
    }

    /// Returns whether the folder is watched; not if it is gone or may not be read.
    fn start_watching(&mut self, path: &Path, is_recursive: bool) -> Result<bool, Fallback> {
        let mode =
            if is_recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        match self.watcher.watch(path, mode) {
            Ok(()) => Ok(true),
            Err(error) if is_about_folder(&error) => Ok(false),
            Err(error) => Err(fallback(&error)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().expect(NOT_POISONED)
    }
}

/// Returns whether a folder cannot be watched because of the folder itself.
fn is_about_folder(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            io::ErrorKind::NotFound
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::NotADirectory
        ),
        _ => false,
    }
}

fn fallback(error: &notify::Error) -> Fallback {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Fallback::TooManyWatches,
        ErrorKind::Io(error) if error.raw_os_error() == Some(EMFILE) => Fallback::TooManyWatchers,
        _ => Fallback::Failed(error.to_string()),
    }
}

/// Turns an event into hints.
fn hear(watched: &Mutex<Watched>, hints: &Hints, event: notify::Result<Event>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => return hints.fail(fallback(&error)),
    };
    if event.need_rescan() {
        return hints.add_lost();
    }
    let meaning = Meaning::of(&event.kind);
    if meaning == Meaning::Nothing {
        return;
    }
    for path in &event.paths {
        let (is_content, is_own, is_replaceable, is_parent) = {
            let watched = watched.lock().expect(NOT_POISONED);
            let folder = path.parent();
            (
                folder.is_some_and(|folder| watched.folders.contains_key(folder)),
                watched.folders.contains_key(path),
                watched.replaceable.contains(path),
                watched.parents.contains(path),
            )
        };
        if meaning == Meaning::Moved && (is_own || is_parent) {
            hints.add_unwatched(path);
        }
        if is_replaceable || (is_parent && meaning == Meaning::Moved) {
            hints.add_everything();
        } else if is_content || is_own {
            match meaning {
                Meaning::Written if is_open(path) => hints.add_writing(path),
                _ => hints.add(path),
            }
        }
    }
}

/// What an event means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A file was read, perhaps by this process.
    Nothing,
    /// A file was created or written to, and may be open.
    Written,
    /// A file or folder was renamed or removed.
    Moved,
    /// Anything else.
    Changed,
}

impl Meaning {
    fn of(kind: &EventKind) -> Self {
        match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Self::Changed,
            EventKind::Access(_) => Self::Nothing,
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
                Self::Written
            }
            EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => Self::Moved,
            _ => Self::Changed,
        }
    }
}

/// Returns whether a file that was created or written to may still be open. Links are never open, and a file with
/// several names was not created under the new one.
#[cfg(target_os = "linux")]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.nlink() == 1)
}

/// Only Linux reports when a file is closed.
#[cfg(not(target_os = "linux"))]
fn is_open(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, AccessMode, DataChange, EventKind, ModifyKind, RenameMode};

    use super::{Meaning, Watches};
    use crate::live::watch::hints::Hints;
    use crate::source::{ContentSource, FolderSource};

    #[test]
    fn folders_in_those_that_are_lost_are_forgotten_too() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().canonicalize().unwrap();
        for folder in ["a/b/c", "ab", "d"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        let mut watches = Watches::start(Hints::default()).unwrap();
        let source = FolderSource::new(&root, 1 << 20);
        source.scan(None, &mut |folder| watches.watch(folder).unwrap()).unwrap();
        watches.forget(&["a", "d"].map(|path| root.join(path)).into());
        let mut left: Vec<_> = watches.lock().folders.keys().cloned().collect();
        left.sort_unstable();
        assert_eq!(left, [root.clone(), root.join("ab")]);
    }

    #[test]
    fn reading_means_nothing() {
        let of = |kind| Meaning::of(&kind);
        for kind in [
            AccessKind::Any,
            AccessKind::Read,
            AccessKind::Open(AccessMode::Any),
            AccessKind::Close(AccessMode::Read),
        ] {
            assert_eq!(of(EventKind::Access(kind)), Meaning::Nothing, "{kind:?}");
        }
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(of(closed), Meaning::Changed);
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        assert_eq!(of(data), Meaning::Written);
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        assert_eq!(of(renamed), Meaning::Moved);
    }
}
