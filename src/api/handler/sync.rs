//! The manifest, and the changes since a sync token.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use bytes::Bytes;

use super::request::target;
use super::write_posts::unwritten;
use crate::api::answer::Answer;
use crate::api::body::json::json;
use crate::api::body::writer::BodyWriter;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{
    GetManifestParams, ListChangesParams, ManifestPart, QueryParams, QueryString, SentToken,
    cursor_problem,
};
use crate::api::state::State;
use crate::api::view::change::ChangeView;
use crate::api::view::changes::{ChangePageSchema, ChangesMeta};
use crate::api::view::envelope::Links;
use crate::api::view::manifest::{ManifestSchema, write_manifest, write_rows, write_tree};
use crate::api::view::pagination::Pagination;
use crate::api::view::post::Selection;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::{API, CHANGES};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::CursorError;
use crate::sync::{Change, ChangeCursor, Manifest, SyncToken};

impl Operation for get_manifest {
    const ID: &str = "getManifest";
    const FACTS: Facts = Facts { index: Index::Link("manifest"), ..Facts::LIST };
}

/// Get the manifest
///
/// Returns the slug, language and content hash of every published post, sorted by slug and language, on one page.
/// A client with an older copy compares the two and loads what differs. The preview token adds nothing.
///
/// With `tree=true`, returns the hashes of 1,024 buckets, so that a client without a token known to the server
/// finds what differs with little data; `bucket` then returns the posts of some. The bucket of a post is the
/// 32-bit FNV-1a hash of its slug, a tab and its language, modulo 1,024. The hash of a bucket is the first 48 bits
/// of the SHA-256 hash of its posts: for each, slug, tab, language, tab, `etag` and line feed.
#[utoipa::path(
    tag = "Sync",
    operation_id = get_manifest::ID,
    params(GetManifestParams),
    responses((status = 200, description = "The posts, or the hashes of the buckets.", body = ManifestSchema))
)]
#[get("/manifest")]
pub async fn get_manifest(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let GetManifestParams { part } = GetManifestParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;

    let manifest = manifest_of(&state, &moment).await?;
    let links = links::single(&state.options, &target(&request));
    let is_usual = request.query_string().is_empty() && part == ManifestPart::Whole;
    if is_usual && let Some(written) = state.manifests.find(manifest.token()) {
        return Ok(Answer::written(written));
    }
    let shared = state.clone();
    let write = move || match part {
        ManifestPart::Whole if is_usual => {
            Answer::written(shared.manifests.make(&manifest, &links))
        }
        ManifestPart::Whole => of_bytes(write_manifest(&manifest, &links)),
        ManifestPart::Tree => of_bytes(write_tree(&manifest, &links)),
        ManifestPart::Buckets(buckets) => {
            of_bytes(write_rows(&manifest, &manifest.in_buckets(&buckets), &links))
        }
    };
    state.limits.run_heavy(write).await
}

fn of_bytes(bytes: Bytes) -> Answer {
    Answer::bytes("application/json", bytes)
}

impl Operation for list_changes {
    const ID: &str = "listChanges";
    const FACTS: Facts = Facts {
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::CursorMismatch,
            ProblemKind::Unauthorized,
            ProblemKind::AnswerTooLarge,
            ProblemKind::SyncTokenExpired,
        ],
        index: Index::Template("changes", "{?since}"),
        ..Facts::LIST
    };
}

