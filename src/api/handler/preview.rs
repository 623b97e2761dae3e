//! Preview links in requests.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderName, HeaderValue, REFERRER_POLICY};

use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::options::ApiOptions;
use crate::api::params::{PreviewParams, QueryParams};
use crate::api::preview_link::{InvalidLink, PreviewLink, PreviewLinks};
use crate::api::state::State;
use crate::catalog::{DocId, Snapshot, Visible};
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::Audience;
use crate::text::Lang;

/// Returns the preview link in the URL of a post, after it was checked; `None` if there is none, or if the client
/// may see all posts anyway.
///
/// # Errors
/// Returns `unauthorized` if the link is not valid, whether there is such a post or not.
pub fn link_to_post(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
) -> Result<Option<PreviewLink>, Problem> {
    let check = |links: &PreviewLinks, value: &str, origins: &[String]| {
        links.check_post(value, origins, moment.now)
    };
    checked(request, state, moment, check)
}

/// Returns the preview link in the URL of the asset at `path`, like [`link_to_post`].
///
/// # Errors
/// Returns `unauthorized` if the link is not valid, whether there is such an asset or not.
pub fn link_to_asset(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    path: &str,
) -> Result<Option<PreviewLink>, Problem> {
    let check = |links: &PreviewLinks, value: &str, origins: &[String]| {
        links.check_asset(value, path, origins, moment.now)
    };
    checked(request, state, moment, check)
}

fn checked(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    check: impl FnOnce(&PreviewLinks, &str, &[String]) -> Result<PreviewLink, InvalidLink>,
) -> Result<Option<PreviewLink>, Problem> {
    let Some(value) = PreviewParams::read(request.query_string())?.link else { return Ok(None) };
    if moment.audience()? == Audience::Preview {
        return Ok(None);
    }
    let Some(links) = &state.previews else {
        let detail = "this server accepts no preview links, because it has no preview token";
        return Err(Problem::new(ProblemKind::Unauthorized, detail));
    };
    match check(links, &value, &origins(request, &state.options)) {
        Ok(link) => Ok(Some(link)),
        Err(invalid) => Err(unauthorized(invalid)),
    }
}

/// Returns the URLs under which a request may have reached an API whose public URL is not configured.
fn origins(request: &HttpRequest, options: &ApiOptions) -> Vec<String> {
    if options.public_url.is_some() {
        return Vec::new();
    }
    // The authority of an absolute target takes precedence (RFC 9112, section 3.2.2).
    let host = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(HOST).and_then(|host| host.to_str().ok()),
    };
    let base = options.base_path.as_str();
    let origin = |host: &str| ["http", "https"].map(|scheme| format!("{scheme}://{host}{base}"));
    host.map(origin).into_iter().flatten().collect()
}

fn unauthorized(invalid: InvalidLink) -> Problem {
    let detail = match invalid {
        InvalidLink::Forged => {
            "the preview link is not valid: it is incomplete or was changed, or it was made for another URL, or with \
             another preview token or `public_url` than those of this server"
                .to_owned()
        }
        InvalidLink::Expired(at) => format!(
            "the preview link expired at {at}: ask for a new one or, if the post is published by now, leave out `preview`"
        ),
    };
    Problem::new(ProblemKind::Unauthorized, detail)
}

/// Checks that a link is one to the post that is requested.
///
/// # Errors
/// Returns `unauthorized` with what it is for.
pub fn check_target(link: &PreviewLink, slug: &str, lang: Option<&Lang>) -> Result<(), Problem> {
    if link.slug.as_str() == slug && lang.is_none_or(|lang| *lang == link.lang) {
        return Ok(());
    }
    let detail =
        format!("the preview link is for the post `{}` in `{}` only", link.slug, link.lang);
    Err(Problem::new(ProblemKind::Unauthorized, detail))
}

/// Returns the post of a link, whatever its status; `None` if it has gone or has expired.
pub fn post_of(link: &PreviewLink, snapshot: &Snapshot, visible: &Visible) -> Option<DocId> {
    let seen = visible.to(Audience::Preview);
    let versions = snapshot.versions(link.slug.as_str()).iter().copied();
    let mut versions = versions.filter(|&doc| snapshot.post(doc).lang == link.lang);
    versions.find(|&doc| seen.contains(doc))
}

/// Describes an answer that the holder of a link gets: nobody else may see it, and it is not passed on.
pub fn private(answer: Answer) -> Answer {
    answer
        .cache(CachePolicy::Private)
        .header(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .header(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"))
}
