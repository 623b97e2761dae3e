//! The inverted index: tantivy over the texts of all posts, in memory.
//!
//! Posts are indexed in stretches of equal size, each with one segment of its own in which they stand
//! in the order of their numbers. So the work is spread over the cores, and still the index and all
//! scores are the same everywhere: how many cores there are does not matter.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};

use rayon::prelude::*;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{
    DocSet, Index as TantivyIndex, IndexBuilder, IndexReader, IndexSettings, ReloadPolicy,
    Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use super::analysis::{TextAnalyser, WordAnalyser};
use super::fields::{Fields, TEXT, WORDS};
use crate::catalog::DocId;
use crate::compile::markdown::outline;
use crate::post::Post;

/// How many bytes of Markdown a stretch has. Larger ones take more memory while they are indexed; of
/// smaller ones there are more, and each takes its time in every question.
const STRETCH_BYTES: usize = 32 << 20;
/// Less than this is not worth to be parted.
const SMALLEST_STRETCH: usize = 1 << 20;
/// The memory that the hash table of terms may begin with, for each byte of Markdown and at most.
const TERM_TABLE_SHARE: usize = 2;
const TERM_TABLE_BYTES: RangeInclusive<usize> = 1 << 20..=32 << 20;

/// The index.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) fields: Fields,
    stretches: Vec<Stretch>,
    /// How many posts there are.
    total: usize,
    /// How many terms each field holds.
    tokens: HashMap<Field, u64>,
}

/// Posts that follow each other.
struct Stretch {
    /// The number of the first.
    first: DocId,
    searcher: Searcher,
}

impl Stretch {
    /// Its only segment; none where it holds no posts.
    fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }
}

impl std::fmt::Debug for Stretch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stretch").field("first", &self.first).finish_non_exhaustive()
    }
}

impl Index {
    /// Indexes all posts.
    ///
    /// # Errors
    /// What tantivy says; in memory nothing is known to go wrong.
    pub(super) fn new(posts: &[Post]) -> tantivy::Result<Self> {
        let fields = Fields::new();
        let stretches = stretches(posts)
            .into_par_iter()
            .map(|range| {
                let first = range.start as DocId;
                let searcher = index(&fields, &posts[range])?;
                Ok(Stretch { first, searcher })
            })
            .collect::<tantivy::Result<Vec<_>>>()?;
        let mut tokens = HashMap::new();
        for segment in stretches.iter().filter_map(Stretch::segment) {
            for text in &fields.texts {
                let own = segment.inverted_index(text.field)?.total_num_tokens();
                *tokens.entry(text.field).or_default() += own;
            }
        }
        Ok(Self { fields, stretches, total: posts.len(), tokens })
    }

    /// How many posts there are.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// How many terms a field holds in all posts.
    pub(super) fn tokens(&self, field: Field) -> u64 {
        self.tokens.get(&field).copied().unwrap_or(0)
    }

    /// The stretches: the number of the first post, and the segment.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (DocId, &SegmentReader)> {
        self.stretches.iter().filter_map(|stretch| Some((stretch.first, stretch.segment()?)))
    }

    /// What tantivy wants to see of an index, although all that it takes is the schema.
    pub(super) fn searcher(&self) -> Option<&Searcher> {
        self.stretches.first().map(|stretch| &stretch.searcher)
    }

    /// How many bytes it holds.
    pub(super) fn bytes(&self) -> tantivy::Result<u64> {
        let sizes = self.stretches.iter().map(|stretch| stretch.searcher.space_usage());
        sizes.map(|size| Ok(size?.total().get_bytes())).sum()
    }

    /// How many posts hold a term.
    pub(super) fn doc_frequency(&self, term: &Term) -> tantivy::Result<u64> {
        let mut total = 0;
        for (_, reader) in self.stretches() {
            total += u64::from(reader.inverted_index(term.field())?.doc_freq(term)?);
        }
        Ok(total)
    }

    /// Every post that holds a term, in order, each once.
    pub(super) fn each_doc(&self, term: &Term, mut take: impl FnMut(DocId)) -> tantivy::Result<()> {
        for (first, reader) in self.stretches() {
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

    /// All terms of a field with the number of posts that hold each, in no order; a term comes once
    /// for each stretch.
    pub(super) fn each_term(
        &self,
        field: Field,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        for (_, reader) in self.stretches() {
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    take(term, terms.value().doc_freq);
                }
            }
        }
        Ok(())
    }
}

/// Parts posts into stretches of about equal size.
fn stretches(posts: &[Post]) -> Vec<Range<usize>> {
    let size = |post: &Post| post.body.markdown().len();
    let bytes: usize = posts.iter().map(size).sum();
    // At least two, so that two cores have something to do.
    let least = if bytes > SMALLEST_STRETCH { 2 } else { 1 };
    let target = bytes.div_ceil(bytes.div_ceil(STRETCH_BYTES).max(least)).max(1);
    let mut stretches = Vec::new();
    let (mut start, mut held) = (0, 0);
    for (number, post) in posts.iter().enumerate() {
        held += size(post);
        if held >= target {
            stretches.push(start..number + 1);
            (start, held) = (number + 1, 0);
        }
    }
    if start < posts.len() {
        stretches.push(start..posts.len());
    }
    stretches
}

/// Indexes some posts.
fn index(fields: &Fields, posts: &[Post]) -> tantivy::Result<Searcher> {
    let bytes: usize = posts.iter().map(|post| post.body.markdown().len()).sum();
    let table_bytes = bytes.saturating_mul(TERM_TABLE_SHARE);
    let analysers = TokenizerManager::new();
    analysers.register(TEXT, TextAnalyser);
    analysers.register(WORDS, WordAnalyser);
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    let mut writer = IndexBuilder::new()
        .schema(fields.schema.clone())
        .settings(settings)
        .tokenizers(analysers)
        .single_segment_index_writer::<TantivyDocument>(
            tantivy::directory::RamDirectory::create(),
            table_bytes.clamp(*TERM_TABLE_BYTES.start(), *TERM_TABLE_BYTES.end()),
        )?;
    for post in posts {
        writer.add_document(document(fields, post))?;
    }
    let index: TantivyIndex = writer.finalize()?;
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

fn document(fields: &Fields, post: &Post) -> TantivyDocument {
    let outline = outline(post.body.markdown());
    let text = &outline.text;
    // Blocks that do not follow each other are parted as blocks.
    let joined = |parts: &mut dyn Iterator<Item = &str>| parts.collect::<Vec<_>>().join("\n\n");
    // Headings and code have fields of their own.
    let headings = outline.headings.iter().map(|heading| &heading.range);
    let mut elsewhere: Vec<&Range<usize>> = headings.chain(&outline.code).collect();
    elsewhere.sort_unstable_by_key(|range| range.start);
    let mut body = String::with_capacity(text.len());
    let mut done = 0;
    for range in elsewhere {
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
