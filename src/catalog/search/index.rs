//! The inverted index: tantivy over the texts of all posts.
//!
//! Posts are divided into shards, each with a single segment that keeps them in the order of their numbers.
//! This distributes the work over the cores, and lets an index share most shards with the one of the
//! snapshot before. Scores are those of one whole index of the posts that are there, regardless of how
//! they are divided.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};

use super::fields::Fields;
use super::segment_store::Segments;
use super::shard::{Shard, count_among, size};
use crate::catalog::doc_id::DocId;
use crate::catalog::pairing::Pairing;
use crate::post::Post;

/// A shard is indexed again together with changed posts if it is at most this many times as large as what is
/// indexed together with it. So each shard is several times as large as the next, and there are only a few
/// beside the large ones.
const GROWTH: usize = 3;

/// Sizes of shards in bytes of Markdown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// The size of a shard. Larger shards take more memory during indexing; with smaller ones there are more
    /// of them, and each costs time in every query.
    pub(super) usual: usize,
    /// A corpus smaller than this is not divided.
    pub(super) undivided: usize,
    /// Shards up to this size are always indexed again together with changed posts, which takes some milliseconds.
    pub(super) small: usize,
    /// The size up to which shards are indexed again. Larger ones remain, so that a change takes less than a
    /// second.
    pub(super) largest_again: usize,
}

impl Sizes {
    pub(super) const USUAL: Self =
        Self { usual: 32 << 20, undivided: 1 << 20, small: 64 << 10, largest_again: 8 << 20 };
}

/// The index of all posts.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) fields: Fields,
    shards: Vec<Shard>,
    sizes: Sizes,
    segments: Segments,
    /// The number of posts.
    total: usize,
}

/// Some of the documents of each shard, ascending.
#[derive(Debug)]
pub(super) struct Documents(Box<[Box<[u32]>]>);

impl Index {
    /// Indexes all posts, calling `indexed` after each of them.
    ///
    /// # Errors
    /// Returns an error if tantivy fails; no cause is known.
    pub(super) fn new(
        posts: &[Arc<Post>],
        sizes: Sizes,
        segments: Segments,
        indexed: &(dyn Fn() + Sync),
    ) -> tantivy::Result<Self> {
        let (fields, shards, total) = (Fields::new(), Vec::new(), posts.len());
        let mut index = Self { fields, shards, sizes, segments, total };
        let all: Vec<DocId> = (0..posts.len() as DocId).collect();
        index.add(posts, &all, indexed)?;
        Ok(index)
    }

    /// Indexes `new` posts, sharing what this index has of the `old` ones. The work is proportional to what
    /// has changed, on average over several changes.
    ///
    /// # Errors
    /// Returns an error if tantivy fails.
    pub(super) fn successor(
        &self,
        old: &[Arc<Post>],
        new: &[Arc<Post>],
        pairing: &Pairing,
    ) -> tantivy::Result<Self> {
        let shards = self.shards.iter().map(|shard| shard.renumbered(pairing, old));
        let (mut again, mut others): (Vec<Shard>, Vec<Shard>) =
            shards.partition(Shard::is_mostly_gone);
        let added: usize = pairing.added().iter().map(|&doc| size(&new[doc as usize])).sum();
        let mut bytes = added + again.iter().map(Shard::live_bytes).sum::<usize>();
        others.sort_by_key(|shard| std::cmp::Reverse(shard.live_bytes()));
        while bytes > 0
            && let Some(smallest) = others.last().map(Shard::live_bytes)
            && smallest <= self.sizes.small.max(bytes.saturating_mul(GROWTH))
            && bytes + smallest <= self.sizes.largest_again
        {
            bytes += smallest;
            again.extend(others.pop());
        }
        let shared: usize = others.iter().map(Shard::live_bytes).sum();
        if bytes > shared {
            return Self::new(new, self.sizes, self.segments.clone(), &|| {});
        }
        let mut docs = pairing.added().to_vec();
        docs.extend(again.iter().flat_map(Shard::posts));
        docs.sort_unstable();
        let (fields, segments) = (self.fields.clone(), self.segments.clone());
        let (sizes, total) = (self.sizes, new.len());
        let mut next = Self { fields, shards: others, sizes, segments, total };
        next.add(new, &docs, &|| {})?;
        Ok(next)
    }

    /// Indexes the posts `docs`, which are ascending, in shards of about equal size.
    fn add(
        &mut self,
        posts: &[Arc<Post>],
        docs: &[DocId],
        indexed: &(dyn Fn() + Sync),
    ) -> tantivy::Result<()> {
        let sizes = docs.iter().map(|&doc| size(&posts[doc as usize]));
        let into = (&self.fields, &self.segments);
        let make = |range: Range<usize>| Shard::new(into, posts, &docs[range], indexed);
        let made: tantivy::Result<Vec<Shard>> =
            self.sizes.divide(sizes).into_par_iter().map(make).collect();
        self.shards.extend(made?);
        Ok(())
    }

