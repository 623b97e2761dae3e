//! Search.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::facet_room::FacetRoom;
use super::paging::{describe, end_early};
use super::request::{check_status, target};
use super::search_index::{find_matches, prepare_related};
use super::write_posts::unwritten;
use crate::api::answer::Answer;
use crate::api::body::writer::BodyWriter;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, SearchParams, cursor_problem};
use crate::api::state::State;
use crate::api::view::post::PostSource;
use crate::api::view::search::{SearchPageSchema, write_hit};
use crate::api::view::summary::Summaries;
use crate::catalog::Question;
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::Problem;
use crate::query::{self, Highlighter, Searched};

impl Operation for search {
    const ID: &str = "search";
    const FACTS: Facts = Facts {
        cache: CachePolicy::Public(CacheKind::Search),
        index: Index::Template("search", "{?q}"),
        ..Facts::POST_LIST
    };
}

/// Search posts
///
/// Finds words and Chinese, Japanese and Korean text in titles, tags, categories, descriptions,
/// headings, bodies and code, weighted in this order. In scripts without spaces, any sequence of
/// characters is found. Case, width, accents and the difference between Simplified and Traditional
/// Chinese are ignored. The last word can be a prefix, and typing errors are tolerated in words that few
/// posts contain. Each hit reports where it matched.
///
/// Posts are also filtered by keys of their front matter that `_schema.json` declares with a single value:
/// `extra.KEY` is any of its values, and `extra.KEY.min` and `extra.KEY.max` are inclusive bounds of numbers and
/// dates.
#[utoipa::path(
    tag = "Search",
    operation_id = search::ID,
    params(SearchParams),
    responses((status = 200, description = "A page of hits.", body = SearchPageSchema))
)]
#[get("/search")]
pub async fn search(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let (params, query_string) =
        SearchParams::read_for(request.query_string(), moment.snapshot().schema())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    let SearchParams { text, mut query, selection } = params;
    check_status(&query.filters, &moment)?;

    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let viewer = moment.viewer();
    let renders = Arc::clone(&state.renders);
    let mut body = BodyWriter::new(&state.limits);
    let (limits, url) = (state.clone(), target(&request));
    // Searching many posts takes milliseconds, and so does highlighting the hits.
    let find = move || {
        let question = Question::parse(&text);
        let matches = find_matches(&snapshot, &question, &query.filters, now)?;
        query.search = Some(Searched { text, matches });
        let mut answer = query::list_posts(&snapshot, &query, now).map_err(cursor_problem)?;
        let most = limits.limits.max_answer();
        let facets = FacetRoom::new(&mut answer, &url, most, snapshot.schema());
        body.reserve(facets.bytes());
        prepare_related(&snapshot, &selection, &answer.docs, now)?;
        let hits = query.search.iter().flat_map(|Searched { matches, .. }| {
            let highlighter = Rc::new(Highlighter::new(&question, matches));
            answer.docs.iter().map(move |&id| (id, matches, Rc::clone(&highlighter)))
        });
        let summaries = Summaries::new(selection, &limits.fragments, &snapshot, viewer);
        let written = body.array(hits, |(id, matches, highlighter), room, out| {
            let source = PostSource { snapshot: &snapshot, id, viewer, renderer: &renders };
            write_hit(&source, &highlighter, matches, &summaries, room, out)
        });
        let selection = summaries.selection;
        let count = written.map_err(|error| unwritten(error, &selection, &limits.limits))?;
        let cursor = end_early(&mut answer, count, &snapshot, &query, now);
        let shown = (snapshot, answer.docs.clone(), selection);
        Ok::<_, Problem>((body, answer, facets, (query.window, cursor), shown))
    };
    let (body, answer, facets, (window, cursor), shown) = state.limits.run_heavy(find).await??;

    let place = (&window, cursor);
    let (meta, links) =
        describe(&state, &target(&request), "/search", &query_string, place, facets, answer);
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &shown.2, &state.limits))?;
    Ok(Answer::written(written).list(&meta, &links).shows(shown))
}
