//! Questions over a snapshot. A question is valid by construction; what can still go wrong is in
//! the answer (unknown terms) or is a [`CursorError`].
//!
//! A question is resolved once into sets of post numbers (`resolve`), which are then intersected,
//! ordered (`sort`), cut (`page`, `cursor`) and counted (`facets`). Only the time at which
//! it is asked decides what is public.

mod archive;
mod cursor;
mod facets;
mod filter;
mod find;
mod fingerprint;
mod highlight;
#[cfg(test)]
mod model;
mod near;
mod neighbors;
mod page;
mod posts;
#[cfg(test)]
mod properties;
mod related;
mod resolve;
mod sort;
mod suggest;
mod terms;
#[cfg(test)]
mod tests;
mod totals;

pub use archive::{ArchiveAnswer, MonthCount, YearCount, archive};
pub use cursor::CursorError;
pub use facets::{Facet, FacetCount};
pub use filter::{Filters, UnknownTerm};
pub use find::{Audience, Found, find_post, find_versions};
pub use highlight::{Highlighter, Highlights, Section};
pub use near::near_slugs;
pub use neighbors::{NeighborAnswer, NeighborQuery, Neighbors, neighbors};
pub use page::Window;
pub use posts::{PostAnswer, PostQuery, Searched, list_posts};
pub use related::{Reasons, Related, RelatedQuery, related};
pub use sort::{Direction, SortKey};
pub use suggest::{SuggestAnswer, SuggestQuery, Suggestion, suggest};
pub use terms::{TermAnswer, TermQuery, TermSortKey, find_term, list_terms};
pub use totals::{Totals, totals};
