//! Finds the lexemes of a text at which a match may begin, without reading the others.

use std::collections::HashSet;

use super::lexed::Lexed;
use super::row::Item;
use crate::text::lexer::LONGEST_WORD;

/// What matches begin with.
#[derive(Debug, Default)]
pub(super) struct Starts<'q> {
    characters: Vec<char>,
    /// Words without signs.
    words: HashSet<&'q str>,
    prefixes: Vec<&'q str>,
    /// The first letters of the words and prefixes: one bit for each from `a` to `z`.
    letters: u32,
}

impl<'q> Starts<'q> {
    /// Adds a sequence, which begins with its first item.
    pub(super) fn add_row(&mut self, row: &[Item<'q>]) {
        match row.first() {
            Some(&Item::Character(c, _)) if !self.characters.contains(&c) => {
                self.characters.push(c);
            }
            Some(&Item::Word(word)) => self.add_word(word),
            Some(&Item::Prefix(prefix)) => self.add_prefix(prefix),
            Some(Item::Character(..)) | None => {}
        }
    }

    /// Adds a word, with which parts of identifiers may begin too.
    pub(super) fn add_word(&mut self, word: &'q str) {
        let plain = word.trim_end_matches(['+', '#']);
        self.words.insert(plain);
        self.add_letter(plain);
    }

    /// Adds the prefix of a word.
    pub(super) fn add_prefix(&mut self, prefix: &'q str) {
        // The rest of a prefix such as `c+` is a part of a sign.
        let plain = prefix.trim_end_matches(['+', '#']);
        self.prefixes.push(plain);
        self.add_letter(plain);
    }

    fn add_letter(&mut self, word: &str) {
        self.letters |= word.bytes().next().map_or(0, letter);
    }

    /// Calls `look` for all lexemes of a text at which a match may begin, and some others.
    pub(super) fn each<'t>(&self, text: &'t str, mut look: impl FnMut(&mut Lexed<'t>, usize)) {
        let mut lexed = Lexed::new(text);
        let mut at = 0;
        loop {
            if at == lexed.members.len() {
                at = 0;
                let lexer = lexed.clear();
                lexer.skip(|c| self.characters.contains(&c), |word| self.may_be(word));
                if !lexed.has(0) {
                    return;
                }
            }
            look(&mut lexed, at);
            at += 1;
        }
    }

    /// Returns whether a match may begin at a word of ASCII letters, digits and underscores, or inside of it.
    fn may_be(&self, word: &str) -> bool {
        if self.words.is_empty() && self.prefixes.is_empty() {
            return false;
        }
        let bytes = word.as_bytes();
        if !bytes.iter().all(u8::is_ascii_lowercase) {
            return true;
        }
        bytes.first().is_some_and(|&first| self.letters & letter(first) != 0)
            && (self.words.contains(word)
                || self.prefixes.iter().any(|prefix| word.starts_with(prefix))
                // The lexer shortens it.
                || word.len() >= LONGEST_WORD)
    }
}

/// Returns the bit of a letter from `a` to `z`; 0 for other bytes.
fn letter(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 0 }
}
