//! Finds the posts that match a query.

use tantivy::Term;
use tantivy::schema::Field;

use super::analysis::term;
use super::fields::Weighted;
use super::index::Index;
use super::matches::{Hit, Level, Matches, both, count};
use super::occurrences::Occurrences;
use super::question::{Atom, Clause, Part, PartKind, Question, Scope};
use super::terms::{Sequence, Statistics};
use super::view::View;
use super::visible_words::VisibleWords;
use super::vocabulary::Vocabulary;
use crate::catalog::doc_id::DocId;

/// If fewer posts contain a word, similar words are tried too.
const FEW: usize = 5;
/// The minimum length of a word that is searched for inside other words if no post contains it.
const SHORTEST_INSIDE: usize = 3;
/// The minimum lengths of words for which one typo and two typos are forgiven.
const ONE_TYPO: usize = 5;
const TWO_TYPOS: usize = 8;
/// The minimum length of a run of characters that is searched for in pieces if no post contains it.
const SHORTEST_IN_PIECES: usize = 3;
/// The share of the total rarity of the pieces that a post must contain.
const MIN_SHARE: f32 = 0.5;
/// The maximum number of words with which an unfinished last word of a phrase is completed.
const MAX_COMPLETIONS: usize = 50;
/// The factor by which a part of a name counts more than the start of a longer word: `c` finds posts about
/// C++ before those about caches.
const WHOLE_PART: f32 = 2.0;

