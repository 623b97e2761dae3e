//! Parameters of `getPostNeighbors`.

use super::filters::neighbor_filters;
use super::kinds::Language;
use super::posts::sort;
use super::query_params::QueryParams;
use super::reader::Reader;
use super::selection::selection;
use crate::api::view::post::{Key, Selection};
use crate::query::{Direction, Filters, SortKey};
use crate::text::Lang;

/// The query parameters of `getPostNeighbors`.
#[derive(Debug)]
pub struct GetPostNeighborsParams {
    /// The requested language of the post, and so of its neighbors.
    pub lang: Option<Lang>,
    /// Selects the posts that can be neighbors.
    pub filters: Filters,
    /// The order; empty means the default.
    pub sort: Vec<(SortKey, Direction)>,
    /// The requested keys of each neighbor.
    pub selection: Selection,
}

impl QueryParams for GetPostNeighborsParams {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            lang: reader.param(
                "lang",
                Language,
                "The language version of the post (BCP 47). If there is none in `zh-CN`, the one in `zh` is \
                 used, with a warning. By default, the best match for `Accept-Language`, or else the \
                 default language of the site. The neighbors are posts in the same language.",
            ),
            filters: neighbor_filters(reader),
            sort: sort(reader),
            selection: selection(reader, Key::SUMMARY),
        }
    }
}
