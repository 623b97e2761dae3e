//! Reports that bodies are not stored.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// Logs why bodies are not stored, unless `has_failed` is set, and sets it.
pub(super) fn warn_once(has_failed: &AtomicBool, error: &io::Error) {
    if !has_failed.swap(true, Ordering::Relaxed) {
        warn(error);
    }
}

/// Logs why bodies are not stored.
pub(super) fn warn(error: &io::Error) {
    tracing::warn!(
        "the texts of posts cannot be stored in `state_dir`, so they take memory: {error}"
    );
}
