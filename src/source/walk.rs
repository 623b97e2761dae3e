//! Lists the posts and assets below a folder, without following links out of it or in loops.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content_source::{Entering, SourceError};
use super::exclude::Exclude;
use super::left_out::Reason;
use super::root::folders_on_the_way;
use super::scan::{FolderOnDisk, ScannedFile, ScannedFolder, Subfolder};
use super::version::{FileId, FileVersion};
use super::{names, rejection};
use crate::post::ContentPath;

/// The maximum number of links to folders in one path. Operating systems allow about 40.
const MAX_LINKS_ON_A_PATH: usize = 16;

/// The maximum number of links that may lead to one folder. Without a bound, `n` folders that link to
/// each other have `n!` paths.
const MAX_LINKS_TO_A_FOLDER: usize = 32;

/// Returns the metadata of an entry, without following a link.
pub(super) type Examine<'a> = &'a dyn Fn() -> io::Result<Metadata>;

/// What a walk needs to know besides the folder.
pub(super) struct WalkOptions<'a> {
    /// The canonical path of the content folder.
    pub root: &'a Path,
    pub exclude: &'a Exclude,
    /// Files that are not assets.
    pub private: &'a [ContentPath],
    /// Called with each folder before it is read.
    pub entering: Entering<'a>,
    pub versions: Versions,
}

/// Whether the versions of files are determined, which takes longer than to find them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    Read,
    /// All are [`FileVersion::UNKNOWN`], except of files behind links.
    Unknown,
}

impl Versions {
    fn of(self, metadata: Examine<'_>) -> io::Result<FileVersion> {
        match self {
            Self::Read => metadata().map(|metadata| FileVersion::of_file(&metadata)),
            Self::Unknown => Ok(FileVersion::UNKNOWN),
        }
    }
}

/// Finds the posts and assets below the root. Only folders are opened.
pub(super) fn walk(options: WalkOptions<'_>) -> Result<Found, SourceError> {
    let top = Pending {
        path: String::new(),
        real: options.root.to_owned(),
        linked_from: Arc::new([]),
        is_excluded: false,
    };
    let mut walk = Walk::new(options);
    let (path, folder) = walk.read(&top).map_err(|error| {
        SourceError(format!("it cannot be read: {}", rejection::reason(&error)))
    })?;
    walk.found.insert(path, folder);
    walk.finish();
    Ok(walk.found)
}

/// Folders by path.
pub(super) type Found = BTreeMap<ContentPath, ScannedFolder>;

/// A walk in progress.
pub(super) struct Walk<'a> {
    options: WalkOptions<'a>,
    pub pending: Vec<Pending>,
    pub found: Found,
    links_to: HashMap<PathBuf, usize>,
}

/// A folder to read.
pub(super) struct Pending {
    /// Its path from the content folder, through links.
    pub path: String,
    /// Its canonical path.
    pub real: PathBuf,
    /// The canonical paths of the folders that contain the links that lead here.
    pub linked_from: Arc<[PathBuf]>,
    /// Whether its files are only counted.
    pub is_excluded: bool,
}

/// A folder that is being read, and what has been found in it.
pub(super) struct Reading<'a> {
    pub folder: &'a Pending,
    pub found: ScannedFolder,
}

/// Returns the entries of a folder by name, so that limits are reached in the same order on all systems.
fn entries(folder: &Path) -> io::Result<Vec<(OsString, DirEntry)>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| (entry.file_name(), entry)))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}

impl<'a> Walk<'a> {
    pub fn new(options: WalkOptions<'a>) -> Self {
        Self { options, pending: Vec::new(), found: Found::new(), links_to: HashMap::new() }
    }

    /// Reads all folders that are pending, and those in them.
    pub fn finish(&mut self) {
        while let Some(folder) = self.pending.pop() {
            match self.read(&folder) {
                Ok((path, found)) => {
                    self.found.insert(path, found);
                }
                // It was removed after its parent was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) if folder.is_excluded => {}
                Err(error) => {
                    let path = ContentPath::new(&folder.path);
                    let rejected = vec![rejection::unreadable(path.clone(), &error)];
                    self.found.insert(path, ScannedFolder { rejected, ..Default::default() });
                }
            }
        }
    }

    /// Reads the entries of a folder. Folders in it become pending.
    pub fn read(&mut self, folder: &Pending) -> io::Result<(ContentPath, ScannedFolder)> {
        let mut reading = Reading { folder, found: ScannedFolder::default() };
        if folder.is_excluded {
            for (name, entry) in entries(&folder.real)? {
                self.count(&mut reading, &name, &entry);
            }
        } else {
            let id = FileId::of(&fs::metadata(&folder.real)?);
            let place = FolderOnDisk { path: folder.real.clone(), id };
            (self.options.entering)(&place);
            reading.found.place = Some(place);
            reading.found.linked_from = Arc::clone(&folder.linked_from);
            for (name, entry) in entries(&folder.real)? {
                let kind = entry.file_type();
                self.visit(&mut reading, &name, kind, &|| entry.metadata());
            }
        }
        let mut found = reading.found;
        found.sort();
        Ok((ContentPath::new(&folder.path), found))
    }

