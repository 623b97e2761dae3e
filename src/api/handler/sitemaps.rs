//! Sitemaps, and the rules for robots.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::segment;
use crate::api::answer::{Answer, Negotiation};
use crate::api::body::writer::Written;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::feed::{sitemap_index, sitemaps};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::problem::{Problem, ProblemKind};

const XML: &str = "application/xml; charset=utf-8";

/// The facts of sitemaps.
const SITEMAP: Facts = Facts {
    cache: CachePolicy::Public(CacheKind::Feed),
    is_absolute: true,
    problems: &[ProblemKind::RouteNotFound],
    ..Facts::DOCUMENT
};

impl Operation for get_sitemap {
    const ID: &str = "getSitemap";
    const FACTS: Facts = Facts { index: Index::Link("sitemap"), ..SITEMAP };
}

/// Get the sitemap
///
/// Returns the pages of all published posts ([sitemaps.org](https://www.sitemaps.org/protocol.html)) with the times of
/// their last changes, translations and images. If there are more than 50,000, returns the index of several sitemaps.
/// Requires the setting `site_url`.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_sitemap::ID,
    responses((status = 200, description = "The sitemap, or the index of several.", body = String, content_type = "application/xml"))
)]
#[get("/sitemap.xml")]
pub async fn get_sitemap(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let found = all(&request, &state, &moment).await?;
    if let [only] = &found[..] {
        return Ok(answer(only.clone()));
    }
    let origin = links::absolute_origin(&state.options, request.head());
    let urls = (1..=found.len()).map(|number| format!("{origin}/sitemap-{number}.xml"));
    Ok(Answer::bytes(XML, sitemap_index(urls)).negotiated(Negotiation::None))
}

impl Operation for get_sitemap_part {
    const ID: &str = "getSitemapPart";
    const FACTS: Facts = SITEMAP;
}

/// Get one of several sitemaps
///
/// Returns a sitemap that the index at `/sitemap.xml` lists.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_sitemap_part::ID,
    params(("number" = String, Path, description = "The number of the sitemap, from 1.", min_length = 1, max_length = 6, example = "1")),
    responses((status = 200, description = "The sitemap.", body = String, content_type = "application/xml"))
)]
#[get("/sitemap-{number}.xml")]
pub async fn get_sitemap_part(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let name = segment(&request, "number", 0)?;
    let number = name.strip_prefix("sitemap-").and_then(|name| name.strip_suffix(".xml"));
    let is_plain = |number: &&str| !number.starts_with(['0', '+']);
    let number = number.filter(is_plain).and_then(|number| number.parse::<usize>().ok());
    let found = all(&request, &state, &moment).await?;
    let sitemap = number.and_then(|number| found.get(number.checked_sub(1)?));
    sitemap.cloned().map(answer).ok_or_else(|| {
        let detail =
            format!("there are sitemaps from 1 to {}: `/sitemap.xml` lists them", found.len());
        Problem::new(ProblemKind::RouteNotFound, detail)
    })
}

fn answer(sitemap: Written) -> Answer {
    Answer::body(XML, sitemap).negotiated(Negotiation::None)
}

/// Returns all sitemaps. If the content is new, another thread makes them.
async fn all(
    request: &HttpRequest,
    state: &Data<State>,
    moment: &Moment,
) -> Result<Vec<Written>, Problem> {
    if state.options.site_url.is_none() {
        let detail = "a sitemap lists pages of the site: set `site_url` to its address";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    let key = (moment.current.generation, moment.visible.since());
    if let Some(found) = state.sitemaps.find(key) {
        return Ok(found);
    }
    let (shared, moment) = (state.clone(), moment.clone());
    let addresses = links::addresses(&state.options, request.head());
    let make = move || {
        let content = (&**moment.snapshot(), &*moment.visible);
        let files = shared.options.public_url.as_deref();
        shared.sitemaps.get(key, || sitemaps(content, &addresses, files))
    };
    state.limits.run_heavy(make).await
}

impl Operation for get_robots {
    const ID: &str = "getRobots";
    const FACTS: Facts =
        Facts { is_absolute: true, index: Index::Link("robots"), ..Facts::DOCUMENT };
}

/// Get the rules for robots
///
/// Returns `robots.txt` (RFC 9309), which allows everything and refers to the sitemap if there is one. Responses that
/// search engines must not show have `X-Robots-Tag`, which they see only if they may request them.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_robots::ID,
    responses((status = 200, description = "The rules.", body = String, content_type = "text/plain"))
)]
#[get("/robots.txt")]
pub async fn get_robots(request: HttpRequest, state: Data<State>) -> Answer {
    let mut rules = "User-agent: *\nAllow: /\n".to_owned();
    if state.options.site_url.is_some() {
        let origin = links::absolute_origin(&state.options, request.head());
        rules.push_str(&format!("\nSitemap: {origin}/sitemap.xml\n"));
    }
    Answer::bytes("text/plain; charset=utf-8", rules).negotiated(Negotiation::None)
}
