//! Lists the posts and assets below a folder, without following links out of it or in loops.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content_source::SourceError;
use super::exclude::Exclude;
use super::left_out::Reason;
use super::listing::Listing;
use super::{names, rejection};
use crate::post::ContentPath;

/// The maximum number of links to folders in one path. Operating systems allow about 40.
const MAX_LINKS_ON_A_PATH: usize = 16;

/// The maximum number of links that may lead to one folder. Without a bound, `n` folders that link to
/// each other have `n!` paths.
const MAX_LINKS_TO_A_FOLDER: usize = 32;

/// Lists the posts and assets below `root`, a canonical path. Only folders are opened.
pub(super) fn walk(root: &Path, exclude: &Exclude) -> Result<Listing, SourceError> {
    let entries = entries(root).map_err(|error| {
        SourceError(format!("it cannot be read: {}", rejection::reason(&error)))
    })?;
    let top = Folder {
        path: String::new(),
        real: root.to_owned(),
        linked_from: Arc::new([]),
        is_excluded: false,
    };
    let mut walk = Walk {
        root,
        exclude,
        pending: Vec::new(),
        listing: Listing::default(),
        links_to: HashMap::new(),
    };
    walk.visit_all(&top, entries);
    while let Some(folder) = walk.pending.pop() {
        match self::entries(&folder.real) {
            Ok(entries) if folder.is_excluded => walk.count_all(&folder, entries),
            Ok(entries) => walk.visit_all(&folder, entries),
            Err(_) if folder.is_excluded => {}
            Err(error) => {
                let path = ContentPath::new(&folder.path);
                walk.listing.rejected.push(rejection::unreadable(path, &error));
            }
        }
    }
    walk.listing.sort();
    Ok(walk.listing)
}

struct Walk<'a> {
    root: &'a Path,
    exclude: &'a Exclude,
    pending: Vec<Folder>,
    listing: Listing,
    links_to: HashMap<PathBuf, usize>,
}

/// A folder to read.
struct Folder {
    /// Its path from the content folder, through links.
    path: String,
    /// Its canonical path.
    real: PathBuf,
    /// The canonical paths of the folders that contain the links that lead here.
    linked_from: Arc<[PathBuf]>,
    /// Whether its files are only counted.
    is_excluded: bool,
}

type Entry = (std::ffi::OsString, io::Result<FileType>);

/// Returns the entries of a folder by name, so that limits are reached in the same order on all systems.
fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| (entry.file_name(), entry.file_type())))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}

