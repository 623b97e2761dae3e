//! Where files come from.

mod asset;
mod beneath;
mod facts;
mod folder;
mod memory;
mod names;
mod refusal;
mod svg;
mod walk;

use std::fmt;
use std::io;

use crate::post::{ContentPath, Diagnostic};

pub use asset::{AssetRead, FileVersion};
pub use facts::read_facts;
pub use folder::FolderSource;
pub use memory::MemorySource;

/// A place that holds files.
pub trait ContentSource: fmt::Debug + Send + Sync {
    /// Finds every file that may be a post or an asset, sorted by path, and everything that is
    /// refused unread.
    ///
    /// # Errors
    /// Where the place itself is not there or cannot be read at all.
    fn list(&self) -> Result<Listing, SourceError>;

    /// Reads one file of the listing.
    ///
    /// # Errors
    /// A diagnostic where it cannot be read or is larger than allowed.
    fn read(&self, path: &ContentPath) -> Result<Vec<u8>, Box<Diagnostic>>;

    /// Opens one asset of the listing, of whatever size.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is no such asset: no file, one that is no asset by
    /// its name, a link out of the place, or no regular file. Any other kind where the place fails.
    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>>;
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files that may be posts, by path.
    pub files: Vec<ContentPath>,
    /// Files beside posts, by path: regular files that are neither hidden nor Markdown nor the
    /// settings file.
    pub assets: Vec<ContentPath>,
    /// What is refused unread.
    pub refused: Vec<Diagnostic>,
}

impl Listing {
    /// Puts all lists in the order of their paths.
    fn sort(&mut self) {
        self.files.sort_unstable();
        self.assets.sort_unstable();
        self.refused.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
    }
}

/// The source as a whole cannot be used. The text names it and says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError(pub String);

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SourceError {}
