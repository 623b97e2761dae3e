//! What it takes to find posts by their text. It belongs to one snapshot and is made after it, because
//! it takes much longer.

mod analysis;
mod fields;
mod find;
mod index;
mod likeness;
mod matches;
mod nearest;
mod parse;
mod question;
mod telling;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::fmt;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::{Snapshot, Suggestions};
use crate::post::Post;
use find::Finder;
use index::Index;
use nearest::NearestMemo;
use vocabulary::Vocabulary;

pub(crate) use analysis::parts as identifier_parts;
pub use likeness::{Alike, Likeness};
pub use matches::Matches;
pub use nearest::{NearPost, Nearest, NearestOf};
pub use question::{Atom, Clause, Part, PartKind, Question, Scope};

/// Finds posts by their text.
#[derive(Debug)]
pub struct Search {
    index: Result<(Index, Vocabulary), SearchError>,
    suggestions: Suggestions,
    /// What was found near to posts; a memo, no state.
    nearest: NearestMemo,
}

/// Why a search failed: what the engine says. In memory nothing is known to go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchError(String);

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SearchError {}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self(error.to_string())
    }
}

impl Search {
    /// Reads all posts. Takes a second for about twenty megabytes of Markdown on two cores.
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let made = Index::new(snapshot.posts())
            .and_then(|index| Vocabulary::new(&index).map(|vocabulary| (index, vocabulary)));
        Self {
            index: made.map_err(Into::into),
            suggestions: Suggestions::new(snapshot),
            nearest: NearestMemo::default(),
        }
    }

    /// What completes names.
    pub fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    /// How many bytes the index of the texts holds.
    ///
    /// # Errors
    /// [`SearchError`] where the index could not be made or read.
    pub fn index_bytes(&self) -> Result<u64, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(index.bytes()?)
    }

    /// Finds the posts that match a question, whoever may see them.
    ///
    /// # Errors
    /// [`SearchError`] where the index could not be made or read.
    pub fn find(&self, question: &Question) -> Result<Matches, SearchError> {
        let (index, vocabulary) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(Finder { index, vocabulary }.find(question)?)
    }
    /// Compares the posts of `among` with one by the words that tell most about it. Takes some
    /// milliseconds over many posts.
    ///
    /// # Errors
    /// As for [`Self::find`].
    pub fn compare(&self, post: &Post, among: &RoaringBitmap) -> Result<Likeness, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(likeness::compare(index, post, among)?)
    }

    /// What is near to a post, made by `make` where it is not remembered. Of several callers that ask
    /// for the same at once, one makes it and the others wait for it.
    ///
    /// # Errors
    /// That of `make`; it is not remembered.
    pub fn nearest(
        &self,
        of: NearestOf,
        make: impl FnOnce() -> Result<Nearest, SearchError>,
    ) -> Result<Arc<Nearest>, SearchError> {
        self.nearest.get_or_make(of, make)
    }
}
