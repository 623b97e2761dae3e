//! Autocomplete.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::target;
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
    const ID: &str = "suggest";
    const FACTS: Facts = Facts {
        cache: CachePolicy::Public(CacheKind::Search),
        index: Index::Template("suggest", "{?q}"),
        ..Facts::LIST
    };
}

/// Suggest completions
///
/// Returns tags, categories and titles that begin with the text, or that have a word that does. In
/// Chinese, Japanese and Korean, each character begins a word. Chinese also matches by pinyin: in full
/// (`neicun`), by initials (`nc`) or mixed. Simplified and Traditional Chinese match each other. If
/// there are too few matches, one typing error is tolerated from five characters on, and two from eight
/// on.
///
/// Exact matches come first, followed by prefixes, later words, pinyin and matches with typing errors.
/// Within each group, tags and categories with more posts come first, then titles, newest first. A
/// quarter of the list is reserved for each type that has enough matches. Only published posts are
/// considered.
#[utoipa::path(
    tag = "Search",
    operation_id = suggest::ID,
    params(SuggestParams),
    responses((status = 200, description = "The completions, best match first.", body = SuggestionList))
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

    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let answer = if snapshot.has_suggestions() {
        query::suggest(&snapshot, &query, now)
    } else {
        // Right after the start, the index is still being built.
        state.limits.run_heavy(move || query::suggest(&snapshot, &query, now)).await?
    };
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
