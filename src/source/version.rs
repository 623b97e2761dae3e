//! Versions of files, to detect changes without reading.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use crate::text::Revision;

/// The resolution of file times may be this coarse, so that two writes get the same time: FAT uses 2 seconds.
const COARSEST_TIMESTAMP: Duration = Duration::from_secs(2);

/// How long a time may stay the same where the system takes it from its timer, which ticks at least 100 times a
/// second.
const LONGEST_TICK: Duration = Duration::from_millis(100);

/// Times of coarse file systems are multiples of this: exFAT stores 10 milliseconds, others seconds.
const COARSE_NANOSECONDS: u32 = 10_000_000;

/// A device and inode, by which a system identifies a file or folder. All are equal where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId {
    pub(super) device: u64,
    pub(super) inode: u64,
}

impl FileId {
    /// Returns the number of the device.
    pub fn device(self) -> u64 {
        self.device
    }

    /// Returns the identity of an existing file or folder.
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Self { device: metadata.dev(), inode: metadata.ino() }
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Self::default()
        }
    }
}

/// Seconds since 1970, which may be negative, and nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct FileTime {
    seconds: i64,
    nanoseconds: u32,
}

impl FileTime {
    /// Returns how long ago it was; `None` if it is in the future.
    fn age(self, now: SystemTime) -> Option<Duration> {
        let Ok(seconds) = u64::try_from(self.seconds) else { return Some(Duration::MAX) };
        let time = SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, self.nanoseconds))?;
        now.duration_since(time).ok()
    }
}

/// The version of a file, determined without reading its content. If two versions are equal, so is the
/// content, provided that the first is [settled](Self::is_settled). Must not be exposed to clients, because
/// it differs between replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileVersion {
    bytes: u64,
    stamp: Stamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stamp {
    /// Of bytes in memory: the hash of the content.
    Content(Revision),
    OnDisk {
        /// The time of the last write.
        written: FileTime,
        /// The time of the last change to the file or its metadata (`ctime`). Unlike the time of the last write,
        /// programs cannot set it. The same where there is none.
        changed: FileTime,
        /// Changes if the file is replaced.
        id: FileId,
    },
}

impl FileVersion {
    /// The version of a file that was not examined.
    pub(super) const UNKNOWN: Self = {
        let time = FileTime { seconds: 0, nanoseconds: 0 };
        let id = FileId { device: 0, inode: 0 };
        Self { bytes: 0, stamp: Stamp::OnDisk { written: time, changed: time, id } }
    };

    /// Creates the version of bytes in memory.
    pub(super) fn of_memory(bytes: u64, content: Revision) -> Self {
        Self { bytes, stamp: Stamp::Content(content) }
    }

    /// Returns the version of a file.
    pub(super) fn of_file(metadata: &Metadata) -> Self {
        let (written, changed) = times(metadata);
        let id = FileId::of(metadata);
        Self { bytes: metadata.len(), stamp: Stamp::OnDisk { written, changed, id } }
    }

    /// Returns the length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns whether the file is old enough that another write would change its times.
    pub fn is_settled(&self) -> bool {
        self.unsettled_for(SystemTime::now()).is_none()
    }

    /// Returns how long the file must still have this version before what is read then is its content for
    /// certain; `None` if it is settled. A time in the future says nothing, because clocks can be set back: such
    /// a file counts as just written.
    pub fn unsettled_for(&self, now: SystemTime) -> Option<Duration> {
        let Stamp::OnDisk { changed, .. } = self.stamp else { return None };
        let is_coarse = changed.nanoseconds.is_multiple_of(COARSE_NANOSECONDS);
        let grain = if is_coarse { COARSEST_TIMESTAMP } else { LONGEST_TICK };
        // Which resolution it has is a guess, and the clock of a file server may differ.
        let is_old = changed.age(now).is_some_and(|age| age > COARSEST_TIMESTAMP);
        (!is_old).then_some(grain)
    }

    /// Returns whether this later version of an open file has the same content as `earlier`, even if the
    /// file was renamed or deleted in between.
    pub fn is_unwritten_since(&self, earlier: &Self) -> bool {
        let content = |version: &Self| match version.stamp {
            Stamp::Content(content) => (None, Some(content)),
            Stamp::OnDisk { written, .. } => (Some(written), None),
        };
        self.bytes == earlier.bytes && content(self) == content(earlier)
    }
}

/// Returns the times of the last write and of the last change.
#[cfg(unix)]
fn times(metadata: &Metadata) -> (FileTime, FileTime) {
    use std::os::unix::fs::MetadataExt;
    let time = |seconds, nanoseconds: i64| FileTime {
        seconds,
        nanoseconds: u32::try_from(nanoseconds).unwrap_or(0),
    };
    let written = time(metadata.mtime(), metadata.mtime_nsec());
    (written, time(metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn times(metadata: &Metadata) -> (FileTime, FileTime) {
    let since_epoch = metadata
        .modified()
        .ok()
        .and_then(|written| written.duration_since(SystemTime::UNIX_EPOCH).ok())
        .unwrap_or(Duration::ZERO);
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
    let written = FileTime { seconds, nanoseconds: since_epoch.subsec_nanos() };
    (written, written)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{FileId, FileTime, FileVersion, Stamp};
    use crate::text::Revision;

    fn at(seconds: i64, nanoseconds: u32) -> FileVersion {
        let time = FileTime { seconds, nanoseconds };
        let stamp = Stamp::OnDisk { written: time, changed: time, id: FileId::default() };
        FileVersion { bytes: 1, stamp }
    }

    #[test]
    fn a_file_settles_once_its_clock_must_have_ticked() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let fine = Some(Duration::from_millis(100));
        let coarse = Some(Duration::from_secs(2));
        for (version, expected) in [
            (at(999, 123_456_789), fine),
            (at(999, 120_000_000), coarse),
            (at(1000, 0), coarse),
            (at(998, 0), coarse),
            (at(997, 0), None),
            (at(997, 999_999_999), None),
            (at(-5, 0), None),
            // The clock was set back.
            (at(5000, 1), fine),
            (at(i64::MAX, 1), fine),
            (FileVersion::of_memory(1, Revision::of(b"a")), None),
        ] {
            assert_eq!(version.unsettled_for(now), expected, "{version:?}");
        }
    }
}
