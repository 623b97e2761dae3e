//! Asset files: opening and reading.

use std::fs::File;
use std::io::{self, Read, Seek};

use super::version::FileVersion;

/// An open asset file.
pub trait AssetRead: Read + Seek + Send {
    /// Returns the current version of the file.
    ///
    /// # Errors
    /// Returns an error if the file's metadata cannot be read.
    fn version(&self) -> io::Result<FileVersion>;
}

impl AssetRead for File {
    fn version(&self) -> io::Result<FileVersion> {
        self.metadata().map(|metadata| FileVersion::of_file(&metadata))
    }
}
