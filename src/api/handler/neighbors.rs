//! The previous and next post.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::{check_status, segment, target};
use super::version::{Located, Wanted};
use super::write_posts::{Posts, WriteOne, unwritten, write_posts};
use crate::api::answer::Answer;
use crate::api::body::writer::BodyWriter;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Operation};
use crate::api::params::{GetPostNeighborsParams, QueryParams};
use crate::api::state::State;
use crate::api::view::envelope::{Meta, NeighborsAnswerSchema};
use crate::catalog::DocId;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::NEIGHBORS_SUFFIX;
use crate::protocol::problem::Problem;
use crate::query::{self, NeighborQuery, Neighbors};

impl Operation for get_post_neighbors {
    const ID: &str = "getPostNeighbors";
    const FACTS: Facts = Facts::POST;
}

/// Get the previous and next post
///
/// Returns the posts before and after a post in the order of `sort`, among the posts in its language
/// that match the filters. By default `previous` is the newer one. Either is null at the end of the
/// order. The post itself does not have to match the filters. A former slug of the post is redirected.
///
/// Posts are also filtered by keys of their front matter that `_schema.json` declares with a single value:
/// `extra.KEY` is any of its values, and `extra.KEY.min` and `extra.KEY.max` are inclusive bounds of numbers and
/// dates.
#[utoipa::path(
    tag = "Posts",
    operation_id = get_post_neighbors::ID,
    params(
        ("slug" = String, Path, description = "The slug of the post.", min_length = 1, max_length = 1024),
        GetPostNeighborsParams
    ),
    responses(
        (status = 200, description = "The previous and next post.", body = NeighborsAnswerSchema),
        (status = 301, description = "The slug is a former one.", headers(("Location" = String, description = "The URL with the current slug.")))
    )
)]
#[get("/posts/{slug}/neighbors")]
pub async fn get_post_neighbors(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let slug = segment(&request, "slug", 1)?;
    let schema = moment.snapshot().schema();
    let (params, _) = GetPostNeighborsParams::read_for(request.query_string(), schema)?;
    media_type(request.headers(), &[Media::Json])?;
    let wanted = Wanted::new(&request, &moment, params.lang)?;
    check_status(&params.filters, &moment)?;
    let post = match wanted.locate(&state, &slug, NEIGHBORS_SUFFIX)? {
        Located::Post(id) => id,
        Located::Moved(redirect) => return Ok(*redirect),
    };
    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let query = NeighborQuery { post, filters: params.filters, sort: params.sort };
    let answer = query::neighbors(&snapshot, &query, now);

    let slug = snapshot.post(post).slug.to_string();
    let unknown = answer.unknown.into_iter().map(Into::into);
    let warnings = wanted.warning(post).into_iter().chain(unknown).collect();
    let meta = Meta { warnings, ..Meta::default() };
    let links = links::single(&state.options, &target(&request));
    let Neighbors { previous, next } = answer.neighbors;
    let ids: Vec<DocId> = previous.into_iter().chain(next).collect();
    let shown = (Arc::clone(&snapshot), ids.clone(), params.selection.clone());
    let posts =
        Posts { snapshot, ids, selection: params.selection.clone(), viewer: moment.viewer() };
    let write = move |body: &mut BodyWriter, _: &[DocId], one: &WriteOne<'_>| {
        for (before, id) in [("{\"previous\":", previous), (",\"next\":", next)] {
            body.separator(before);
            match id {
                Some(id) => body.part(|room, out| one(id, room, out))?,
                None => body.separator("null"),
            }
        }
        body.separator("}");
        Ok(())
    };
    let (body, ()) = write_posts(&state, posts, write).await?;
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &params.selection, &state.limits))?;
    let answer = Answer::written(written).shows(shown).decided_by(&slug);
    Ok(wanted.negotiated(answer, post))
}
