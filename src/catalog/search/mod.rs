//! Full-text search. The index belongs to one snapshot and is built after it, because that takes much
//! longer.

mod analysis;
mod dictionary;
mod document;
mod error;
#[cfg(test)]
mod failing_store;
mod fields;
mod find;
mod index;
mod keywords;
mod matches;
mod nearest;
mod occurrences;
mod parse;
mod postings;
mod question;
mod segment;
mod segment_store;
#[cfg(test)]
mod segment_tests;
mod shard;
mod similarity;
#[cfg(test)]
mod successor_tests;
mod terms;
#[cfg(test)]
mod tests;
mod view;
mod visible_words;
mod vocabulary;
mod word_list;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::doc_id::DocId;
use super::pairing::Pairing;
use crate::post::Post;
use find::Finder;
use index::{Index, Sizes};
use nearest::NearestMemo;
use segment_store::Segments;
use view::Views;
use vocabulary::{Vocabulary, WordChanges};

pub(crate) use analysis::parts as identifier_parts;
pub use error::SearchError;
pub use matches::Matches;
pub use nearest::{NearPost, Nearest, NearestKey};
pub use question::{Atom, Clause, Part, PartKind, Question, Scope};
pub(crate) use segment_store::SegmentStore;
pub use similarity::{Similarities, Similarity};

/// If more posts than this and than this share of all are gone, their words are counted anew. Otherwise, they are
/// subtracted, which takes about a millisecond for each post.
const MANY_GONE: usize = 64;
const GONE_SHARE: usize = 32;

/// The size of a segment, in bytes of Markdown, from which it is in the store of segments.
const STORED: usize = 1 << 20;

/// The full-text index of one snapshot.
#[derive(Debug)]
pub struct Search {
    index: Result<(Index, Vocabulary), SearchError>,
    /// Derived data, not state.
    views: Views,
    /// A cache of nearest posts; derived data, not state.
    nearest: NearestMemo,
}

impl Search {
    /// Indexes all posts. Takes a second for about 25 MB of Markdown on two cores. Calls `indexed` after each
    /// post, from any thread. Large segments are in `store`, also those of successors.
    pub(super) fn new(
        posts: &[Arc<Post>],
        store: Option<Arc<dyn SegmentStore>>,
        indexed: &(dyn Fn() + Sync),
    ) -> Self {
        Self::with_sizes(posts, Sizes::USUAL, Segments { store, stored: STORED }, indexed)
    }

    fn with_sizes(
        posts: &[Arc<Post>],
        sizes: Sizes,
        segments: Segments,
        indexed: &(dyn Fn() + Sync),
    ) -> Self {
        let make = || {
            let index = Index::new(posts, sizes, segments, indexed)?;
            let vocabulary = Vocabulary::new(&index)?;
            Ok((index, vocabulary))
        };
        Self::of(make())
    }

    /// Indexes `new` posts, sharing what this index, which is of `old` posts, has of them. Both are in the default
    /// order. All results are those of [`Self::new`], but it takes only milliseconds if few posts are different.
    pub(super) fn successor(&self, old: &[Arc<Post>], new: &[Arc<Post>]) -> Self {
        let Ok((index, vocabulary)) = &self.index else { return Self::new(new, None, &|| {}) };
        let pairing = Pairing::new(old, new, document::has_same_texts);
        let make = || {
            let next = index.successor(old, new, &pairing)?;
            let vocabulary = self.next_vocabulary(vocabulary, &next, old, &pairing)?;
            Ok((next, vocabulary))
        };
        Self::of(make())
    }

    fn of(made: tantivy::Result<(Index, Vocabulary)>) -> Self {
        Self {
            index: made.map_err(Into::into),
            views: Views::default(),
            nearest: NearestMemo::default(),
        }
    }

    fn next_vocabulary(
        &self,
        vocabulary: &Vocabulary,
        next: &Index,
        old: &[Arc<Post>],
        pairing: &Pairing,
    ) -> tantivy::Result<Vocabulary> {
        let gone: Vec<DocId> = pairing.gone().collect();
        if gone.len() > MANY_GONE.max(old.len() / GONE_SHARE) {
            return Vocabulary::new(next);
        }
        let words = |&doc: &DocId| Ok((doc, document::words(&old[doc as usize])?));
        // What a post that cannot be read would subtract is unknown.
        let Ok(gone) = gone.par_iter().map(words).collect::<io::Result<_>>() else {
            return Vocabulary::new(next);
        };
        let is_added = |doc: DocId| pairing.added().binary_search(&doc).is_ok();
        let documents = next.documents(|doc| doc.is_some_and(is_added));
        let mut added: BTreeMap<String, u32> = BTreeMap::new();
        next.each_term_among(next.fields.words, &documents, |word, count| {
            match added.get_mut(word) {
                Some(sum) => *sum += count,
                None => drop(added.insert(word.to_owned(), count)),
            }
        })?;
        let (views, changes) = (self.views.counted(), WordChanges { gone, added });
        Ok(vocabulary.successor(views, pairing, next.total(), &changes))
    }

    /// Returns the size of the text index in bytes.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn index_bytes(&self) -> Result<u64, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        Ok(index.bytes()?)
    }

    /// Finds which posts of `visible` match a query. Other posts have no influence on the result.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn find(
        &self,
        question: &Question,
        visible: &RoaringBitmap,
    ) -> Result<Matches, SearchError> {
        let (index, vocabulary) = self.index.as_ref().map_err(Clone::clone)?;
        let view = self.views.get(index, visible)?;
        Ok(Finder::new(index, vocabulary, &view)?.find(question)?)
    }

    /// Compares the posts of `among` with a post by its most characteristic words. Only the posts of
    /// `visible`, of which `among` is a part, influence the result. Takes some milliseconds with many
    /// posts.
    ///
    /// # Errors
    /// Returns [`SearchError`] if the index could not be built or read.
    pub fn compare(
        &self,
        post: (DocId, &Post),
        among: &RoaringBitmap,
        visible: &RoaringBitmap,
    ) -> Result<Similarities, SearchError> {
        let (index, _) = self.index.as_ref().map_err(Clone::clone)?;
        let view = self.views.get(index, visible)?;
        Ok(similarity::compare(index, &view, post, among)?)
    }

    /// Returns the posts nearest to a post, calling `make` if they are not cached. If several callers
    /// request the same post concurrently, one calls `make` and the others wait.
    ///
    /// # Errors
    /// Returns the error of `make`, which is not cached.
    pub fn nearest(
        &self,
        of: NearestKey,
        make: impl FnOnce() -> Result<Nearest, SearchError>,
    ) -> Result<Arc<Nearest>, SearchError> {
        self.nearest.get_or_make(of, make)
    }
}
