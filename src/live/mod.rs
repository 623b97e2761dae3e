//! The current snapshot, how it is loaded, and how it is kept up to date.

mod bodies;
mod current;
mod files;
mod history;
mod load;
mod memory;
mod private;
mod reload;
mod scratch;
mod segments;
mod state_dir;
mod watch;

pub use current::{Current, Live, Publication};
pub use files::{FileChange, Files};
pub use history::{History, HistoryOptions, PublicContent};
pub use load::{Loaded, load, load_listing};
pub use memory::{linger, with_own_threads};
pub use reload::{
    BUCKETS, Batch, Changes, Doubt, Engine, Figures, OnInvalid, ReloadEvent, ReloadOptions,
};
pub use reload::{Now, ReloadParts, ReloadStatus, Reloaded, Report, Stages, Waker};
pub use scratch::Scratch;
pub use state_dir::StateDir;
pub use watch::{Fallback, Hints, Watch, WatchMode, WatchOptions};
