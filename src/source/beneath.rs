//! Opens files below a folder with few system calls, if the system can guarantee that no link is followed.

use std::fs::File;
use std::path::Path;

/// An open folder. It stays the same one if its path leads to another one later.
#[derive(Debug)]
pub struct OpenFolder {
    #[cfg(target_os = "linux")]
    folder: Option<rustix::fd::OwnedFd>,
}

#[cfg(target_os = "linux")]
impl OpenFolder {
    /// Opens a folder. If that fails, no file can be opened below it.
    pub fn at(path: &Path) -> Self {
        use rustix::fs::{Mode, OFlags};

        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Self { folder: rustix::fs::open(path, flags, Mode::empty()).ok() }
    }

    /// Opens a regular file at a path below the folder. Returns `None` if any part of the path is a link, if the
    /// file is not regular or cannot be opened, or if the system lacks support: then the caller examines the
    /// path step by step to find the reason.
    pub fn open(&self, path: &str) -> Option<File> {
        use rustix::fs::{AtFlags, FileType, Mode, OFlags, ResolveFlags, openat2, statat};

        let folder = self.folder.as_ref()?;
        // Special files are not opened at all: opening a FIFO can already wake its other end.
        let found = statat(folder, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        if !FileType::from_raw_mode(found.st_mode).is_file() {
            return None;
        }
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        openat2(folder, path, flags, Mode::empty(), resolve).ok().map(File::from)
    }
}

/// Other systems have no equivalent, so the caller always examines the path step by step.
#[cfg(not(target_os = "linux"))]
impl OpenFolder {
    /// Does nothing.
    pub fn at(_: &Path) -> Self {
        Self {}
    }

    /// Returns `None`.
    pub fn open(&self, _: &str) -> Option<File> {
        None
    }
}
