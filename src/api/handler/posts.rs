//! Lists of posts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use jiff::Timestamp;

use super::facet_room::FacetRoom;
use super::paging::{describe, end_early};
use super::request::{check_status, target};
use super::search_index::find_matches;
use super::write_list::{List, WrittenList, write_list};
use super::write_posts::unwritten;
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{ListPostsParams, QueryParams, cursor_problem};
use crate::api::state::State;
use crate::api::view::envelope::PostPageSchema;
use crate::catalog::{Question, Snapshot};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::Problem;
use crate::query::{self, PostAnswer, PostQuery, Searched};

impl Operation for list_posts {
    const FACTS: Facts = Facts { index: Index::Link("posts"), ..Facts::POST_LIST };
}

/// List posts
///
/// Different filters are combined with AND. Several values of one filter are repeated or separated by
/// commas. Posts are returned without their bodies, unless `include` requests them.
///
/// Posts are also filtered by keys of their front matter that `_schema.json` declares with a single value:
/// `extra.KEY` is any of its values, and `extra.KEY.min` and `extra.KEY.max` are inclusive bounds of numbers and
/// dates.
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
    let (params, query_string) =
        ListPostsParams::read_for(request.query_string(), moment.snapshot().schema())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    check_status(&params.query.filters, &moment)?;

    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let (query, mut answer) = list(&state, &snapshot, params.query, params.text, now).await?;

    let (url, most) = (target(&request), state.limits.max_answer());
    let room = FacetRoom::new(&mut answer, &url, most, snapshot.schema());
    // Searching, counting facets and finding similar terms take longer than writing the list.
    let is_cheap = query.search.is_none() && query.facets.is_empty() && answer.unknown.is_empty();
    let written = write_list(
        &state,
        List {
            snapshot: Arc::clone(&snapshot),
            ids: answer.docs.clone(),
            selection: params.selection.clone(),
            viewer: moment.viewer(),
            reserved: room.bytes(),
        },
    );
    let WrittenList { body, count, settled, is_joined } = written.await?;

    let cursor = end_early(&mut answer, count, &snapshot, &query, now);
    let shown = (snapshot, std::mem::take(&mut answer.docs), params.selection.clone());
    let place = (&query.window, cursor);
    let (meta, links) = describe(&state, &request, "/posts", &query_string, place, room, answer);
    let written = body.finish(&meta, &links);
    let mut written =
        written.map_err(|error| unwritten(error, &params.selection, &state.limits))?;
    written.is_cheap = is_cheap && is_joined;
    Ok(Answer::written(written).list(&meta, &links).shows(shown).settled(settled))
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
