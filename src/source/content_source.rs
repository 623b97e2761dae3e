//! The interface of content sources.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::asset::AssetRead;
use super::listing::Listing;
use super::root::RootIdentity;
use super::scan::{FolderOnDisk, Scan};
use super::version::FileVersion;
use crate::post::{ContentPath, Diagnostic};

/// Called with each folder on disk before its entries are read, so that whoever watches it misses nothing.
pub type Entering<'a> = &'a mut dyn FnMut(&FolderOnDisk);

/// Reads files of a source.
pub type FileReader<'a> =
    Box<dyn Fn(&ContentPath) -> Result<FileRead, Box<Diagnostic>> + Send + Sync + 'a>;

/// A source of content files.
pub trait ContentSource: fmt::Debug + Send + Sync {
    /// Finds all files that may be posts or assets, their versions, and everything that is rejected without reading
    /// it. Folders that have not changed since `known` are shared with it.
    ///
    /// # Errors
    /// Returns an error if the source itself doesn't exist or cannot be read.
    fn scan(&self, known: Option<&Scan>, entering: Entering<'_>) -> Result<Scan, SourceError>;

    /// Like [`Self::scan`], where only what is at the `marked` paths may have changed since `known`: files, or
    /// folders with all that is in them. The paths are absolute, with canonical folders.
    ///
    /// # Errors
    /// Same as [`Self::scan`].
    fn scan_marked(
        &self,
        known: &Scan,
        _marked: &[PathBuf],
        entering: Entering<'_>,
    ) -> Result<Scan, SourceError> {
        self.scan(Some(known), entering)
    }

    /// Returns the current identity of the root. If it differs from that of a scan, files read meanwhile may be of
    /// either root.
    ///
    /// # Errors
    /// Same as [`Self::scan`].
    fn root(&self) -> Result<RootIdentity, SourceError> {
        Ok(RootIdentity::default())
    }

    /// Lists what [`Self::scan`] finds.
    ///
    /// # Errors
    /// Same as [`Self::scan`].
    fn list(&self) -> Result<Listing, SourceError> {
        self.scan(None, &mut |_| {}).map(|scan| scan.listing())
    }

    /// Reads one file of the listing.
    ///
    /// # Errors
    /// Returns a diagnostic if the file cannot be read or is too large.
    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>>;

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

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The content.
    pub bytes: Vec<u8>,
    /// The version of the file that has this content, unless it was written to again and again.
    pub version: FileVersion,
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
