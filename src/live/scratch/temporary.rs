//! The folder for temporary files.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::process::geteuid;

use crate::live::private::create_own_folder;

/// What is left free on the disk for other programs, in bytes.
const RESERVE: u64 = 1 << 30;

/// File systems in memory, where files take as much of it as here, and others whose files other machines or programs
/// keep: a mapped page that they cannot deliver ends the process by a signal. From `linux/magic.h` and the sources of
/// CIFS.
#[cfg(target_os = "linux")]
const UNSUITABLE: [u64; 11] = [
    0x0102_1994, // tmpfs
    0x8584_58f6, // ramfs
    0x6969,      // NFS
    0x517b,      // SMB
    0xff53_4d42, // CIFS
    0xfe53_4d42, // SMB 2
    0x0102_1997, // 9P
    0x00c3_6400, // Ceph
    0x5346_414f, // OpenAFS
    0x6b41_4653, // AFS
    0x6573_5546, // FUSE
];

/// A folder for temporary files.
#[derive(Debug, Clone)]
pub(super) struct Temporary {
    /// Where everybody has such files.
    pub(super) parent: PathBuf,
    /// What is left free on the disk, in bytes.
    pub(super) reserve: u64,
}

impl Temporary {
    /// Returns the first one that is suitable.
    pub(super) fn find() -> Option<Self> {
        let chosen = std::env::var_os("TMPDIR").filter(|path| !path.is_empty()).map(PathBuf::from);
        let usual = || ["/var/tmp", "/tmp"].map(PathBuf::from).to_vec();
        let mut candidates = chosen.map_or_else(usual, |path| vec![path]).into_iter();
        let parent = candidates.find(|path| path.is_absolute() && is_suitable(path))?;
        Some(Self { parent, reserve: RESERVE })
    }

    /// Returns the folder of this user in it, and creates that if it does not exist.
    ///
    /// # Errors
    /// Returns an error if it cannot be created, is not of this user alone, or the disk has little space left.
    pub(super) fn open(&self) -> io::Result<PathBuf> {
        let user = geteuid().as_raw();
        let path = self.parent.join(format!("inkstone-{user}"));
        create_own_folder(&path)?;
        // Everybody may create a folder with this name there.
        let found = fs::symlink_metadata(&path)?;
        if found.uid() != user || found.mode() & 0o077 != 0 {
            let message = format!("others have access to `{}`", path.display());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        let disk = rustix::fs::statvfs(&path)?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < self.reserve {
            let message = format!("less than {} MiB are free", self.reserve >> 20);
            return Err(io::Error::new(io::ErrorKind::StorageFull, message));
        }
        Ok(path)
    }
}

/// Whether a path is of a folder on a local disk in which files can be created.
pub(super) fn is_suitable(path: &Path) -> bool {
    let may_create = Access::WRITE_OK | Access::EXEC_OK;
    path.is_dir() && access(path, may_create).is_ok() && is_on_local_disk(path)
}

#[cfg(target_os = "linux")]
fn is_on_local_disk(path: &Path) -> bool {
    // The type is a number of 32 bits, which some architectures extend with its sign.
    rustix::fs::statfs(path)
        .is_ok_and(|found| !UNSUITABLE.contains(&u64::from(found.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_on_local_disk(_: &Path) -> bool {
    true
}
