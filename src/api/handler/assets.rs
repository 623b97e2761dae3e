//! Files beside posts.

use std::io;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, get};

use super::request::remaining_path;
use crate::api::answer::{Answer, Negotiation};
use crate::api::body::assets::{Content, held_bytes, is_absence, names_version};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Operation};
use crate::api::params::{GetAssetParams, QueryParams};
use crate::api::state::State;
use crate::catalog::{AssetId, Snapshot};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::post::ContentPath;
use crate::protocol::media_type;
use crate::protocol::paths::ASSETS;
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for get_asset {
    const FACTS: Facts = Facts {
        cache: CachePolicy::Public(CacheKind::Asset),
        is_file: true,
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::AssetNotFound,
            ProblemKind::RangeNotSatisfiable,
        ],
        ..Facts::DOCUMENT
    };
}

/// Gets a file beside the posts.
///
/// Pictures and downloads that posts refer to, in any depth below the content folder. Posts, other
/// Markdown files, hidden files and the settings file are never served. What a draft refers to is,
/// to everyone who knows its path.
///
/// The links in posts carry the version of the file (`?v=…`), so that it can be cached for ever. Of
/// several ranges that do not touch, none is answered alone: the file comes whole.
#[utoipa::path(
    tag = "Site",
    operation_id = "getAsset",
    params(
        ("path" = String, Path, description = "The path of the file from the content folder. Its slashes may stand as they are or as `%2F`. Names are equal under NFC.", min_length = 1, max_length = 4096),
        GetAssetParams
    ),
    responses(
        (status = 200, description = "The file. Its media type goes by its name."),
        (status = 206, description = "The wanted part of the file (RFC 9110, section 14).")
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
    let path = snapshot.assets().path(find(snapshot, &wanted)?).clone();

    let (store, opened) = (Arc::clone(&state.assets), path.clone());
    let held = held_bytes(&media_type::of(path.file_name()));
    let content = block(move || Content::open(&store, &opened, held))
        .await
        .map_err(io::Error::other)
        .flatten()
        .map_err(|error| unreadable(&path, &error))?;
    Ok(answer(&params, &path, content))
}

fn find(snapshot: &Snapshot, wanted: &str) -> Result<AssetId, Problem> {
    let assets = snapshot.assets();
    assets.find(wanted).ok_or_else(|| {
        let near = assets.near(wanted).map(str::to_owned).into_iter().collect();
        Problem::not_found(ProblemKind::AssetNotFound, "asset", "path", wanted, near)
    })
}

fn answer(params: &GetAssetParams, path: &ContentPath, content: Content) -> Answer {
    let revision = content.revision;
    let is_current = params.version.as_deref().is_some_and(|v| names_version(v, revision));
    let media_type = media_type::of(path.file_name());
    let is_page = media_type::is_page(&media_type);
    let answer = Answer::file(media_type, content).negotiated(Negotiation::None);
    let answer = if is_current { answer.cache(CachePolicy::Immutable) } else { answer };
    if !is_page {
        return answer;
    }
    answer.header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(media_type::CONFINED))
}

/// A file that is in the snapshot and cannot be read. Which path of the system it has is nobody's
/// business.
fn unreadable(path: &ContentPath, error: &io::Error) -> Problem {
    tracing::warn!("the asset {path} cannot be read: {error}");
    if is_absence(error) {
        let kind = ProblemKind::AssetNotFound;
        Problem::not_found(kind, "asset", "path", path.as_str(), Vec::new())
    } else {
        Problem::new(ProblemKind::Internal, "the file could not be read")
    }
}
