//! The part of the index that a viewer may see. All statistics are those of an index of only these posts.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use roaring::RoaringBitmap;
use tantivy::Term;
use tantivy::schema::Field;

use super::index::{Documents, Index};
use super::vocabulary::{Counted, Vocabulary};
use crate::catalog::doc_id::DocId;

/// The maximum number of views that are cached: one for each combination of statuses, and one more.
const MAX_CACHED: usize = 8;
/// The number of tokens beyond which fewer words are substituted for one: about 32 MB of text.
const FEWER_WORDS_FROM: u64 = 8 << 20;
/// The number of words substituted for one up to that size, and its minimum.
const WORDS: u64 = 1024;
const MIN_WORDS: u64 = 32;
const MAX_WORDS: u64 = 128;

/// The posts that a viewer may see, with their statistics.
#[derive(Debug)]
pub(super) struct View {
    docs: RoaringBitmap,
    /// The documents of the other posts, and of those that are gone.
    hidden: Documents,
    /// By post, whether it is hidden; empty if none is.
    is_hidden: Box<[bool]>,
    /// The number of tokens in each field. Lengths are as precise as the index stores them.
    tokens: HashMap<Field, u64>,
    /// The number of posts that contain each word.
    word_counts: OnceLock<Box<[u32]>>,
}

impl View {
    pub(super) fn new(index: &Index, docs: &RoaringBitmap) -> tantivy::Result<Self> {
        let all = index.total();
        let mut is_hidden = vec![docs.len() < all as u64; all];
        docs.iter().for_each(|doc| is_hidden[doc as usize] = false);
        let mut tokens = HashMap::new();
        for text in &index.fields.texts {
            let counted = index.tokens(text.field, |doc| !is_hidden[doc as usize])?;
            tokens.insert(text.field, counted);
        }
        let hidden = index.documents(|doc| doc.is_none_or(|doc| is_hidden[doc as usize]));
        if docs.len() == all as u64 {
            is_hidden.clear();
        }
        Ok(Self {
            docs: docs.clone(),
            hidden,
            is_hidden: is_hidden.into(),
            tokens,
            word_counts: OnceLock::new(),
        })
    }

    /// Returns the number of visible posts.
    pub(super) fn total(&self) -> usize {
        self.docs.len() as usize
    }

    /// Returns whether a post is visible.
    pub(super) fn shows(&self, doc: DocId) -> bool {
        self.is_hidden.is_empty() || !self.is_hidden[doc as usize]
    }

    /// Returns the number of tokens that the visible posts have in a field.
    pub(super) fn tokens(&self, field: Field) -> u64 {
        self.tokens.get(&field).copied().unwrap_or(0)
    }

    /// Returns the maximum number of words that are substituted for one.
    pub(super) fn max_words(&self) -> usize {
        let parts = self.tokens.values().sum::<u64>().div_ceil(FEWER_WORDS_FROM).max(1);
        (WORDS / parts).clamp(MIN_WORDS, MAX_WORDS) as usize
    }

    /// Returns the number of visible posts that contain a term.
    pub(super) fn doc_frequency(&self, index: &Index, term: &Term) -> tantivy::Result<u64> {
        index.doc_frequency(term, &self.hidden)
    }

    /// Returns the number of visible posts that contain each word.
    pub(super) fn word_counts<'a>(
        &'a self,
        index: &Index,
        vocabulary: &'a Vocabulary,
    ) -> tantivy::Result<&'a [u32]> {
        if self.is_hidden.is_empty() {
            return Ok(vocabulary.counts());
        }
        if let Some(counts) = self.word_counts.get() {
            return Ok(counts);
        }
        let counts = vocabulary.counts_of(index, &self.docs)?;
        Ok(self.word_counts.get_or_init(|| counts))
    }
}

/// The latest views, newest first. What is visible changes rarely: when a post appears or disappears.
#[derive(Debug, Default)]
pub(super) struct Views(ArcSwap<Vec<Arc<View>>>);

impl Views {
    /// Returns the view of the posts `docs`.
    pub(super) fn get(&self, index: &Index, docs: &RoaringBitmap) -> tantivy::Result<Arc<View>> {
        let find = |views: &[Arc<View>]| views.iter().find(|view| view.docs == *docs).cloned();
        if let Some(view) = find(&self.0.load()) {
            return Ok(view);
        }
        let made = Arc::new(View::new(index, docs)?);
        self.0.rcu(|views| {
            // Another thread may have made it meanwhile.
            let others = views.iter().filter(|view| view.docs != *docs).cloned();
            let view = find(views).unwrap_or_else(|| Arc::clone(&made));
            [view].into_iter().chain(others).take(MAX_CACHED).collect::<Vec<_>>()
        });
        Ok(find(&self.0.load()).unwrap_or(made))
    }

    /// Returns the counts of words that views have made, newest first.
    pub(super) fn counted(&self) -> Vec<Counted> {
        let counted = |view: &Arc<View>| {
            let counts = view.word_counts.get()?.clone();
            Some(Counted { docs: view.docs.clone(), counts })
        };
        self.0.load().iter().filter_map(counted).collect()
    }
}
