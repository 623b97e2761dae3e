//! Asset files: opening, reading, and detection of changes.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::time::{Duration, SystemTime};

use crate::text::Revision;

/// The resolution of file times may be this coarse, so that two writes get the same time: FAT uses 2 seconds.
const COARSEST_TIMESTAMP: Duration = Duration::from_secs(2);

/// An open asset file.
pub trait AssetRead: Read + Seek + Send {
    /// Returns the current version of the file.
    ///
    /// # Errors
    /// Returns an error if the file's metadata cannot be read.
    fn version(&self) -> io::Result<FileVersion>;
}

/// The version of a file, determined without reading its content. If two versions are equal, so is the
/// content, provided that the first is [settled](Self::is_settled). Must not be exposed to clients, because
/// it differs between replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileVersion {
    bytes: u64,
    /// The time of the last write.
    written: Option<SystemTime>,
    /// The time of the last change to the file or its metadata (`ctime`), in seconds and nanoseconds.
    /// Unlike the time of the last write, programs cannot set it.
    changed: Option<(i64, i64)>,
    /// The device and inode, which change if the file is replaced.
    file: Option<(u64, u64)>,
    /// The hash of the content, if it is known anyway.
    content: Option<Revision>,
}

impl FileVersion {
    /// Creates the version of bytes in memory.
    pub(super) fn of_memory(bytes: u64, content: Revision) -> Self {
        Self { bytes, written: None, changed: None, file: None, content: Some(content) }
    }

    fn of_file(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, file) = {
            use std::os::unix::fs::MetadataExt;
            let changed = (metadata.ctime(), metadata.ctime_nsec());
            (Some(changed), Some((metadata.dev(), metadata.ino())))
        };
        #[cfg(not(unix))]
        let (changed, file) = (None, None);
        let written = metadata.modified().ok();
        Self { bytes: metadata.len(), written, changed, file, content: None }
    }

    /// Returns the length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns whether the file is old enough that another write would change its times.
    pub fn is_settled(&self) -> bool {
        if self.content.is_some() {
            return true;
        }
        let changed = self.changed.and_then(|(seconds, nanoseconds)| {
            let since_epoch = Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
            SystemTime::UNIX_EPOCH.checked_add(since_epoch)
        });
        changed
            .or(self.written)
            .and_then(|last| SystemTime::now().duration_since(last).ok())
            .is_some_and(|age| age > COARSEST_TIMESTAMP)
    }

    /// Returns whether this later version of an open file has the same content as `earlier`, even if the
    /// file was renamed or deleted in between.
    pub fn is_unwritten_since(&self, earlier: &Self) -> bool {
        (self.bytes, self.written, self.content)
            == (earlier.bytes, earlier.written, earlier.content)
    }
}

impl AssetRead for File {
    fn version(&self) -> io::Result<FileVersion> {
        self.metadata().map(|metadata| FileVersion::of_file(&metadata))
    }
}
