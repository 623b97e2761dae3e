//! Writing lists of posts.

use std::sync::Arc;

use super::search_index::prepare_related;
use super::write_posts::{are_short, unwritten};
use crate::api::answer::Settled;
use crate::api::body::fragments::Fragment;
use crate::api::body::writer::BodyWriter;
use crate::api::state::State;
use crate::api::view::post::{PostSource, Selection};
use crate::api::view::summary::Summaries;
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::protocol::problem::Problem;

/// What to write.
#[derive(Debug)]
pub struct List {
    /// The snapshot with the posts.
    pub snapshot: Arc<Snapshot>,
    /// The posts, in order.
    pub ids: Vec<DocId>,
    /// The keys of each.
    pub selection: Selection,
    /// Who views them, and when.
    pub viewer: Viewer,
    /// The bytes to reserve for metadata and links.
    pub reserved: usize,
}

/// A list whose metadata are not written yet.
#[derive(Debug)]
pub struct WrittenList {
    /// The body.
    pub body: BodyWriter,
    /// The number of the first posts that fit.
    pub count: usize,
    /// What is known of these posts.
    pub settled: Settled,
    /// Whether most of the list was joined from cached fragments.
    pub is_joined: bool,
}

/// Writes a list of posts. What has to be rendered, read from files or is long is processed on another thread, so that
/// other requests of the worker do not wait.
///
/// # Errors
/// Returns `not_ready` if related posts are selected while posts are being indexed, `answer_too_large` if the
/// first post does not fit, and `overloaded` if too much work or too many bodies are waiting.
pub async fn write_list(state: &State, list: List) -> Result<WrittenList, Problem> {
    let List { snapshot, ids, selection, viewer, reserved } = list;
    let renderer = Arc::clone(&state.renders);
    let summaries = Summaries::new(selection, &state.fragments, &snapshot, viewer);
    let found: Vec<Option<Fragment>> = ids.iter().map(|&id| summaries.find(id)).collect();
    let source = |id| PostSource { snapshot: &snapshot, id, viewer, renderer: &renderer };
    let absent = ids.iter().zip(&found).filter(|(_, found)| found.is_none());
    let absent: Vec<DocId> = absent.map(|(&id, _)| id).collect();
    let is_joined = absent.len() < ids.len().div_ceil(2);
    let is_ready = absent.iter().all(|&id| source(id).is_ready(&summaries.selection))
        && are_short(&snapshot, &absent, &summaries.selection);
    let mut body = BodyWriter::with_capacity(&state.limits, expected(&found) + reserved);
    let work = move || {
        prepare_related(&snapshot, &summaries.selection, &ids, viewer.now)?;
        body.reserve(reserved);
        let mut settled = Settled { is_settled: true, newest: None };
        let posts = ids.into_iter().zip(found);
        let written = body.hashed_array(posts, |(id, found), room, out| {
            let source = PostSource { snapshot: &snapshot, id, viewer, renderer: &renderer };
            let summary = summaries.write(&source, found, room, out)?;
            settled.is_settled &= summary.is_settled;
            settled.newest = settled.newest.max(summary.updated);
            Ok(summary.revision)
        });
        let written = written.map(|count| WrittenList { body, count, settled, is_joined });
        Ok((written, summaries.selection))
    };
    let (written, selection) =
        if is_ready { work()? } else { state.limits.run_heavy(work).await?? };
    written.map_err(|error| unwritten(error, &selection, &state.limits))
}

/// Returns about how many bytes a list of these posts takes, with the usual metadata.
fn expected(found: &[Option<Fragment>]) -> usize {
    const SUMMARY: usize = 1024;
    const METADATA: usize = 1024;
    let bytes =
        |found: &Option<Fragment>| found.as_ref().map_or(SUMMARY, |found| found.json.len() + 1);
    METADATA + found.iter().map(bytes).sum::<usize>()
}
