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

use crate::text::lexer::{Lexeme, LexemeKind};

/// The number of positions skipped between blocks.
const BLOCK_GAP: usize = 16;

/// Assigns positions to lexemes.
#[derive(Debug, Default, Clone, Copy)]
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

/// The set of characters seen in a text; a bitmap for the common ideographs.
#[derive(Debug, Default)]
pub(super) struct Seen {
    common: Vec<u64>,
    others: HashSet<char>,
}

impl Seen {
    pub(super) fn clear(&mut self) {
        self.common.fill(0);
        self.others.clear();
    }

    /// Adds a character, and returns whether it is new.
    pub(super) fn insert(&mut self, c: char) -> bool {
        const FIRST: u32 = 0x4e00;
        const WORDS: usize = 0x5200 / 64;
        let number = u32::from(c).wrapping_sub(FIRST) as usize;
        if number >= WORDS * 64 {
            return self.others.insert(c);
        }
        if self.common.is_empty() {
            self.common.resize(WORDS, 0);
        }
        let word = self.common.get_mut(number / 64).expect("the bitmap covers the range");
        let bit = 1 << (number % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::{Positions, Seen, parts};
    use crate::text::lexer::Lexer;

    #[test]
    fn positions_are_equal_with_and_without_spaces_between_scripts() {
        let places = |text| {
            let (mut lexer, mut positions) = (Lexer::new(text), Positions::default());
            let mut places = Vec::new();
            while let Some(lexeme) = lexer.next() {
                places.push(positions.next(&lexeme).0);
            }
            places
        };
        assert_eq!(places("用Python写"), [0, 2, 4]);
        assert_eq!(places("用 Python，写"), [0, 2, 4]);
        assert_eq!(places("内存，管理"), [0, 1, 3, 4]);
        assert_eq!(places("a\n\nb"), [0, 18]);
    }

    #[test]
    fn a_character_is_new_once() {
        let mut seen = Seen::default();
        for c in ['内', 'あ', '𠀀'] {
            assert_eq!([seen.insert(c), seen.insert(c)], [true, false]);
        }
        seen.clear();
        assert!(seen.insert('内') && seen.insert('あ'));
    }

    #[test]
    fn identifiers_have_parts() {
        assert_eq!(parts("__get_ref__"), ["get", "ref"]);
        assert_eq!(parts("HTTPServerName2"), ["HTTP", "Server", "Name", "2"]);
        assert_eq!(parts("plain"), [""; 0]);
    }
}