impl Walk<'_> {
    fn visit_all(&mut self, folder: &Folder, entries: Vec<Entry>) {
        for (name, kind) in entries {
            let bytes = name.as_encoded_bytes();
            if self.leave_out(folder, &name, &kind) {
                continue;
            }
            match kind {
                Ok(kind) if kind.is_symlink() => {
                    if !names::is_closed_folder(bytes) {
                        self.visit_link(folder, &name);
                    }
                }
                Ok(kind) if kind.is_dir() => self.visit_folder(folder, &name),
                Ok(kind) if names::is_post(bytes) => self.visit_file(folder, &name, kind.is_file()),
                Err(error) if names::is_post(bytes) => {
                    let path = ContentPath::new(&join(&folder.path, &name.to_string_lossy()));
                    self.listing.rejected.push(rejection::unreadable(path, &error));
                }
                Ok(kind) if kind.is_file() => self.visit_asset(folder, &name),
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Leaves out an entry by its name or by a glob, and counts what could be a post. Returns whether the
    /// entry is left out; a file that is not a post may still be an asset.
    fn leave_out(&mut self, folder: &Folder, name: &OsStr, kind: &io::Result<FileType>) -> bool {
        let bytes = name.as_encoded_bytes();
        let is_folder = kind.as_ref().is_ok_and(FileType::is_dir);
        if is_folder && names::is_closed_folder(bytes) {
            self.listing.left_out.add(Reason::Folder);
            return true;
        }
        let is_excluded = self.exclude.contains(&join(&folder.path, &name.to_string_lossy()));
        if is_folder && is_excluded {
            self.push(folder, name, true);
            return true;
        }
        let by_glob = is_excluded.then_some(Reason::Excluded);
        let reason = names::reason_by_name(bytes).or(by_glob).filter(|_| names::has_text(bytes));
        if let Some(reason) = reason.filter(|_| !is_folder) {
            self.listing.left_out.add(reason);
        }
        is_excluded || names::is_hidden(bytes)
    }

    /// Counts what is in an excluded folder. Links are not followed.
    fn count_all(&mut self, folder: &Folder, entries: Vec<Entry>) {
        for (name, kind) in entries {
            let bytes = name.as_encoded_bytes();
            match kind {
                Ok(kind) if kind.is_dir() && !names::is_closed_folder(bytes) => {
                    self.push(folder, &name, true);
                }
                Ok(kind) if kind.is_file() && names::has_text(bytes) => {
                    self.listing.left_out.add(Reason::Excluded);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    fn visit_file(&mut self, folder: &Folder, name: &OsStr, regular: bool) {
        let Some(path) = self.path(folder, name) else { return };
        let path = ContentPath::new(&path);
        if regular {
            self.listing.files.push(path);
        } else {
            self.listing.rejected.push(rejection::special(path));
        }
    }

    /// Adds an asset. Other files are ignored silently: they are not meant to be served.
    fn visit_asset(&mut self, folder: &Folder, name: &OsStr) {
        if let Some(name) = name.to_str().filter(|name| names::is_asset(name.as_bytes())) {
            let path = ContentPath::new(&join(&folder.path, name));
            self.listing.assets.push(path);
        }
    }

    fn visit_folder(&mut self, folder: &Folder, name: &OsStr) {
        self.push(folder, name, false);
    }

    fn push(&mut self, folder: &Folder, name: &OsStr, is_excluded: bool) {
        let Some(path) = self.path(folder, name) else { return };
        let real = folder.real.join(name);
        let linked_from = folder.linked_from.clone();
        self.pending.push(Folder { path, real, linked_from, is_excluded });
    }

    fn visit_link(&mut self, folder: &Folder, name: &OsStr) {
        let bytes = name.as_encoded_bytes();
        let link = folder.real.join(name);
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
                && real.starts_with(self.root)
                && names::is_asset_target(real)
            {
                self.visit_asset(folder, name);
            }
            return;
        }
        let Some(path) = self.path(folder, name) else { return };
        let target = fs::read_link(&link).ok();
        let target = target.as_ref().map(|target| target.to_string_lossy());
        let target = target.as_deref();
        match found {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                let path = ContentPath::new(&path);
                self.listing.rejected.push(rejection::unreadable(path, &error));
            }
            Err(error) => {
                let reason = rejection::reason(&error);
                let path = ContentPath::new(&path);
                self.listing.rejected.push(rejection::link_broken(path, target, &reason));
            }
            Ok((real, _)) if !real.starts_with(self.root) => {
                let path = ContentPath::new(&path);
                self.listing.rejected.push(rejection::link_outside(path, target));
            }
            Ok((real, metadata)) if metadata.is_dir() => {
                self.follow(folder, path, real, target);
            }
            Ok((_, metadata)) => self.visit_file(folder, name, metadata.is_file()),
        }
    }

    /// Enters a folder through a link, unless the walk is already inside that folder.
    fn follow(&mut self, folder: &Folder, path: String, real: PathBuf, target: Option<&str>) {
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
            self.listing.rejected.push(rejected);
            return;
        }
        let linked_from = folder.linked_from.iter().chain([&folder.real]).cloned().collect();
        self.pending.push(Folder { path, real, linked_from, is_excluded: false });
    }

    /// Returns the content path of an entry; a name that is not UTF-8 is rejected.
    fn path(&mut self, folder: &Folder, name: &OsStr) -> Option<String> {
        if let Some(name) = name.to_str() {
            return Some(join(&folder.path, name));
        }
        let lossy = ContentPath::new(&join(&folder.path, &name.to_string_lossy()));
        self.listing.rejected.push(rejection::not_utf8(lossy));
        None
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