/// List changes
///
/// Returns what changed in the published posts since a sync token, sorted by slug and language: what was edited
/// or appeared (`upsert`), and what disappeared (`delete`), because it was removed, renamed, made a draft or
/// expired. `movedTo` is the slug that replaces it. There are no filters, because they would hide deletions.
///
/// Apply all pages and store `meta.syncToken` of the last one as the next `since`. If the server does not know
/// the token, the response is `sync_token_expired`, and `links.manifest` in it leads to the manifest.
#[utoipa::path(
    tag = "Sync",
    operation_id = list_changes::ID,
    params(ListChangesParams),
    responses((status = 200, description = "A page of changes.", body = ChangePageSchema))
)]
#[get("/changes")]
pub async fn list_changes(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let (params, query_string) = ListChangesParams::read_with_query(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;

    let current = manifest_of(&state, &moment).await?.token();
    let place = place(&params, current)?;
    let changes = changes(&state, &moment, place).await?;
    let start = place.offset as usize;
    let rest = changes.get(start..).ok_or_else(|| cursor_problem(CursorError::Malformed))?;
    let page = &rest[..rest.len().min(params.limit as usize)];
    let mut body = BodyWriter::new(&state.limits);
    let written = body.array(page, |change, _, out| {
        json(out, &ChangeView::from(change));
        Ok(())
    });
    let selection = Selection::of(&[]);
    let count = written.map_err(|error| unwritten(error, &selection, &state.limits))?;

    let end = start + count;
    let is_last = end == changes.len();
    let next = (!is_last).then(|| ChangeCursor { offset: end as u32, ..place }.to_string());
    let number = params.cursor.is_none().then_some(1);
    let mut pagination = Pagination::new(number, params.limit, changes.len() as u64, next);
    pagination.truncated = count < page.len();
    let links = page_links(&state, &request, &query_string, place.from, &pagination);
    let total = pagination.total;
    let meta = ChangesMeta::new(pagination, is_last.then_some(place.to));
    let written = body.finish(&meta, &links);
    let written = written.map_err(|error| unwritten(error, &selection, &state.limits))?;
    Ok(Answer::written(written).counted(total, &links))
}

/// Returns the manifest of a moment. Making it takes milliseconds, so if it is new, another thread does.
///
/// # Errors
/// Returns `overloaded`.
pub async fn manifest_of(state: &State, moment: &Moment) -> Result<Arc<Manifest>, Problem> {
    let content = moment.public_content();
    if let Some(manifest) = state.history.find(&content) {
        return Ok(manifest);
    }
    let history = Arc::clone(&state.history);
    state.limits.run_heavy(move || history.manifest(&content)).await
}

/// Returns where the requested page starts.
///
/// # Errors
/// Returns `sync_token_expired`, or that the cursor is malformed or of another token.
///
/// # Panics
/// Panics if there is neither a token nor a cursor.
pub fn place(params: &ListChangesParams, current: SyncToken) -> Result<ChangeCursor, Problem> {
    let Some(cursor) = &params.cursor else {
        let SentToken::Readable(from) = params.since.expect("a token is required without a cursor")
        else {
            return Err(expired());
        };
        return Ok(ChangeCursor { from, to: current, offset: 0 });
    };
    let cursor: ChangeCursor =
        cursor.parse().map_err(|_| cursor_problem(CursorError::Malformed))?;
    if params.since.is_some_and(|since| since != SentToken::Readable(cursor.from)) {
        return Err(cursor_problem(CursorError::Mismatch));
    }
    Ok(cursor)
}

/// Returns the changes between the manifests of a cursor.
///
/// # Errors
/// Returns `sync_token_expired` and `overloaded`.
pub async fn changes(
    state: &State,
    moment: &Moment,
    ChangeCursor { from, to, .. }: ChangeCursor,
) -> Result<Vec<Change>, Problem> {
    let (history, content) = (Arc::clone(&state.history), moment.public_content());
    let find = move || {
        let snapshot = &content.snapshot;
        history.changes((from, to), snapshot, &content.visible)
    };
    let found = state.limits.run_heavy(find).await?;
    found.ok_or_else(expired)
}

fn expired() -> Problem {
    let detail = "the content of the sync token is not known, or no longer: load the manifest";
    Problem::new(ProblemKind::SyncTokenExpired, detail)
}

/// Returns the links of a page of changes. Pages have no numbers, so only the first and the next one are known.
fn page_links(
    state: &State,
    request: &HttpRequest,
    query: &QueryString,
    since: SyncToken,
    pagination: &Pagination,
) -> Links {
    let path = format!("{API}{CHANGES}");
    links::forward(&state.options, &path, &target(request), query, since, pagination)
}
