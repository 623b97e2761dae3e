//! Lists of posts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::listing::{Asked, Listing};
use super::search_index::find_matches;
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::ListPostsParams;
use crate::api::state::State;
use crate::api::view::envelope::PostPageSchema;
use crate::catalog::Question;
use crate::protocol::problem::Problem;
use crate::query::{PostQuery, Searched};

impl Operation for list_posts {
    const ID: &str = "listPosts";
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
    operation_id = list_posts::ID,
    params(ListPostsParams),
    responses((status = 200, description = "A page of posts.", body = PostPageSchema))
)]
#[get("/posts")]
pub async fn list_posts(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let asked = Asked::of(request.head());
    let (ListPostsParams { text, query, selection }, query_string) = asked.read(&moment)?;
    let query = match text {
        Some(text) => search(&state, &moment, query, text).await?,
        None => query,
    };
    let listing = Listing::new(asked, query, query_string, &moment, &state)?;
    let surveyed = listing.survey(selection, &state);
    let written = if surveyed.is_ready() {
        surveyed.write(&state)?
    } else {
        // Rendering, reading files and copying long bodies takes long, and other requests of the worker would wait.
        let limits = state.clone();
        state.limits.run_heavy(move || surveyed.write(&limits)).await??
    };
    listing.finish(written, &state)
}

/// Adds the result of a search to a query. A search over many posts takes milliseconds, so it runs on another thread.
async fn search(
    state: &State,
    moment: &Moment,
    mut query: PostQuery,
    text: String,
) -> Result<PostQuery, Problem> {
    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let find = move || {
        let matches = find_matches(&snapshot, &Question::parse(&text), &query.filters, now)?;
        query.search = Some(Searched { text, matches });
        Ok(query)
    };
    state.limits.run_heavy(find).await?
}
