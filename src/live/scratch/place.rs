//! The places for files that end with this process.

use std::fmt;
use std::io;
use std::path::PathBuf;

#[cfg(unix)]
use super::temporary::Temporary;
use crate::live::state_dir::StateDir;

/// Where files are that end with this process.
#[derive(Debug, Clone)]
pub struct Scratch(pub(super) Place);

#[derive(Debug, Clone)]
pub(super) enum Place {
    State(StateDir),
    #[cfg(unix)]
    Temporary(Temporary),
}

impl Scratch {
    /// Returns the state folder as such a place.
    pub fn state(state: StateDir) -> Self {
        Self(Place::State(state))
    }

    /// Finds a folder for temporary files: `TMPDIR` if it is set (POSIX.1-2024, section 8.3), otherwise `/var/tmp` or
    /// `/tmp` (Filesystem Hierarchy Standard 3.0, sections 5.15 and 3.18). Returns `None` if it is not on a local disk,
    /// because files would take memory or could become unreadable there, and on systems other than Unix. Creates nothing
    /// yet.
    pub fn temporary() -> Option<Self> {
        #[cfg(unix)]
        return Temporary::find().map(|temporary| Self(Place::Temporary(temporary)));
        #[cfg(not(unix))]
        return None;
    }

    /// Returns the path of the folder, which exists then.
    ///
    /// # Errors
    /// Returns an error if the folder for temporary files cannot be created, is not of this user alone, or has little
    /// space left.
    pub(super) fn open(&self) -> io::Result<PathBuf> {
        match &self.0 {
            Place::State(state) => Ok(state.path().to_owned()),
            #[cfg(unix)]
            Place::Temporary(temporary) => temporary.open(),
        }
    }
}

impl fmt::Display for Scratch {
    /// Writes how messages call it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::State(_) => f.write_str("`state_dir`"),
            #[cfg(unix)]
            Place::Temporary(temporary) => {
                write!(f, "temporary files in `{}`", temporary.parent.display())
            }
        }
    }
}
