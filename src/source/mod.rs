//! Where files come from.

mod folder;
use crate::post::{ContentPath, Diagnostic};
pub use folder::FolderSource;

/// A place that holds files.
pub trait ContentSource: Send + Sync {
    /// Finds every file that may be a post, sorted by path, and everything that is refused unread.
    ///
    /// # Errors
    /// Where the place itself is not there or cannot be read at all.
    fn list(&self) -> Result<Listing, SourceError>;

    /// Reads one file of the listing.
    ///
    /// # Errors
    /// A diagnostic where it cannot be read or is larger than allowed.
    fn read(&self, path: &ContentPath) -> Result<Vec<u8>, Diagnostic>;
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files that may be posts, by path.
    pub files: Vec<ContentPath>,
    /// What is refused unread.
    pub refused: Vec<Diagnostic>,
}

/// The source as a whole cannot be used. The text names it and says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError(pub String);
