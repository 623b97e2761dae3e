//! Assets: files next to posts.

mod content;
mod file_body;
mod store;

pub use content::{Content, max_bytes_in_memory};
pub use store::{AssetStore, asset_path, is_missing, matches_version};
