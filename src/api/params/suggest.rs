//! Parameters of `suggest`.

use super::kinds::{AnyOf, Integer, RequiredText, TextList};
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::query::SuggestQuery;

/// The query parameters of `suggest`.
#[derive(Debug)]
pub struct SuggestParams {
    /// The query.
    pub query: SuggestQuery,
}

impl QueryParams for SuggestParams {
    fn declare(reader: &mut Reader) -> Self {
        let query = SuggestQuery {
            text: reader.param(
                "q",
                RequiredText { max_length: 100 },
                "The beginning of a name, of one of its words, or of its pinyin: `ncgl`, `neicun`, \
                 `内存`. Case, width, accents and the Simplified or Traditional form are ignored. If \
                 there are several words, each must match.",
            ),
            limit: reader.param(
                "limit",
                Integer::between(1, 50).or(10),
                "The maximum number of suggestions.",
            ) as usize,
            kinds: reader.param("type", AnyOf::all(), "Only suggestions of these types."),
            langs: reader.param(
                "lang",
                TextList,
                "Only titles of posts in **any** of these languages, as in `listPosts`. Tags and categories \
                 are suggested regardless.",
            ),
        };
        Self { query }
    }
}
