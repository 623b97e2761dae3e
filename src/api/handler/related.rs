//! Related posts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::{segment, target};
use super::search_index::{prepare_related, ready_search, search_problem};
use super::version::{Located, Wanted};
use super::write_posts::unwritten;
use crate::api::answer::Answer;
use crate::api::body::writer::{BodyWriter, Unwritten};
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Operation};
use crate::api::params::{ListRelatedParams, QueryParams};
use crate::api::state::State;
use crate::api::view::envelope::Meta;
use crate::api::view::post::PostSource;
use crate::api::view::related::{RelatedListSchema, write_related};
use crate::api::view::summary::Summaries;
use crate::catalog::DocId;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::RELATED_SUFFIX;
use crate::protocol::problem::Problem;
use crate::query::{self, RelatedQuery};

impl Operation for list_related_posts {
    const ID: &str = "listRelatedPosts";
    const FACTS: Facts = Facts::POST;
}

/// List related posts
///
/// Posts are related by shared tags, which weigh more the rarer they are, by distinctive words, by
/// categories and by series; `reasons` lists which. A post is not related to itself or its translations.
/// Features that nearly all posts have are ignored, so the list can be empty. A former slug of the post
/// is redirected.
#[utoipa::path(
    tag = "Posts",
    operation_id = list_related_posts::ID,
    params(
        ("slug" = String, Path, description = "The slug of the post.", min_length = 1, max_length = 1024),
        ListRelatedParams
    ),
    responses(
        (status = 200, description = "The related posts, most related first.", body = RelatedListSchema),
        (status = 301, description = "The slug is a former one.", headers(("Location" = String, description = "The URL with the current slug.")))
    )
)]
#[get("/posts/{slug}/related")]
pub async fn list_related_posts(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let slug = segment(&request, "slug", 1)?;
    let params = ListRelatedParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    let wanted = Wanted::new(&request, &moment, params.lang)?;
    let doc = match wanted.locate(&state, &slug, RELATED_SUFFIX)? {
        Located::Post(id) => id,
        Located::Moved(redirect) => return Ok(*redirect),
    };

    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let viewer = moment.viewer();
    let slug = snapshot.post(doc).slug.to_string();
    let ListRelatedParams { in_all_languages, limit, selection, .. } = params;
    let renders = Arc::clone(&state.renders);
    let mut body = BodyWriter::new(&state.limits);
    let limits = state.clone();
    // Comparing a post with many takes milliseconds.
    let find = move || {
        let search = ready_search(&snapshot)?;
        let query = RelatedQuery { doc, in_all_languages, limit };
        let found = query::related(&snapshot, search, &query, now).map_err(search_problem)?;
        let ids: Vec<DocId> = found.iter().map(|related| related.doc).collect();
        prepare_related(&snapshot, &selection, &ids, now)?;
        let summaries = Summaries::new(selection, &limits.fragments, &snapshot, viewer);
        let written = body.array(&found, |related, room, out| {
            let id = related.doc;
            let source = PostSource { snapshot: &snapshot, id, viewer, renderer: &renders };
            write_related(related, &source, &summaries, room, out)
        });
        let selection = summaries.selection;
        // There are no pages, so what does not fit could not be requested.
        let is_whole = |count| if count < found.len() { Err(Unwritten::TooLarge) } else { Ok(()) };
        let whole = written.and_then(is_whole);
        whole.map_err(|error| unwritten(error, &selection, &limits.limits))?;
        Ok::<_, Problem>((body, (snapshot, ids, selection)))
    };
    let (body, shown) = state.limits.run_heavy(find).await??;

    let links = links::single(&state.options, &target(&request));
    let meta = Meta { warnings: wanted.warning(doc).into_iter().collect(), ..Meta::default() };
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &shown.2, &state.limits))?;
    let answer = Answer::written(written).shows(shown).decided_by(&slug);
    Ok(wanted.negotiated(answer, doc))
}
