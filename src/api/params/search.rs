//! Parameters of the search.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::paging::{PAGE, WINDOW};
use super::posts::{FACETS, FILTERS, SEARCH_SORT, SHAPE, read_post_query, read_selection};
use super::reader::Reader;
use super::spec::{Kind, LONGEST_TEXT, Param};
use crate::api::view::post::{Key, Selection};
use crate::query::PostQuery;

const TEXT: &[Param] = &[Param {
    name: "q",
    kind: Kind::Required(LONGEST_TEXT),
    description: "What is searched for: words joined by AND, `\"a phrase\"`, `-word`, and `title:`, `tag:` or `category:` before a word or phrase. Anything is a valid question.",
}];

const SEARCH: &[&[Param]] = &[TEXT, FILTERS, SEARCH_SORT, PAGE, WINDOW, SHAPE, FACETS];

/// The parameters of `search`.
#[derive(Debug)]
pub struct SearchParams {
    /// What is searched for; empty where that is an error.
    pub text: String,
    /// Among which posts, and which part of what is found.
    pub query: PostQuery,
    /// What of each post is written.
    pub selection: Selection,
}

impl SearchParams {
    /// Reads everything that `search` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, SEARCH);
        let text = reader.text("q").unwrap_or_default();
        let query = read_post_query(&mut reader);
        let selection = read_selection(&mut reader, Key::SUMMARY);
        (Self { text, query, selection }, reader)
    }
}

impl IntoParams for SearchParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(SEARCH)
    }
}
