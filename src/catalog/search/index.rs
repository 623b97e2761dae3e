//! The inverted index: tantivy over the texts of all posts, in memory.
//!
//! Posts are divided into shards of equal size, each with a single segment that keeps them in the order
//! of their numbers. This distributes the work over the cores, while the index and all scores are the
//! same regardless of the number of cores.

use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{
    DocSet, Index as TantivyIndex, IndexBuilder, IndexReader, IndexSettings, ReloadPolicy,
    Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use super::analysis::{TextTokenizer, WordTokenizer};
use super::fields::{Fields, TEXT, WORDS};
use crate::catalog::doc_id::DocId;
use crate::compile::markdown::outline;
use crate::post::Post;

/// The size of a shard in bytes of Markdown. Larger shards take more memory during indexing; with smaller
/// ones there are more of them, and each costs time in every query.
const SHARD_BYTES: usize = 32 << 20;
/// A corpus smaller than this is not divided.
const SMALLEST_SHARD: usize = 1 << 20;
/// The initial memory for the hash table of terms, per byte of Markdown, and its bounds.
const TERM_TABLE_SHARE: usize = 2;
const TERM_TABLE_BYTES: RangeInclusive<usize> = 1 << 20..=32 << 20;

/// The index of all posts.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) fields: Fields,
    shards: Vec<Shard>,
    /// The number of posts.
    total: usize,
}

/// Consecutive posts.
struct Shard {
    /// The number of the first post.
    first: DocId,
    searcher: Searcher,
}

impl Shard {
    /// Returns the only segment, or `None` if the shard has no posts.
    fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }
}

impl std::fmt::Debug for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shard").field("first", &self.first).finish_non_exhaustive()
    }
}

impl Index {
    /// Indexes all posts, calling `indexed` after each of them.
    ///
    /// # Errors
    /// Returns an error if tantivy fails; no cause is known for an index in memory.
    pub(super) fn new(posts: &[Arc<Post>], indexed: &(dyn Fn() + Sync)) -> tantivy::Result<Self> {
        let fields = Fields::new();
        let shards = shards(posts)
            .into_par_iter()
            .map(|range| {
                let first = range.start as DocId;
                let searcher = index(&fields, &posts[range], indexed)?;
                Ok(Shard { first, searcher })
            })
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Self { fields, shards, total: posts.len() })
    }

    /// Returns the number of posts.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Calls `take` for each field of running text and each post with the number of tokens, as precisely
    /// as the index stores it.
    pub(super) fn each_length(
        &self,
        mut take: impl FnMut(Field, DocId, u32),
    ) -> tantivy::Result<()> {
        for (first, segment) in self.shards() {
            for text in &self.fields.texts {
                let lengths = segment.get_fieldnorms_reader(text.field)?;
                for doc in 0..segment.max_doc() {
                    take(text.field, first + doc, lengths.fieldnorm(doc));
                }
            }
        }
        Ok(())
    }

    /// Returns the shards: the number of the first post, and the segment.
    pub(super) fn shards(&self) -> impl Iterator<Item = (DocId, &SegmentReader)> {
        self.shards.iter().filter_map(|shard| Some((shard.first, shard.segment()?)))
    }

    /// Returns any searcher: tantivy's scoring requires one, but uses only its schema.
    pub(super) fn searcher(&self) -> Option<&Searcher> {
        self.shards.first().map(|shard| &shard.searcher)
    }

    /// Returns the size of the index in bytes.
    pub(super) fn bytes(&self) -> tantivy::Result<u64> {
        let sizes = self.shards.iter().map(|shard| shard.searcher.space_usage());
        sizes.map(|size| Ok(size?.total().get_bytes())).sum()
    }

    /// Returns the number of posts that contain a term.
    pub(super) fn doc_frequency(&self, term: &Term) -> tantivy::Result<u64> {
        let mut total = 0;
        for (_, reader) in self.shards() {
            total += u64::from(reader.inverted_index(term.field())?.doc_freq(term)?);
        }
        Ok(total)
    }

    /// Returns how many of some posts, given in ascending order, contain a term.
    pub(super) fn doc_frequency_among(&self, term: &Term, docs: &[DocId]) -> tantivy::Result<u64> {
        let mut total = 0;
        for (first, reader) in self.shards() {
            let docs = within(docs, first, reader);
            if docs.is_empty() {
                continue;
            }
            let index = reader.inverted_index(term.field())?;
            if let Some(postings) = index.read_postings(term, IndexRecordOption::Basic)? {
                total += u64::from(count_among(postings, first, docs));
            }
        }
        Ok(total)
    }

    /// Calls `take` once for every post that contains a term, in order.
    pub(super) fn each_doc(&self, term: &Term, mut take: impl FnMut(DocId)) -> tantivy::Result<()> {
        for (first, reader) in self.shards() {
            let index = reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                take(first + doc);
                doc = postings.advance();
            }
        }
        Ok(())
    }

    /// Calls `take` for all terms of a field with the number of posts that contain each, in ascending order
    /// within a shard, and once per shard that contains the term.
    pub(super) fn each_term(
        &self,
        field: Field,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        for (_, reader) in self.shards() {
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let term = std::str::from_utf8(terms.key()).expect("terms of text are UTF-8");
                take(term, terms.value().doc_freq);
            }
        }
        Ok(())
    }

    /// Calls `take` for the terms of a field with the number of posts in `docs`, given in ascending order,
    /// that contain each, like [`Self::each_term`]. Shards without any of them are skipped.
    pub(super) fn each_term_among(
        &self,
        field: Field,
        docs: &[DocId],
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        for (first, reader) in self.shards() {
            let docs = within(docs, first, reader);
            if docs.is_empty() {
                continue;
            }
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let option = IndexRecordOption::Basic;
                let postings = index.read_postings_from_terminfo(terms.value(), option)?;
                let term = std::str::from_utf8(terms.key()).expect("terms of text are UTF-8");
                take(term, count_among(postings, first, docs));
            }
        }
        Ok(())
    }
}

