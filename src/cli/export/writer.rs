//! Writing what has changed: first every new file next to the old ones, then all of them into place.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::{Folder, Found, cannot_use};
use super::names::key;
use super::record::{RECORD, Record};
use crate::cli::failure::Failure;
use crate::cli::output::count;
use crate::text::Revision;

/// The number of files that a message names.
const NAMED: usize = 10;

/// The files of an export, compared with those of the folder.
#[derive(Debug)]
pub(super) struct Writer {
    folder: Folder,
    /// Where complete files wait; `None` if nothing is to be written.
    staging: Option<PathBuf>,
    force: bool,
    old: Record,
    new: Record,
    /// The files to write, with the paths at which they wait.
    pending: BTreeMap<String, PathBuf>,
    /// The paths to remove.
    gone: Vec<String>,
    conflicts: Vec<String>,
    /// What was removed from the record but left in place.
    left: Vec<String>,
    totals: Totals,
}

/// The number of files, by what happened to them.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Totals {
    pub(super) files: usize,
    pub(super) bytes: u64,
    pub(super) added: usize,
    pub(super) changed: usize,
    pub(super) removed: usize,
}

/// One line of `--check`.
type Change = (&'static str, String);

impl Writer {
    /// Prepares to write. With `check`, nothing is written.
    pub(super) fn new(
        mut folder: Folder,
        old: Record,
        check: bool,
        force: bool,
    ) -> Result<Self, Failure> {
        let staging = if check { None } else { Some(folder.stage()?) };
        Ok(Self {
            folder,
            staging,
            force,
            old,
            new: Record::default(),
            pending: BTreeMap::new(),
            gone: Vec::new(),
            conflicts: Vec::new(),
            left: Vec::new(),
            totals: Totals::default(),
        })
    }

    /// Adds a file. A path that was added before keeps its first content.
    pub(super) fn add(&mut self, path: &str, body: &[u8]) -> Result<(), Failure> {
        if self.new.has(path) {
            return Ok(());
        }
        let hash = Revision::of(body);
        self.new.add(path, hash);
        self.totals.files += 1;
        self.totals.bytes += body.len() as u64;
        match self.folder.find(path)? {
            Found::File(found) if found == hash => return Ok(()),
            Found::Nothing => self.totals.added += 1,
            Found::File(found) if self.force || self.old.wrote(path, found) => {
                self.totals.changed += 1;
            }
            Found::Link if self.force => self.totals.changed += 1,
            Found::File(_) | Found::Link | Found::Other => {
                self.conflicts.push(path.to_owned());
                return Ok(());
            }
        }
        let number = self.pending.len();
        let staged = match &self.staging {
            Some(staging) => {
                let staged = staging.join(number.to_string());
                write(&staged, body)?;
                staged
            }
            None => PathBuf::new(),
        };
        self.pending.insert(path.to_owned(), staged);
        Ok(())
    }

    /// Compares with the files of the last export, after all files were added.
    fn compare(&mut self) -> Result<(), Failure> {
        for path in self.old.paths().filter(|path| !self.new.has(path)) {
            match self.folder.find(path)? {
                Found::Nothing => {}
                Found::File(found) if self.force || self.old.wrote(path, found) => {
                    self.gone.push(path.to_owned());
                }
                _ => self.left.push(path.to_owned()),
            }
        }
        self.totals.removed = self.gone.len();
        if self.conflicts.is_empty() { Ok(()) } else { Err(self.conflict()) }
    }

    fn conflict(&self) -> Failure {
        let line = |path: &String| {
            let file = self.folder.file(path);
            let reason = if file.is_dir() {
                "is a folder, which `--force` does not remove"
            } else if self.old.has(path) {
                "was changed since the last export"
            } else {
                "is not from an export"
            };
            format!("  {} {reason}\n", file.display())
        };
        let mut lines: String = self.conflicts.iter().take(NAMED).map(line).collect();
        if let Some(more) = self.conflicts.len().checked_sub(NAMED).filter(|&more| more > 0) {
            lines.push_str(&format!("  … and {more} more\n"));
        }
        Failure::negative(format!(
            "{} would be overwritten:\n{lines}nothing was changed\n\
             help: move them elsewhere, or add `--force` to overwrite them",
            count(self.conflicts.len(), "file")
        ))
    }

    /// Returns what would change.
    pub(super) fn check(mut self) -> Result<(Vec<Change>, Totals), Failure> {
        self.compare()?;
        let mut changes: Vec<Change> = Vec::new();
        for path in self.pending.keys() {
            let exists = self.folder.find(path)? != Found::Nothing;
            changes.push((if exists { "change" } else { "add" }, path.clone()));
        }
        changes.extend(self.gone.iter().map(|path| ("remove", path.clone())));
        changes.sort_by(|a, b| a.1.cmp(&b.1));
        Ok((changes, self.totals))
    }

    /// Moves all files into place, removes what is gone, and writes the record.
    pub(super) fn finish(mut self) -> Result<(Vec<String>, Totals), Failure> {
        let done = self.compare().and_then(|()| self.apply());
        // Its files may be what fills the disk.
        let unstaged = self.folder.unstage();
        done.and(unstaged)?;
        Ok((self.left, self.totals))
    }

    fn apply(&self) -> Result<(), Failure> {
        if self.pending.is_empty() && self.gone.is_empty() && self.old == self.new {
            return Ok(());
        }
        let staging = self.staging.as_deref().expect("only `check` has none");
        // So that the next export recognizes the files of this one if it is interrupted.
        self.write_record(staging, &self.old.with(&self.new))?;
        // A file system may take a path that differs only in case for the same, so its file goes first.
        let new: HashSet<String> = self.pending.keys().map(|path| key(path)).collect();
        let (first, last): (Vec<_>, Vec<_>) =
            self.gone.iter().partition(|path| new.contains(&key(path)));
        for path in first {
            self.folder.remove(path)?;
        }
        for (path, staged) in &self.pending {
            self.folder.put(staged, path)?;
        }
        for path in last {
            self.folder.remove(path)?;
        }
        self.write_record(staging, &self.new)
    }

    fn write_record(&self, staging: &Path, record: &Record) -> Result<(), Failure> {
        let staged = staging.join("record");
        write(&staged, record.text().as_bytes())?;
        self.folder.put(&staged, RECORD)
    }

    /// Ends without a change.
    pub(super) fn abandon(self) {
        // There is another failure to report.
        let _ = self.folder.unstage();
    }
}

/// Writes a complete file.
fn write(path: &Path, body: &[u8]) -> Result<(), Failure> {
    let written = File::create(path).and_then(|mut file| file.write_all(body));
    written.map_err(|error| {
        // Its bytes may be missing for what follows.
        let _ = fs::remove_file(path);
        let Failure { code, message } = cannot_use(path, &error);
        let message = message.replacen("\n", "; nothing was changed\n", 1);
        Failure { code, message }
    })
}
