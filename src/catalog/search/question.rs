//! What can be asked of the index.

/// A question: posts match that match all of its clauses. Without any it matches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What is looked for.
    pub clauses: Vec<Clause>,
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where it must stand.
    pub scope: Scope,
    /// Posts that hold it do not match, instead of those that do.
    pub is_negated: bool,
    /// What it is.
    pub atom: Atom,
}

/// Where something must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Anywhere.
    Everything,
    /// In the title.
    Title,
    /// In a tag.
    Tag,
    /// In a category.
    Category,
}

/// What is looked for. Texts are folded; see [`crate::text::lexer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// One word.
    Word {
        /// The word.
        text: String,
        /// Longer words that begin so are meant, too: somebody is still typing.
        is_begun: bool,
    },
    /// Characters in a row.
    Run(Vec<char>),
    /// Words and characters in a row.
    Phrase {
        /// What stands there, in order.
        parts: Vec<Part>,
        /// The last word may go on.
        is_begun: bool,
        /// Where this finds nothing, what holds its parts apart from each other is meant.
        is_loose: bool,
    },
}

/// A part of a phrase, at a place from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The place. Characters in a row stand one apart, all else two.
    pub place: usize,
    /// The word, or characters in a row.
    pub kind: PartKind,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// One word.
    Word(String),
    /// Characters in a row.
    Run(Vec<char>),
}
