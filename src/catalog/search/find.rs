//! From a question to the posts that match it.

use std::cell::RefCell;
use std::collections::HashMap;

use roaring::RoaringBitmap;
use tantivy::Term;
use tantivy::query::{
    Bm25StatisticsProvider, EnableScoring, PhrasePrefixQuery, PhraseQuery, Query, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{LONGEST_ROW, term};
use super::fields::Weighted;
use super::index::Index;
use super::question::{Atom, Clause, Part, PartKind, Question, Scope};
use super::vocabulary::Vocabulary;
use crate::catalog::DocId;

/// Where fewer posts hold a word, words are taken that hold it or are nearly it.
const FEW: usize = 5;
/// A word is looked for inside of others from so many letters on.
const SHORTEST_INSIDE: usize = 3;
/// One slip of the pen is forgiven from so many letters on, two from so many.
const ONE_SLIP: usize = 5;
const TWO_SLIPS: usize = 8;
/// Characters in a row that stand nowhere are looked for in pieces from so many on.
const SHORTEST_IN_PIECES: usize = 3;
/// How much of the pieces' rarity a post must hold.
const LEAST_SHARE: f32 = 0.5;
/// How many other words are taken for one, over all stretches.
const MOST_WORDS: usize = 1024;

/// How well a post matches; the better one is larger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    #[default]
    None,
    /// Something like it stands there.
    Near,
    /// It stands there as a part or the beginning of a word.
    Part,
    /// It stands there.
    Exact,
}

/// How a post matches.
#[derive(Debug, Clone, Copy, Default)]
struct Hit {
    level: Level,
    score: f32,
}

/// The posts that match a question.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// The score of each post by number; 0 where it does not match.
    scores: Vec<u32>,
    /// For each clause of the question the words that were taken for its words.
    pub words: Vec<Vec<String>>,
}

impl Matches {
    /// The best score. Scores are whole numbers, so that posts that are as good are equal.
    pub const BEST: u32 = 100_000;

    /// The posts that match.
    pub fn docs(&self) -> RoaringBitmap {
        let matching = (0..).zip(&self.scores).filter(|&(_, &score)| score > 0);
        matching.map(|(doc, _)| doc).collect()
    }

    /// How well a post matches, up to [`Self::BEST`]; 0 where it does not.
    pub fn score(&self, doc: DocId) -> u32 {
        self.scores.get(doc as usize).copied().unwrap_or(0)
    }
}

/// Answers questions.
pub(super) struct Finder<'a> {
    pub(super) index: &'a Index,
    pub(super) vocabulary: &'a Vocabulary,
}

