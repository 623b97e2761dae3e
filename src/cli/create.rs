//! New files, which never replace existing ones.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::failure::Failure;

/// Creates a file. `exists` is the failure if there is one already.
pub(super) fn create(
    path: &Path,
    text: &str,
    exists: impl FnOnce() -> Failure,
) -> Result<(), Failure> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists()),
        Err(error) => return Err(cannot_create(path, &error)),
    };
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a file is worse than none.
        let _ = fs::remove_file(path);
        cannot_create(path, &error)
    })
}

/// Returns the failure to create a file or folder.
pub(super) fn cannot_create(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot create `{}`: {error}", path.display()))
}
