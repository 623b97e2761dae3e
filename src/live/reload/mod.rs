//! Reloading: takes batches of changes, compiles the changed files, and replaces the current snapshot.

mod belief;
mod changes;
mod content;
mod doubt;
mod engine;
mod event;
pub(super) mod last_valid;
mod options;
mod parts;
mod pending;
mod reloader;
mod status;
#[cfg(test)]
mod tests;
mod workers;

pub use changes::{Batch, Changes, Waker};
pub use doubt::Doubt;
pub use engine::Engine;
pub use event::{ReloadEvent, Reloaded};
pub use options::{OnInvalid, ReloadOptions};
pub use parts::{Now, ReloadParts, Report};
pub use status::{BUCKETS, Figures, ReloadStatus, Stages};
