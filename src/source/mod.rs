//! Sources of content.

mod asset;
mod beneath;
mod content_source;
mod exclude;
mod facts;
mod folder;
mod left_out;
mod listing;
mod marked;
mod memory;
mod mount;
mod names;
mod rejection;
mod root;
mod scan;
mod secrets;
mod svg;
mod version;
mod walk;

pub use asset::AssetRead;
pub use content_source::{ContentSource, Entering, FileRead, FileReader, SourceError};
pub use exclude::Exclude;
pub use facts::read_facts;
pub use folder::FolderSource;
pub use left_out::{LeftOut, Reason};
pub use listing::Listing;
pub use memory::MemorySource;
pub use mount::network_file_system;
pub use root::RootIdentity;
pub use scan::{FolderOnDisk, Scan, ScannedFile};
pub use version::{FileId, FileVersion};
