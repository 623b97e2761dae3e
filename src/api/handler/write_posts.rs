//! Writing posts as JSON.

use std::sync::Arc;

use super::search_index::prepare_related;
use crate::api::body::json::array;
use crate::api::body::render::Renderer;
use crate::api::state::State;
use crate::api::view::post::{PostSource, Selection};
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::protocol::problem::Problem;

/// Whether one post or an array of posts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An array.
    List,
    /// One post, of which there must be exactly one.
    Single,
}

/// Writes posts as JSON. If bodies have to be rendered or files to be read first, that happens on
/// another thread, so that other requests of the worker do not wait.
///
/// # Errors
/// Returns `not_ready` if related posts are selected while posts are being indexed, and `overloaded`
/// if too much work is waiting.
pub async fn write_posts(
    state: &State,
    snapshot: Arc<Snapshot>,
    ids: Vec<DocId>,
    selection: Selection,
    viewer: Viewer,
    shape: Shape,
) -> Result<Vec<u8>, Problem> {
    let ready = ids.iter().all(|&id| selection.is_ready(&snapshot, id, &state.renders, viewer));
    let renders = Arc::clone(&state.renders);
    let write = move || {
        prepare_related(&snapshot, &selection, &ids, viewer.now)?;
        Ok(write_now(&snapshot, &renders, &ids, &selection, viewer, shape))
    };
    if ready {
        return write();
    }
    state.limits.run_heavy(write).await?
}

fn write_now(
    snapshot: &Snapshot,
    renderer: &Renderer,
    ids: &[DocId],
    selection: &Selection,
    viewer: Viewer,
    shape: Shape,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(ids.len() * 1024);
    let write = |&id: &DocId, out: &mut Vec<u8>| {
        PostSource { snapshot, id, viewer, renderer }.write(selection, out);
    };
    match shape {
        Shape::List => array(&mut out, ids, write),
        Shape::Single => ids.iter().for_each(|id| write(id, &mut out)),
    }
    out
}
