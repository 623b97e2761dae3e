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

/// Which of some posts are cached.
#[derive(Debug)]
pub struct Survey {
    /// The posts that are not.
    pub absent: Vec<DocId>,
    /// About how many bytes all of them take, separators included.
    pub bytes: usize,
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

    /// Finds out which of some posts are cached, and counts them for the statistics.
    pub fn survey(&self, ids: &[DocId]) -> Survey {
        /// About the length of a summary.
        const SUMMARY: usize = 1024;
        /// The bytes that processors load together, of most kinds of them.
        const LINE: usize = 64;
        let mut survey = Survey { absent: Vec::new(), bytes: 0 };
        for &id in ids {
            if let Some(Fragment { json, .. }) = self.find(id) {
                // A byte of each line is read so that the processor loads the objects into its caches at the same time.
                // When they are copied, it would wait for each. None is only zeros.
                let bits = json.iter().step_by(LINE).fold(0, |bits, byte| bits | byte);
                survey.bytes += json.len() + usize::from(bits == 0);
            } else {
                survey.bytes += SUMMARY;
                survey.absent.push(id);
            }
        }
        if let Some(fragments) = &self.fragments {
            fragments.count(ids.len() - survey.absent.len(), survey.absent.len());
        }
        survey
    }

    fn find(&self, id: DocId) -> Option<&Fragment> {
        self.fragments.as_ref()?.find(id)
    }

    /// Writes a post as a JSON object, from its fragment if that is cached. Otherwise, it is cached then.
    ///
    /// # Errors
    /// Returns an error if the post is longer than `room` bytes.
    pub fn write(
        &self,
        source: &PostSource<'_>,
        room: usize,
        out: &mut Vec<u8>,
    ) -> Result<Summary, TooLarge> {
        if let Some(&Fragment { ref json, revision, updated }) = self.find(source.id) {
            if json.len() > room {
                return Err(TooLarge);
            }
            out.extend_from_slice(json);
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
        self.survey(&[source.id]);
        self.write(source, room, out)?;
        let brace = out.len();
        json(out, rest);
        out[brace] = b',';
        Ok(())
    }
}

/// Returns whether posts with these keys are cached as fragments.
pub fn is_joined(selection: &Selection) -> bool {
    key_set(selection).is_some()
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
