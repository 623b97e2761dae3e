//! Parameters of completions.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::catalog::SuggestionKind;
use crate::query::SuggestQuery;

const SUGGEST: &[&[Param]] = &[&[
    Param {
        name: "q",
        kind: Kind::Required(100),
        description: "The beginning of a name, of one of its words, or of its pinyin: `ncgl`, `neicun`, `内存`. Case, width, accents and the Chinese form do not matter. Of several words each must be found.",
    },
    Param {
        name: "limit",
        kind: Kind::Integer { min: 1, max: 50, default: Some(10) },
        description: "How many completions at most.",
    },
    Param {
        name: "type",
        kind: Kind::Choices { allowed: &["tag", "category", "title"], default: None },
        description: "Only completions of these types.",
    },
    Param {
        name: "lang",
        kind: Kind::Texts,
        description: "Only titles of posts in **any** of these languages (BCP 47). Tags and categories are not concerned.",
    },
]];

/// The parameters of `suggest`.
#[derive(Debug)]
pub struct SuggestParams;

impl SuggestParams {
    /// Reads everything that `suggest` takes.
    pub fn read(raw: &str) -> (SuggestQuery, Reader) {
        let mut reader = Reader::new(raw, SUGGEST);
        let query = SuggestQuery {
            text: reader.text("q").unwrap_or_default(),
            limit: reader.integer("limit").unwrap_or_default() as usize,
            kinds: reader.choices("type").into_iter().map(kind).collect(),
            langs: reader.texts("lang"),
        };
        (query, reader)
    }
}

impl IntoParams for SuggestParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(SUGGEST)
    }
}

fn kind(name: &str) -> SuggestionKind {
    match name {
        "tag" => SuggestionKind::Tag,
        "category" => SuggestionKind::Category,
        _ => SuggestionKind::Title,
    }
}
