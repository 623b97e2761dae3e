//! Parameters of `search`.

use super::kinds::RequiredText;
use super::posts::{MAX_SEARCH_TEXT, post_query};
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::api::view::post::Selection;
use crate::query::PostQuery;

/// The query parameters of `search`.
#[derive(Debug)]
pub struct SearchParams {
    /// The search text.
    pub text: String,
    /// The query without the search.
    pub query: PostQuery,
    /// The requested keys of each post.
    pub selection: Selection,
}

impl QueryParams for SearchParams {
    fn declare(reader: &mut Reader) -> Self {
        let text = reader.param(
            "q",
            RequiredText { max_length: MAX_SEARCH_TEXT },
            "The text to search for: words are combined with AND, `\"a phrase\"` is matched as a \
             whole, `-word` excludes, and `title:`, `tag:` or `category:` restricts the next word or \
             phrase. Every text is a valid search.",
        );
        let (query, selection) = post_query(reader);
        Self { text, query, selection }
    }
}
