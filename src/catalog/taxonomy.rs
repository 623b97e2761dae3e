//! Taxonomies, and the counts of their terms.

use std::sync::Arc;

use jiff::civil::Date;

use crate::post::Post;

/// A way to classify posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Taxonomy {
    /// Free-form keywords.
    Tag,
    /// Broad topics.
    Category,
    /// The people who wrote a post.
    Author,
    /// Sequences of posts; a post is in at most one.
    Series,
}

impl Taxonomy {
    /// All taxonomies, in the order of declaration.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Category, Self::Author, Self::Series];

    /// Returns the names that a post has in this taxonomy, as written.
    pub(crate) fn names(self, post: &Post) -> &[Arc<str>] {
        match self {
            Self::Tag => &post.tags,
            Self::Category => &post.categories,
            Self::Author => &post.authors,
            Self::Series => post.series.as_slice(),
        }
    }
}

/// A term and the posts that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The name, in its most frequent spelling.
    pub name: Arc<str>,
    /// The term's name in URLs, unique within its taxonomy.
    pub slug: Arc<str>,
    /// The number of posts that have the term.
    pub count: u64,
    /// The latest date of these posts.
    pub latest: Option<Date>,
}
