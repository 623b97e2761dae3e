//! Sources of content.

mod asset;
mod beneath;
mod content_source;
mod exclude;
mod facts;
mod folder;
mod left_out;
mod listing;
mod memory;
mod names;
mod rejection;
mod secrets;
mod svg;
mod walk;

pub use asset::{AssetRead, FileVersion};
pub use content_source::{ContentSource, FileReader, SourceError};
pub use exclude::Exclude;
pub use facts::read_facts;
pub use folder::FolderSource;
pub use left_out::{LeftOut, Reason};
pub use listing::Listing;
pub use memory::MemorySource;
