//! Query parameters. Each is declared once, where it is read: the names that are accepted, the errors and the
//! OpenAPI document follow from the declaration.

mod argument;
mod arguments;
mod assets;
mod diagnostics;
mod events;
mod extra;
mod extra_names;
mod feed;
mod filters;
mod kind;
mod kinds;
mod neighbors;
mod paging;
mod posts;
mod preview;
mod query_params;
mod query_string;
mod reader;
mod readiness;
mod related;
mod search;
mod selection;
mod stylesheet;
mod suggest;
mod sync;
mod terms;
#[cfg(test)]
mod tests;
mod tools;

use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::compile::ExtraSchema;

pub use arguments::{input_schema, read_arguments};
pub use assets::GetAssetParams;
pub use diagnostics::ListDiagnosticsParams;
pub use events::StreamEventsParams;
pub use extra_names::{Part as ExtraPart, write as extra_parameter};
pub use feed::FeedParams;
pub use kinds::SentToken;
pub use neighbors::GetPostNeighborsParams;
pub use paging::{CURSOR, PAGE, cursor_problem};
pub use posts::{GetPostMarkdownParams, GetPostParams, ListPostsParams};
pub use preview::PreviewParams;
pub use query_params::{NoParams, QueryParams};
pub use query_string::QueryString;
use reader::Reader;
pub use reader::is_ignored;
pub use readiness::ReadinessParams;
pub use related::ListRelatedParams;
pub use search::SearchParams;
pub use stylesheet::StylesheetParams;
pub use suggest::SuggestParams;
pub use sync::{GetManifestParams, ListChangesParams, ManifestPart, SINCE};
pub use terms::{ArchiveParams, ListTermsParams};
pub use tools::{GetPostArguments, ListChangesArguments, ListTermsArguments, SearchPostsArguments};

/// Documents the parameters of these operations.
macro_rules! document {
    ($($params:ident)*) => {
        $(impl IntoParams for $params {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                Reader::document(Self::declare, None)
            }
        })*

        /// The parameters of all operations, for tests.
        #[cfg(test)]
        const ALL: &[fn(&mut Reader)] = &[$(|reader| { $params::declare(reader); },)*];
    };
}

/// Declares the parameters of an operation.
type Declare = fn(&mut Reader);

/// The operations that take filters of posts, and so keys of the front matter.
const FILTERED: [(&str, Declare); 8] = [
    ("listPosts", |reader| drop(ListPostsParams::declare(reader))),
    ("search", |reader| drop(SearchParams::declare(reader))),
    ("getPostNeighbors", |reader| drop(GetPostNeighborsParams::declare(reader))),
    ("getArchive", |reader| drop(ArchiveParams::declare(reader))),
    ("listTags", |reader| drop(ListTermsParams::declare(reader))),
    ("listCategories", |reader| drop(ListTermsParams::declare(reader))),
    ("listAuthors", |reader| drop(ListTermsParams::declare(reader))),
    ("listSeries", |reader| drop(ListTermsParams::declare(reader))),
];

/// Returns the query parameters of an operation that takes filters of posts, with those for the keys that a schema
/// declares. `None` for other operations.
pub fn documented(operation: &str, schema: &Arc<ExtraSchema>) -> Option<Vec<Parameter>> {
    let (_, declare) = FILTERED.iter().find(|(id, _)| *id == operation)?;
    Some(Reader::document(declare, Some(schema)))
}

document! {
    ArchiveParams
    FeedParams
    GetAssetParams
    GetManifestParams
    GetPostMarkdownParams
    GetPostNeighborsParams
    GetPostParams
    ListChangesParams
    ListDiagnosticsParams
    ListPostsParams
    ListRelatedParams
    ListTermsParams
    ReadinessParams
    SearchParams
    StreamEventsParams
    StylesheetParams
    SuggestParams
}
