//! Whether the service is shutting down.

use std::sync::atomic::{AtomicBool, Ordering};

/// The state of the service that its responses depend on.
#[derive(Debug, Default)]
pub struct Life {
    is_ending: AtomicBool,
}

impl Life {
    /// Begins shutdown: the service is no longer ready, and each response closes its connection.
    pub fn end(&self) {
        self.is_ending.store(true, Ordering::Release);
    }

    /// Returns whether shutdown has begun.
    pub fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Acquire)
    }
}
