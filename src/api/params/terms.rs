//! Parameters of lists of terms and of the archive.

use super::filters::filters;
use super::kinds::{Order, Text};
use super::paging::window;
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::catalog::Taxonomy;
use crate::query::{Direction, Filters, TermQuery, TermSortKey, Window};

/// The query parameters of `listTags`, `listCategories`, `listAuthors` and `listSeries`.
#[derive(Debug)]
pub struct ListTermsParams {
    prefix: Option<String>,
    sort: Vec<(TermSortKey, Direction)>,
    filters: Filters,
    window: Window,
}

impl ListTermsParams {
    /// Returns the query for terms of a taxonomy.
    pub fn into_query(self, taxonomy: Taxonomy) -> TermQuery {
        let Self { prefix, sort, filters, window } = self;
        TermQuery { taxonomy, filters, prefix, sort, window }
    }
}

impl QueryParams for ListTermsParams {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            prefix: reader.param(
                "q",
                Text { max_length: 100 },
                "Only terms whose name or slug starts with this text. Case and width are ignored.",
            ),
            sort: reader.param(
                "sort",
                Order::all().or(TermSortKey::Count, Direction::Descending),
                "The sort keys, most significant first. `-` means descending. Ties are broken by name.",
            ),
            filters: filters(reader),
            window: window(reader),
        }
    }
}

/// The query parameters of `getArchive`.
#[derive(Debug)]
pub struct ArchiveParams {
    /// Selects the posts to count.
    pub filters: Filters,
}

impl QueryParams for ArchiveParams {
    fn declare(reader: &mut Reader) -> Self {
        Self { filters: filters(reader) }
    }
}
