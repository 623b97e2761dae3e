//! Listings of content sources.

use super::left_out::LeftOut;
use crate::post::{ContentPath, Diagnostic};

/// The files of a source.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files that may be posts, sorted by path.
    pub files: Vec<ContentPath>,
    /// Assets, sorted by path: regular files whose names may be those of assets.
    pub assets: Vec<ContentPath>,
    /// Diagnostics of what is rejected without reading it.
    pub rejected: Vec<Diagnostic>,
    /// The number of files that have the extension of a post and are not listed.
    pub left_out: LeftOut,
}

impl Listing {
    /// Sorts all lists by path.
    pub(super) fn sort(&mut self) {
        self.files.sort_unstable();
        self.assets.sort_unstable();
        self.rejected.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
    }
}
