//! Parameters of what is near to a post.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::posts::{LANG, SHAPE, read_selection};
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::api::view::post::{Key, Selection};
use crate::query::RelatedQuery;
use crate::text::Lang;

const NEAR: &[Param] = &[
    Param {
        name: "allLanguages",
        kind: Kind::Switch { default: false },
        description: "Whether posts in every language are related, not only those in the language of the post. Its own translations never are.",
    },
    Param {
        name: "limit",
        kind: Kind::Integer {
            min: 0,
            max: RelatedQuery::MOST as u32,
            default: Some(DEFAULT_LIMIT),
        },
        description: "How many posts are wanted. There are no pages: what comes after the first hundred is hardly related.",
    },
];

const DEFAULT_LIMIT: u32 = 10;

const LIST_RELATED: &[&[Param]] = &[LANG, NEAR, SHAPE];

/// The parameters of `listRelatedPosts`.
#[derive(Debug)]
pub struct ListRelatedParams {
    /// The language version that is meant.
    pub lang: Option<Lang>,
    /// Posts in every language are wanted.
    pub in_all_languages: bool,
    /// How many are wanted.
    pub limit: usize,
    /// What of each post is written.
    pub selection: Selection,
}

impl ListRelatedParams {
    /// Reads everything that `listRelatedPosts` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, LIST_RELATED);
        let lang = reader.language("lang");
        let in_all_languages = reader.switch("allLanguages");
        let limit = reader.integer("limit").unwrap_or(DEFAULT_LIMIT) as usize;
        let selection = read_selection(&mut reader, Key::SUMMARY);
        (Self { lang, in_all_languages, limit, selection }, reader)
    }
}

impl IntoParams for ListRelatedParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(LIST_RELATED)
    }
}
