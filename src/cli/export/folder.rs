//! The folder that an export writes to: whether it can be used, and access to its files that follows no link.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::record::{RECORD, Record};
use crate::cli::failure::Failure;
use crate::text::Revision;

/// The name of the folder for files that are not complete yet.
const STAGING: &str = ".inkstone-export.tmp";

/// A folder that can be used.
#[derive(Debug)]
pub(super) struct Folder {
    /// The path without links.
    path: PathBuf,
    /// The path as it was given, for messages.
    shown: PathBuf,
    /// Held while this process may write; the system releases it even if the process is killed.
    lock: Option<File>,
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A file with this content.
    File(Revision),
    /// A link.
    Link,
    /// A folder or a special file.
    Other,
}

impl Folder {
    /// Checks that a folder can be used, and returns the record of the last export. A folder that does not exist is
    /// not created yet. With `check`, it is only read, so another export may write to it.
    pub(super) fn open(
        out: &Path,
        content: &Path,
        force: bool,
        check: bool,
    ) -> Result<(Self, Option<Record>), Failure> {
        let shown = out.to_owned();
        let path = without_links(out).map_err(|error| cannot_use(out, &error))?;
        refuse_overlap(&path, content)?;
        let mut folder = Self { path, shown, lock: None };
        match fs::metadata(&folder.path) {
            Ok(found) if !found.is_dir() => {
                return Err(Failure::usage(format!(
                    "`{}` is a file\nhelp: name a folder to write to",
                    out.display()
                )));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((folder, None)),
            Err(error) => return Err(cannot_use(out, &error)),
        }
        if !check {
            // Before the record is read, which the other export may be about to replace.
            folder.lock()?;
        }
        let record = Record::read(&folder.path).map_err(|reason| {
            Failure::usage(format!(
                "`{}` cannot be read: {reason}\nhelp: delete it, and export with `--force`",
                out.join(RECORD).display()
            ))
        })?;
        if record.is_none() && !force {
            folder.refuse_files()?;
        }
        Ok((folder, record))
    }

    /// Refuses a folder that another export is writing to: each would move the incomplete files of the other.
    fn lock(&mut self) -> Result<(), Failure> {
        // Some systems open no folders as files, and some network file systems lock none: there is no protection then.
        let Ok(file) = File::open(&self.path) else { return Ok(()) };
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Failure::negative(format!(
                "another `inkstone export` is writing to `{}`; nothing was changed\n\
                 help: wait until it has ended, or export to another folder",
                self.shown.display()
            )));
        }
        self.lock = Some(file);
        Ok(())
    }

    /// Refuses a folder with files of somebody else. Hidden ones, such as `.git`, do not count.
    fn refuse_files(&self) -> Result<(), Failure> {
        let entries = fs::read_dir(&self.path).map_err(|error| cannot_use(&self.shown, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot_use(&self.shown, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                return Err(Failure::usage(format!(
                    "`{}` is not empty, and `inkstone export` did not write it: there is `{name}`\n\
                     help: name an empty folder, or add `--force` to keep what is there and write next to it",
                    self.shown.display(),
                )));
            }
        }
        Ok(())
    }

    /// Returns the path of a file.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.path.clone(), |file, segment| file.join(segment))
    }

    /// Returns what is at a path.
    pub(super) fn find(&self, path: &str) -> Result<Found, Failure> {
        self.check_parents(path)?;
        let file = self.file(path);
        let read = || -> io::Result<Found> {
            let found = fs::symlink_metadata(&file)?.file_type();
            Ok(match () {
                () if found.is_symlink() => Found::Link,
                () if found.is_file() => Found::File(Revision::of(&fs::read(&file)?)),
                () => Found::Other,
            })
        };
        match read() {
            Ok(found) => Ok(found),
            Err(error) if is_absent(&error) => Ok(Found::Nothing),
            Err(error) => Err(cannot_use(&file, &error)),
        }
    }

    /// Checks that the folders of a file are folders and not links, which could lead elsewhere.
    fn check_parents(&self, path: &str) -> Result<(), Failure> {
        let mut folder = self.path.clone();
        for segment in parents(path) {
            folder.push(segment);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => {
                    return Err(Failure::usage(format!(
                        "`{}` is a link or a file, but must be a folder\nhelp: delete it, or export to another folder",
                        folder.display()
                    )));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(cannot_use(&folder, &error)),
            }
        }
        Ok(())
    }

    /// Creates the folder and an empty one in it for incomplete files, whose path it returns.
    pub(super) fn stage(&mut self) -> Result<PathBuf, Failure> {
        if self.lock.is_none() {
            fs::create_dir_all(&self.path).map_err(|error| cannot_use(&self.path, &error))?;
            self.lock()?;
        }
        self.unstage()?;
        let staging = self.path.join(STAGING);
        fs::create_dir_all(&staging).map_err(|error| cannot_use(&staging, &error))?;
        Ok(staging)
    }

    /// Removes the folder for incomplete files.
    pub(super) fn unstage(&self) -> Result<(), Failure> {
        let staging = self.path.join(STAGING);
        match fs::symlink_metadata(&staging) {
            Ok(found) if found.is_dir() => {
                fs::remove_dir_all(&staging).map_err(|error| cannot_use(&staging, &error))
            }
            Ok(_) => fs::remove_file(&staging).map_err(|error| cannot_use(&staging, &error)),
            Err(_) => Ok(()),
        }
    }

    /// Moves a complete file to its path.
    pub(super) fn put(&self, staged: &Path, path: &str) -> Result<(), Failure> {
        self.check_parents(path)?;
        let file = self.file(path);
        let folder = file.parent().expect("it is in the folder");
        fs::create_dir_all(folder)
            .and_then(|()| fs::rename(staged, &file))
            .map_err(|error| cannot_use(&file, &error))
    }

    /// Removes a file, and the folders that are empty without it.
    pub(super) fn remove(&self, path: &str) -> Result<(), Failure> {
        self.check_parents(path)?;
        let file = self.file(path);
        match fs::remove_file(&file) {
            Err(error) if !is_absent(&error) => return Err(cannot_use(&file, &error)),
            _ => {}
        }
        let mut folder = file.as_path();
        while let Some(parent) = folder.parent().filter(|parent| *parent != self.path) {
            // Fails if it is not empty.
            if fs::remove_dir(parent).is_err() {
                break;
            }
            folder = parent;
        }
        Ok(())
    }
}

