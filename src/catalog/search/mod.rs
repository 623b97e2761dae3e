//! What it takes to find posts by their text. It belongs to one snapshot and is made after it, because
//! it takes much longer.

mod analysis;
mod fields;
mod find;
mod index;
mod parse;
mod question;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::fmt;

use super::{Snapshot, Suggestions};
use find::Finder;
use index::Index;
use vocabulary::Vocabulary;

pub(crate) use analysis::parts as identifier_parts;
pub use find::Matches;
pub use question::{Atom, Clause, Part, PartKind, Question, Scope};

/// Finds posts by their text.
#[derive(Debug)]
pub struct Search {
    index: Result<(Index, Vocabulary), SearchError>,
    suggestions: Suggestions,
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
    /// Reads all posts. Takes a second for about ten megabytes of text.
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let made = Index::new(snapshot.posts())
            .and_then(|index| Vocabulary::new(&index).map(|vocabulary| (index, vocabulary)));
        Self { index: made.map_err(Into::into), suggestions: Suggestions::new(snapshot) }
    }

    /// What completes names.
    pub fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    /// Finds the posts that match a question, whoever may see them.
    ///
    /// # Errors
    /// [`SearchError`] where the index could not be made or read.
    pub fn find(&self, question: &Question) -> Result<Matches, SearchError> {
        let (index, vocabulary) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(Finder { index, vocabulary }.find(question)?)
    }
}
