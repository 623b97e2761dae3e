//! Query parameters. Each is declared once, where it is read: the names that are accepted, the errors and the
//! OpenAPI document follow from the declaration.

mod argument;
mod arguments;
mod assets;
mod diagnostics;
mod events;
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

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

pub use arguments::{input_schema, read_arguments};
pub use assets::GetAssetParams;
pub use diagnostics::ListDiagnosticsParams;
pub use events::StreamEventsParams;
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
                Reader::document(Self::declare)
            }
        })*

        /// The parameters of all operations, for tests.
        #[cfg(test)]
        const ALL: &[fn(&mut Reader)] = &[$(|reader| { $params::declare(reader); },)*];
    };
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
