//! Lists of posts and single posts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use jiff::Timestamp;

use super::fallback::Moved;
use super::related::find_related;
use super::{check_status, cursor_problem, find_matches, segment, target};
use crate::api::answer::{Answer, Negotiation};
use crate::api::audience::Preview;
use crate::api::body::json::array;
use crate::api::body::render::Renderer;
use crate::api::links;
use crate::api::params::{GetPostParams, ListPostsParams, QueryString};
use crate::api::state::State;
use crate::api::view::envelope::{
    Facets, Links, Meta, PageMeta, Pagination, PostAnswerSchema, PostPageSchema,
};
use crate::api::view::post::{PostSource, Selection};
use crate::catalog::{DocId, Question, Snapshot};
use crate::ops::cache_policy::CacheKind;
use crate::protocol::negotiate::{Media, languages, media_type};
use crate::protocol::paths::API;
use crate::protocol::paths::SOURCE_SUFFIX;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::query::{self, Found, PostAnswer, PostQuery, Searched, Window};
use crate::text::Lang;

/// Lists posts.
///
/// Filters of different names are joined by AND; values of one name are repeated or joined by
/// commas. Posts come without their bodies, unless `include` asks for them.
#[utoipa::path(
    tag = "Posts",
    operation_id = "listPosts",
    params(ListPostsParams),
    responses((status = 200, description = "A part of the list.", body = PostPageSchema))
)]
#[get("/posts")]
pub async fn list_posts(request: HttpRequest, state: Data<State>) -> Result<Answer, Problem> {
    let (params, reader) = ListPostsParams::read(request.query_string());
    let query_string = reader.finish()?;
    media_type(request.headers(), &[Media::Json])?;
    let preview = Preview::of(&request, &state)?;
    check_status(&params.query.filters, preview, &state)?;

    let snapshot = state.snapshot();
    let now = state.clock.now();
    let (query, mut answer) = list(&state, &snapshot, params.query, params.text, now).await?;

    let docs = std::mem::take(&mut answer.docs);
    let (meta, links) = describe(&state, &request, "/posts", &query_string, &query.window, answer);
    let shown = (Arc::clone(&snapshot), docs.clone(), params.selection.clone());
    let data = write_posts(&state, snapshot, docs, params.selection, now, Shape::List).await?;
    let answer = Answer::envelope(&data, &meta, &links).list(&meta, &links);
    Ok(answer.shows(shown).cache(preview.cache(CacheKind::List)))
}

/// What is said about a part of a list of posts below the API's `path`, and where its other parts are.
pub fn describe(
    state: &State,
    request: &HttpRequest,
    path: &str,
    query_string: &QueryString,
    window: &Window,
    answer: PostAnswer,
) -> (PageMeta, Links) {
    let (page, limit) = place(window);
    let pagination = Pagination::new(page, limit, answer.total, answer.next);
    let path = format!("{API}{path}");
    let links = links::pages(&state.options, &path, &target(request), query_string, &pagination);
    let meta = PageMeta {
        pagination,
        facets: Facets::new(answer.facets),
        warnings: answer.unknown.into_iter().map(Into::into).collect(),
        missing: answer.missing,
    };
    (meta, links)
}

/// Asks for posts. A text that is searched for takes milliseconds over many posts, so it is searched by
/// a thread of its own.
async fn list(
    state: &State,
    snapshot: &Arc<Snapshot>,
    mut query: PostQuery,
    text: Option<String>,
    now: Timestamp,
) -> Result<(PostQuery, PostAnswer), Problem> {
    if let Some(text) = text {
        let snapshot = Arc::clone(snapshot);
        let find = move || {
            let matches = find_matches(&snapshot, &Question::parse(&text))?;
            Ok(Searched { text, matches })
        };
        query.search = Some(state.limits.run_heavy(find).await??);
    }
    let answer = query::list_posts(snapshot, &query, now).map_err(cursor_problem)?;
    Ok((query, answer))
}

