//! Options of the engine.

use std::time::Duration;

use crate::catalog::CatalogOptions;
use crate::compile::CompileOptions;
use crate::live::files::ReadOptions;
use crate::live::scratch::Scratch;
use crate::live::state_dir::StateDir;

/// What is served of a file in which an error appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnInvalid {
    /// Its last valid version.
    Keep,
    /// Nothing.
    Remove,
}

/// How the engine works.
#[derive(Debug, Clone)]
pub struct ReloadOptions {
    /// How files are compiled.
    pub compile: CompileOptions,
    /// How snapshots are built.
    pub catalog: CatalogOptions,
    /// What is served of a file in which an error appears.
    pub on_invalid: OnInvalid,
    /// Where last valid versions are stored; `None` if they are not.
    pub state_dir: Option<StateDir>,
    /// Where texts of posts and the search index are, if not in memory.
    pub scratch: Option<Scratch>,
    /// The minimum time between the two scans that must agree before a loss of most content is believed.
    pub confirm_after: Duration,
}

impl ReloadOptions {
    /// Returns how files are read.
    pub(in crate::live) fn read_options(&self) -> ReadOptions<'_> {
        let keeps_originals = self.state_dir.is_some() && self.on_invalid == OnInvalid::Keep;
        ReadOptions { compile: &self.compile, keeps_originals }
    }

    /// The default of [`Self::confirm_after`].
    pub const CONFIRM_AFTER: Duration = Duration::from_secs(10);
}
