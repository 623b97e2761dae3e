//! The listeners of a service.

/// The purpose of a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// The API.
    Main,
    /// Probes and metrics.
    Operations,
}
