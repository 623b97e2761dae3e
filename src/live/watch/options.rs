//! Options of watching, and how it is done.

use std::fmt;
use std::time::Duration;

/// How changes of files are noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WatchMode {
    /// By events of the system where there are any, otherwise by polling.
    #[default]
    Auto,
    /// By events of the system, even on file systems where they are incomplete.
    Events,
    /// By examining the source periodically.
    Poll,
    /// Only on request.
    Off,
}

/// How a source is watched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WatchOptions {
    /// How changes are noticed.
    pub mode: WatchMode,
    /// How often the whole source is examined although there were no events; `None` if never.
    pub scan_interval: Option<Duration>,
}

/// Why a source is polled although events were wanted. Displayed as a sentence with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// The file system, by name, does not report what other machines change.
    NetworkFileSystem(&'static str),
    /// The user may not watch as many folders.
    TooManyWatches,
    /// The user may not have as many watchers, or files open.
    TooManyWatchers,
    /// Another error of the system.
    Failed(String),
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NetworkFileSystem(name) => {
                write!(f, "{name} does not report what other machines change")?;
            }
            Self::TooManyWatches => f.write_str(
                "the system's limit of watched folders is reached; raise it, as with `sysctl \
                 fs.inotify.max_user_watches=524288`",
            )?,
            Self::TooManyWatchers => f.write_str(
                "the system's limit of watchers is reached; raise it, as with `sysctl \
                 fs.inotify.max_user_instances=512`, or raise the limit of open files",
            )?,
            Self::Failed(reason) => write!(f, "the system cannot report changes: {reason}")?,
        }
        f.write_str(". The content folder is polled instead")
    }
}

#[cfg(test)]
mod tests {
    use super::Fallback;

    #[test]
    fn a_fallback_names_the_cause_and_the_remedy() {
        let text = Fallback::NetworkFileSystem("NFS").to_string();
        let expected =
            "NFS does not report what other machines change. The content folder is polled instead";
        assert_eq!(text, expected);
        assert!(Fallback::TooManyWatches.to_string().contains("fs.inotify.max_user_watches="));
        assert!(Fallback::TooManyWatchers.to_string().contains("fs.inotify.max_user_instances="));
    }
}
