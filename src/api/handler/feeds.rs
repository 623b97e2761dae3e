//! Feeds.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use bytes::Bytes;

use super::request::target;
use super::write_posts::too_large;
use crate::api::answer::{Answer, Negotiation};
use crate::api::body::feed_items::{FeedItems, FeedPage};
use crate::api::body::json::json;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation, Shows};
use crate::api::params::{CURSOR, FeedParams, QueryParams, cursor_problem};
use crate::api::state::State;
use crate::api::view::envelope::Warning;
use crate::api::view::feed::atom::write_atom;
use crate::api::view::feed::json::JsonFeedView;
use crate::api::view::feed::rss::write_rss;
use crate::api::view::post::{Key, Selection};
use crate::catalog::{Audience, Viewer};
use crate::feed::{Feed, FeedContent};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query;

/// The facts of feeds.
const FEED: Facts = Facts {
    cache: CachePolicy::Public(CacheKind::Feed),
    shows: Shows::Posts,
    is_absolute: true,
    problems: &[
        ProblemKind::InvalidParameter,
        ProblemKind::CursorMismatch,
        ProblemKind::AnswerTooLarge,
    ],
    ..Facts::DOCUMENT
};

impl Operation for get_json_feed {
    const ID: &str = "getJsonFeed";
    const FACTS: Facts = Facts { index: Index::Link("jsonFeed"), ..FEED };
}

/// Get the JSON feed
///
/// Returns the newest posts in the format [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/), whole or as
/// summaries by the setting `feed_content`. All URLs are absolute. Filters by unknown terms are reported in
/// `_inkstone`.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_json_feed::ID,
    params(FeedParams),
    responses((status = 200, description = "The feed.", body = JsonFeedView, content_type = "application/feed+json"))
)]
#[get("/feed.json")]
pub async fn get_json_feed(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let about = format!("{}/docs/", links::absolute_origin(&state.options, request.head()));
    feed(&request, &state, &moment, "application/feed+json", move |feed, warnings| {
        let mut body = Vec::new();
        json(&mut body, &JsonFeedView::new(feed, warnings, about));
        body
    })
    .await
}

impl Operation for get_rss_feed {
    const ID: &str = "getRssFeed";
    const FACTS: Facts = Facts { index: Index::Link("rssFeed"), ..FEED };
}

/// Get the RSS feed
///
/// Returns the newest posts as [RSS 2.0](https://www.rssboard.org/rss-specification), whole (`content:encoded`) or as
/// summaries by the setting `feed_content`. All URLs are absolute. Undated posts are last and have no `pubDate`.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_rss_feed::ID,
    params(FeedParams),
    responses((status = 200, description = "The feed.", body = String, content_type = "application/rss+xml"))
)]
#[get("/feed.xml")]
pub async fn get_rss_feed(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let media_type = "application/rss+xml; charset=utf-8";
    feed(&request, &state, &moment, media_type, |feed, _| write_rss(&feed)).await
}

impl Operation for get_atom_feed {
    const ID: &str = "getAtomFeed";
    const FACTS: Facts = Facts { index: Index::Link("atomFeed"), ..FEED };
}

/// Get the Atom feed
///
/// Returns the newest posts as Atom (RFC 4287), whole or as summaries by the setting `feed_content`. All URLs are
/// absolute. Undated posts are left out, because Atom requires a time.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_atom_feed::ID,
    params(FeedParams),
    responses((status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"))
)]
#[get("/atom.xml")]
pub async fn get_atom_feed(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let media_type = "application/atom+xml; charset=utf-8";
    feed(&request, &state, &moment, media_type, |feed, _| write_atom(&feed)).await
}

/// Returns a feed, which `write` writes. Bodies are rendered and rewritten on another thread.
async fn feed(
    request: &HttpRequest,
    state: &Data<State>,
    moment: &Moment,
    media_type: &'static str,
    write: impl FnOnce(Feed, Vec<Warning>) -> Vec<u8> + Send + 'static,
) -> Result<Answer, Problem> {
    let (FeedParams { query }, query_string) = FeedParams::read_with_query(request.query_string())?;
    let (snapshot, now) = (Arc::clone(moment.snapshot()), moment.now);
    let answer = query::list_posts(&snapshot, &query, now).map_err(cursor_problem)?;
    let addresses = links::addresses(&state.options, request.head());
    // Filters make another feed, pages do not.
    let filters = query_string.with(&["limit"], CURSOR, None).encode();
    let id =
        format!("{}{}{filters}", addresses.site.as_ref().unwrap_or(&addresses.api), request.path());
    let (api, path) = (addresses.api.clone(), request.path().to_owned());
    let this = format!("{api}{}", target(request));
    // Readers of feeds send no token, and caches share feeds.
    let (visible, viewer) = (Arc::clone(&moment.visible), Viewer::new(Audience::Public, now));
    let shared = state.clone();
    let make = move || {
        let most = shared.limits.max_answer();
        let items = FeedItems {
            snapshot: &snapshot,
            visible: &visible,
            viewer,
            content: shared.options.feed_content,
            addresses: &addresses,
        };
        let FeedPage { items, home, lang } = items.page(&shared.renders, &answer.docs, most)?;
        let cursor = match items.len() {
            count if count < answer.docs.len() => {
                Some(query::cursor_after(&snapshot, &query, now, answer.docs[count - 1]))
            }
            _ => answer.next,
        };
        let next = cursor.map(|cursor| {
            format!("{api}{path}{}", query_string.with(&[], CURSOR, Some(&cursor)).encode())
        });
        let (title, description) =
            (shared.options.title.clone(), shared.options.description.clone());
        let count = items.len();
        let feed = Feed { title, description, lang, home, id, this, next, items };
        let warnings = answer.unknown.into_iter().map(Warning::from).collect();
        let body = Bytes::from(write(feed, warnings));
        Some((body, answer.docs[..count].to_vec()))
    };
    let made = state.limits.run_heavy(make).await?;
    let (body, docs) = made.ok_or_else(|| too_large(&[], &state.limits))?;
    let keys: &[Key] = match state.options.feed_content {
        FeedContent::Full => &[Key::Html, Key::Cover],
        FeedContent::Summary => &[Key::Cover],
    };
    let shown = (Arc::clone(moment.snapshot()), docs, Selection::of(keys));
    let answer = Answer::bytes(media_type, body).negotiated(Negotiation::None);
    Ok(answer.shows(shown))
}
