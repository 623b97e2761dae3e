//! Last valid versions of files that have an error, stored so that they survive a restart.

use std::io;

use super::options::{OnInvalid, ReloadOptions};
use crate::live::files::{FileRead, Files, ReadOptions};
use crate::live::state_dir::StateDir;
use crate::post::ContentPath;

/// The name of the file.
const NAME: &str = "last-valid";

/// The maximum size of the file. Versions that do not fit are not stored; few files have an error at a time.
const MAX_BYTES: usize = 64 << 20;

/// Where last valid versions are stored.
pub(super) struct LastValid {
    /// `None` if they are not stored.
    state: Option<StateDir>,
    /// What was stored last, so that equal content need not be stored again.
    stored: Option<Vec<u8>>,
    has_failed: bool,
}

impl LastValid {
    pub(super) fn new(options: &ReloadOptions) -> Self {
        let state = options.state_dir.clone().filter(|_| options.on_invalid == OnInvalid::Keep);
        Self { state, stored: None, has_failed: false }
    }

    /// Stores the last valid versions of all files that have an error.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, once until it succeeds again.
    pub(super) fn store(&mut self, files: &Files) -> io::Result<()> {
        let Some(state) = &self.state else { return Ok(()) };
        match write(files, state, self.stored.as_deref()) {
            Ok(stored) => {
                (self.stored, self.has_failed) = (stored, false);
                Ok(())
            }
            Err(error) => {
                self.stored = None;
                match std::mem::replace(&mut self.has_failed, true) {
                    true => Ok(()),
                    false => Err(error),
                }
            }
        }
    }
}

/// Writes the last valid versions of all files that have an error, unless they are `stored`. Returns what is stored.
fn write(files: &Files, state: &StateDir, stored: Option<&[u8]>) -> io::Result<Option<Vec<u8>>> {
    let content = encode(files.last_valid(), MAX_BYTES);
    if content.is_empty() {
        state.remove(NAME)?;
        return Ok(None);
    }
    if stored != Some(&*content) {
        state.write(NAME, &content)?;
    }
    Ok(Some(content))
}

/// Serves the stored versions of files that still have an error.
///
/// # Errors
/// Returns an error if the file cannot be read or is damaged.
pub fn restore(files: &mut Files, state: &StateDir, options: ReadOptions<'_>) -> io::Result<()> {
    let Some(content) = state.read(NAME, MAX_BYTES as u64)? else { return Ok(()) };
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "its entries are damaged");
    for (path, bytes) in decode(&content).ok_or_else(damaged)? {
        if let Some(version) = FileRead::of(&path, bytes, None, options) {
            files.restore(&path, version);
        }
    }
    Ok(())
}

/// Writes paths and contents, each after its length, until the limit.
fn encode<'a>(
    versions: impl Iterator<Item = (&'a ContentPath, Vec<u8>)>,
    max_bytes: usize,
) -> Vec<u8> {
    let mut out = Vec::new();
    for (path, content) in versions {
        let parts = [path.as_str().as_bytes(), &content];
        let length: usize = parts.iter().map(|part| part.len() + size_of::<u64>()).sum();
        if out.len() + length > max_bytes {
            continue;
        }
        for part in parts {
            out.extend_from_slice(&(part.len() as u64).to_le_bytes());
            out.extend_from_slice(part);
        }
    }
    out
}

/// Returns the paths and contents; `None` if these are not the bytes of such a list.
fn decode(mut bytes: &[u8]) -> Option<Vec<(ContentPath, &[u8])>> {
    let mut versions = Vec::new();
    while !bytes.is_empty() {
        let path = std::str::from_utf8(part(&mut bytes)?).ok()?;
        versions.push((ContentPath::new(path), part(&mut bytes)?));
    }
    Some(versions)
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (part, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode};
    use crate::post::ContentPath;

    #[test]
    fn versions_that_do_not_fit_are_left_out() {
        let paths = ["a.md", "b.md", "c.md"].map(ContentPath::new);
        let contents = [vec![0; 10], vec![0; 100], vec![0; 10]];
        let bytes = encode(paths.iter().zip(contents), 100);
        let found = decode(&bytes).unwrap();
        let found: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(found, ["a.md", "c.md"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            versions in prop::collection::vec((".{0,20}", prop::collection::vec(any::<u8>(), 0..40)), 0..8),
        ) {
            let paths: Vec<_> = versions.iter().map(|(path, _)| ContentPath::new(path)).collect();
            let contents = versions.iter().map(|(_, content)| content.clone());
            let bytes = encode(paths.iter().zip(contents), usize::MAX);
            let found = decode(&bytes).unwrap();
            prop_assert_eq!(found.len(), versions.len());
            for ((path, content), (expected, bytes)) in found.iter().zip(&versions) {
                prop_assert_eq!((path.as_str(), *content), (&**expected, &**bytes));
            }
        }

        #[test]
        fn other_bytes_are_refused_or_read_but_never_out_of_bounds(
            bytes in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            if let Some(found) = decode(&bytes) {
                let contents = found.iter().map(|(_, content)| content.to_vec());
                let again = encode(found.iter().map(|(path, _)| path).zip(contents), usize::MAX);
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
