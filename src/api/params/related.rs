//! Parameters of `listRelatedPosts`.

use super::kinds::{Flag, Integer};
use super::posts::version_lang;
use super::query_params::QueryParams;
use super::reader::Reader;
use super::selection::selection;
use crate::api::view::post::{Key, Selection};
use crate::query::RelatedQuery;
use crate::text::Lang;

/// The query parameters of `listRelatedPosts`.
#[derive(Debug)]
pub struct ListRelatedParams {
    /// The requested language of the post.
    pub lang: Option<Lang>,
    /// Includes posts in every language, not only the post's own.
    pub in_all_languages: bool,
    /// The maximum number of posts.
    pub limit: usize,
    /// The requested keys of each post.
    pub selection: Selection,
}

impl QueryParams for ListRelatedParams {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            lang: version_lang(reader),
            in_all_languages: reader.param(
                "allLanguages",
                Flag { default: false },
                "Whether to include posts in all languages instead of only those in the language of \
                 the post. Translations of the post are never included.",
            ),
            limit: reader.param(
                "limit",
                Integer::between(0, RelatedQuery::MOST as u32).or(10),
                "The maximum number of posts. There are no further pages, because less similar posts \
                 are hardly related.",
            ) as usize,
            selection: selection(reader, Key::SUMMARY),
        }
    }
}
