//! Parameters of the posts beside a post.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::posts::{
    POST_SORT, RANGE_FILTERS, SHAPE, TERM_FILTERS, read_other_filters, read_selection, read_sort,
};
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::api::view::post::{Key, Selection};
use crate::query::{Direction, Filters, SortKey};
use crate::text::Lang;

/// The language of the post, which is that of its neighbors too.
const LANG: &[Param] = &[Param {
    name: "lang",
    kind: Kind::Language,
    description: "The language version of the post (BCP 47). Without it `Accept-Language` decides, else the site's default. Either way the neighbors are posts in the language of that version.",
}];

const GET_NEIGHBORS: &[&[Param]] = &[LANG, TERM_FILTERS, RANGE_FILTERS, POST_SORT, SHAPE];

/// The parameters of `getPostNeighbors`.
#[derive(Debug)]
pub struct GetPostNeighborsParams {
    /// The language of the version that is meant.
    pub lang: Option<Lang>,
    /// Which posts can be neighbors.
    pub filters: Filters,
    /// In which order.
    pub sort: Vec<(SortKey, Direction)>,
    /// What of each neighbor is written.
    pub selection: Selection,
}

impl GetPostNeighborsParams {
    /// Reads everything that `getPostNeighbors` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, GET_NEIGHBORS);
        let lang = reader.language("lang");
        let filters = read_other_filters(&mut reader);
        let sort = read_sort(&mut reader);
        let selection = read_selection(&mut reader, Key::SUMMARY);
        (Self { lang, filters, sort, selection }, reader)
    }
}

impl IntoParams for GetPostNeighborsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(GET_NEIGHBORS)
    }
}

#[cfg(test)]
mod tests {
    use super::super::posts::FILTERS;
    use super::{RANGE_FILTERS, TERM_FILTERS};

    #[test]
    fn every_filter_of_lists_narrows_neighbors_but_lang_and_slug() {
        let names = |params: &[super::Param]| -> Vec<&str> {
            params.iter().map(|param| param.name).collect()
        };
        let mut expected = names(FILTERS);
        expected.retain(|name| !["lang", "slug"].contains(name));
        assert_eq!([names(TERM_FILTERS), names(RANGE_FILTERS)].concat(), expected);
    }
}
