//! Posts of lists as JSON, from fragments.

use jiff::Timestamp;
use serde::Serialize;

use super::post::{Key, PostSource, Selection};
use crate::api::body::fragments::{Fragment, FragmentCache, Fragments, KeySet};
use crate::api::body::json::json;
use crate::api::body::writer::TooLarge;
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::post::Moment;
use crate::text::Revision;

/// Writes the posts of a list. Those that were written before with the same keys are copied.
#[derive(Debug, Clone)]
pub struct Summaries {
    /// The keys of each post.
    pub selection: Selection,
    /// The fragments with these keys; `None` if they are not cached.
    fragments: Option<Fragments>,
}

/// What is known of a post that was written.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    /// The hash of the JSON object.
    pub revision: Revision,
    /// When the post was updated.
    pub updated: Option<Timestamp>,
    /// Whether all files on which the object depends have been examined.
    pub is_settled: bool,
}

impl Summaries {
    /// Creates the writer of posts that `viewer` sees.
    pub fn new(
        selection: Selection,
        cache: &FragmentCache,
        snapshot: &Snapshot,
        viewer: Viewer,
    ) -> Self {
        let fragments = key_set(&selection).and_then(|keys| cache.of(snapshot, viewer, keys));
        Self { selection, fragments }
    }

    /// Creates the writer of posts that are not cached.
    pub fn uncached(selection: Selection) -> Self {
        Self { selection, fragments: None }
    }

    /// Returns the fragment of a post, if it is cached.
    pub fn find(&self, id: DocId) -> Option<Fragment> {
        self.fragments.as_ref()?.find(id)
    }

    /// Writes a post as a JSON object, from its fragment if that was found. Otherwise, the fragment is cached.
    ///
    /// # Errors
    /// Returns an error if the post is longer than `room` bytes.
    pub fn write(
        &self,
        source: &PostSource<'_>,
        found: Option<Fragment>,
        room: usize,
        out: &mut Vec<u8>,
    ) -> Result<Summary, TooLarge> {
        if let Some(Fragment { json, revision, updated }) = found {
            if json.len() > room {
                return Err(TooLarge);
            }
            out.extend_from_slice(&json);
            return Ok(Summary { revision, updated, is_settled: true });
        }
        let start = out.len();
        source.write(&self.selection, room, out)?;
        let json = &out[start..];
        let revision = Revision::of(json);
        let updated = source.snapshot.post(source.id).updated_at.as_ref().map(Moment::timestamp);
        let is_settled = source.files_are_known(&self.selection);
        if let Some(fragments) = self.fragments.as_ref().filter(|_| is_settled) {
            fragments.insert(source.id, Fragment { json: json.into(), revision, updated });
        }
        Ok(Summary { revision, updated, is_settled })
    }

    /// Writes a JSON object with the post as `post`, followed by the fields of `rest`, which has at least one.
    ///
    /// # Errors
    /// Returns an error if the post is longer than `room` bytes.
    pub fn write_with<T: Serialize>(
        &self,
        source: &PostSource<'_>,
        rest: &T,
        room: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), TooLarge> {
        out.extend_from_slice(b"{\"post\":");
        self.write(source, self.find(source.id), room, out)?;
        let brace = out.len();
        json(out, rest);
        out[brace] = b',';
        Ok(())
    }
}

/// Returns the keys as a set; `None` if posts with these keys are not cached as fragments. Those with a form of the body
/// are long, and the forms have a cache of their own; related posts depend on the search index.
fn key_set(selection: &Selection) -> Option<KeySet> {
    const OTHERS: [Key; 4] = [Key::Terms, Key::Translations, Key::Backlinks, Key::Neighbors];
    let is_cached = |key: &Key| Key::SUMMARY.contains(key) || OTHERS.contains(key);
    let keys = selection.keys.iter();
    let all = keys.clone().all(is_cached);
    all.then(|| keys.fold(0, |set, &key| set | 1 << key as KeySet))
}