/// Answers queries about the visible posts. Hidden ones are never among the hits, not even in between.
pub(super) struct Finder<'a> {
    index: &'a Index,
    view: &'a View,
    words: VisibleWords<'a>,
    statistics: Statistics<'a>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        index: &'a Index,
        vocabulary: &'a Vocabulary,
        view: &'a View,
    ) -> tantivy::Result<Self> {
        let counts = view.word_counts(index, vocabulary)?;
        let words = VisibleWords { vocabulary, counts };
        Ok(Self { index, view, words, statistics: Statistics::new(index, view) })
    }

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
        let everything = || {
            let level = |doc| if self.view.shows(doc) { Level::Exact } else { Level::None };
            (0..self.index.total())
                .map(|doc| Hit { level: level(doc as DocId), score: 0.0 })
                .collect()
        };
        let mut hits: Vec<Hit> = hits.unwrap_or_else(everything);
        for clause in question.clauses.iter().filter(|clause| clause.is_negated) {
            let mut excluded = vec![Hit::default(); self.index.total()];
            self.exact(&clause.atom, self.index.fields.of(clause.scope), &mut excluded)?;
            for (hit, excluded) in hits.iter_mut().zip(excluded) {
                if excluded.level == Level::Exact {
                    *hit = Hit::default();
                }
            }
        }
        matches.scores = hits.into_iter().map(Hit::final_score).collect();
        Ok(matches)
    }

    fn clause(&self, clause: &Clause, words: &mut Vec<String>) -> tantivy::Result<Vec<Hit>> {
        let mut hits = vec![Hit::default(); self.index.total()];
        let fields = self.index.fields.of(clause.scope);
        self.exact(&clause.atom, fields, &mut hits)?;
        match &clause.atom {
            Atom::Word { text, is_prefix } => {
                self.word(text, *is_prefix, clause.scope, &mut hits, words)?;
            }
            Atom::Run(run) => {
                if run.len() >= SHORTEST_IN_PIECES && count(&hits) == 0 {
                    self.pieces(run, fields, &mut hits)?;
                }
            }
            Atom::Phrase { parts, is_prefix, is_loose } => {
                if *is_prefix {
                    self.phrase_prefix(parts, fields, &mut hits)?;
                }
                if *is_loose && count(&hits) == 0 {
                    self.apart(parts, *is_prefix, clause.scope, &mut hits, words)?;
                }
            }
        }
        Ok(hits)
    }

    /// Finds the posts that contain exactly what is asked for.
    fn exact(&self, atom: &Atom, fields: &[Weighted], hits: &mut [Hit]) -> tantivy::Result<()> {
        match atom {
            Atom::Word { text, .. } => {
                self.each_field(fields, Level::Exact, hits, |field| Sequence::term(field, text))
            }
            Atom::Run(run) => {
                self.each_field(fields, Level::Exact, hits, |field| Sequence::run(field, run))
            }
            Atom::Phrase { parts, .. } => {
                self.each_field(fields, Level::Exact, hits, |field| {
                    Sequence::phrase(field, parts)
                })?;
                self.apply_single_characters(parts, fields, hits)
            }
        }
    }

    /// Applies the single characters of a phrase, which have no position in the index: they must occur
    /// somewhere in the post.
    fn apply_single_characters(
        &self,
        parts: &[Part],
        fields: &[Weighted],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        let has_places = parts.iter().any(|part| !part.is_single());
        for (number, part) in parts.iter().filter(|part| part.is_single()).enumerate() {
            let PartKind::Run(run) = &part.kind else { continue };
            let mut matching = vec![Hit::default(); self.index.total()];
            self.exact(&Atom::Run(run.clone()), fields, &mut matching)?;
            for (hit, matching) in hits.iter_mut().zip(matching) {
                if !has_places && number == 0 {
                    *hit = matching;
                } else if matching.level == Level::None {
                    *hit = Hit::default();
                }
            }
        }
        Ok(())
    }

    /// Finds posts with words that have a word as a prefix or a part, contain it or are similar to it.
    fn word(
        &self,
        text: &str,
        is_prefix: bool,
        scope: Scope,
        hits: &mut [Hit],
        words: &mut Vec<String>,
    ) -> tantivy::Result<()> {
        let limit = self.view.max_words();
        self.add_posts_with(text, scope, Level::Part, WHOLE_PART, hits)?;
        if is_prefix {
            for word in self.words.with_prefix(text, limit) {
                self.add_posts_with(&word, scope, Level::Part, 1.0, hits)?;
                words.push(word);
            }
        }
        let found = count(hits);
        if found >= FEW {
            return Ok(());
        }
        let length = text.chars().count();
        let mut others = Vec::new();
        if found == 0 && length >= SHORTEST_INSIDE {
            others.extend(self.words.containing(text, limit));
        }
        if length >= ONE_TYPO {
            let edits = if length >= TWO_TYPOS { 2 } else { 1 };
            others.extend(self.words.similar(text, edits, limit));
        }
        for word in others {
            self.add_posts_with(&word, scope, Level::Near, 1.0, hits)?;
            words.push(word);
        }
        Ok(())
    }

    /// Finds the posts that contain a word, regardless of its frequency.
    fn add_posts_with(
        &self,
        word: &str,
        scope: Scope,
        level: Level,
        factor: f32,
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
                let hit = &mut hits[doc as usize];
                if hit.level <= level && self.view.shows(doc) {
                    *hit = Hit { level, score: hit.score.max(weight * factor) };
                }
            })?;
        }
        Ok(())
    }

    /// Finds a phrase whose last word is a prefix.
    fn phrase_prefix(
        &self,
        parts: &[Part],
        fields: &[Weighted],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        let Some((Part { place, kind: PartKind::Word(prefix) }, first)) = parts.split_last() else {
            return Ok(());
        };
        if first.is_empty() || first.iter().any(Part::is_single) {
            return Ok(());
        }
        // Not with tantivy's query for that: it completes with the first words in the order of letters,
        // whether visible or not, and takes its statistics from all posts of a shard.
        for word in self.words.with_prefix(prefix, MAX_COMPLETIONS) {
            let last = Part { place: *place, kind: PartKind::Word(word) };
            let parts = [first, &[last]].concat();
            self.each_field(fields, Level::Part, hits, |field| Sequence::phrase(field, &parts))?;
        }
        Ok(())
    }

    /// Finds the parts of a phrase anywhere in a post.
    fn apart(
        &self,
        parts: &[Part],
        is_prefix: bool,
        scope: Scope,
        hits: &mut [Hit],
        words: &mut Vec<String>,
    ) -> tantivy::Result<()> {
        let mut all: Option<Vec<Hit>> = None;
        for (number, part) in parts.iter().enumerate() {
            let atom = match &part.kind {
                PartKind::Word(text) => {
                    // Too many words start with a short one.
                    let is_long = text.chars().count() >= SHORTEST_INSIDE;
                    let is_prefix = is_prefix && is_long && number + 1 == parts.len();
                    Atom::Word { text: text.clone(), is_prefix }
                }
                PartKind::Run(run) => Atom::Run(run.clone()),
            };
            let found = self.clause(&Clause { scope, is_negated: false, atom }, words)?;
            all = Some(match all {
                None => found,
                Some(all) => both(all, &found),
            });
        }
        let Some(all) = all else { return Ok(()) };
        for (hit, apart) in hits.iter_mut().zip(all) {
            if hit.level == Level::None && apart.level > Level::None {
                *hit = Hit { level: Level::Near, ..apart };
            }
        }
        Ok(())
    }

    /// Finds posts that contain most of the rare bigrams of a run of characters.
    fn pieces(&self, run: &[char], fields: &[Weighted], hits: &mut [Hit]) -> tantivy::Result<()> {
        let mut shares = vec![0.0_f32; hits.len()];
        let mut whole = 0.0;
        for pair in run.windows(2) {
            let mut contains = vec![false; hits.len()];
            for weighted in fields {
                let term = Term::from_field_text(weighted.field, &term(pair));
                self.index.each_doc(&term, |doc| contains[doc as usize] = self.view.shows(doc))?;
            }
            let count = contains.iter().filter(|&&contains| contains).count();
            if count == 0 {
                continue;
            }
            let rarity = (1.0 + self.view.total() as f32 / count as f32).ln();
            whole += rarity;
            for (share, contains) in shares.iter_mut().zip(contains) {
                if contains {
                    *share += rarity;
                }
            }
        }
        for (hit, share) in hits.iter_mut().zip(shares) {
            if share > 0.0 && share >= whole * MIN_SHARE {
                *hit = Hit { level: Level::Near, score: share };
            }
        }
        Ok(())
    }

    /// Adds the hits of a sequence in each field, multiplied by the field's weight.
    fn each_field(
        &self,
        fields: &[Weighted],
        level: Level,
        hits: &mut [Hit],
        sequence: impl Fn(Field) -> Sequence,
    ) -> tantivy::Result<()> {
        let words = self.index.fields.words;
        for &Weighted { field, weight } in fields {
            let found = Occurrences::new(sequence(field), words, &self.statistics)?;
            let Some(occurrences) = found else { continue };
            for shard in self.index.shards() {
                occurrences.each(shard.segment(), |document, score| {
                    let Some(doc) = shard.post(document) else { return };
                    let hit = &mut hits[doc as usize];
                    if hit.level <= level && self.view.shows(doc) {
                        *hit = Hit { level, score: hit.score + score * weight };
                    }
                })?;
            }
        }
        Ok(())
    }
}
