//! Sequences of words and characters.

use crate::catalog::{Part, PartKind};

/// An item of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'q> {
    Word(&'q str),
    /// A prefix of a word.
    Prefix(&'q str),
    /// A character, and whether it must continue a run.
    Character(char, bool),
}

/// Returns the items of a run of characters.
pub(super) fn characters<'q>(run: &[char]) -> Vec<Item<'q>> {
    run.iter().enumerate().map(|(at, &c)| Item::Character(c, at > 0)).collect()
}

/// Returns the items of a part of a phrase.
pub(super) fn items(part: &Part) -> Vec<Item<'_>> {
    match &part.kind {
        PartKind::Word(word) => vec![Item::Word(word)],
        PartKind::Run(run) => characters(run),
    }
}
