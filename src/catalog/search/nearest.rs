//! Remembers what was found near to posts, because lists ask for it post by post.

use std::sync::Arc;

use jiff::Timestamp;
use quick_cache::sync::Cache;

use super::SearchError;
use crate::catalog::DocId;

/// For how many posts it is remembered. Each takes about two kilobytes.
const REMEMBERED: usize = 4096;

/// What is near to which post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NearestOf {
    /// The post.
    pub doc: DocId,
    /// Posts in every language count, not only those in the post's own.
    pub in_all_languages: bool,
    /// Until when the same posts are public as at the time of the question; it tells one time from
    /// another.
    pub until: Option<Timestamp>,
}

/// The posts that are near to one.
#[derive(Debug, Clone, Default)]
pub struct Nearest {
    /// The words of the post by which others were compared with it, the most telling first.
    pub words: Box<[Box<str>]>,
    /// The posts, the nearest first.
    pub posts: Box<[NearPost]>,
}

/// A post that is near to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearPost {
    /// The post.
    pub doc: DocId,
    /// How near it is. Scores are whole numbers, so that posts that are as near are equal.
    pub score: u32,
    /// Which of [`Nearest::words`] it holds, as in [`super::Alike::words`].
    pub words: u16,
}

/// Remembers answers; what they are does not depend on who asks first.
#[derive(Debug)]
pub(super) struct NearestMemo(Cache<NearestOf, Arc<Nearest>>);

impl Default for NearestMemo {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl NearestMemo {
    pub(super) fn get_or_make(
        &self,
        of: NearestOf,
        make: impl FnOnce() -> Result<Nearest, SearchError>,
    ) -> Result<Arc<Nearest>, SearchError> {
        self.0.get_or_insert_with(&of, || make().map(Arc::new))
    }
}
