//! Files and folders for this user alone.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

/// Creates a folder, and those that it is in, for this user alone, unless it exists.
///
/// # Errors
/// Returns an error if it cannot be created or is not a folder.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Like [`create_folder`], but does not accept a link to another folder.
///
/// # Errors
/// Returns an error if it cannot be created, is not a folder, or is a link.
pub(super) fn create_own_folder(path: &Path) -> io::Result<()> {
    create_folder(path)?;
    match fs::symlink_metadata(path)?.is_dir() {
        true => Ok(()),
        false => Err(io::ErrorKind::NotADirectory.into()),
    }
}

/// Lets only this user read a file that is created.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
