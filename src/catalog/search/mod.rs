//! What it takes to find posts by their text. It belongs to one snapshot and is made after it, because
//! it takes much longer.

mod analysis;
mod fields;
mod find;
mod index;
mod parse;
mod question;
mod vocabulary;

use super::Snapshot;
use find::Finder;
use index::Index;
use vocabulary::Vocabulary;

pub use find::Matches;
pub use question::{Atom, Clause, Part, PartKind, Question, Scope};

/// Finds posts by their text.
#[derive(Debug)]
pub struct Search {
    index: Option<(Index, Vocabulary)>,
}

impl Search {
    /// Reads all posts. Takes a second for about ten megabytes of text.
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let made = Index::new(snapshot.posts())
            .and_then(|index| Vocabulary::new(&index).map(|vocabulary| (index, vocabulary)));
        Self { index: made.ok() }
    }

    /// Finds the posts that match a question, whoever may see them. Nothing where the index could not
    /// be made or read, which is not known to happen in memory.
    pub fn find(&self, question: &Question) -> Option<Matches> {
        let (index, vocabulary) = self.index.as_ref()?;
        Finder { index, vocabulary }.find(question).ok()
    }
}