/// Returns those of some posts, in ascending order, that are in a shard.
fn within<'a>(docs: &'a [DocId], first: DocId, shard: &SegmentReader) -> &'a [DocId] {
    let before = |end: DocId| docs.partition_point(|&doc| doc < end);
    &docs[before(first)..before(first + shard.max_doc())]
}

/// Counts the posts that are both in a posting list and in `docs`, which is in ascending order. Skips in
/// both, so that the work is bounded by the shorter one.
fn count_among(mut postings: SegmentPostings, first: DocId, mut docs: &[DocId]) -> u32 {
    let mut count = 0;
    let mut doc = postings.doc();
    while let Some(&wanted) = docs.first()
        && doc != TERMINATED
    {
        match (first + doc).cmp(&wanted) {
            Ordering::Less => doc = postings.seek(wanted - first),
            Ordering::Equal => {
                count += 1;
                docs = &docs[1..];
                doc = postings.advance();
            }
            Ordering::Greater => {
                docs = &docs[docs.partition_point(|&wanted| wanted < first + doc)..];
            }
        }
    }
    count
}

/// Divides posts into shards of about equal size.
fn shards(posts: &[Arc<Post>]) -> Vec<Range<usize>> {
    let size = |post: &Arc<Post>| post.body.markdown().len();
    let bytes: usize = posts.iter().map(size).sum();
    // At least two, to use two cores.
    let least = if bytes > SMALLEST_SHARD { 2 } else { 1 };
    let target = bytes.div_ceil(bytes.div_ceil(SHARD_BYTES).max(least)).max(1);
    let mut shards = Vec::new();
    let (mut start, mut size_so_far) = (0, 0);
    for (number, post) in posts.iter().enumerate() {
        size_so_far += size(post);
        if size_so_far >= target {
            shards.push(start..number + 1);
            (start, size_so_far) = (number + 1, 0);
        }
    }
    if start < posts.len() {
        shards.push(start..posts.len());
    }
    shards
}

/// Indexes the posts of one shard.
fn index(
    fields: &Fields,
    posts: &[Arc<Post>],
    indexed: &(dyn Fn() + Sync),
) -> tantivy::Result<Searcher> {
    let bytes: usize = posts.iter().map(|post| post.body.markdown().len()).sum();
    let table_bytes = bytes.saturating_mul(TERM_TABLE_SHARE);
    let tokenizers = TokenizerManager::new();
    tokenizers.register(TEXT, TextTokenizer);
    tokenizers.register(WORDS, WordTokenizer);
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    let mut writer = IndexBuilder::new()
        .schema(fields.schema.clone())
        .settings(settings)
        .tokenizers(tokenizers)
        .single_segment_index_writer::<TantivyDocument>(
            tantivy::directory::RamDirectory::create(),
            table_bytes.clamp(*TERM_TABLE_BYTES.start(), *TERM_TABLE_BYTES.end()),
        )?;
    for post in posts {
        writer.add_document(document(fields, post))?;
        indexed();
    }
    let index: TantivyIndex = writer.finalize()?;
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

fn document(fields: &Fields, post: &Post) -> TantivyDocument {
    let outline = outline(post.body.markdown(), post.body.dialect());
    let text = &outline.text;
    // Parts that are not adjacent are separated like blocks.
    let joined = |parts: &mut dyn Iterator<Item = &str>| parts.collect::<Vec<_>>().join("\n\n");
    // Headings and code have fields of their own.
    let headings = outline.headings.iter().map(|heading| &heading.range);
    let mut elsewhere: Vec<&Range<usize>> = headings.chain(&outline.code).collect();
    elsewhere.sort_unstable_by_key(|range| range.start);
    let mut body = String::with_capacity(text.len());
    let mut done = 0;
    for range in elsewhere {
        // Ranges may nest, so one may start before the end of the last.
        body.push_str(text.get(done..range.start).unwrap_or_default());
        body.push_str("\n\n");
        done = done.max(range.end);
    }
    body.push_str(&text[done..]);
    let values = [
        post.title.to_string(),
        joined(&mut post.tags.iter().map(|tag| &**tag)),
        joined(&mut post.categories.iter().map(|category| &**category)),
        post.description.as_deref().unwrap_or_default().to_owned(),
        joined(&mut outline.headings.iter().map(|heading| &text[heading.range.clone()])),
        body,
        joined(&mut outline.code.iter().map(|code| &text[code.clone()])),
    ];
    let mut document = TantivyDocument::new();
    let mut words = String::with_capacity(text.len() + 256);
    for value in &values[..4] {
        words.push_str(value);
        words.push_str("\n\n");
    }
    words.push_str(text);
    for (text, value) in fields.texts.iter().zip(values) {
        document.add_text(text.field, value);
    }
    document.add_text(fields.words, words);
    document
}