    /// Returns the number of posts.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Returns the number of tokens in a field of the posts for which `is_counted`, as precisely as the index
    /// stores it.
    pub(super) fn tokens(
        &self,
        field: Field,
        is_counted: impl Fn(DocId) -> bool,
    ) -> tantivy::Result<u64> {
        self.shards.iter().map(|shard| shard.tokens(field, &is_counted)).sum()
    }

    pub(super) fn shards(&self) -> &[Shard] {
        &self.shards
    }

    /// Returns the size of the index in bytes.
    pub(super) fn bytes(&self) -> tantivy::Result<u64> {
        let sizes = self.shards.iter().map(|shard| shard.searcher().space_usage());
        sizes.map(|size| Ok(size?.total().get_bytes())).sum()
    }

    /// Returns the documents for whose post `is_chosen`; `None` is the post of a document that is not part of
    /// the index any more.
    pub(super) fn documents(&self, is_chosen: impl Fn(Option<DocId>) -> bool) -> Documents {
        let of = |shard: &Shard| {
            let chosen = shard.documents().filter(|&(_, doc)| is_chosen(doc));
            chosen.map(|(document, _)| document).collect()
        };
        Documents(self.shards.iter().map(of).collect())
    }

    /// Returns the number of documents that contain a term, without some documents.
    pub(super) fn doc_frequency(&self, term: &Term, without: &Documents) -> tantivy::Result<u64> {
        let mut total = 0;
        for (shard, without) in self.shards.iter().zip(&without.0) {
            let index = shard.segment().inverted_index(term.field())?;
            let Some(info) = index.get_term_info(term)? else { continue };
            total += u64::from(info.doc_freq);
            if !without.is_empty() {
                let postings =
                    index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                total -= u64::from(count_among(postings, without));
            }
        }
        Ok(total)
    }

    /// Calls `take` once for every post that contains a term.
    pub(super) fn each_doc(&self, term: &Term, mut take: impl FnMut(DocId)) -> tantivy::Result<()> {
        for shard in &self.shards {
            let index = shard.segment().inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED {
                shard.post(document).into_iter().for_each(&mut take);
                document = postings.advance();
            }
        }
        Ok(())
    }

    /// Calls `take` for all terms of a field with the number of documents that contain each, without some
    /// documents; in ascending order within a shard, and once per shard that contains the term.
    pub(super) fn each_term_without(
        &self,
        field: Field,
        without: &Documents,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        for (shard, without) in self.shards.iter().zip(&without.0) {
            each_term(shard, field, without, |term, all, without| take(term, all - without))?;
        }
        Ok(())
    }

    /// Calls `take` for the terms of a field with the number of `documents` that contain each, like
    /// [`Self::each_term_without`]. Shards without any of them are skipped.
    pub(super) fn each_term_among(
        &self,
        field: Field,
        documents: &Documents,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        for (shard, documents) in self.shards.iter().zip(&documents.0) {
            if !documents.is_empty() {
                each_term(shard, field, documents, |term, _, among| {
                    if among > 0 {
                        take(term, among);
                    }
                })?;
            }
        }
        Ok(())
    }
}

/// Calls `take` for all terms of a field in a shard, with the number of all documents that contain each, and the
/// number of those among `documents`.
fn each_term(
    shard: &Shard,
    field: Field,
    documents: &[u32],
    mut take: impl FnMut(&str, u32, u32),
) -> tantivy::Result<()> {
    let index = shard.segment().inverted_index(field)?;
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        let info = terms.value();
        let among = if documents.is_empty() {
            0
        } else {
            let option = IndexRecordOption::Basic;
            count_among(index.read_postings_from_terminfo(info, option)?, documents)
        };
        let term = std::str::from_utf8(terms.key()).expect("terms of text are UTF-8");
        take(term, info.doc_freq, among);
    }
    Ok(())
}

impl Sizes {
    /// Divides posts, given by their sizes, into ranges of about equal size.
    fn divide(self, posts: impl Iterator<Item = usize> + Clone) -> Vec<Range<usize>> {
        let bytes: usize = posts.clone().sum();
        // At least two, to use two cores.
        let least = if bytes > self.undivided { 2 } else { 1 };
        let target = bytes.div_ceil(bytes.div_ceil(self.usual).max(least)).max(1);
        let mut ranges = Vec::new();
        let (mut start, mut end, mut size_so_far) = (0, 0, 0);
        for size in posts {
            size_so_far += size;
            end += 1;
            if size_so_far >= target {
                ranges.push(start..end);
                (start, size_so_far) = (end, 0);
            }
        }
        if start < end {
            ranges.push(start..end);
        }
        ranges
    }
}