impl Finder<'_> {
    pub(super) fn find(&self, question: &Question) -> tantivy::Result<Matches> {
        let mut matches = Matches::default();
        if question.clauses.is_empty() {
            return Ok(matches);
        }
        let mut hits: Option<Vec<Hit>> = None;
        for clause in &question.clauses {
            let mut words = Vec::new();
            if !clause.is_negated {
                let found = self.clause(clause, &mut words)?;
                hits = Some(match hits {
                    None => found,
                    Some(hits) => both(hits, &found),
                });
            }
            matches.words.push(words);
        }
        let everything = || vec![Hit { level: Level::Exact, score: 0.0 }; self.index.total()];
        let mut hits = hits.unwrap_or_else(everything);
        for clause in question.clauses.iter().filter(|clause| clause.is_negated) {
            let mut excluded = vec![Hit::default(); self.index.total()];
            self.exact(&clause.atom, self.index.fields.of(clause.scope), &mut excluded)?;
            for (hit, excluded) in hits.iter_mut().zip(excluded) {
                if excluded.level == Level::Exact {
                    *hit = Hit::default();
                }
            }
        }
        matches.scores = hits.into_iter().map(Hit::shown).collect();
        Ok(matches)
    }

    fn clause(&self, clause: &Clause, words: &mut Vec<String>) -> tantivy::Result<Vec<Hit>> {
        let mut hits = vec![Hit::default(); self.index.total()];
        let fields = self.index.fields.of(clause.scope);
        self.exact(&clause.atom, fields, &mut hits)?;
        match &clause.atom {
            Atom::Word { text, is_begun } => {
                self.word(text, *is_begun, clause.scope, &mut hits, words)?;
            }
            Atom::Run(run) => {
                if run.len() >= SHORTEST_IN_PIECES && count(&hits) == 0 {
                    self.pieces(run, fields, &mut hits)?;
                }
            }
            Atom::Phrase { parts, is_begun, is_loose } => {
                if *is_begun {
                    self.begun_phrase(parts, fields, &mut hits)?;
                }
                if *is_loose && count(&hits) < FEW {
                    self.apart(parts, *is_begun, clause.scope, &mut hits, words)?;
                }
            }
        }
        Ok(hits)
    }

    /// What stands there just so.
    fn exact(&self, atom: &Atom, fields: &[Weighted], hits: &mut [Hit]) -> tantivy::Result<()> {
        match atom {
            Atom::Word { text, .. } => {
                let query = |field| Some(boxed(term_query(Term::from_field_text(field, text))));
                self.each_field(fields, Level::Exact, hits, query)
            }
            Atom::Run(run) => self.each_field(fields, Level::Exact, hits, |field| {
                let mut terms = Vec::new();
                match run.as_slice() {
                    [] => None,
                    [only] => {
                        let term = Term::from_field_text(field, &only.to_string());
                        Some(boxed(term_query(term)))
                    }
                    run => {
                        row(0, run, field, &mut terms);
                        in_a_row(terms)
                    }
                }
            }),
            Atom::Phrase { parts, .. } => {
                self.each_field(fields, Level::Exact, hits, |field| in_a_row(terms(parts, field)))?;
                self.keep_with_singles(parts, fields, hits)
            }
        }
    }

    /// Characters that stand alone in a phrase have no place in the index: they must be there.
    fn keep_with_singles(
        &self,
        parts: &[Part],
        fields: &[Weighted],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        let has_places = parts.iter().any(|part| !part.is_single());
        for (number, part) in parts.iter().filter(|part| part.is_single()).enumerate() {
            let PartKind::Run(run) = &part.kind else { continue };
            let mut held = vec![Hit::default(); self.index.total()];
            self.exact(&Atom::Run(run.clone()), fields, &mut held)?;
            for (hit, held) in hits.iter_mut().zip(held) {
                if !has_places && number == 0 {
                    *hit = held;
                } else if held.level == Level::None {
                    *hit = Hit::default();
                }
            }
        }
        Ok(())
    }

    /// Words that begin with one, have it as a part, hold it or are nearly it.
    fn word(
        &self,
        text: &str,
        is_begun: bool,
        scope: Scope,
        hits: &mut [Hit],
        words: &mut Vec<String>,
    ) -> tantivy::Result<()> {
        let limit = (MOST_WORDS / self.index.stretches().count().max(1)).clamp(32, 128);
        self.holders(text, scope, Level::Part, hits)?;
        if is_begun {
            for word in self.vocabulary.beginning(text, limit) {
                self.holders(&word, scope, Level::Part, hits)?;
                words.push(word);
            }
        }
        if count(hits) >= FEW {
            return Ok(());
        }
        let length = text.chars().count();
        let mut others = Vec::new();
        if length >= SHORTEST_INSIDE {
            others.extend(self.vocabulary.holding(text, limit));
        }
        if length >= ONE_SLIP {
            let edits = if length >= TWO_SLIPS { 2 } else { 1 };
            others.extend(self.vocabulary.near(text, edits, limit));
        }
        for word in others {
            self.holders(&word, scope, Level::Near, hits)?;
            words.push(word);
        }
        Ok(())
    }

    /// Posts that hold a word, whatever the field counts.
    fn holders(
        &self,
        word: &str,
        scope: Scope,
        level: Level,
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        let own = [Weighted { field: self.index.fields.words, weight: 1.0 }];
        let fields = match scope {
            Scope::Everything => &own,
            scope => self.index.fields.of(scope),
        };
        for &Weighted { field, weight } in fields {
            let term = Term::from_field_text(field, word);
            self.index.each_doc(&term, |doc| {
                if let Some(hit) = hits.get_mut(doc as usize).filter(|hit| hit.level <= level) {
                    *hit = Hit { level, score: hit.score.max(weight) };
                }
            })?;
        }
        Ok(())
    }

    /// A phrase whose last word goes on.
    fn begun_phrase(
        &self,
        parts: &[Part],
        fields: &[Weighted],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        let ends_in_word = matches!(parts.last(), Some(Part { kind: PartKind::Word(_), .. }));
        if !ends_in_word || parts.iter().any(Part::is_single) {
            return Ok(());
        }
        self.each_field(fields, Level::Part, hits, |field| {
            let terms = terms(parts, field);
            let query = (terms.len() > 1).then(|| PhrasePrefixQuery::new_with_offset(terms));
            query.map(boxed)
        })
    }

    /// The parts of a phrase, wherever each stands.
    fn apart(
        &self,
        parts: &[Part],
        is_begun: bool,
        scope: Scope,
        hits: &mut [Hit],
        words: &mut Vec<String>,
    ) -> tantivy::Result<()> {
        let mut all: Option<Vec<Hit>> = None;
        for (number, part) in parts.iter().enumerate() {
            let atom = match &part.kind {
                PartKind::Word(text) => {
                    // Too many words begin like a short one.
                    let is_long = text.chars().count() >= SHORTEST_INSIDE;
                    let is_begun = is_begun && is_long && number + 1 == parts.len();
                    Atom::Word { text: text.clone(), is_begun }
                }
                PartKind::Run(run) => Atom::Run(run.clone()),
            };
            let found = self.clause(&Clause { scope, is_negated: false, atom }, words)?;
            all = Some(match all {
                None => found,
                Some(all) => both(all, &found),
            });
        }
        for (hit, apart) in hits.iter_mut().zip(all.unwrap_or_default()) {
            if hit.level == Level::None && apart.level > Level::None {
                *hit = Hit { level: Level::Near, ..apart };
            }
        }
        Ok(())
    }

    /// Posts that hold most of what is rare in a row of characters.
    fn pieces(&self, run: &[char], fields: &[Weighted], hits: &mut [Hit]) -> tantivy::Result<()> {
        let mut shares = vec![0.0_f32; hits.len()];
        let mut whole = 0.0;
        for neighbours in run.windows(2) {
            let mut holds = vec![false; hits.len()];
            for weighted in fields {
                let term = Term::from_field_text(weighted.field, &term(neighbours));
                self.index.each_doc(&term, |doc| {
                    if let Some(holds) = holds.get_mut(doc as usize) {
                        *holds = true;
                    }
                })?;
            }
            let holders = holds.iter().filter(|&&holds| holds).count();
            if holders == 0 {
                continue;
            }
            let rarity = (1.0 + hits.len() as f32 / holders as f32).ln();
            whole += rarity;
            for (share, holds) in shares.iter_mut().zip(holds) {
                if holds {
                    *share += rarity;
                }
            }
        }
        for (hit, share) in hits.iter_mut().zip(shares) {
            if share > 0.0 && share >= whole * LEAST_SHARE {
                *hit = Hit { level: Level::Near, score: share };
            }
        }
        Ok(())
    }

    /// Adds what a query finds in each field, by the field's weight.
    fn each_field(
        &self,
        fields: &[Weighted],
        level: Level,
        hits: &mut [Hit],
        query: impl Fn(Field) -> Option<Box<dyn Query>>,
    ) -> tantivy::Result<()> {
        let Some(searcher) = self.index.searcher() else { return Ok(()) };
        let statistics = Statistics { index: self.index, frequencies: RefCell::default() };
        for &Weighted { field, weight } in fields {
            let Some(query) = query(field) else { continue };
            let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
            let weigher: Box<dyn Weight> = query.weight(scoring)?;
            for (first, segment) in self.index.stretches() {
                weigher.for_each(segment, &mut |doc, score| {
                    let hit = hits.get_mut((first + doc) as usize);
                    if let Some(hit) = hit.filter(|hit| hit.level <= level) {
                        *hit = Hit { level, score: hit.score + score * weight };
                    }
                })?;
            }
        }
        Ok(())
    }
}

