//! Sources of content.

mod asset;
mod beneath;
mod content_source;
mod facts;
mod folder;
mod listing;
mod memory;
mod names;
mod rejection;
mod secrets;
mod svg;
mod walk;

pub use asset::{AssetRead, FileVersion};
pub use content_source::{ContentSource, SourceError};
pub use facts::read_facts;
pub use folder::FolderSource;
pub use listing::Listing;
pub use memory::MemorySource;
