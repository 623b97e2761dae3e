//! A cache of the posts nearest to a post, because lists request them for many posts.

use std::sync::Arc;

use jiff::Timestamp;
use quick_cache::sync::Cache;

use super::error::SearchError;
use crate::catalog::doc_id::DocId;

/// The capacity of the cache. Each entry takes about two kilobytes.
const REMEMBERED: usize = 4096;

/// The key of a cached result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NearestKey {
    /// The post.
    pub doc: DocId,
    /// Includes posts in every language, not only the post's own.
    pub in_all_languages: bool,
    /// The time until which the set of public posts stays the same; distinguishes results made at
    /// different times.
    pub until: Option<Timestamp>,
}

/// The posts nearest to a post.
#[derive(Debug, Clone, Default)]
pub struct Nearest {
    /// The words of the post that others were compared by, most characteristic first.
    pub words: Box<[Box<str>]>,
    /// The posts, nearest first.
    pub posts: Box<[NearPost]>,
}

/// A post near another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearPost {
    /// The post.
    pub doc: DocId,
    /// The score. Scores are integers, so that ties are exact.
    pub score: u32,
    /// Which of [`Nearest::words`] it contains, as in [`super::Similarity::words`].
    pub words: u16,
}

/// A cache of results, which do not depend on the order of requests.
#[derive(Debug)]
pub(super) struct NearestMemo(Cache<NearestKey, Arc<Nearest>>);

impl Default for NearestMemo {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl NearestMemo {
    pub(super) fn get_or_make(
        &self,
        of: NearestKey,
        make: impl FnOnce() -> Result<Nearest, SearchError>,
    ) -> Result<Arc<Nearest>, SearchError> {
        self.0.get_or_insert_with(&of, || make().map(Arc::new))
    }
}