/// Returns the names of the folders of a file, from the outermost.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit_once('/').map(|(folders, _)| folders.split('/')).into_iter().flatten()
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns the failure to read or write a path.
pub(super) fn cannot_use(path: &Path, error: &io::Error) -> Failure {
    let help = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "help: free some space, and export again"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "help: choose a folder that this user may write to"
        }
        _ => "help: check the path, and export again",
    };
    Failure::negative(format!("cannot use `{}`: {error}\n{help}", path.display()))
}

/// Returns the absolute path without links. What does not exist yet is kept as it is.
fn without_links(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut rest = Vec::new();
    let mut known = absolute.as_path();
    loop {
        match fs::canonicalize(known) {
            Ok(found) => return Ok(rest.iter().rev().fold(found, |path, name| path.join(name))),
            // A link to nothing is not a folder, and must not become one elsewhere.
            Err(error) if fs::symlink_metadata(known).is_ok() => return Err(error),
            Err(error) => {
                let (Some(parent), Some(name)) = (known.parent(), known.file_name()) else {
                    return Err(error);
                };
                rest.push(name);
                known = parent;
            }
        }
    }
}

/// Refuses to write into the content folder, whose Markdown files would become posts, and around it.
fn refuse_overlap(out: &Path, content: &Path) -> Result<(), Failure> {
    let Ok(content) = fs::canonicalize(content) else { return Ok(()) };
    let relation = if out == content {
        "is the content folder"
    } else if out.starts_with(&content) {
        "is in the content folder"
    } else if content.starts_with(out) {
        "contains the content folder"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!(
        "`{}` {relation} `{}`\nhelp: export to a folder next to it",
        out.display(),
        content.display()
    )))
}
