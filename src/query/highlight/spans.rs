//! Finds the matches of a query in a text.

use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::{Atom, Part, PartKind, Question, Scope, identifier_parts};
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
}

/// An item of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item<'q> {
    Word(&'q str),
    /// A prefix of a word.
    Prefix(&'q str),
    /// A character, and whether it must continue a run.
    Character(char, bool),
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
        let lexed = Lexed::new(text);
        let mut spans = Vec::new();
        for at in 0..lexed.lexemes.len() {
            self.words_at(&lexed, at, text, &mut spans);
            for (row, clause) in &self.rows {
                if let Some(range) = lexed.row_at(at, row) {
                    spans.push(Span { range, clause: *clause });
                }
            }
        }
        for (row, clause) in &self.in_pieces {
            if spans.iter().any(|span| span.clause == *clause) {
                continue;
            }
            let size = if matches!(row.first(), Some(Item::Character(..))) { 2 } else { 1 };
            for at in 0..lexed.lexemes.len() {
                let pieces = row.windows(size.min(row.len()));
                let found = pieces.filter_map(|piece| lexed.row_at(at, piece));
                spans.extend(found.map(|range| Span { range, clause: *clause }));
            }
        }
        spans.sort_by_key(|span| (span.range.start, span.range.end, span.clause));
        spans.dedup();
        spans
    }

    fn words_at(&self, lexed: &Lexed, at: usize, text: &str, spans: &mut Vec<Span>) {
        let Some(word) = lexed.word(at) else { return };
        let range = lexed.lexemes[at].range.clone();
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

fn characters<'q>(run: &[char]) -> Vec<Item<'q>> {
    run.iter().enumerate().map(|(at, &c)| Item::Character(c, at > 0)).collect()
}

fn items(part: &Part) -> Vec<Item<'_>> {
    match &part.kind {
        PartKind::Word(word) => vec![Item::Word(word)],
        PartKind::Run(run) => characters(run),
    }
}

/// A tokenized text.
#[derive(Debug)]
struct Lexed {
    lexemes: Vec<Member>,
    /// All words, concatenated.
    words: String,
}

#[derive(Debug)]
struct Member {
    range: Range<usize>,
    joined: bool,
    /// `None` for a word.
    character: Option<char>,
    /// The range of the word in [`Lexed::words`], and its length without symbols.
    word: Range<usize>,
    folded: usize,
}

#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    folded: &'a str,
    with_sign: Option<&'a str>,
}

impl<'a> Word<'a> {
    /// Returns the whole name, as in phrases.
    fn name(self) -> &'a str {
        self.with_sign.unwrap_or(self.folded)
    }
}

impl Lexed {
    fn new(text: &str) -> Self {
        let mut lexed = Self { lexemes: Vec::new(), words: String::new() };
        let mut lexer = Lexer::new(text);
        while let Some(lexeme) = lexer.next() {
            let start = lexed.words.len();
            let mut member = Member {
                range: lexeme.start..lexeme.end,
                joined: lexeme.joined,
                character: None,
                word: start..start,
                folded: 0,
            };
            match lexeme.kind {
                LexemeKind::Character(c) => member.character = Some(c),
                LexemeKind::Word { folded, with_sign } => {
                    lexed.words.push_str(with_sign.unwrap_or(folded));
                    member.word.end = lexed.words.len();
                    member.folded = folded.len();
                }
            }
            lexed.lexemes.push(member);
        }
        lexed
    }

    fn word(&self, at: usize) -> Option<Word<'_>> {
        let member = self.lexemes.get(at).filter(|member| member.character.is_none())?;
        let whole = &self.words[member.word.clone()];
        let folded = &whole[..member.folded];
        Some(Word { folded, with_sign: (folded.len() < whole.len()).then_some(whole) })
    }

    /// Returns the range of a sequence if it starts at a lexeme.
    fn row_at(&self, at: usize, row: &[Item<'_>]) -> Option<Range<usize>> {
        let first = self.lexemes.get(at)?;
        let mut end = first.range.start;
        for (offset, item) in row.iter().enumerate() {
            let member = self.lexemes.get(at + offset)?;
            let is_there = match *item {
                Item::Character(c, in_row) => {
                    let after_character = offset == 0
                        || self.lexemes[at + offset - 1].character.is_some() && member.joined;
                    member.character == Some(c) && (offset == 0 || !in_row || after_character)
                }
                Item::Prefix(word) => {
                    self.word(at + offset).is_some_and(|found| found.name().starts_with(word))
                }
                Item::Word(word) => self.word(at + offset).is_some_and(|found| {
                    // By itself, a word is also found as a part of a name.
                    found.name() == word || row.len() == 1 && found.folded == word
                }),
            };
            if !is_there {
                return None;
            }
            end = member.range.end;
        }
        (end > first.range.start).then_some(first.range.start..end)
    }
}
