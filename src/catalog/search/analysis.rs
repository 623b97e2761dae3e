//! Turns text into the terms of the index.
//!
//! - A word is a term. A name with a sign, such as `c++`, is another term than the word without it. Only the
//!   distinct words of a post include both, so that `c` finds posts about C++ after those about C.
//! - In a run of CJK characters, every two adjacent characters are a term with its position, so that a run of any
//!   length is found as exactly as by reading the text, independently of a dictionary. Trigrams as well would
//!   make longer runs cheaper to find, but double the index and the time to make it.
//! - A single character is a term once per text, because bigrams do not find it.
//!
//! Positions within a run are consecutive. Between other adjacent lexemes one position is skipped, whether
//! or not they are separated by whitespace: `Python内存` and `Python 内存` are equal. Between blocks there
//! is a gap that no phrase matches across.

use std::collections::HashSet;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::lexer::{Lexeme, LexemeKind, Lexer};

/// The number of positions skipped between blocks.
const BLOCK_GAP: usize = 16;

/// Assigns positions to lexemes.
#[derive(Debug, Default)]
pub(super) struct Positions {
    last: Option<(usize, bool)>,
}

impl Positions {
    /// Returns the position of the next lexeme, and whether it continues a run of characters.
    pub(super) fn next(&mut self, lexeme: &Lexeme<'_>) -> (usize, bool) {
        let is_character = matches!(lexeme.kind, LexemeKind::Character(_));
        let (place, in_row) = match self.last {
            None => (0, false),
            Some((last, after_character)) => {
                let in_row = lexeme.joined && is_character && after_character;
                let step = if in_row { 1 } else { 2 };
                (last + step + if lexeme.parted { BLOCK_GAP } else { 0 }, in_row)
            }
        };
        self.last = Some((place, is_character));
        (place, in_row)
    }
}

/// Returns the term of one or two characters in a row.
pub(super) fn term(characters: &[char]) -> String {
    characters.iter().collect()
}

/// The maximum number of characters in a term.
pub(super) const MAX_NGRAM: usize = 2;

/// Returns the parts of an identifier, such as `__get_ref_count__`, `HashMap` or `utf8`. Empty if it has
/// only one part.
pub(crate) fn parts(identifier: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut chars = identifier.chars().peekable();
    let mut last: Option<char> = None;
    while let Some(c) = chars.next() {
        let starts_part = last.is_some_and(|last| {
            let lower_next = chars.peek().is_some_and(|next| next.is_lowercase());
            (last.is_lowercase() && c.is_uppercase())
                || (last.is_uppercase() && c.is_uppercase() && lower_next)
                || (last.is_alphabetic() && c.is_numeric())
                || (last.is_numeric() && c.is_alphabetic())
        });
        if starts_part || c == '_' {
            parts.extend(Some(std::mem::take(&mut part)).filter(|part| !part.is_empty()));
        }
        if c != '_' {
            part.push(c);
        }
        last = Some(c);
    }
    parts.extend(Some(part).filter(|part| !part.is_empty()));
    let is_whole = parts.first().is_some_and(|first| first.len() == identifier.len());
    if is_whole { Vec::new() } else { parts }
}

/// Tokenizes running text.
#[derive(Debug, Clone)]
pub(super) struct TextTokenizer;

/// Extracts the words of a text and the parts of its identifiers, each once.
#[derive(Debug, Clone)]
pub(super) struct WordTokenizer;

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TextTerms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TextTerms<'a> {
        TextTerms {
            lexer: Lexer::new(text),
            positions: Positions::default(),
            run: Run::default(),
            is_pair_pending: false,
            seen: Seen::default(),
            token: Token::default(),
        }
    }
}

/// The terms of a text, sorted by position.
#[derive(Debug)]
pub(super) struct TextTerms<'a> {
    lexer: Lexer<'a>,
    positions: Positions,
    /// The preceding characters of the current run.
    run: Run,
    /// Whether the pair that ends at the current position is still to be emitted.
    is_pair_pending: bool,
    seen: Seen,
    token: Token,
}

/// The last characters of a run.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    /// Up to two characters; the first `length` are valid.
    characters: [char; MAX_NGRAM],
    length: usize,
    /// The position of the last one.
    place: usize,
}

impl Run {
    fn push(&mut self, c: char, place: usize, in_row: bool) {
        if !in_row {
            self.length = 0;
        }
        if self.length == self.characters.len() {
            self.characters.rotate_left(1);
            self.length -= 1;
        }
        self.characters[self.length] = c;
        self.length += 1;
        self.place = place;
    }

    /// Returns the last `count` characters and the position of the first of them, or `None` if there
    /// are fewer.
    fn last(&self, count: usize) -> Option<(&[char], usize)> {
        let from = self.length.checked_sub(count)?;
        Some((&self.characters[from..self.length], self.place + 1 - count))
    }
}

