//! One file.

use std::sync::Arc;

use super::original::Original;
use super::read::FileRead;
use crate::post::{Diagnostic, Post, Severity};
use crate::text::Revision;

/// What a file contains.
#[derive(Debug)]
pub(super) struct Entry {
    /// A hash of path and content; `None` if the file could not be read.
    pub(super) revision: Option<Revision>,
    /// The post, if the file is one and has no error.
    pub(super) post: Option<Arc<Post>>,
    pub(super) diagnostics: Box<[Diagnostic]>,
    /// The last valid version, if the file has an error.
    kept: Option<Arc<Post>>,
    /// The bytes of the file of `post` or `kept`; `None` unless last valid versions are stored.
    original: Option<Original>,
    /// Whether the listing rejects the file or its folder.
    is_rejected: bool,
}

impl From<FileRead> for Entry {
    fn from(read: FileRead) -> Self {
        let FileRead { revision, post, diagnostics, original } = read;
        Self { revision, post, diagnostics, kept: None, original, is_rejected: false }
    }
}

impl Entry {
    /// Returns the post that is served.
    pub(super) fn served(&self) -> Option<&Arc<Post>> {
        self.post.as_ref().or(self.kept.as_ref())
    }

    /// Returns the last valid version, if it is served because the file has an error.
    pub(super) fn kept(&self) -> Option<&Arc<Post>> {
        self.kept.as_ref()
    }

    /// Returns the content of the last valid version, if it is served, may be stored and can be read.
    pub(super) fn kept_bytes(&self) -> Option<Vec<u8>> {
        self.original.as_ref()?.bytes(self.kept.as_ref()?).ok()
    }

    pub(super) fn has_error(&self) -> bool {
        self.is_rejected || self.diagnostics.iter().any(|found| found.severity() == Severity::Error)
    }

    /// Whether reading the file failed, which may be over although the file is the same.
    pub(super) fn is_unreadable(&self) -> bool {
        self.revision.is_none() && !self.is_rejected
    }

    /// Whether the file is not a post, although nothing is wrong with it.
    pub(super) fn is_no_post(&self) -> bool {
        self.served().is_none() && self.diagnostics.is_empty()
    }

    /// Returns whether two states of a file have the same content, or the same reason why it cannot be read, and the
    /// same problems, which another schema can change.
    pub(super) fn is_equal(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.is_rejected == other.is_rejected
            && self.diagnostics == other.diagnostics
    }

    /// Serves what an earlier state of the file served.
    pub(super) fn keep_version_of(&mut self, earlier: &mut Self) {
        self.kept = earlier.post.take().or_else(|| earlier.kept.take());
        self.original = earlier.original.take();
    }

    /// Stops serving the last valid version if it is invalid now.
    pub(super) fn drop_kept(&mut self, is_invalid: impl Fn(&Post) -> bool) {
        if self.kept.take_if(|post| is_invalid(post)).is_some() {
            self.original = None;
        }
    }

    /// Serves a version that was stored.
    pub(super) fn restore(&mut self, version: FileRead) {
        self.kept = version.post;
        self.original = version.original;
    }

    /// The listing rejects the file: it has an error, whose diagnostic the listing has. Returns whether it had
    /// none before.
    pub(super) fn reject(&mut self) -> bool {
        let had_error = self.has_error();
        self.kept = self.post.take().or_else(|| self.kept.take());
        self.diagnostics = Box::default();
        self.revision = None;
        self.is_rejected = true;
        !had_error
    }
}
