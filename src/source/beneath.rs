//! Opens files below a folder with few system calls, if the system can guarantee that no link is followed.

use std::fs::File;
use std::path::Path;

/// Opens a regular file at a path below a folder. Returns `None` if any part of the path is a link, if the
/// file is not regular or cannot be opened, or if the system lacks support: then the caller examines the
/// path step by step to find the reason.
#[cfg(target_os = "linux")]
pub fn open(folder: &Path, path: &str) -> Option<File> {
    use rustix::fs::{AtFlags, FileType, Mode, OFlags, ResolveFlags, openat2, statat};

    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty()).ok()?;
    // Special files are not opened at all: opening a FIFO can already wake its other end.
    let found = statat(&folder, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    if !FileType::from_raw_mode(found.st_mode).is_file() {
        return None;
    }
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    openat2(&folder, path, flags, Mode::empty(), resolve).ok().map(File::from)
}

/// Other systems have no equivalent, so the caller always examines the path step by step.
#[cfg(not(target_os = "linux"))]
pub fn open(_: &Path, _: &str) -> Option<File> {
    None
}
