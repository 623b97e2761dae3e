//! How changes are noticed, and what is done where there are no events.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::events::Watches;
use super::hints::Hints;
use super::options::{Fallback, WatchMode};
use crate::source::{FolderOnDisk, RootIdentity, Scan, network_file_system};

/// Called with the reason for polling.
type Report = Box<dyn Fn(&Fallback) + Send>;

pub(super) enum Observer {
    Events {
        watches: Watches,
        /// The devices whose file systems report all changes. `None` if that does not matter.
        trusted: Option<HashSet<u64>>,
        report: Report,
    },
    Polling,
    Off,
}

impl Observer {
    pub fn new(mode: WatchMode, hints: Hints, report: Report) -> Self {
        let trusted = match mode {
            WatchMode::Off => return Self::Off,
            WatchMode::Poll => return Self::Polling,
            WatchMode::Auto => Some(HashSet::new()),
            WatchMode::Events => None,
        };
        match Watches::start(hints) {
            Ok(watches) => Self::Events { watches, trusted, report },
            Err(reason) => {
                report(&reason);
                Self::Polling
            }
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Events { .. } => "events",
            Self::Polling => "poll",
            Self::Off => "off",
        }
    }

    /// Polls from now on. The watches are given back to other programs of the user.
    pub fn fall_back(&mut self, reason: Fallback) {
        if let Self::Events { report, .. } = self {
            report(&reason);
            *self = Self::Polling;
        }
    }

    /// Watches a content folder before it is read.
    pub fn watch(&mut self, folder: &FolderOnDisk) {
        let Self::Events { watches, trusted, .. } = self else { return };
        let device = folder.id.device();
        if trusted.as_ref().is_some_and(|trusted| !trusted.contains(&device)) {
            if let Some(name) = network_file_system(&folder.path) {
                return self.fall_back(Fallback::NetworkFileSystem(name));
            }
            trusted.as_mut().map(|trusted| trusted.insert(device));
        }
        if let Err(reason) = watches.watch(folder) {
            self.fall_back(reason);
        }
    }

    /// Watches for the replacement of the root. Returns whether it need not be checked periodically.
    pub fn watch_root(&mut self, root: &RootIdentity) -> bool {
        let Self::Events { watches, .. } = self else { return true };
        match watches.watch_root(root) {
            Ok(is_noticed) => is_noticed,
            Err(reason) => {
                self.fall_back(reason);
                true
            }
        }
    }

    /// The watches of these folders are lost.
    pub fn forget(&mut self, paths: &BTreeSet<PathBuf>) {
        if let Self::Events { watches, .. } = self {
            watches.forget(paths);
        }
    }

    /// Ends the watches of folders that a scan of everything did not find.
    pub fn retain(&mut self, scan: &Scan) {
        let Self::Events { watches, .. } = self else { return };
        let found: HashSet<&Path> = scan.folders_on_disk().collect();
        if found.len() < watches.folders() {
            watches.retain(|path| found.contains(path));
        }
    }
}
