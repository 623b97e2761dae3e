//! A part of the index: one segment, and which posts its documents are.

use std::cell::Cell;
use std::cmp::Ordering;
use std::sync::Arc;

use tantivy::directory::Directory;
use tantivy::postings::SegmentPostings;
use tantivy::schema::Field;
use tantivy::store::Compressor;
use tantivy::{
    DocSet, IndexBuilder, IndexReader, IndexSettings, ReloadPolicy, Searcher, SegmentReader,
    TERMINATED,
};

use super::fields::Fields;
use super::segment::Documents;
use super::segment_store::Segments;
use crate::catalog::doc_id::DocId;
use crate::catalog::pairing::Pairing;
use crate::post::Post;

/// What a post counts in addition to its Markdown.
const BYTES_PER_POST: usize = 256;

/// Marks documents of posts that are not in the index any more.
const GONE: DocId = DocId::MAX;

/// The documents of some posts, in the order of posts. The segment never changes; an index and its
/// successor share it.
#[derive(Clone)]
pub(super) struct Shard {
    searcher: Searcher,
    /// The post of each document: ascending except for [`GONE`].
    posts: Arc<[DocId]>,
    /// The size of all documents, as in [`size`].
    bytes: usize,
    /// The size of those whose posts are not gone.
    live_bytes: usize,
}

impl std::fmt::Debug for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shard").field("live_bytes", &self.live_bytes).finish_non_exhaustive()
    }
}

/// Returns what a post contributes to the size of a shard, in bytes.
pub(super) fn size(post: &Post) -> usize {
    post.body.bytes() + BYTES_PER_POST
}

impl Shard {
    /// Indexes the posts with the numbers `docs`: ascending and at least one.
    pub(super) fn new(
        (fields, segments): (&Fields, &Segments),
        posts: &[Arc<Post>],
        docs: &[DocId],
        indexed: &(dyn Fn() + Sync),
    ) -> tantivy::Result<Self> {
        let posts = || docs.iter().map(|&doc| &*posts[doc as usize]);
        let bytes = posts().map(size).sum();
        let reported = Cell::new(0);
        let make = |directory| {
            // Those that were reported before the store failed are not reported again.
            let done = Cell::new(0);
            let indexed = || {
                done.set(done.get() + 1);
                if done.get() > reported.get() {
                    reported.set(done.get());
                    indexed();
                }
            };
            index(fields, directory, posts(), &indexed)
        };
        Ok(Self {
            searcher: segments.make(bytes, make)?,
            posts: docs.into(),
            bytes,
            live_bytes: bytes,
        })
    }

    /// Returns the same documents with new numbers of their posts.
    pub(super) fn renumbered(&self, pairing: &Pairing, old: &[Arc<Post>]) -> Self {
        let mut live_bytes = self.live_bytes;
        let mut posts = self.posts.to_vec();
        for doc in posts.iter_mut().filter(|doc| **doc != GONE) {
            *doc = pairing.after(*doc).unwrap_or_else(|| {
                live_bytes -= size(&old[*doc as usize]);
                GONE
            });
        }
        let posts = if *posts == *self.posts { Arc::clone(&self.posts) } else { posts.into() };
        Self { posts, live_bytes, ..self.clone() }
    }

    pub(super) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(super) fn segment(&self) -> &SegmentReader {
        self.searcher.segment_reader(0)
    }

    /// Returns the post of a document, or `None` if it is gone.
    pub(super) fn post(&self, document: u32) -> Option<DocId> {
        Some(self.posts[document as usize]).filter(|&doc| doc != GONE)
    }

    /// Returns the documents with their posts.
    pub(super) fn documents(&self) -> impl Iterator<Item = (u32, Option<DocId>)> {
        (0..)
            .zip(&*self.posts)
            .map(|(document, &doc)| (document, Some(doc).filter(|&doc| doc != GONE)))
    }

    /// Returns the posts.
    pub(super) fn posts(&self) -> impl Iterator<Item = DocId> {
        self.documents().filter_map(|(_, doc)| doc)
    }

    /// Returns the size of the posts.
    pub(super) fn live_bytes(&self) -> usize {
        self.live_bytes
    }

    /// Returns whether most of the documents are of posts that are gone.
    pub(super) fn is_mostly_gone(&self) -> bool {
        self.live_bytes < self.bytes / 2
    }

    /// Returns the number of tokens in a field of the posts for which `is_counted`, as precisely as the
    /// index stores it.
    pub(super) fn tokens(
        &self,
        field: Field,
        is_counted: impl Fn(DocId) -> bool,
    ) -> tantivy::Result<u64> {
        let lengths = self.segment().get_fieldnorms_reader(field)?;
        let counted = self.documents().filter(|(_, doc)| doc.is_some_and(&is_counted));
        Ok(counted.map(|(document, _)| u64::from(lengths.fieldnorm(document))).sum())
    }
}

/// Counts the documents that are both in a posting list and in `documents`, which are ascending. Skips in both,
/// so that the work is bounded by the shorter one.
pub(super) fn count_among(mut postings: SegmentPostings, mut documents: &[u32]) -> u32 {
    let mut count = 0;
    let mut document = postings.doc();
    while let Some(&wanted) = documents.first()
        && document != TERMINATED
    {
        match document.cmp(&wanted) {
            Ordering::Less => document = postings.seek(wanted),
            Ordering::Equal => {
                count += 1;
                documents = &documents[1..];
                document = postings.advance();
            }
            Ordering::Greater => {
                documents = &documents[documents.partition_point(|&wanted| wanted < document)..];
            }
        }
    }
    count
}

/// Makes a segment in an empty directory.
fn index<'p>(
    fields: &Fields,
    directory: Box<dyn Directory>,
    posts: impl Iterator<Item = &'p Post>,
    indexed: &dyn Fn(),
) -> tantivy::Result<Searcher> {
    let mut documents = Documents::new();
    for post in posts {
        documents.add(post)?;
        indexed();
    }
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    let index = IndexBuilder::new()
        .schema(fields.schema.clone())
        .settings(settings)
        .open_or_create(directory)?;
    documents.write(&index, fields)?;
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