/// Gets one post.
///
/// With `html` and `toc`, or as source Markdown where `Accept` prefers `text/markdown` or the slug
/// ends in `.md`. An old slug of the post is answered with 301.
#[utoipa::path(
    tag = "Posts",
    operation_id = "getPost",
    params(
        ("slug" = String, Path, description = "The post's slug, percent-encoded; with `.md` at its end for the Markdown source.", min_length = 1, max_length = 1024),
        GetPostParams
    ),
    responses(
        (status = 200, description = "The post.", content((PostAnswerSchema = "application/json"), (String = "text/markdown"))),
        (status = 301, description = "The slug is an old one: the post is at `Location`.", headers(("Location" = String, description = "Where the post is.")))
    )
)]
#[get("/posts/{slug}")]
pub async fn get_post(request: HttpRequest, state: Data<State>) -> Result<Answer, Problem> {
    let slug = segment(&request, "slug", 0)?;
    let (params, reader) = GetPostParams::read(request.query_string());
    reader.finish()?;
    let wanted = Wanted {
        lang: params.lang,
        accepted: languages(request.headers()),
        preview: Preview::of(&request, &state)?,
        now: state.clock.now(),
    };
    let snapshot = state.snapshot();

    // A slug may end in `.md` itself, so the suffix has a meaning only where it leads nowhere.
    let (slug, suffix) = match slug.strip_suffix(SOURCE_SUFFIX) {
        Some(stem) if wanted.find(&snapshot, &slug) == Found::NotFound => (stem, SOURCE_SUFFIX),
        _ => (slug.as_str(), ""),
    };
    let id = match wanted.find(&snapshot, slug) {
        Found::Post(id) => id,
        Found::Moved(id) => {
            let Wanted { now, preview, .. } = wanted;
            let moved = Moved { snapshot: &snapshot, id, now, preview, suffix };
            return Ok(moved.redirect(&request, &state));
        }
        Found::NotFound => return Err(wanted.missing(&snapshot, slug)),
    };
    let kind = match suffix {
        SOURCE_SUFFIX => Media::Markdown,
        _ => media_type(request.headers(), &[Media::Json, Media::Markdown])?,
    };
    let post = snapshot.post(id);
    let lang = post.lang.clone();
    let answer = if kind == Media::Markdown {
        let source = post.body.markdown().as_bytes().to_vec();
        let shown = (snapshot, vec![id], Selection::of(&[]));
        Answer::bytes("text/markdown; charset=utf-8", source).shows(shown)
    } else {
        let links = links::single(&state.options, &target(&request));
        let shown = (Arc::clone(&snapshot), vec![id], params.selection.clone());
        let data =
            write_posts(&state, snapshot, vec![id], params.selection, wanted.now, Shape::Single)
                .await?;
        Answer::envelope(&data, &Meta::default(), &links).shows(shown)
    };
    let policy = wanted.preview.cache(CacheKind::Post);
    Ok(answer.cache(policy).negotiated(wanted.negotiation()).language(lang.as_str()))
}

/// Which version of a post a request is for.
pub struct Wanted {
    /// The language that is insisted on.
    pub lang: Option<Lang>,
    /// The languages that are liked, the best one first.
    pub accepted: Vec<Lang>,
    /// Who asks.
    pub preview: Preview,
    /// The moment of the request.
    pub now: Timestamp,
}

impl Wanted {
    /// What the slug leads to.
    pub fn find(&self, snapshot: &Snapshot, slug: &str) -> Found {
        let audience = self.preview.audience();
        query::find_post(snapshot, slug, self.lang.as_ref(), &self.accepted, audience, self.now)
    }

    /// What decides on the version, beside the URL.
    pub fn negotiation(&self) -> Negotiation {
        if self.lang.is_none() { Negotiation::MediaAndLanguage } else { Negotiation::Media }
    }

    /// There is no such post, but perhaps another version of it or a near one.
    pub fn missing(&self, snapshot: &Snapshot, slug: &str) -> Problem {
        let versions = query::find_versions(snapshot, slug, self.preview.audience(), self.now);
        let Some(lang) = self.lang.as_ref().filter(|_| !versions.is_empty()) else {
            let near = query::near_slugs(snapshot, slug, self.now);
            return Problem::not_found(ProblemKind::PostNotFound, "post", "slug", slug, near);
        };
        let message = format!("`{slug}` has no version in `{lang}`");
        let error = ParameterError {
            location: "query",
            name: "lang".to_owned(),
            value: Some(lang.to_string()),
            code: "not_found",
            message: message.clone(),
            allowed: versions.iter().map(|&id| snapshot.post(id).lang.to_string()).collect(),
            suggestion: None,
        };
        Problem { errors: vec![error], ..Problem::new(ProblemKind::PostNotFound, message) }
    }
}

/// The page's number and size.
pub fn place(window: &Window) -> (Option<u64>, u32) {
    match *window {
        Window::Page { page, limit } => (Some(page), limit),
        Window::After { limit, .. } => (None, limit),
    }
}

/// Whether one post or an array of posts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An array.
    List,
    /// One post, of which there must be just one.
    Single,
}

/// Writes posts as JSON. Forms of bodies that are not there yet, and files that have not been looked
/// at, are worked on by a thread of their own, so that other requests of the worker do not wait.
pub async fn write_posts(
    state: &State,
    snapshot: Arc<Snapshot>,
    ids: Vec<DocId>,
    selection: Selection,
    now: Timestamp,
    shape: Shape,
) -> Result<Vec<u8>, Problem> {
    let ready = ids.iter().all(|&id| selection.is_ready(&snapshot, id, &state.renders));
    let renders = Arc::clone(&state.renders);
    let write = move || {
        find_related(&snapshot, &selection, &ids, now)?;
        Ok(write_now(&snapshot, &renders, &ids, &selection, now, shape))
    };
    if ready {
        return write();
    }
    state.limits.run_heavy(write).await?
}

fn write_now(
    snapshot: &Snapshot,
    renderer: &Renderer,
    ids: &[DocId],
    selection: &Selection,
    now: Timestamp,
    shape: Shape,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(ids.len() * 1024);
    let write = |&id: &DocId, out: &mut Vec<u8>| {
        PostSource { snapshot, id, now, renderer }.write(selection, out);
    };
    match shape {
        Shape::List => array(&mut out, ids, write),
        Shape::Single => ids.iter().for_each(|id| write(id, &mut out)),
    }
    out
}
