//! Builds queries for the search engine.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{MAX_NGRAM, term};
use super::index::Index;
use super::question::{Part, PartKind};
use super::view::View;

impl Part {
    /// Returns whether this is a single character, which has no position in the index.
    pub(super) fn is_single(&self) -> bool {
        matches!(&self.kind, PartKind::Run(run) if run.len() == 1)
    }
}

pub(super) fn boxed(query: impl Query) -> Box<dyn Query> {
    Box::new(query)
}

pub(super) fn term_query(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

/// Builds a query for terms at given positions.
pub(super) fn phrase_query(mut terms: Vec<(usize, Term)>) -> Option<Box<dyn Query>> {
    match terms.len() {
        0 => None,
        1 => terms.pop().map(|(_, term)| boxed(term_query(term))),
        _ => Some(boxed(PhraseQuery::new_with_offset(terms))),
    }
}

/// Returns the terms of a phrase, except single characters.
pub(super) fn terms(parts: &[Part], field: Field) -> Vec<(usize, Term)> {
    let mut terms = Vec::new();
    for part in parts {
        match &part.kind {
            PartKind::Word(word) => terms.push((part.place, Term::from_field_text(field, word))),
            PartKind::Run(run) => ngrams(part.place, run, field, &mut terms),
        }
    }
    terms
}

/// Adds the terms of a run of characters: as few n-grams as cover it.
pub(super) fn ngrams(place: usize, run: &[char], field: Field, terms: &mut Vec<(usize, Term)>) {
    let length = run.len().min(MAX_NGRAM);
    if length == 0 {
        return;
    }
    let last = run.len() - length;
    let starts = (0..last).step_by(length).chain([last]);
    terms.extend(starts.map(|at| {
        let characters = &run[at..at + length];
        (place + at, Term::from_field_text(field, &term(characters)))
    }));
}

/// The statistics of the visible posts, on which scores are based.
pub(super) struct Statistics<'a> {
    index: &'a Index,
    view: &'a View,
    /// Cached, because they are requested again for every shard.
    frequencies: RefCell<HashMap<Term, u64>>,
}

impl<'a> Statistics<'a> {
    /// Creates the statistics of what is visible of an index.
    pub(super) fn new(index: &'a Index, view: &'a View) -> Self {
        Self { index, view, frequencies: RefCell::default() }
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.view.tokens(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.view.total() as u64)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&known) = self.frequencies.borrow().get(term) {
            return Ok(known);
        }
        let found = self.view.doc_frequency(self.index, term)?;
        self.frequencies.borrow_mut().insert(term.clone(), found);
        Ok(found)
    }
}
