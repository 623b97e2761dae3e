//! Work in the background after the content is loaded, while it is already served.

use std::sync::Arc;
use std::thread;
use std::time::Instant;

use super::pace::{Pace, REPORT_INTERVAL};
use crate::compile::markdown::highlight::prepare;
use crate::live::{Current, Live, Scratch, Waker, linger, with_own_threads};

/// Prepares what the first snapshot needs besides its posts, in the order in which it is missed: the order of titles,
/// the index for completions, which takes a fraction of the time, and the one for search; then compresses the bodies,
/// into files if there is a place for them.
/// Calls `ready` after the indexes. Later snapshots derive theirs. Ends with the process.
pub(super) fn prepare_search(current: Current, scratch: Option<Scratch>, ready: Waker) {
    let prepare = move || {
        with_own_threads("sorting", || {
            current.snapshot.prepare_orders();
            current.snapshot.prepare_suggestions();
        });
        ready();
        let pace = Pace::new(REPORT_INTERVAL);
        let report = |indexed, total| {
            if pace.is_due() {
                tracing::info!("indexing for search: {indexed} of {total} posts");
            }
        };
        let took =
            with_own_threads("indexing", || current.prepare_search(scratch.as_ref(), &report));
        ready();
        tracing::info!("search is ready after {} ms", took.as_millis());
        // Indexing reads all bodies, so they are compressed afterwards.
        with_own_threads("packing", || current.snapshot.pack_bodies());
        drop(current);
        linger();
    };
    if let Err(error) = thread::Builder::new().name("search".to_owned()).spawn(prepare) {
        tracing::error!("search is not available: cannot start a thread: {error}");
    }
}

/// Prepares the grammars of the code in posts, so that the first request for a post does not wait for them.
/// Ends with the process.
pub(super) fn prepare_grammars(live: Arc<Live>) {
    let prepare = move || {
        let started = Instant::now();
        let snapshot = live.current().snapshot;
        // Drafts too: their authors look at them first.
        let texts = snapshot.posts().iter().filter_map(|post| post.body.read().ok());
        let grammars = prepare(texts);
        let took = started.elapsed().as_millis();
        tracing::debug!("{grammars} grammars for code are ready after {took} ms");
        drop((snapshot, live));
        linger();
    };
    if let Err(error) = thread::Builder::new().name("grammars".to_owned()).spawn(prepare) {
        tracing::warn!("cannot start a thread that prepares grammars: {error}");
    }
}
