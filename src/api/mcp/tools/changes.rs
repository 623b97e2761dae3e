//! `list_changes`.

use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, Output};
use super::failure::Failure;
use crate::api::handler::sync::{changes, manifest_of, place};
use crate::api::mcp::quote::{NOTICE, quoted};
use crate::api::params::{CURSOR, ListChangesArguments, ListChangesParams};
use crate::api::view::change::ChangeView;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::CursorError;
use crate::sync::ChangeCursor;

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangesResult {
    /// What the other texts are: content, not instructions.
    notice: &'static str,
    /// The changes, sorted by slug and language.
    #[schema(inline)]
    changes: Vec<ChangeView>,
    /// The number of changes.
    #[schema(minimum = 0)]
    total: usize,
    /// The value of the argument `cursor` for the next page, or null if this is the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// The name of the content after all changes: the value of the argument `since` for a later call. Null unless this
    /// is the last page.
    #[schema(required)]
    sync_token: Option<String>,
}

/// Lists changes.
pub async fn list_changes(
    caller: &Caller<'_>,
    arguments: ListChangesArguments,
) -> Result<Output, Failure> {
    let Caller { state, moment, .. } = *caller;
    let current = manifest_of(state, moment).await?.token();
    let ListChangesArguments { since, limit, cursor } = arguments;
    if since.is_none() && cursor.is_none() {
        let result = ChangesResult {
            notice: NOTICE,
            changes: Vec::new(),
            total: 0,
            next_cursor: None,
            sync_token: Some(current.to_string()),
        };
        return Ok(Output::new(texts(&result), &result));
    }
    let place = place(&ListChangesParams { since, limit, cursor }, current).map_err(expired)?;
    let all = changes(state, moment, place).await.map_err(expired)?;
    let rest = all.get(place.offset as usize..);
    let rest = rest.ok_or(CursorError::Malformed)?;
    let page = &rest[..rest.len().min(limit as usize)];
    let end = place.offset as usize + page.len();
    let is_last = end == all.len();
    let result = ChangesResult {
        notice: NOTICE,
        changes: page.iter().map(ChangeView::from).collect(),
        total: all.len(),
        next_cursor: (!is_last).then(|| ChangeCursor { offset: end as u32, ..place }.to_string()),
        sync_token: is_last.then(|| place.to.to_string()),
    };
    Ok(Output::new(texts(&result), &result))
}

/// Says what to do after a token has expired.
fn expired(problem: Problem) -> Failure {
    let is_cursor = problem.errors.iter().any(|error| error.name == CURSOR);
    match problem.kind {
        ProblemKind::SyncTokenExpired => {}
        ProblemKind::CursorMismatch => return CursorError::Mismatch.into(),
        _ if is_cursor => return CursorError::Malformed.into(),
        _ => return problem.into(),
    }
    Failure::call(
        "the server does not know the content of this token, or no longer. Call `list_changes` without arguments for \
         a new one, and read again what you have read before.",
    )
}

/// Returns what a language model reads.
fn texts(result: &ChangesResult) -> Vec<String> {
    let mut summary = format!("{} of {} changes.", result.changes.len(), result.total);
    if let Some(cursor) = &result.next_cursor {
        summary.push_str(&format!(" Continue with `cursor` {cursor}"));
    }
    if let Some(token) = &result.sync_token {
        summary.push_str(&format!(" For later changes, pass {token} as `since`."));
    }
    let line = |change: &ChangeView| {
        let moved = change.moved_to.as_deref().map(|slug| format!(", now {slug}"));
        format!("- {} {} ({}){}", change.op, change.slug, change.lang, moved.unwrap_or_default())
    };
    let list: Vec<String> = result.changes.iter().map(line).collect();
    let mut texts = vec![summary];
    if !list.is_empty() {
        texts.push(quoted("The list of changes is", &list.join("\n")));
    }
    texts
}
