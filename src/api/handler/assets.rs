//! Files next to posts.

use std::io;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, get};

use super::preview::{link_to_asset, post_of, private};
use super::request::remaining_path;
use crate::api::answer::{Answer, Negotiation};
use crate::api::body::assets::{Content, is_missing, matches_version, max_bytes_in_memory};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Operation};
use crate::api::params::{GetAssetParams, QueryParams};
use crate::api::preview_link::PreviewLink;
use crate::api::state::State;
use crate::catalog::{AssetId, Audience};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::post::ContentPath;
use crate::protocol::media_type;
use crate::protocol::paths::ASSETS;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::text::suggest::meanings;

impl Operation for get_asset {
    const ID: &str = "getAsset";
    const FACTS: Facts = Facts {
        cache: CachePolicy::Public(CacheKind::Asset),
        is_file: true,
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::Unauthorized,
            ProblemKind::AssetNotFound,
            ProblemKind::RangeNotSatisfiable,
        ],
        ..Facts::DOCUMENT
    };
}

/// Get an asset
///
/// Returns an image or another file in the content folder. Posts, other Markdown files, hidden files, the
/// settings file, private keys, `.env` files and files of a site's project, such as `package.json`, are
/// never served. A file to which only posts refer that are not published requires the preview token,
/// or the signature in URLs of a post that was requested by a preview link.
///
/// Links in posts contain the version of the file (`?v=…`), so that it can be cached forever. A request
/// for several ranges that don't touch gets the whole file.
#[utoipa::path(
    tag = "Site",
    operation_id = get_asset::ID,
    params(
        ("path" = String, Path, description = "The path of the file, relative to the content folder. Slashes may be percent-encoded. Names are compared in Unicode normalization form C.", min_length = 1, max_length = 4096),
        GetAssetParams
    ),
    responses(
        (status = 200, description = "The file. Its media type depends on its name."),
        (status = 206, description = "The requested range of the file (RFC 9110, section 14).")
    )
)]
#[get("/assets/{path:.*}")]
pub async fn get_asset(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let wanted = remaining_path(&request, ASSETS, "path")?;
    let params = GetAssetParams::read(request.query_string())?;
    let snapshot = moment.snapshot();
    let (id, link) = find(&request, &state, &moment, &wanted)?;
    let path = snapshot.assets().path(id).clone();
    let is_public = snapshot.may_get_asset(id, Audience::Public, &moment.visible);

    let (store, opened) = (Arc::clone(&state.assets), path.clone());
    let max_in_memory = max_bytes_in_memory(&media_type::of(path.file_name()));
    let content = block(move || Content::open(&store, &opened, max_in_memory))
        .await
        .map_err(io::Error::other)
        .flatten()
        .map_err(|error| unreadable(&path, &error))?;
    let answer = answer(&params, &path, content);
    Ok(match link {
        Some(_) => private(answer),
        None if is_public => answer,
        None => answer.cache(CachePolicy::Private),
    })
}

/// Finds an asset, and returns the preview link if only that gives access to it.
fn find(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    wanted: &str,
) -> Result<(AssetId, Option<PreviewLink>), Problem> {
    let (snapshot, audience) = (moment.snapshot(), moment.audience_or_public());
    let existing = snapshot.assets().find(wanted);
    let found = existing.filter(|&id| snapshot.may_get_asset(id, audience, &moment.visible));
    if let Some(id) = found {
        return Ok((id, None));
    }
    // An invalid link is an error even if there is no such asset, so that the error does not reveal it.
    let path = existing.map_or(wanted, |id| snapshot.assets().path(id).as_str());
    let link = link_to_asset(request, state, moment, path)?;
    let post = link.as_ref().and_then(|link| post_of(link, snapshot, &moment.visible));
    let found = existing.filter(|&id| post.is_some_and(|post| snapshot.uses_asset(post, id)));
    found.map(|id| (id, link)).ok_or_else(|| {
        let near = meanings(wanted).find_map(|path| snapshot.near_asset(&path, &moment.visible));
        let suggestions = near.map(str::to_owned).into_iter().collect();
        Problem::not_found(ProblemKind::AssetNotFound, "asset", "path", wanted, suggestions)
    })
}

fn answer(params: &GetAssetParams, path: &ContentPath, content: Content) -> Answer {
    let revision = content.revision;
    let is_current = params.version.as_deref().is_some_and(|v| matches_version(v, revision));
    let media_type = media_type::of(path.file_name());
    let is_page = media_type::is_page(&media_type);
    let answer = Answer::file(media_type, content).negotiated(Negotiation::None);
    let answer = if is_current { answer.cache(CachePolicy::Immutable) } else { answer };
    if !is_page {
        return answer;
    }
    answer.header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(media_type::PAGE_POLICY))
}

/// Returns the problem of a file that is in the snapshot but cannot be read. It does not reveal the path
/// on the server.
fn unreadable(path: &ContentPath, error: &io::Error) -> Problem {
    tracing::warn!("the asset {path} cannot be read: {error}");
    if is_missing(error) {
        let kind = ProblemKind::AssetNotFound;
        Problem::not_found(kind, "asset", "path", path.as_str(), Vec::new())
    } else {
        Problem::new(ProblemKind::Internal, "the file could not be read")
    }
}
