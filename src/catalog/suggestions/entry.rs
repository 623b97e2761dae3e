//! The names that can be suggested.

use crate::catalog::doc_id::DocId;
use crate::catalog::taxonomy::Taxonomy;
use crate::catalog::term_id::TermId;

/// A kind of suggestion. The order of variants is the order of equally good suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// A tag.
    Tag,
    /// A category.
    Category,
    /// The title of a post.
    Title,
}

impl SuggestionKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Tag, Self::Category, Self::Title];
}

/// A name that can be suggested: its kind, and the number of the term or post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) kind: SuggestionKind,
    pub(crate) number: u32,
}

impl Entry {
    /// Returns the term, if the entry is one.
    pub(crate) fn term(self) -> Option<(Taxonomy, TermId)> {
        match self.kind {
            SuggestionKind::Tag => Some((Taxonomy::Tag, self.number)),
            SuggestionKind::Category => Some((Taxonomy::Category, self.number)),
            SuggestionKind::Title => None,
        }
    }

    /// Returns the post, if the entry is a title.
    pub(crate) fn doc(self) -> Option<DocId> {
        (self.kind == SuggestionKind::Title).then_some(self.number)
    }
}
