//! Single posts, as JSON and as Markdown.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::{segment, target};
use super::version::{Located, Wanted};
use super::write_posts::{Posts, WriteOne, too_large, unwritten, write_posts};
use crate::api::answer::Answer;
use crate::api::body::writer::BodyWriter;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Operation};
use crate::api::params::{GetPostMarkdownParams, GetPostParams, QueryParams};
use crate::api::state::State;
use crate::api::view::envelope::{Meta, PostAnswerSchema};
use crate::api::view::post::Selection;
use crate::catalog::DocId;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::SOURCE_SUFFIX;
use crate::protocol::problem::Problem;

impl Operation for get_post {
    const ID: &str = "getPost";
    const FACTS: Facts = Facts::POST;
}

/// Get a post
///
/// Returns the post with `html` and `toc`. With an `Accept` that prefers `text/markdown`, returns the source,
/// as `getPostMarkdown` does. A former slug of the post is redirected. Drafts and scheduled posts require the
/// preview token or a preview link.
#[utoipa::path(
    tag = "Posts",
    operation_id = get_post::ID,
    params(
        ("slug" = String, Path, description = "The slug of the post.", min_length = 1, max_length = 1024),
        GetPostParams
    ),
    responses(
        (status = 200, description = "The post.", body = PostAnswerSchema, headers(("Referrer-Policy" = String, description = "`no-referrer` if the request has a preview link; absent otherwise."))),
        (status = 301, description = "The slug is a former one.", headers(("Location" = String, description = "The URL with the current slug.")))
    )
)]
#[get("/posts/{slug}")]
pub async fn get_post(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    json(&request, &state, &moment, &segment(&request, "slug", 0)?).await
}

/// Returns the post with a slug as JSON, or its source if the client prefers Markdown.
async fn json(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    slug: &str,
) -> Result<Answer, Problem> {
    let params = GetPostParams::read(request.query_string())?;
    let wanted = Wanted::by_link(request, state, moment, params.lang)?;
    let id = match wanted.locate(state, slug, "")? {
        Located::Post(id) => id,
        Located::Moved(redirect) => return Ok(*redirect),
    };
    if media_type(request.headers(), &[Media::Json, Media::Markdown])? == Media::Markdown {
        return markdown(state, moment, &wanted, id);
    }
    let snapshot = Arc::clone(moment.snapshot());
    let links = links::single(&state.options, &target(request));
    let shown = (Arc::clone(&snapshot), vec![id], params.selection.clone());
    let selection = params.selection.clone();
    let posts = Posts { snapshot, ids: vec![id], selection, viewer: wanted.viewer(id) };
    let write = move |body: &mut BodyWriter, _: &[DocId], one: &WriteOne<'_>| {
        body.part(|room, out| one(id, room, out))
    };
    let (body, ()) = write_posts(state, posts, write).await?;
    let meta = Meta { warnings: wanted.warning(id).into_iter().collect(), ..Meta::default() };
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &params.selection, &state.limits))?;
    let answer = Answer::written(written).shows(shown);
    Ok(wanted.negotiated(answer, id))
}

impl Operation for get_post_markdown {
    const ID: &str = "getPostMarkdown";
    const FACTS: Facts = Facts::POST;
}

/// Get the Markdown source of a post
///
/// Returns the source without the front matter, as `getPost` does if `Accept` prefers `text/markdown`. A
/// former slug of the post is redirected.
#[utoipa::path(
    tag = "Posts",
    operation_id = get_post_markdown::ID,
    params(
        ("slug" = String, Path, description = "The slug of the post.", min_length = 1, max_length = 1024),
        GetPostMarkdownParams
    ),
    responses(
        (status = 200, description = "The Markdown source.", body = String, content_type = "text/markdown", headers(("Referrer-Policy" = String, description = "`no-referrer` if the request has a preview link; absent otherwise."))),
        (status = 301, description = "The slug is a former one.", headers(("Location" = String, description = "The URL with the current slug.")))
    )
)]
#[get("/posts/{slug}.md")]
pub async fn get_post_markdown(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let name = segment(&request, "slug", 0)?;
    // A slug can itself end with `.md`, so the suffix is special only if there is no such post.
    let slug = match name.strip_suffix(SOURCE_SUFFIX) {
        Some(slug) if !Wanted::by_link(&request, &state, &moment, None)?.exists(&name) => slug,
        _ => return json(&request, &state, &moment, &name).await,
    };
    let params = GetPostMarkdownParams::read(request.query_string())?;
    let wanted = Wanted::by_link(&request, &state, &moment, params.lang)?;
    match wanted.locate(&state, slug, SOURCE_SUFFIX)? {
        Located::Post(id) => markdown(&state, &moment, &wanted, id),
        Located::Moved(redirect) => Ok(*redirect),
    }
}

/// Returns the source of a post.
fn markdown(
    state: &State,
    moment: &Moment,
    wanted: &Wanted<'_>,
    id: DocId,
) -> Result<Answer, Problem> {
    let snapshot = Arc::clone(moment.snapshot());
    let body = &snapshot.post(id).body;
    if body.bytes() > state.limits.max_answer() {
        return Err(too_large(&[], &state.limits));
    }
    let source = body.markdown().into_bytes();
    let shown = (snapshot, vec![id], Selection::of(&[]));
    let answer = Answer::bytes("text/markdown; charset=utf-8", source).shows(shown);
    Ok(wanted.negotiated(answer, id))
}
