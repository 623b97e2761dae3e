//! Assets: files next to posts, as they are served.

mod content;
mod file_body;
mod store;

pub use content::{Content, held_bytes};
pub use store::{AssetStore, asset_path, is_absence, names_version};
