//! Query parameters: one table says what there is, the reader and the OpenAPI document follow it.

mod assets;
mod dates;
mod diagnostics;
mod document;
mod neighbors;
mod paging;
mod posts;
mod query_string;
mod reader;
mod related;
mod search;
mod spec;
mod stylesheet;
mod suggest;
mod terms;

pub use assets::GetAssetParams;
pub use diagnostics::ListDiagnosticsParams;
pub use neighbors::GetPostNeighborsParams;
pub use posts::{GetPostParams, ListPostsParams, read_filters};
pub use query_string::QueryString;
pub use reader::{Reader, is_ignored};
pub use related::ListRelatedParams;
pub use search::SearchParams;
pub use stylesheet::StylesheetParams;
pub use suggest::SuggestParams;
pub use terms::{ArchiveParams, ListTermsParams, read_term_query};
