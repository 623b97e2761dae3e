//! Opens files below a folder in a few calls where the system can promise that no link is followed.

use std::fs::File;
use std::path::Path;

/// Opens a regular file at a path below a folder. Nothing where any part of the path is a link, where
/// the file is no regular one or cannot be opened, or where the system does not know how: then the
/// caller looks at the path step by step, and finds out what is to be said of it.
#[cfg(target_os = "linux")]
pub fn open(folder: &Path, path: &str) -> Option<File> {
    use rustix::fs::{AtFlags, FileType, Mode, OFlags, ResolveFlags, openat2, statat};

    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty()).ok()?;
    // What is special is not even opened: that alone can wake the other end of a FIFO.
    let found = statat(&folder, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    if !FileType::from_raw_mode(found.st_mode).is_file() {
        return None;
    }
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    openat2(&folder, path, flags, Mode::empty(), resolve).ok().map(File::from)
}

/// Elsewhere paths are always looked at step by step.
#[cfg(not(target_os = "linux"))]
pub fn open(_: &Path, _: &str) -> Option<File> {
    None
}
