//! Lists of posts and single posts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use jiff::Timestamp;

use super::facet_room::FacetRoom;
use super::paging::{cursor_problem, describe, end_early};
use super::request::{check_status, segment, target};
use super::search_index::find_matches;
use super::version::{Located, Wanted};
use super::write_posts::{Posts, WriteOne, too_large, unwritten, write_posts};
use crate::api::answer::Answer;
use crate::api::body::writer::BodyWriter;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{GetPostParams, ListPostsParams, QueryParams};
use crate::api::state::State;
use crate::api::view::envelope::{Meta, PostAnswerSchema, PostPageSchema};
use crate::api::view::post::Selection;
use crate::catalog::{DocId, Question, Snapshot};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::SOURCE_SUFFIX;
use crate::protocol::problem::Problem;
use crate::query::{self, PostAnswer, PostQuery, Searched};

impl Operation for list_posts {
    const FACTS: Facts = Facts { index: Index::Link("posts"), ..Facts::POST_LIST };
}

/// List posts
///
/// Different filters are combined with AND. Several values of one filter are repeated or separated by
/// commas. Posts are returned without their bodies, unless `include` requests them.
#[utoipa::path(
    tag = "Posts",
    operation_id = "listPosts",
    params(ListPostsParams),
    responses((status = 200, description = "A page of posts.", body = PostPageSchema))
)]
#[get("/posts")]
pub async fn list_posts(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let (params, query_string) = ListPostsParams::read_with_query(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    check_status(&params.query.filters, &moment)?;

    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let (query, mut answer) = list(&state, &snapshot, params.query, params.text, now).await?;

    let room = FacetRoom::new(&mut answer, &target(&request), state.limits.max_answer());
    let reserved = room.bytes();
    let ids = answer.docs.clone();
    let selection = params.selection.clone();
    let posts = Posts { snapshot: Arc::clone(&snapshot), ids, selection, viewer: moment.viewer() };
    let write = move |body: &mut BodyWriter, ids: &[DocId], one: &WriteOne<'_>| {
        body.reserve(reserved);
        body.array(ids, |&id, room, out| one(id, room, out))
    };
    let (body, count) = write_posts(&state, posts, write).await?;

    let cursor = end_early(&mut answer, count, &snapshot, &query, now);
    let shown = (snapshot, std::mem::take(&mut answer.docs), params.selection.clone());
    let place = (&query.window, cursor);
    let (meta, links) = describe(&state, &request, "/posts", &query_string, place, room, answer);
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &params.selection, &state.limits))?;
    Ok(Answer::written(written).list(&meta, &links).shows(shown))
}

/// Runs a query for posts. A text search over many posts takes milliseconds, so it runs on another
/// thread.
async fn list(
    state: &State,
    snapshot: &Arc<Snapshot>,
    mut query: PostQuery,
    text: Option<String>,
    now: Timestamp,
) -> Result<(PostQuery, PostAnswer), Problem> {
    if let Some(text) = text {
        let (snapshot, filters) = (Arc::clone(snapshot), query.filters.clone());
        let find = move || {
            let matches = find_matches(&snapshot, &Question::parse(&text), &filters, now)?;
            Ok(Searched { text, matches })
        };
        query.search = Some(state.limits.run_heavy(find).await??);
    }
    let answer = query::list_posts(snapshot, &query, now).map_err(cursor_problem)?;
    Ok((query, answer))
}

impl Operation for get_post {
    const FACTS: Facts = Facts::POST;
}

/// Get a post
///
/// Returns the post with `html` and `toc`, or its Markdown source if `Accept` prefers `text/markdown` or
/// the slug ends with `.md`. A former slug of the post is redirected.
#[utoipa::path(
    tag = "Posts",
    operation_id = "getPost",
    params(
        ("slug" = String, Path, description = "The post's slug, percent-encoded. Append `.md` to get the Markdown source.", min_length = 1, max_length = 1024),
        GetPostParams
    ),
    responses(
        (status = 200, description = "The post.", content((PostAnswerSchema = "application/json"), (String = "text/markdown"))),
        (status = 301, description = "The slug is a former one.", headers(("Location" = String, description = "The URL with the current slug.")))
    )
)]
#[get("/posts/{slug}")]
pub async fn get_post(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let slug = segment(&request, "slug", 0)?;
    let params = GetPostParams::read(request.query_string())?;
    let wanted = Wanted::new(&request, &moment, params.lang)?;

    // A slug can itself end with `.md`, so the suffix is special only if there is no such post.
    let (slug, suffix) = match slug.strip_suffix(SOURCE_SUFFIX) {
        Some(stem) if !wanted.exists(&slug) => (stem, SOURCE_SUFFIX),
        _ => (slug.as_str(), ""),
    };
    let id = match wanted.locate(&state, slug, suffix)? {
        Located::Post(id) => id,
        Located::Moved(redirect) => return Ok(*redirect),
    };
    let kind = match suffix {
        SOURCE_SUFFIX => Media::Markdown,
        _ => media_type(request.headers(), &[Media::Json, Media::Markdown])?,
    };
    let snapshot = Arc::clone(moment.snapshot());
    let answer = if kind == Media::Markdown {
        let source = snapshot.post(id).body.markdown().as_bytes().to_vec();
        if source.len() > state.limits.max_answer() {
            return Err(too_large(&[], &state.limits));
        }
        let shown = (snapshot, vec![id], Selection::of(&[]));
        Answer::bytes("text/markdown; charset=utf-8", source).shows(shown)
    } else {
        let links = links::single(&state.options, &target(&request));
        let shown = (Arc::clone(&snapshot), vec![id], params.selection.clone());
        let selection = params.selection.clone();
        let posts = Posts { snapshot, ids: vec![id], selection, viewer: moment.viewer() };
        let write = move |body: &mut BodyWriter, _: &[DocId], one: &WriteOne<'_>| {
            body.part(|room, out| one(id, room, out))
        };
        let (body, ()) = write_posts(&state, posts, write).await?;
        let written = body.finish(&Meta::default(), &links);
        let written =
            written.map_err(|error| unwritten(error, &params.selection, &state.limits))?;
        Answer::written(written).shows(shown)
    };
    Ok(wanted.negotiated(answer, id))
}
