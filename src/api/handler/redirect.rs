//! Redirects from former slugs and paths.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use percent_encoding::{CONTROLS, utf8_percent_encode};

use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::catalog::DocId;
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;
use crate::query::find_versions;

/// Returns a permanent redirect to a post that was requested by a former slug or path. `suffix` is what
/// follows the slug: `.md`, `/neighbors`, `/related` or nothing.
///
/// Caches may store the redirect only as long as other responses, because the former slug can become
/// that of a new post. The query is preserved, and `lang` is added if the post has translations, because
/// only one of them had the former slug.
pub fn redirect(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    id: DocId,
    suffix: &str,
) -> Answer {
    let post = moment.snapshot().post(id);
    let slug = post.slug.as_str();
    let mut target = format!("{API}/posts/{}{suffix}", encode_component(slug));
    // The header must be ASCII.
    let mut query = utf8_percent_encode(request.query_string(), CONTROLS).to_string();
    let has_lang = query
        .split('&')
        .any(|pair| pair.strip_prefix("lang=").is_some_and(|lang| !lang.is_empty()));
    let audience = moment.audience_or_public();
    let versions = find_versions(moment.snapshot(), slug, audience, moment.now);
    if versions.len() > 1 && !has_lang {
        let separator = if query.is_empty() { "" } else { "&" };
        query.push_str(&format!("{separator}lang={}", post.lang));
    }
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    let location = state.options.link(&target);
    Answer::redirect(StatusCode::MOVED_PERMANENTLY, &location)
        .cache(CachePolicy::Public(CacheKind::Post))
        .negotiated(Negotiation::None)
        .decided_by(slug)
}
