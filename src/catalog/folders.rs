//! Files by folder, to find the one that was meant by a mistaken path.

use std::collections::HashMap;

use super::Near;
use crate::text::suggest::closest;

/// The files directly in each folder, by numbers that the owner gives them.
#[derive(Debug)]
pub(super) struct Folders(HashMap<Box<str>, Folder>);

#[derive(Debug)]
struct Folder {
    /// In the order of their names.
    files: Vec<u32>,
    near: Near,
}

impl Folders {
    /// Takes files in the order of their paths, which within one folder is that of names.
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

    /// The path in the same folder that is nearest to a mistaken one: another case of its letters
    /// or a slip of the pen. Nothing where none is near; see [`crate::text::suggest`].
    pub(super) fn near<'a>(
        &self,
        wrong: &str,
        path_of: impl Fn(u32) -> &'a str,
    ) -> Option<&'a str> {
        let (folder, wrong) = split(wrong);
        let folder = self.0.get(folder)?;
        let name_at = |at: u32| split(path_of(folder.files[at as usize])).1;
        let candidates = folder.near.candidates(wrong, name_at, |_| true);
        let nearest = closest(wrong, candidates.iter().map(|&at| name_at(at)), 1).pop()?;
        let at = candidates.into_iter().find(|&at| name_at(at) == nearest)?;
        Some(path_of(folder.files[at as usize]))
    }
}

/// A path's folder and name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
