//! Access to the search index of a snapshot, which is not ready immediately.

use crate::api::view::post::{Key, Selection};
use crate::catalog::{DocId, Matches, Question, Search, SearchError, Snapshot};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::{self, Filters, RelatedQuery};
use jiff::Timestamp;

/// Returns the search index.
///
/// # Errors
/// Returns `not_ready` while posts are being indexed.
pub fn ready_search(snapshot: &Snapshot) -> Result<&Search, Problem> {
    snapshot.search().ok_or_else(|| {
        let percent = snapshot.percent_indexed();
        let detail = format!("the posts are still being indexed for search: {percent} % so far");
        Problem::new(ProblemKind::NotReady, detail)
    })
}

/// Returns which posts with the requested statuses match a question.
///
/// # Errors
/// Returns `not_ready` while posts are being indexed.
pub fn find_matches(
    snapshot: &Snapshot,
    question: &Question,
    filters: &Filters,
    now: Timestamp,
) -> Result<Matches, Problem> {
    let search = ready_search(snapshot)?;
    query::find_matches(snapshot, search, question, filters, now).map_err(search_problem)
}

/// Logs why the search failed and returns a problem that does not reveal it.
pub fn search_problem(error: SearchError) -> Problem {
    tracing::error!("the search failed: {error}");
    Problem::new(ProblemKind::Internal, "the search failed")
}

/// Finds the posts for the key `related`, if it is selected, so that writing the key cannot fail.
///
/// # Errors
/// Returns `not_ready` while posts are being indexed.
pub fn prepare_related(
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
        query::related(snapshot, search, &RelatedQuery::of_post(id), now)
            .map_err(search_problem)?;
    }
    Ok(())
}
