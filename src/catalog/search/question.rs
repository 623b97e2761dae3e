//! The abstract syntax of full-text queries.

/// A query: posts match if they match all of its clauses. An empty query matches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The conditions, joined by AND.
    pub clauses: Vec<Clause>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The fields to search.
    pub scope: Scope,
    /// Posts that match the atom are excluded.
    pub is_negated: bool,
    /// The text to search for.
    pub atom: Atom,
}

/// The fields that a clause searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All fields.
    Everything,
    /// The title.
    Title,
    /// The tags.
    Tag,
    /// The categories.
    Category,
}

/// A text to search for. Texts are folded; see [`crate::text::lexer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// One word.
    Word {
        /// The folded word.
        text: String,
        /// Also match longer words with this prefix, because the user may still be typing.
        is_prefix: bool,
    },
    /// A run of CJK characters.
    Run(Vec<char>),
    /// A sequence of words and runs.
    Phrase {
        /// The parts, in order.
        parts: Vec<Part>,
        /// Treat the last word as a prefix.
        is_prefix: bool,
        /// If the phrase matches nothing, match posts that contain its parts separately.
        is_loose: bool,
    },
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The position relative to the first part. Characters of a run are one apart, other parts two.
    pub place: usize,
    /// A word or a run.
    pub kind: PartKind,
}

/// A word or a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// One word.
    Word(String),
    /// A run of CJK characters.
    Run(Vec<char>),
}
