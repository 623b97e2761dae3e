//! The interface of content sources.

use std::fmt;
use std::io;

use super::asset::AssetRead;
use super::listing::Listing;
use crate::post::{ContentPath, Diagnostic};

/// Reads files of a source.
pub type FileReader<'a> =
    Box<dyn Fn(&ContentPath) -> Result<Vec<u8>, Box<Diagnostic>> + Send + Sync + 'a>;

/// A source of content files.
pub trait ContentSource: fmt::Debug + Send + Sync {
    /// Lists all files that may be posts or assets, sorted by path, and everything that is rejected
    /// without reading it.
    ///
    /// # Errors
    /// Returns an error if the source itself doesn't exist or cannot be read.
    fn list(&self) -> Result<Listing, SourceError>;

    /// Reads one file of the listing.
    ///
    /// # Errors
    /// Returns a diagnostic if the file cannot be read or is too large.
    fn read(&self, path: &ContentPath) -> Result<Vec<u8>, Box<Diagnostic>>;

    /// Returns a function that reads files of the listing as [`Self::read`] does, but takes less effort for many of
    /// them. It keeps reading the root that exists now, even if another one takes its place.
    fn reader(&self) -> FileReader<'_> {
        Box::new(|path| self.read(path))
    }

    /// Opens an asset of the listing, regardless of its size.
    ///
    /// # Errors
    /// Returns [`io::ErrorKind::NotFound`] if there is no such asset: the file doesn't exist, its name is
    /// not that of an asset, it is a link out of the source, or it is not a regular file. Returns any other
    /// kind if the source fails.
    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>>;
}

/// An error that makes the source as a whole unusable. The text contains its path and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError(pub String);

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SourceError {}
