//! What the engine works with.

use std::sync::Arc;

use jiff::Timestamp;

use super::changes::Changes;
use super::event::ReloadEvent;
use super::options::ReloadOptions;
use crate::live::current::Live;
use crate::live::files::Files;
use crate::source::{ContentSource, Listing};

/// Reports events. It is called by the engine's thread.
pub type Report = Box<dyn FnMut(&ReloadEvent<'_>) + Send>;

/// Returns the time.
pub type Now = Box<dyn Fn() -> Timestamp + Send>;

/// What the engine works with.
pub struct ReloadParts {
    /// Where snapshots are replaced.
    pub live: Arc<Live>,
    /// The source of the files.
    pub source: Arc<dyn ContentSource>,
    /// Notices changes of the source.
    pub changes: Box<dyn Changes>,
    /// The files of the current snapshot.
    pub files: Files,
    /// The listing of the source from which they were read.
    pub listing: Listing,
    /// How it works.
    pub options: ReloadOptions,
    /// The clock by which posts are published and expire.
    pub now: Now,
    /// Reports what happens.
    pub report: Report,
}
