//! Completions of what somebody types.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::target;
use super::searching::ready_search;
use crate::api::answer::Answer;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, SuggestParams};
use crate::api::state::State;
use crate::api::view::envelope::{Meta, SuggestionList};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::Problem;
use crate::query;

impl Operation for suggest {
    const FACTS: Facts = Facts {
        cache: CachePolicy::Public(CacheKind::Search),
        needs_search: true,
        index: Index::Template("suggest", "{?q}"),
        ..Facts::LIST
    };
}

/// Completes what somebody types.
///
/// With tags, categories and titles that begin so, or one of whose words does. In Chinese, Japanese and
/// Korean every character begins a word. Chinese names are found by their pinyin too, whole (`neicun`), by
/// initials (`nc`) or mixed, and Simplified and Traditional forms find each other. Where too little is
/// found, one typing error is forgiven from five characters and two from eight. The whole name comes
/// first, then beginnings, later words, the same by pinyin, and errors; among equals tags and categories
/// by their number of posts, then titles, the newest first. A quarter of the places is kept for each type
/// that fills them. Only what is public is suggested.
#[utoipa::path(
    tag = "Search",
    operation_id = "suggest",
    params(SuggestParams),
    responses((status = 200, description = "Completions, the likeliest first.", body = SuggestionList))
)]
#[get("/suggest")]
pub async fn suggest(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let SuggestParams { query } = SuggestParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;

    let snapshot = moment.snapshot();
    let search = ready_search(snapshot)?;
    let answer = query::suggest(snapshot, search, &query, moment.now);
    let answer = SuggestionList {
        data: answer.suggestions.into_iter().map(Into::into).collect(),
        meta: Meta {
            warnings: answer.unknown.into_iter().map(Into::into).collect(),
            ..Meta::default()
        },
        links: links::single(&state.options, &target(&request)),
    };
    Ok(Answer::json(&answer))
}