impl TextTerms<'_> {
    /// Emits the last `count` characters of the run as a term. Returns false if there are fewer.
    fn emit_ngram(&mut self, count: usize) -> bool {
        let Some((characters, place)) = self.run.last(count) else { return false };
        self.token.text.clear();
        self.token.text.extend(characters);
        self.token.position = place;
        true
    }
}

impl TokenStream for TextTerms<'_> {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.is_pair_pending) && self.emit_ngram(2) {
            return true;
        }
        while let Some(lexeme) = self.lexer.next() {
            let (place, in_row) = self.positions.next(&lexeme);
            match lexeme.kind {
                LexemeKind::Word { folded, with_sign } => {
                    self.run = Run::default();
                    self.token.text.clear();
                    self.token.text.push_str(with_sign.unwrap_or(folded));
                    self.token.position = place;
                    return true;
                }
                LexemeKind::Character(c) => {
                    self.run.push(c, place, in_row);
                    if self.seen.insert(c) {
                        self.is_pair_pending = true;
                        return self.emit_ngram(1);
                    }
                    if self.emit_ngram(2) {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The set of characters seen in a text; a bitmap for the common ideographs.
#[derive(Debug, Default)]
struct Seen {
    common: Vec<u64>,
    others: HashSet<char>,
}

impl Seen {
    /// Adds a character, and returns whether it is new.
    fn insert(&mut self, c: char) -> bool {
        const FIRST: u32 = 0x4e00;
        const WORDS: usize = 0x5200 / 64;
        let number = u32::from(c).wrapping_sub(FIRST) as usize;
        if number >= WORDS * 64 {
            return self.others.insert(c);
        }
        self.common.resize(WORDS, 0);
        let word = self.common.get_mut(number / 64).expect("the bitmap covers the range");
        let bit = 1 << (number % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        let mut words: HashSet<String> = HashSet::new();
        let mut lexer = Lexer::new(text);
        while let Some(lexeme) = lexer.next() {
            let Lexeme { start, end, kind, .. } = lexeme;
            let LexemeKind::Word { folded, with_sign } = kind else { continue };
            if words.contains(folded) && with_sign.is_none() {
                continue;
            }
            words.insert(folded.to_owned());
            words.extend(with_sign.map(str::to_owned));
            for part in parts(&text[start..end]) {
                let mut lexer = Lexer::new(&part);
                if let Some(Lexeme { kind: LexemeKind::Word { folded, .. }, .. }) = lexer.next() {
                    words.insert(folded.to_owned());
                }
            }
        }
        Words { words: words.into_iter().collect(), token: Token::default() }
    }
}

/// Distinct words, in no particular order.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<String>,
    token: Token,
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.pop() else { return false };
        self.token.text = word;
        self.token.position = 0;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    use super::{TextTokenizer, WordTokenizer, parts};

    fn terms(text: &str) -> Vec<(String, usize)> {
        let mut terms = Vec::new();
        TextTokenizer
            .token_stream(text)
            .process(&mut |token| terms.push((token.text.clone(), token.position)));
        terms
    }

    fn named(terms: &[(&str, usize)]) -> Vec<(String, usize)> {
        terms.iter().map(|&(term, place)| (term.to_owned(), place)).collect()
    }

    #[test]
    fn runs_give_ngrams_and_each_character_once() {
        let expected =
            [("内", 0), ("存", 1), ("内存", 0), ("管", 2), ("存管", 1), ("理", 3), ("管理", 2)];
        assert_eq!(terms("内存管理"), named(&expected));
        assert_eq!(terms("内内内"), named(&[("内", 0), ("内内", 0), ("内内", 1)]));
        assert_eq!(terms("内，内"), named(&[("内", 0)]));
    }

    #[test]
    fn positions_are_equal_with_and_without_spaces_between_scripts() {
        let places = |text| terms(text).into_iter().map(|(_, place)| place).collect::<Vec<_>>();
        assert_eq!(places("用Python写"), [0, 2, 4]);
        assert_eq!(places("用 Python，写"), [0, 2, 4]);
        assert_eq!(places("a\n\nb"), [0, 18]);
    }

    #[test]
    fn a_name_with_symbols_is_another_term_than_the_word() {
        assert_eq!(terms("C++ x C"), named(&[("c++", 0), ("x", 2), ("c", 4)]));
    }

    #[test]
    fn identifiers_have_parts() {
        assert_eq!(parts("__get_ref__"), ["get", "ref"]);
        assert_eq!(parts("HTTPServerName2"), ["HTTP", "Server", "Name", "2"]);
        assert_eq!(parts("plain"), [""; 0]);
        let mut words = Vec::new();
        WordTokenizer
            .token_stream("HashMap map __slots__ C#")
            .process(&mut |token| words.push(token.text.clone()));
        words.sort();
        assert_eq!(words, ["__slots__", "c", "c#", "hash", "hashmap", "map", "slots"]);
    }
}
