//! Reloading: takes batches of changes, compiles the changed files, and replaces the current snapshot.

mod changes;
mod options;

pub use changes::{Batch, Changes, Waker};
pub use options::{OnInvalid, ReloadOptions};
