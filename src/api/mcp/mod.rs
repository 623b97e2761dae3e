//! The Model Context Protocol (MCP): tools with which language models read the posts.
//!
//! The endpoint is stateless Streamable HTTP: each request is a JSON-RPC message, and its response a JSON object. It
//! has no sessions and no streams. It speaks the version 2026-07-28, whose requests say what they need in `_meta`, and
//! the versions 2025-11-25 and 2025-06-18, which begin with `initialize`.
//!
//! This is not the crate `rmcp`. Its types alone (3.11, `default-features = false`, the feature `server`) are 17 more
//! crates and about 30 s of CPU time in the build; with its Streamable HTTP and `rmcp-actix-web` it is 267 s. What it
//! would do here is small: the messages of four methods. What is large in it, sessions, streams and transports, a
//! stateless endpoint does not have, and its services do not know the limits, the moment and the problems of the
//! pipeline.

mod access;
mod endpoint;
mod media;
mod message;
mod methods;
mod quote;
mod reply;
mod tools;
mod unique;
mod version;

pub use access::Access;
pub use endpoint::{configure, entry};