    /// Examines an entry.
    pub fn visit(
        &mut self,
        reading: &mut Reading<'_>,
        name: &OsStr,
        kind: io::Result<FileType>,
        metadata: Examine<'_>,
    ) {
        let bytes = name.as_encoded_bytes();
        if self.leave_out(reading, name, &kind, metadata) {
            return;
        }
        match kind {
            Ok(kind) if kind.is_symlink() => {
                if !names::is_closed_folder(bytes) {
                    self.visit_link(reading, name);
                }
            }
            Ok(kind) if kind.is_dir() => self.visit_folder(reading, name, false, metadata),
            Ok(kind) if names::is_post(bytes) => {
                self.visit_file(reading, name, kind.is_file(), metadata);
            }
            Err(error) if names::is_post(bytes) => {
                let path = ContentPath::new(&join(&reading.folder.path, &name.to_string_lossy()));
                reading.found.rejected.push(rejection::unreadable(path, &error));
            }
            Ok(kind) if kind.is_file() => self.visit_asset(reading, name, metadata),
            Ok(_) | Err(_) => {}
        }
    }

    /// Leaves out an entry by its name or by a glob, and counts what could be a post. Returns whether the
    /// entry is left out; a file that is not a post may still be an asset.
    fn leave_out(
        &mut self,
        reading: &mut Reading<'_>,
        name: &OsStr,
        kind: &io::Result<FileType>,
        metadata: Examine<'_>,
    ) -> bool {
        let bytes = name.as_encoded_bytes();
        let is_folder = kind.as_ref().is_ok_and(FileType::is_dir);
        if is_folder && names::is_closed_folder(bytes) {
            reading.found.left_out.add(Reason::Folder);
            return true;
        }
        let path = join(&reading.folder.path, &name.to_string_lossy());
        let is_excluded = self.options.exclude.contains(&path);
        if is_folder && is_excluded {
            self.visit_folder(reading, name, true, metadata);
            return true;
        }
        let by_glob = is_excluded.then_some(Reason::Excluded);
        let reason = names::reason_by_name(bytes).or(by_glob).filter(|_| names::has_text(bytes));
        if let Some(reason) = reason.filter(|_| !is_folder) {
            reading.found.left_out.add(reason);
        }
        is_excluded || names::is_hidden(bytes)
    }

