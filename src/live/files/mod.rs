//! What each file of a source contains: the posts as compiled, before a catalog settles their slugs.

mod entry;
mod original;
mod read;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Map;

use super::reload::OnInvalid;
use crate::compile::ExtraSchema;
use crate::post::{Code, ContentPath, Diagnostic, Post, Severity};
use crate::source::{LeftOut, Listing, Reason};
use crate::text::Revision;
use entry::Entry;

pub use read::{FileRead, ReadOptions, read_all, share_terms};
pub use schema::SchemaFile;

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// It is new.
    Added,
    /// Its content changed.
    Edited,
    /// It is gone.
    Removed,
    /// It has an error that it did not have.
    Broken,
    /// It has no error any more.
    Mended,
}

/// The compiled files of a source.
#[derive(Debug, Default)]
pub struct Files {
    entries: BTreeMap<ContentPath, Entry>,
    /// The schema by which the files were compiled.
    pub(in crate::live) schema: SchemaFile,
}

/// What the files add up to.
#[derive(Debug)]
pub struct Contents {
    /// The posts, in the order of paths.
    pub posts: Vec<Arc<Post>>,
    /// The problems of files.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of files that are not posts although they have the extension of one.
    pub left_out: LeftOut,
    /// The number of posts that are the last valid version of a file with an error.
    pub kept: usize,
}

impl Files {
    /// Stores what was read of the files of a sorted list. Nothing was read before.
    pub fn new<'a>(read: impl Iterator<Item = (&'a ContentPath, FileRead)>) -> Self {
        // Collecting fills the nodes of the tree; inserting one after the other leaves them half empty.
        let entries = read.map(|(path, read)| (path.clone(), Entry::from(read))).collect();
        Self { entries, schema: SchemaFile::default() }
    }

    /// Returns the number of files.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Returns the hash by which a file that was read is known.
    pub fn revision(&self, path: &ContentPath) -> Option<Revision> {
        self.entries.get(path)?.revision
    }

    /// Returns the files of a sorted list that were not read yet.
    pub fn unread<'a>(&self, paths: &'a [ContentPath]) -> Vec<&'a ContentPath> {
        let mut is_known = is_among(self.entries.keys());
        paths.iter().filter(|path| !is_known(path)).collect()
    }

    /// Returns the files of a sorted list that could not be read.
    pub fn unreadable(&self, paths: &[ContentPath]) -> Vec<ContentPath> {
        let unread = self.entries.iter().filter(|(_, entry)| entry.revision.is_none());
        let is_listed = |path: &&ContentPath| paths.binary_search(path).is_ok();
        unread.map(|(path, _)| path).filter(is_listed).cloned().collect()
    }

    /// Returns whether there are files that are listed but could not be read.
    pub fn has_unreadable(&self) -> bool {
        self.entries.values().any(Entry::is_unreadable)
    }

    /// Stores what was read of a file. Returns what happened to it; `None` if it is as it was.
    pub fn store(
        &mut self,
        path: &ContentPath,
        read: FileRead,
        on_invalid: OnInvalid,
    ) -> Option<FileChange> {
        let mut new = Entry::from(read);
        let Some(old) = self.entries.get_mut(path) else {
            self.entries.insert(path.clone(), new);
            return Some(FileChange::Added);
        };
        if new.is_equal(old) {
            return None;
        }
        let change = match (old.has_error(), new.has_error()) {
            (false, true) => FileChange::Broken,
            (true, false) => FileChange::Mended,
            _ => FileChange::Edited,
        };
        if new.has_error() && on_invalid == OnInvalid::Keep {
            new.keep_version_of(old);
        }
        *old = new;
        Some(change)
    }

    /// Stops serving last valid versions that a schema does not allow.
    pub fn drop_versions_against(&mut self, schema: &ExtraSchema) {
        let is_invalid =
            |post: &Post| !schema.is_valid(post.extra.as_deref().unwrap_or(&Map::new()));
        for entry in self.entries.values_mut() {
            entry.drop_kept(is_invalid);
        }
    }

    /// Removes the files that are not in a listing, except those that the listing rejects, which have an error.
    /// Returns what happened.
    pub fn retain(
        &mut self,
        listing: &Listing,
        on_invalid: OnInvalid,
    ) -> Vec<(ContentPath, FileChange)> {
        let mut is_listed = is_among(&listing.files);
        let is_rejected = is_rejected_by(listing);
        let mut changes = Vec::new();
        self.entries.retain(|path, entry| {
            if is_listed(path) {
                return true;
            }
            let is_kept =
                on_invalid == OnInvalid::Keep && entry.served().is_some() && is_rejected(path);
            if !is_kept {
                changes.push((path.clone(), FileChange::Removed));
            } else if entry.reject() {
                changes.push((path.clone(), FileChange::Broken));
            }
            is_kept
        });
        changes
    }

    /// Returns the number of posts of the files of a listing, and of those that it rejects.
    pub fn count_served(&self, listing: &Listing) -> usize {
        let mut is_listed = is_among(&listing.files);
        let is_rejected = is_rejected_by(listing);
        let served = self.entries.iter().filter(|(_, entry)| entry.served().is_some());
        served.filter(|(path, _)| is_listed(path) || is_rejected(path)).count()
    }

    /// Returns what the files and the rest of a listing add up to.
    pub fn contents(&self, listing: &Listing) -> Contents {
        let (mut left_out, mut kept) = (listing.left_out, 0);
        let mut diagnostics = listing.rejected.clone();
        let mut posts = Vec::with_capacity(self.entries.len());
        for (path, entry) in &self.entries {
            diagnostics.extend_from_slice(&entry.diagnostics);
            if entry.is_no_post() {
                left_out.add(Reason::Readme);
            }
            if entry.kept().is_some() {
                kept += 1;
                diagnostics.push(last_valid_served(path));
            }
            posts.extend(entry.served().cloned());
        }
        let failed = diagnostics.iter().any(|found| found.severity() == Severity::Error);
        if posts.is_empty() && !failed {
            diagnostics.push(no_posts());
        }
        diagnostics.extend_from_slice(self.schema.problems());
        Contents { posts, diagnostics, left_out, kept }
    }

    /// Returns the files whose post has a body that was stored and cannot be read. All are read, because what damaged one
    /// may have damaged others, which takes about a second for 100,000 posts.
    pub fn with_lost_body(&self) -> Vec<ContentPath> {
        let is_lost =
            |entry: &Entry| entry.post.as_ref().is_some_and(|post| post.body.read().is_err());
        let lost = self.entries.iter().filter(|(_, entry)| is_lost(entry));
        lost.map(|(path, _)| path.clone()).collect()
    }

    /// Takes over the body of a file that was read again, if the file is the same and its body is lost.
    pub fn restore_body(&self, path: &ContentPath, read: &FileRead) {
        if let Some(entry) = self.entries.get(path)
            && entry.revision == read.revision
            && let (Some(post), Some(again)) = (&entry.post, &read.post)
        {
            post.body.restore(&again.body);
        }
    }

    /// Returns the diagnostics of a file.
    pub fn diagnostics(&self, path: &ContentPath) -> &[Diagnostic] {
        self.entries.get(path).map_or(&[], |entry| &entry.diagnostics)
    }

    /// Returns the last valid versions of files with an error: path and content.
    pub fn last_valid(&self) -> impl Iterator<Item = (&ContentPath, Vec<u8>)> {
        self.entries.iter().filter_map(|(path, entry)| Some((path, entry.kept_bytes()?)))
    }

    /// Serves a stored version of a file that has an error.
    pub fn restore(&mut self, path: &ContentPath, version: FileRead) {
        if let Some(entry) = self.entries.get_mut(path)
            && entry.has_error()
            && version.post.is_some()
        {
            entry.restore(version);
        }
    }
}

