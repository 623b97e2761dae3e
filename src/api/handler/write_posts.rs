//! Writing posts as JSON.

use std::sync::Arc;

use super::search_index::prepare_related;
use crate::api::body::writer::{BodyWriter, TooLarge, Unwritten};
use crate::api::state::State;
use crate::api::view::post::{PostSource, Selection};
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::ops::limits::Limits;
use crate::protocol::problem::{Problem, ProblemKind};

/// Posts with more Markdown than this are written on another thread even if all they need is cached: copying and
/// hashing them takes longer than a millisecond.
const WRITTEN_AT_ONCE: usize = 256 * 1024;

/// What to write.
#[derive(Debug)]
pub struct Posts {
    /// The snapshot with the posts.
    pub snapshot: Arc<Snapshot>,
    /// The posts, in order.
    pub ids: Vec<DocId>,
    /// The keys of each.
    pub selection: Selection,
    /// Who views them, and when.
    pub viewer: Viewer,
}

/// Writes posts as JSON by `write`, which is passed the function for one post. Rendered bodies that are not
/// cached yet, files that have not been read, and long posts are processed on another thread, so that other
/// requests of the worker do not wait. Returns what `write` returns.
///
/// # Errors
/// Returns `not_ready` if related posts are selected while posts are being indexed, `answer_too_large` if the
/// first post does not fit, and `overloaded` if too much work or too many bodies are waiting.
pub async fn write_posts<T: Send + 'static>(
    state: &State,
    posts: Posts,
    write: impl FnOnce(&mut BodyWriter, &[DocId], &WriteOne<'_>) -> Result<T, Unwritten>
    + Send
    + 'static,
) -> Result<(BodyWriter, T), Problem> {
    let Posts { snapshot, ids, selection, viewer } = posts;
    let renderer = Arc::clone(&state.renders);
    let post = |&id| PostSource { snapshot: &snapshot, id, viewer, renderer: &renderer };
    let ready = ids.iter().map(post).all(|post| post.is_ready(&selection));
    let is_short = are_short(&snapshot, &ids, &selection);
    let mut body = BodyWriter::new(&state.limits);
    let work = move || {
        prepare_related(&snapshot, &selection, &ids, viewer.now)?;
        let one = |id: DocId, room: usize, out: &mut Vec<u8>| {
            PostSource { snapshot: &snapshot, id, viewer, renderer: &renderer }
                .write(&selection, room, out)
        };
        Ok((write(&mut body, &ids, &one).map(|done| (body, done)), selection))
    };
    let (written, selection) =
        if ready && is_short { work()? } else { state.limits.run_heavy(work).await?? };
    written.map_err(|error| unwritten(error, &selection, &state.limits))
}

/// Whether posts with these keys are written so quickly that no other thread is needed.
pub fn are_short(snapshot: &Snapshot, ids: &[DocId], selection: &Selection) -> bool {
    let markdown = |&id: &DocId| snapshot.post(id).body.bytes();
    selection.long_keys().is_empty() || ids.iter().map(markdown).sum::<usize>() <= WRITTEN_AT_ONCE
}

/// Writes one post into the room for it.
pub type WriteOne<'a> = dyn Fn(DocId, usize, &mut Vec<u8>) -> Result<(), TooLarge> + 'a;

/// Returns the problem of a body that cannot be written.
pub fn unwritten(error: Unwritten, selection: &Selection, limits: &Limits) -> Problem {
    match error {
        Unwritten::Overloaded => limits.no_bytes_left(),
        Unwritten::TooLarge => too_large(&selection.long_keys(), limits),
    }
}

/// Returns the problem of a response that is too large because of these keys.
pub fn too_large(keys: &[&str], limits: &Limits) -> Problem {
    let most = limits.max_answer();
    let detail = match keys {
        [] => format!("the response would be longer than {most} bytes: request fewer `fields`"),
        keys => format!(
            "the response would be longer than {most} bytes: leave out one or more of the keys `{}`, with \
             `include` or `fields`",
            keys.join("`, `")
        ),
    };
    Problem::new(ProblemKind::AnswerTooLarge, detail)
}
