//! Bodies: rendered posts, files, and JSON.

pub mod assets;
pub mod buffers;
pub mod cover;
pub mod encodings;
pub mod feed_items;
pub mod fragments;
pub mod json;
pub mod portions;
pub mod render;
pub mod site_links;
pub mod writer;
