//! A list of words.

use std::ops::Range;

use memchr::memmem;
use strsim::osa_distance;

use crate::catalog::near::{distance, sketch};
use crate::catalog::partition_point::partition_point;

/// Separates words in [`WordList::text`].
const SEPARATOR: char = '\n';

/// Distinct words in ascending order.
#[derive(Debug)]
pub(super) struct WordList {
    /// The words, each preceded by a separator, and a last separator.
    text: String,
    /// The start of each word in the text.
    starts: Vec<u32>,
    /// See [`sketch`].
    sketches: Vec<u64>,
}

impl WordList {
    /// Creates a list of words, given in ascending order.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut list = Self { text: String::new(), starts: Vec::new(), sketches: Vec::new() };
        for word in words {
            // Words beyond four gigabytes in total are not listed.
            let Ok(start) = u32::try_from(list.text.len() + SEPARATOR.len_utf8()) else { break };
            list.text.push(SEPARATOR);
            list.starts.push(start);
            list.sketches.push(sketch(word));
            list.text.push_str(word);
        }
        list.text.push(SEPARATOR);
        list
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn word(&self, at: usize) -> &str {
        let start = self.starts[at] as usize;
        let end = self.starts.get(at + 1).map_or(self.text.len(), |&next| next as usize);
        &self.text[start..end - SEPARATOR.len_utf8()]
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.word(at))
    }

    /// Returns the position of the first word that is not less than this one.
    pub(super) fn lower_bound(&self, word: &str) -> usize {
        partition_point(0..self.len(), |at| self.word(at) < word)
    }

    /// Returns the position of a word.
    pub(super) fn position(&self, word: &str) -> Option<usize> {
        Some(self.lower_bound(word)).filter(|&at| at < self.len() && self.word(at) == word)
    }

    /// Returns the positions of longer words that start with this one.
    pub(super) fn with_prefix(&self, word: &str) -> Range<usize> {
        let first = partition_point(0..self.len(), |at| self.word(at) <= word);
        first..partition_point(first..self.len(), |at| self.word(at).starts_with(word))
    }

    /// Returns the positions of longer words that contain this one.
    pub(super) fn containing(&self, word: &str) -> Vec<usize> {
        let found = memmem::find_iter(self.text.as_bytes(), word.as_bytes());
        let position = |at: usize| {
            self.starts.partition_point(|&start| start as usize <= at).saturating_sub(1)
        };
        let mut found: Vec<usize> = found.map(position).collect();
        found.dedup();
        found.retain(|&at| self.word(at) != word);
        found
    }

    /// Returns the positions of other words within an edit distance of `edits`. Edits are insertions, deletions,
    /// substitutions and transpositions of adjacent letters.
    pub(super) fn similar(&self, word: &str, edits: u32) -> impl Iterator<Item = usize> {
        let own = sketch(word);
        let is_similar = move |&at: &usize| {
            let other = self.word(at);
            other != word && osa_distance(word, other) <= edits as usize
        };
        let near = self.sketches.iter().enumerate();
        let near = near.filter(move |&(_, &other)| distance(own, other) <= edits);
        near.map(|(at, _)| at).filter(is_similar)
    }
}
