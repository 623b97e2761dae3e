//! Files grouped by folder, to find the file that a mistyped path refers to.

use std::collections::HashMap;

use super::near::Near;
use crate::text::suggest::closest;

/// The files directly in each folder, identified by numbers that the owner assigns.
#[derive(Debug)]
pub(super) struct Folders(HashMap<Box<str>, Folder>);

#[derive(Debug)]
struct Folder {
    /// Sorted by name.
    files: Vec<u32>,
    near: Near,
}

impl Folders {
    /// Creates the groups from files sorted by path, which within one folder means sorted by name.
    pub(super) fn new<'a>(sorted: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut by_folder: HashMap<&str, (Vec<u32>, Vec<&str>)> = HashMap::new();
        for (file, path) in sorted {
            let (folder, name) = split(path);
            let (files, names) = by_folder.entry(folder).or_default();
            files.push(file);
            names.push(name);
        }
        let folders = by_folder.into_iter().map(|(folder, (files, names))| {
            (folder.into(), Folder { files, near: Near::new(names.into_iter()) })
        });
        Self(folders.collect())
    }

    /// Returns the path in the same folder that is most similar to a mistyped one, ignoring case, of the
    /// files that `accept` accepts.
    /// Returns `None` if no path is similar enough; see [`crate::text::suggest`].
    pub(super) fn near<'a>(
        &self,
        wrong: &str,
        path_of: impl Fn(u32) -> &'a str,
        accept: impl Fn(u32) -> bool,
    ) -> Option<&'a str> {
        let (folder, wrong) = split(wrong);
        let folder = self.0.get(folder)?;
        let name_at = |at: u32| split(path_of(folder.files[at as usize])).1;
        let candidates =
            folder.near.candidates(wrong, name_at, |at| accept(folder.files[at as usize]));
        let nearest = closest(wrong, candidates.iter().map(|&at| name_at(at)), 1).pop()?;
        let at = candidates.into_iter().find(|&at| name_at(at) == nearest)?;
        Some(path_of(folder.files[at as usize]))
    }
}

/// Splits a path into its folder and its file name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
