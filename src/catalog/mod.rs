//! All posts together: one immutable [`Snapshot`].
//!
//! Posts are numbered in the default order, and everything that questions need is laid beside them
//! by that number: columns, ranks and sets. Nothing here depends on the order in which posts come,
//! on hash seeds or on threads, so replicas with equal content agree on every answer.

mod aliases;
mod assets;
mod calendar;
mod collation;
mod duplicates;
mod folders;
mod intern;
mod langs;
mod links;
mod near;
mod orders;
#[cfg(test)]
pub(crate) mod sample;
mod search;
mod snapshot;
mod suggestions;
mod term_slugs;
mod terms;
#[cfg(test)]
mod tests;
mod translations;
mod visible;

use std::sync::Arc;

use jiff::civil::Date;

pub use assets::{AssetFacts, AssetId, Assets};
pub use links::LinkTarget;
pub(crate) use search::identifier_parts;
pub use search::{Alike, Likeness, NearPost, Nearest, NearestOf};
pub use search::{Atom, Clause, Matches, Part, PartKind, Question, Scope, Search, SearchError};
pub use snapshot::Snapshot;
pub use suggestions::{SuggestionKind, Suggestions};
pub use visible::Visible;

pub(crate) use calendar::{Calendar, Day};
pub(crate) use collation::Collation;
pub(crate) use langs::{Langs, normal as normal_lang};
pub(crate) use near::Near;
pub(crate) use orders::{Order, Slot, partition_point};
pub(crate) use suggestions::{Entry, Public, Typed};
#[cfg(test)]
pub(crate) use terms::authored;
pub(crate) use terms::{TermId, Terms};
pub(crate) use visible::Tally;

use crate::post::Revision;
use crate::text::Lang;

/// The number of a post in a snapshot: its position in the default order, `-date` then slug then
/// language. So a set of numbers, read upward, is already sorted.
pub type DocId = u32;

/// How a snapshot is built.
#[derive(Debug, Clone)]
pub struct CatalogOptions {
    /// The site's language: decides collation where the posts do not, and which translation is
    /// answered where a client has no wish.
    pub default_lang: Lang,
    /// What else decides how content is answered; part of the snapshot's identity.
    pub settings: Revision,
}

/// A way of naming what posts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Taxonomy {
    /// Tags.
    Tag,
    /// Categories.
    Category,
    /// Authors.
    Author,
    /// Series.
    Series,
}

impl Taxonomy {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Category, Self::Author, Self::Series];
}

/// A term with what stands behind it among some posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The name, in its most frequent spelling.
    pub name: Arc<str>,
    /// Its name in URLs, unique within its taxonomy.
    pub slug: Arc<str>,
    /// How many of the posts have it.
    pub count: u64,
    /// The latest day of these posts.
    pub latest: Option<Date>,
}
