//! Queries over a snapshot. A query is valid by construction; what can still go wrong is part of the result
//! (unknown terms) or is a [`CursorError`].
//!
//! A query is resolved once into bitmaps of posts (`resolve`), which are then intersected, sorted (`sort`),
//! paginated (`page`, `cursor`) and counted (`facets`). Visibility depends only on the time that is passed
//! in.

mod archive;
mod cursor;
mod docs;
mod extra;
mod extra_facet;
mod extra_filter;
mod facets;
mod filter;
mod filter_set;
mod find;
mod fingerprint;
mod groups;
mod highlight;
mod lang_range;
mod near;
mod neighbors;
mod page;
mod posts;
mod related;
mod resolve;
mod sort;
mod sort_key;
mod suggest;
mod terms;
#[cfg(test)]
mod tests;
mod totals;

pub use crate::catalog::{Audience, Viewer};
pub use archive::{ArchiveAnswer, MonthCount, YearCount, archive};
pub use cursor::CursorError;
pub use extra_filter::ExtraFilter;
pub use facets::FacetCount;
pub use filter::{Facet, Filters, UnknownTerm};
pub use find::{Found, find_post, find_versions, is_in};
pub use highlight::{Highlighter, Highlights, Section};
pub use near::near_slugs;
pub use neighbors::{NeighborAnswer, NeighborQuery, Neighbors, neighbors};
pub use page::Window;
pub use posts::{PostAnswer, PostQuery, Searched, cursor_after, find_matches, list_posts};
pub use related::{Reasons, Related, RelatedQuery, related};
pub use sort_key::{Direction, SortKey};
pub use suggest::{SuggestAnswer, SuggestQuery, Suggestion, suggest};
pub use terms::{TermAnswer, TermQuery, TermSortKey, find_term, list_terms};
pub use totals::{Totals, totals};