/// Returns a function that reports whether a path is among sorted ones. It must be called with ascending paths.
pub fn is_among<'a>(
    sorted: impl IntoIterator<Item = &'a ContentPath>,
) -> impl FnMut(&ContentPath) -> bool {
    let mut sorted = sorted.into_iter().peekable();
    move |path| {
        while sorted.next_if(|other| *other < path).is_some() {}
        sorted.peek().is_some_and(|other| *other == path)
    }
}

/// Returns a function that reports whether a listing rejects a path or a folder that contains it.
fn is_rejected_by(listing: &Listing) -> impl Fn(&ContentPath) -> bool {
    let rejected: BTreeSet<&str> =
        listing.rejected.iter().map(|found| found.path.as_str()).collect();
    move |path| {
        let path = path.as_str();
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        !rejected.is_empty()
            && (rejected.contains(path) || folders.any(|folder| rejected.contains(folder)))
    }
}

fn last_valid_served(path: &ContentPath) -> Diagnostic {
    Diagnostic {
        code: Code::LastValidServed,
        path: path.clone(),
        place: None,
        message: "the file has an error, so its last valid version is still served".to_owned(),
        expected: Some("a file without errors".to_owned()),
        help: Some(
            "correct the error, or delete the file; with `on_invalid = \"remove\"`, files with an error are \
             not served"
                .to_owned(),
        ),
    }
}

fn no_posts() -> Diagnostic {
    Diagnostic {
        code: Code::NoPosts,
        path: ContentPath::new("."),
        place: None,
        message: "the content folder contains no posts".to_owned(),
        expected: Some("files with the extension `.md`, `.markdown` or `.mdx`".to_owned()),
        help: Some(
            "write a first post, as with `inkstone new \"Title\"`, or specify another folder"
                .to_owned(),
        ),
    }
}
