//! Feeds in their formats.

pub mod atom;
pub mod json;
pub mod rss;

/// The program that makes feeds.
const GENERATOR: &str = "Inkstone";
