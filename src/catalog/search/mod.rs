//! Full-text search. The index belongs to one snapshot and is built after it, because that takes much
//! longer.

mod analysis;
mod error;
mod fields;
mod find;
mod index;
mod keywords;
mod matches;
mod nearest;
mod parse;
mod question;
mod similarity;
mod terms;
#[cfg(test)]
mod tests;
mod view;
mod vocabulary;

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::doc_id::DocId;
use crate::post::Post;
use find::Finder;
use index::Index;
use nearest::NearestMemo;
use view::Views;
use vocabulary::Vocabulary;

pub(crate) use analysis::parts as identifier_parts;
pub use error::SearchError;
pub use matches::Matches;
pub use nearest::{NearPost, Nearest, NearestKey};
pub use question::{Atom, Clause, Part, PartKind, Question, Scope};
pub use similarity::{Similarities, Similarity};

/// The full-text index of one snapshot.
#[derive(Debug)]
pub struct Search {
    index: Result<(Index, Vocabulary), SearchError>,
    /// Derived data, not state.
    views: Views,
    /// A cache of nearest posts; derived data, not state.
    nearest: NearestMemo,
}

impl Search {
    /// Indexes all posts. Takes a second for about 20 MB of Markdown on two cores. Calls `indexed` after each
    /// post, from any thread.
    pub(super) fn new(posts: &[Arc<Post>], indexed: &(dyn Fn() + Sync)) -> Self {
        let made = Index::new(posts, indexed)
            .and_then(|index| Vocabulary::new(&index).map(|vocabulary| (index, vocabulary)));
        Self {
            index: made.map_err(Into::into),
            views: Views::default(),
            nearest: NearestMemo::default(),
        }
    }

    /// Returns the size of the text index in bytes.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn index_bytes(&self) -> Result<u64, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(index.bytes()?)
    }

    /// Finds which posts of `visible` match a query. Other posts have no influence on the result.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn find(
        &self,
        question: &Question,
        visible: &RoaringBitmap,
    ) -> Result<Matches, SearchError> {
        let (index, vocabulary) = self.index.as_ref().map_err(Clone::clone)?;
        let view = self.views.get(index, visible)?;
        Ok(Finder::new(index, vocabulary, &view)?.find(question)?)
    }

    /// Compares the posts of `among` with a post by its most characteristic words. Only the posts of
    /// `visible`, of which `among` is a part, influence the result. Takes some milliseconds with many
    /// posts.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn compare(
        &self,
        post: (DocId, &Post),
        among: &RoaringBitmap,
        visible: &RoaringBitmap,
    ) -> Result<Similarities, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        let view = self.views.get(index, visible)?;
        Ok(similarity::compare(index, &view, post, among)?)
    }

    /// Returns the posts nearest to a post, calling `make` if they are not cached. If several callers
    /// request the same post concurrently, one calls `make` and the others wait.
    ///
    /// # Errors
    /// Returns the error of `make`, which is not cached.
    pub fn nearest(
        &self,
        of: NearestKey,
        make: impl FnOnce() -> Result<Nearest, SearchError>,
    ) -> Result<Arc<Nearest>, SearchError> {
        self.nearest.get_or_make(of, make)
    }
}
