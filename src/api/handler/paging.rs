//! Pages of lists.

use jiff::Timestamp;

use super::facet_room::FacetRoom;
use crate::api::links;
use crate::api::params::QueryString;
use crate::api::state::State;
use crate::api::view::envelope::{Facets, Links, PageMeta, Warning};
use crate::api::view::pagination::Pagination;
use crate::catalog::Snapshot;
use crate::query::{PostAnswer, PostQuery, Window, cursor_after};

/// Cuts a page after its first `count` posts, if these are not all, and returns the cursor at which it continues.
pub fn end_early(
    answer: &mut PostAnswer,
    count: usize,
    snapshot: &Snapshot,
    query: &PostQuery,
    now: Timestamp,
) -> Option<String> {
    if count == answer.docs.len() {
        return None;
    }
    answer.docs.truncate(count);
    let last = *answer.docs.last().expect("a page that ends early has a post");
    Some(cursor_after(snapshot, query, now, last))
}

/// Returns the metadata of a page of posts at `path` under the API, requested as `target`, and the links to the other
/// pages. A page that ends early comes with the cursor at which it continues.
pub fn describe(
    state: &State,
    target: &str,
    path: &str,
    query_string: &QueryString,
    (window, early): (&Window, Option<String>),
    mut facets: FacetRoom,
    answer: PostAnswer,
) -> (PageMeta, Links) {
    let (page, limit) = page_and_limit(window);
    let mut pagination = Pagination::new(page, limit, answer.total, answer.next);
    if let Some(cursor) = early {
        pagination.truncate(cursor);
    }
    let links = links::pages(&state.options, path, target, query_string, &pagination);
    let meta = PageMeta {
        pagination,
        facets: Facets::new(facets.take_names().into_iter().zip(answer.facets)),
        warnings: answer.unknown.into_iter().map(Warning::from).chain(facets.warnings()).collect(),
        missing: answer.missing,
    };
    (meta, links)
}

/// Returns the page number, which is `None` with a cursor, and the page size.
pub fn page_and_limit(window: &Window) -> (Option<u64>, u32) {
    match *window {
        Window::Page { page, limit } => (Some(page), limit),
        Window::After { limit, .. } => (None, limit),
    }
}
