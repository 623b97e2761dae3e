//! The terms of what is searched for, and their statistics.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

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

/// Terms of one field at positions relative to each other.
pub(super) struct Sequence {
    /// What must occur, by ascending position.
    pub(super) terms: Vec<(usize, Term)>,
    /// Other pairs of characters, which occur where the terms do unless these are words.
    pub(super) implied: Vec<(usize, Term)>,
}

impl Sequence {
    /// Returns the sequence of one term.
    pub(super) fn term(field: Field, text: &str) -> Self {
        Self { terms: vec![(0, Term::from_field_text(field, text))], implied: Vec::new() }
    }

    /// Returns the sequence of a run of characters.
    pub(super) fn run(field: Field, run: &[char]) -> Self {
        let mut sequence = Self { terms: Vec::new(), implied: Vec::new() };
        sequence.add_run(field, 0, run);
        sequence
    }

    /// Returns the sequence of a phrase, without its single characters: the index has a position only of the first
    /// occurrence of each in a text.
    pub(super) fn phrase(field: Field, parts: &[Part]) -> Self {
        let mut sequence = Self { terms: Vec::new(), implied: Vec::new() };
        for part in parts.iter().filter(|part| !part.is_single()) {
            match &part.kind {
                PartKind::Word(word) => {
                    sequence.terms.push((part.place, Term::from_field_text(field, word)));
                }
                PartKind::Run(run) => sequence.add_run(field, part.place, run),
            }
        }
        sequence
    }

    /// Adds the terms of a run of characters: as few n-grams as cover it. The others are implied.
    fn add_run(&mut self, field: Field, place: usize, run: &[char]) {
        let length = run.len().min(MAX_NGRAM);
        if length == 0 {
            return;
        }
        let last = run.len() - length;
        for at in 0..=last {
            let term = Term::from_field_text(field, &term(&run[at..at + length]));
            let is_needed = at % length == 0 || at == last;
            let terms = if is_needed { &mut self.terms } else { &mut self.implied };
            terms.push((place + at, term));
        }
    }
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
