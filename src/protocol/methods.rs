//! Request methods.

/// The methods of every resource, except for the endpoint of the Model Context Protocol.
pub const READ_METHODS: &str = "GET, HEAD, OPTIONS";

/// The methods of the endpoint of the Model Context Protocol.
pub const MCP_METHODS: &str = "POST, OPTIONS";
