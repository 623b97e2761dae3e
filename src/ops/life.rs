//! Whether the service goes on.

use std::sync::atomic::{AtomicBool, Ordering};

/// The life of a service, as its answers know it.
#[derive(Debug, Default)]
pub struct Life {
    ending: AtomicBool,
}

impl Life {
    /// Begins the end: the service is not ready any more, and each answer is the last of its
    /// connection.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Release);
    }

    /// Whether the end has begun.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }
}