impl Hit {
    /// The score that is shown: the level decides, then the score within it.
    fn shown(self) -> u32 {
        /// A score at which half of a level's range is reached.
        const HALF: f32 = 20.0;
        let below = match self.level {
            Level::None => return 0,
            Level::Near => 0.0,
            Level::Part => 1.0,
            Level::Exact => 2.0,
        };
        // Above nothing, even where all that was asked for is that something is not there.
        let within = ((self.score + 1e-3) / (self.score + HALF)).min(1.0);
        let share = (below + within) / 3.0;
        ((share * Matches::BEST as f32).round() as u32).clamp(1, Matches::BEST)
    }
}

impl Part {
    /// Whether it is one character, which has no place in the index.
    fn is_single(&self) -> bool {
        matches!(&self.kind, PartKind::Run(run) if run.len() == 1)
    }
}

/// What is known of all posts, for the scores.
struct Statistics<'a> {
    index: &'a Index,
    /// Asked for again in every stretch.
    frequencies: RefCell<HashMap<Term, u64>>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.index.tokens(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.index.total() as u64)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&known) = self.frequencies.borrow().get(term) {
            return Ok(known);
        }
        let found = self.index.doc_frequency(term)?;
        self.frequencies.borrow_mut().insert(term.clone(), found);
        Ok(found)
    }
}

