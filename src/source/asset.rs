//! Files beside posts: opened, read in parts, and told apart when they change.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::time::{Duration, SystemTime};

use crate::post::Revision;

/// Within this time a file system may give two writes one time stamp; FAT counts in 2 seconds.
const COARSEST_TIMESTAMP: Duration = Duration::from_secs(2);

/// An asset that is open for reading.
pub trait AssetRead: Read + Seek + Send {
    /// What the file is like at this moment.
    ///
    /// # Errors
    /// Where the place fails.
    fn version(&self) -> io::Result<FileVersion>;
}

/// What a file is like at one moment, without its content having been read. Two equal versions have
/// equal content, provided that the first is [settled](Self::is_settled). Never shown to clients:
/// replicas differ in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileVersion {
    bytes: u64,
    /// When the content was last written.
    written: Option<SystemTime>,
    /// When anything about the file was last changed, in seconds and nanoseconds. Programs can set
    /// the time of the last write back, and not this one.
    changed: Option<(i64, i64)>,
    /// The device and the number of the file, which differ once another file is in its place.
    file: Option<(u64, u64)>,
    /// The content itself, where it is known anyway.
    content: Option<Revision>,
}

impl FileVersion {
    /// The version of bytes in memory.
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

    /// The length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the file was left alone long enough for the next write to show in its times.
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

    /// Whether this later version of one open file has the content of `earlier`. That the file was
    /// meanwhile renamed or deleted does not matter.
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
