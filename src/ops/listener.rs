//! The listeners of a service.

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// The API.
    Main,
    /// What only operators ask for.
    Operations,
}