    /// Counts what is in an excluded folder. Links are not followed.
    fn count(&mut self, reading: &mut Reading<'_>, name: &OsStr, entry: &DirEntry) {
        let bytes = name.as_encoded_bytes();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !names::is_closed_folder(bytes) => {
                self.visit_folder(reading, name, true, &|| entry.metadata());
            }
            Ok(kind) if kind.is_file() && names::has_text(bytes) => {
                reading.found.left_out.add(Reason::Excluded);
            }
            Ok(_) | Err(_) => {}
        }
    }

    fn visit_file(
        &mut self,
        reading: &mut Reading<'_>,
        name: &OsStr,
        regular: bool,
        metadata: Examine<'_>,
    ) {
        let Some(path) = path(reading, name) else { return };
        let path = ContentPath::new(&path);
        if !regular {
            reading.found.rejected.push(rejection::special(path));
            return;
        }
        match self.options.versions.of(metadata) {
            Ok(version) => reading.found.posts.push(ScannedFile { path, version }),
            // It was removed after the folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => reading.found.rejected.push(rejection::unreadable(path, &error)),
        }
    }

    /// Adds an asset. Other files are ignored silently: they are not meant to be served.
    fn visit_asset(&mut self, reading: &mut Reading<'_>, name: &OsStr, metadata: Examine<'_>) {
        let name = name.to_str().filter(|name| names::is_asset(name.as_bytes()));
        let Some(path) = name.map(|name| ContentPath::new(&join(&reading.folder.path, name)))
        else {
            return;
        };
        if !self.options.private.contains(&path)
            && let Ok(version) = self.options.versions.of(metadata)
        {
            reading.found.assets.push(ScannedFile { path, version });
        }
    }

    fn visit_folder(
        &mut self,
        reading: &mut Reading<'_>,
        name: &OsStr,
        is_excluded: bool,
        metadata: Examine<'_>,
    ) {
        let Some(path) = path(reading, name) else { return };
        let real = reading.folder.real.join(name);
        let id = metadata().map(|metadata| FileId::of(&metadata)).unwrap_or_default();
        let linked_from = Arc::clone(&reading.folder.linked_from);
        let folder = Pending { path, real, linked_from, is_excluded };
        self.enter(reading, folder, id, false);
    }

    /// Makes a folder in the one that is being read pending.
    fn enter(&mut self, reading: &mut Reading<'_>, folder: Pending, id: FileId, is_link: bool) {
        let (path, real) = (ContentPath::new(&folder.path), folder.real.clone());
        let is_excluded = folder.is_excluded;
        reading.found.folders.push(Subfolder { path, real, id, is_link, is_excluded });
        self.pending.push(folder);
    }

    fn visit_link(&mut self, reading: &mut Reading<'_>, name: &OsStr) {
        let bytes = name.as_encoded_bytes();
        let link = reading.folder.real.join(name);
        reading.found.has_links = true;
        // Before the link is followed: what is changed afterwards is noticed there.
        for folder in folders_on_the_way(&link) {
            if folder != reading.folder.real
                && reading.found.on_the_way.insert(folder.clone())
                && let Ok(metadata) = fs::metadata(&folder)
            {
                let id = FileId::of(&metadata);
                (self.options.entering)(&FolderOnDisk { path: folder, id });
            }
        }
        let found = fs::canonicalize(&link).and_then(|real| {
            let metadata = fs::metadata(&real)?;
            Ok((real, metadata))
        });
        let matters = found.as_ref().map_or(!names::is_other_type(bytes), |(_, metadata)| {
            metadata.is_dir() || names::is_post(bytes)
        });
        if !matters {
            if let Ok((real, metadata)) = &found
                && metadata.is_file()
                && real.starts_with(self.options.root)
                && names::is_asset_target(real)
            {
                self.visit_asset(reading, name, &|| Ok(metadata.clone()));
            }
            return;
        }
        let Some(path) = path(reading, name) else { return };
        let target = fs::read_link(&link).ok();
        let target = target.as_ref().map(|target| target.to_string_lossy());
        let target = target.as_deref();
        let rejected = match found {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                rejection::unreadable(ContentPath::new(&path), &error)
            }
            Err(error) => {
                let reason = rejection::reason(&error);
                rejection::link_broken(ContentPath::new(&path), target, &reason)
            }
            Ok((real, _)) if !real.starts_with(self.options.root) => {
                rejection::link_outside(ContentPath::new(&path), target)
            }
            Ok((real, metadata)) if metadata.is_dir() => {
                self.follow(reading, path, real, FileId::of(&metadata), target);
                return;
            }
            Ok((_, metadata)) => {
                self.visit_file(reading, name, metadata.is_file(), &|| Ok(metadata.clone()));
                return;
            }
        };
        reading.found.rejected.push(rejected);
    }

    /// Enters a folder through a link, unless the walk is already inside that folder.
    fn follow(
        &mut self,
        reading: &mut Reading<'_>,
        path: String,
        real: PathBuf,
        id: FileId,
        target: Option<&str>,
    ) {
        let folder = reading.folder;
        let mut chain = folder.linked_from.iter().chain([&folder.real]);
        let rejected = if chain.any(|on_the_way| on_the_way.starts_with(&real)) {
            Some(rejection::link_loop(ContentPath::new(&path), target, "a folder that contains it"))
        } else if folder.linked_from.len() >= MAX_LINKS_ON_A_PATH {
            let reason = "there are too many links in its path";
            Some(rejection::link_broken(ContentPath::new(&path), target, reason))
        } else {
            let links = self.links_to.entry(real.clone()).or_default();
            *links += 1;
            (*links > MAX_LINKS_TO_A_FOLDER).then(|| {
                let reason = "a folder that too many links lead to";
                rejection::link_loop(ContentPath::new(&path), target, reason)
            })
        };
        if let Some(rejected) = rejected {
            reading.found.rejected.push(rejected);
            return;
        }
        let linked_from = folder.linked_from.iter().chain([&folder.real]).cloned().collect();
        let folder = Pending { path, real, linked_from, is_excluded: false };
        self.enter(reading, folder, id, true);
    }
}

/// Returns the content path of an entry; a name that is not UTF-8 is rejected.
fn path(reading: &mut Reading<'_>, name: &OsStr) -> Option<String> {
    if let Some(name) = name.to_str() {
        return Some(join(&reading.folder.path, name));
    }
    let lossy = ContentPath::new(&join(&reading.folder.path, &name.to_string_lossy()));
    reading.found.rejected.push(rejection::not_utf8(lossy));
    None
}

/// Returns the content path of an entry.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
