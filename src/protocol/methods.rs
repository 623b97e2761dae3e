//! Request methods.

/// The methods of every resource.
pub const READ_METHODS: &str = "GET, HEAD, OPTIONS";
