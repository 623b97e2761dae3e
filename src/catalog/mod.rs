//! All posts together: one immutable [`Snapshot`].
//!
//! Posts are numbered in the default order, and everything that queries need is stored by that
//! number: columns, ranks and bitmaps. Nothing here depends on the order of input, on hash seeds or on
//! threads, so replicas with equal content give equal answers.

mod aliases;
mod assembly;
mod assets;
mod audience;
mod bits;
mod bodies;
mod calendar;
mod collated;
mod collation;
mod columns;
mod dated;
mod declared;
mod doc_id;
mod duplicates;
mod edit;
mod folders;
mod identity;
mod indexes;
mod intern;
mod langs;
mod links;
mod naming;
mod near;
mod options;
mod order;
mod orders;
mod page_path;
mod pairing;
mod partition_point;
mod parts;
mod prefixes;
mod revisions;
mod search;
mod seen;
mod slot;
mod snapshot;
mod successor;
mod suggestion_views;
mod suggestions;
mod tally;
mod taxonomy;
mod term_id;
mod term_slugs;
mod terms;
#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
mod translations;
mod visible;

pub use assets::{AssetFacts, AssetId, Assets};
pub use audience::{Audience, Invitation, Viewer};
pub use doc_id::DocId;
pub use intern::intern;
pub use links::LinkTarget;
pub use options::CatalogOptions;
pub use search::{Atom, Clause, Matches, Part, PartKind, Question, Scope, Search, SearchError};
pub use search::{NearPost, Nearest, NearestKey, Similarities, Similarity};
pub use seen::Seen;
pub use snapshot::Snapshot;
pub use suggestions::{SuggestionKind, Suggestions};
pub use taxonomy::{Taxonomy, TermCount};
pub use visible::Visible;

pub(crate) use bits::Bits;
pub(crate) use calendar::Day;
pub(crate) use collated::Collated;
#[cfg(test)]
pub(crate) use collation::Collation;
pub(crate) use collation::CollationChoice;
pub(crate) use columns::{Column, TextColumn};
pub(crate) use langs::normal as normal_lang;
pub(crate) use order::Order;
pub(crate) use partition_point::partition_point;
pub(crate) use search::{SegmentStore, identifier_parts};
pub(crate) use slot::Slot;
pub(crate) use suggestions::{Entry, Ranking, Typed};
pub(crate) use tally::Tally;
pub(crate) use term_id::TermId;
pub(crate) use terms::Terms;
