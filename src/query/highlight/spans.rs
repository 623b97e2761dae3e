//! Finds the matches of a query in a text.

use std::collections::HashMap;
use std::ops::Range;

use super::lexed::Lexed;
use super::row::{Item, characters, items};
use super::starts::Starts;
use crate::catalog::{Atom, Question, Scope, identifier_parts};
use crate::text::lexer::{LexemeKind, Lexer};

/// A match of a clause in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The byte range in the text.
    pub(super) range: Range<usize>,
    /// The index of the clause.
    pub(super) clause: usize,
}

/// The patterns of a query.
#[derive(Debug)]
pub(super) struct Patterns<'q> {
    /// Words, with the clauses that contain them.
    words: HashMap<&'q str, Vec<usize>>,
    /// Prefixes of words.
    prefixes: Vec<(&'q str, usize)>,
    /// Sequences of words and characters.
    rows: Vec<(Vec<Item<'q>>, usize)>,
    /// Sequences that are searched for in pieces if they do not occur as a whole.
    in_pieces: Vec<(Vec<Item<'q>>, usize)>,
    /// Where matches begin, except those in pieces.
    starts: Starts<'q>,
}

impl<'q> Patterns<'q> {
    /// Creates the patterns of a query for texts of a scope. `substituted` are the substituted words of
    /// each clause.
    pub(super) fn new(
        question: &'q Question,
        substituted: &'q [Vec<String>],
        scope: Scope,
    ) -> Self {
        let mut patterns = Self {
            words: HashMap::new(),
            prefixes: Vec::new(),
            rows: Vec::new(),
            in_pieces: Vec::new(),
            starts: Starts::default(),
        };
        for (number, clause) in question.clauses.iter().enumerate() {
            if clause.is_negated || ![Scope::Everything, scope].contains(&clause.scope) {
                continue;
            }
            patterns.add(&clause.atom, number);
            for word in substituted.get(number).into_iter().flatten() {
                patterns.words.entry(word).or_default().push(number);
            }
        }
        patterns.rows.iter().for_each(|(row, _)| patterns.starts.add_row(row));
        patterns.words.keys().for_each(|&word| patterns.starts.add_word(word));
        patterns.prefixes.iter().for_each(|&(prefix, _)| patterns.starts.add_prefix(prefix));
        patterns
    }

    fn add(&mut self, atom: &'q Atom, clause: usize) {
        match atom {
            Atom::Word { text, is_prefix } => {
                self.words.entry(text).or_default().push(clause);
                if *is_prefix {
                    self.prefixes.push((text, clause));
                }
            }
            Atom::Run(run) => {
                let row = characters(run);
                if row.len() > 2 {
                    self.in_pieces.push((row.clone(), clause));
                }
                self.rows.push((row, clause));
            }
            Atom::Phrase { parts, is_prefix, is_loose } => {
                let mut row: Vec<Item<'q>> = parts.iter().flat_map(items).collect();
                if *is_loose {
                    self.in_pieces.push((row.clone(), clause));
                }
                if let (true, Some(last @ Item::Word(_))) = (*is_prefix, row.last_mut())
                    && let Item::Word(word) = *last
                {
                    *last = Item::Prefix(word);
                }
                self.rows.push((row, clause));
            }
        }
    }

    /// Finds all matches in a text, sorted by position. They may overlap.
    pub(super) fn find(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        self.starts.each(text, |lexed, at| {
            self.words_at(lexed, at, text, &mut spans);
            for (row, clause) in &self.rows {
                if let Some(range) = lexed.row_at(at, row) {
                    spans.push(Span { range, clause: *clause });
                }
            }
        });
        for (row, clause) in &self.in_pieces {
            if spans.iter().any(|span| span.clause == *clause) {
                continue;
            }
            let size = if matches!(row.first(), Some(Item::Character(..))) { 2 } else { 1 };
            let pieces = || row.windows(size.min(row.len()));
            let mut starts = Starts::default();
            pieces().for_each(|piece| starts.add_row(piece));
            starts.each(text, |lexed, at| {
                for piece in pieces() {
                    let found = lexed.row_at(at, piece);
                    spans.extend(found.map(|range| Span { range, clause: *clause }));
                }
            });
        }
        spans.sort_by_key(|span| (span.range.start, span.range.end, span.clause));
        spans.dedup();
        spans
    }

    fn words_at(&self, lexed: &Lexed<'_>, at: usize, text: &str, spans: &mut Vec<Span>) {
        let Some(word) = lexed.word(at) else { return };
        let range = lexed.members[at].range.clone();
        let mut add = |clause: usize| spans.push(Span { range: range.clone(), clause });
        for name in [Some(word.folded), word.with_sign].into_iter().flatten() {
            self.words.get(name).into_iter().flatten().copied().for_each(&mut add);
            let prefixes = self.prefixes.iter().filter(|(prefix, _)| name.starts_with(prefix));
            prefixes.map(|&(_, clause)| clause).for_each(&mut add);
        }
        let is_plain = text[range.clone()].bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_plain {
            for part in identifier_parts(&text[range.clone()]) {
                let mut lexer = Lexer::new(&part);
                if let Some(LexemeKind::Word { folded, .. }) = lexer.next().map(|found| found.kind)
                {
                    self.words.get(folded).into_iter().flatten().copied().for_each(&mut add);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexed::Lexed;
    use super::{Item, Patterns, Span};
    use crate::catalog::{Question, Scope};

    impl Patterns<'_> {
        /// Finds the same matches by reading all lexemes.
        fn find_by_reading_all(&self, text: &str) -> Vec<Span> {
            let mut lexed = Lexed::new(text);
            let mut spans = Vec::new();
            for at in 0.. {
                if !lexed.has(at) {
                    break;
                }
                self.words_at(&lexed, at, text, &mut spans);
                for (row, clause) in &self.rows {
                    let found = lexed.row_at(at, row);
                    spans.extend(found.map(|range| Span { range, clause: *clause }));
                }
            }
            for (row, clause) in &self.in_pieces {
                if spans.iter().all(|span| span.clause != *clause) {
                    let is_run = matches!(row.first(), Some(Item::Character(..)));
                    let size = row.len().min(if is_run { 2 } else { 1 });
                    for at in 0..lexed.members.len() {
                        for piece in row.windows(size) {
                            let found = lexed.row_at(at, piece);
                            spans.extend(found.map(|range| Span { range, clause: *clause }));
                        }
                    }
                }
            }
            spans.sort_by_key(|span| (span.range.start, span.range.end, span.clause));
            spans.dedup();
            spans
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

        #[test]
        fn no_match_is_skipped(
            question in "([一二三記憶]{1,5}|[abc]{1,3}|Ab|get_ref|utf8|[cC][+#]{1,2}|é|ガ|각|🎉|豈|[ .\"-]){1,6}",
            substituted in prop::collection::vec("[abc]{1,3}|ref|c\\+\\+|éa", 0..3),
            text in "([一二三记憶]{1,4}|[abc]{1,3}[ +#]|A[bB]|getRef|get_ref|utf8|c[+#]{1,2}|é|e\u{301}|①|_|ガ|ｶﾞ|カ\u{3099}|각|\u{1100}\u{1161}\u{11a8}|🎉|豈|二\u{fe0f}|一\u{345}|[，。 .\n]){0,24}",
        ) {
            let question = Question::parse(&question);
            let substituted = vec![substituted; question.clauses.len()];
            let patterns = Patterns::new(&question, &substituted, Scope::Everything);
            prop_assert_eq!(patterns.find(&text), patterns.find_by_reading_all(&text));
        }
    }
}
