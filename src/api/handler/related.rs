//! What is near to a post.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use jiff::Timestamp;

use super::fallback::Moved;
use super::posts::Wanted;
use super::{ready_search, search_problem, segment, target};
use crate::api::answer::Answer;
use crate::api::audience::Preview;
use crate::api::body::json::array;
use crate::api::links;
use crate::api::params::ListRelatedParams;
use crate::api::state::State;
use crate::api::view::envelope::Meta;
use crate::api::view::post::{Key, PostSource, Selection};
use crate::api::view::related::{RelatedListSchema, write_related};
use crate::catalog::{DocId, Snapshot};
use crate::ops::cache_policy::CacheKind;
use crate::protocol::negotiate::{Media, languages, media_type};
use crate::protocol::paths::RELATED_SUFFIX;
use crate::protocol::problem::Problem;
use crate::query::{self, Found, RelatedQuery};

/// Lists the posts that are near to one.
///
/// By shared tags, which count more the rarer they are, by words that both texts hold and few others do,
/// by categories and by series; `reasons` says what it was. A post is not related to itself or to its
/// translations, and what nearly every post has relates none: where nothing else is shared, the list is
/// empty. An old slug of the post is answered with 301.
#[utoipa::path(
    tag = "Posts",
    operation_id = "listRelatedPosts",
    params(
        ("slug" = String, Path, description = "The post's slug, percent-encoded.", min_length = 1, max_length = 1024),
        ListRelatedParams
    ),
    responses(
        (status = 200, description = "The related posts.", body = RelatedListSchema),
        (status = 301, description = "The slug is an old one: the list is at `Location`.", headers(("Location" = String, description = "Where the list is.")))
    )
)]
#[get("/posts/{slug}/related")]
pub async fn list_related_posts(
    request: HttpRequest,
    state: Data<State>,
) -> Result<Answer, Problem> {
    let slug = segment(&request, "slug", 1)?;
    let (params, reader) = ListRelatedParams::read(request.query_string());
    reader.finish()?;
    media_type(request.headers(), &[Media::Json])?;
    let preview = Preview::of(&request, &state)?;
    let now = state.clock.now();
    let wanted = Wanted { lang: params.lang, accepted: languages(request.headers()), preview, now };
    let snapshot = state.snapshot();
    let doc = match wanted.find(&snapshot, &slug) {
        Found::Post(id) => id,
        Found::Moved(id) => {
            let moved = Moved { snapshot: &snapshot, id, now, preview, suffix: RELATED_SUFFIX };
            return Ok(moved.redirect(&request, &state));
        }
        Found::NotFound => return Err(wanted.missing(&snapshot, &slug)),
    };

    let (lang, slug) = (snapshot.post(doc).lang.clone(), snapshot.post(doc).slug.to_string());
    let ListRelatedParams { in_all_languages, limit, selection, .. } = params;
    let renders = Arc::clone(&state.renders);
    // Comparing a post with many takes milliseconds.
    let ask = move || {
        let search = ready_search(&snapshot)?;
        let query = RelatedQuery { doc, in_all_languages, limit };
        let found = query::related(&snapshot, search, &query, now).map_err(search_problem)?;
        let ids: Vec<DocId> = found.iter().map(|related| related.doc).collect();
        find_related(&snapshot, &selection, &ids, now)?;
        let mut data = Vec::with_capacity(found.len() * 1024 + 2);
        array(&mut data, &found, |related, data| {
            let id = related.doc;
            let source = PostSource { snapshot: &snapshot, id, now, renderer: &renders };
            write_related(related, &source, &selection, data);
        });
        Ok::<_, Problem>((data, (snapshot, ids, selection)))
    };
    let (data, shown) = state.limits.run_heavy(ask).await??;

    let links = links::single(&state.options, &target(&request));
    let answer = Answer::envelope(&data, &Meta::default(), &links).shows(shown).decided_by(&slug);
    let answer = if in_all_languages { answer } else { answer.language(lang.as_str()) };
    Ok(answer.cache(preview.cache(CacheKind::Post)).negotiated(wanted.negotiation()))
}

/// Finds what the key `related` shows of posts, where it is wanted, so that writing them cannot fail.
///
/// # Errors
/// `not_ready` while the posts are still being read for it.
pub fn find_related(
    snapshot: &Snapshot,
    selection: &Selection,
    ids: &[DocId],
    now: Timestamp,
) -> Result<(), Problem> {
    if !selection.keys.contains(&Key::Related) {
        return Ok(());
    }
    let search = ready_search(snapshot)?;
    for &id in ids {
        query::related(snapshot, search, &RelatedQuery::beside(id), now).map_err(search_problem)?;
    }
    Ok(())
}