/// Posts that match both, as well as they match the worse of the two.
fn both(mut hits: Vec<Hit>, others: &[Hit]) -> Vec<Hit> {
    for (hit, other) in hits.iter_mut().zip(others) {
        let level = hit.level.min(other.level);
        *hit = if level == Level::None {
            Hit::default()
        } else {
            Hit { level, score: hit.score + other.score }
        };
    }
    hits
}

fn count(hits: &[Hit]) -> usize {
    hits.iter().filter(|hit| hit.level > Level::None).count()
}

pub(super) fn boxed(query: impl Query) -> Box<dyn Query> {
    Box::new(query)
}

pub(super) fn term_query(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

/// Terms at their places; one by itself needs none.
pub(super) fn in_a_row(mut terms: Vec<(usize, Term)>) -> Option<Box<dyn Query>> {
    match terms.len() {
        0 => None,
        1 => terms.pop().map(|(_, term)| boxed(term_query(term))),
        _ => Some(boxed(PhraseQuery::new_with_offset(terms))),
    }
}

/// The terms of a phrase, but for characters that stand alone.
fn terms(parts: &[Part], field: Field) -> Vec<(usize, Term)> {
    let mut terms = Vec::new();
    for part in parts {
        match &part.kind {
            PartKind::Word(word) => terms.push((part.place, Term::from_field_text(field, word))),
            PartKind::Run(run) => row(part.place, run, field, &mut terms),
        }
    }
    terms
}

/// The terms of characters in a row: as few as hold them together by their places.
pub(super) fn row(place: usize, run: &[char], field: Field, terms: &mut Vec<(usize, Term)>) {
    let length = run.len().min(LONGEST_ROW);
    let Some(last) = run.len().checked_sub(length).filter(|_| length > 0) else { return };
    let starts = (0..last).step_by(length).chain([last]);
    terms.extend(starts.filter_map(|at| {
        let characters = run.get(at..at + length)?;
        Some((place + at, Term::from_field_text(field, &term(characters))))
    }));
}
