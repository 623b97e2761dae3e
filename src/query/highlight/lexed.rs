//! A part of a text as lexemes.

use std::ops::Range;

use super::row::Item;
use crate::text::lexer::{LexemeKind, Lexer};

/// Adjacent lexemes of a text, which are read when they are needed.
#[derive(Debug)]
pub(super) struct Lexed<'t> {
    /// At the end of the lexemes.
    lexer: Lexer<'t>,
    pub(super) members: Vec<Member>,
    /// All words, concatenated.
    words: String,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) range: Range<usize>,
    joined: bool,
    /// `None` for a word.
    character: Option<char>,
    /// The range of the word in [`Lexed::words`], and its length without symbols.
    word: Range<usize>,
    folded: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) folded: &'a str,
    pub(super) with_sign: Option<&'a str>,
}

impl<'a> Word<'a> {
    /// Returns the whole name, as in phrases.
    fn name(self) -> &'a str {
        self.with_sign.unwrap_or(self.folded)
    }
}

impl<'t> Lexed<'t> {
    /// Returns no lexemes, at the start of a text.
    pub(super) fn new(text: &'t str) -> Self {
        Self { lexer: Lexer::new(text), members: Vec::new(), words: String::new() }
    }

    /// Removes the lexemes, and returns the lexer, with which the next ones are read.
    pub(super) fn clear(&mut self) -> &mut Lexer<'t> {
        self.members.clear();
        self.words.clear();
        &mut self.lexer
    }

    /// Returns whether there is a lexeme with an index.
    pub(super) fn has(&mut self, at: usize) -> bool {
        while self.members.len() <= at {
            let Some(lexeme) = self.lexer.next() else { return false };
            let start = self.words.len();
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
                    self.words.push_str(with_sign.unwrap_or(folded));
                    member.word.end = self.words.len();
                    member.folded = folded.len();
                }
            }
            self.members.push(member);
        }
        true
    }

    /// Returns the word at an index.
    pub(super) fn word(&self, at: usize) -> Option<Word<'_>> {
        let member = self.members.get(at).filter(|member| member.character.is_none())?;
        let whole = &self.words[member.word.clone()];
        let folded = &whole[..member.folded];
        Some(Word { folded, with_sign: (folded.len() < whole.len()).then_some(whole) })
    }

    /// Returns the range of a sequence if it starts at a lexeme.
    pub(super) fn row_at(&mut self, at: usize, row: &[Item<'_>]) -> Option<Range<usize>> {
        let start = self.has(at).then(|| self.members[at].range.start)?;
        let mut end = start;
        for (offset, item) in row.iter().enumerate() {
            if !self.has(at + offset) {
                return None;
            }
            let member = &self.members[at + offset];
            let is_there = match *item {
                Item::Character(c, in_row) => {
                    let after_character = offset == 0
                        || self.members[at + offset - 1].character.is_some() && member.joined;
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
        (end > start).then_some(start..end)
    }
}
