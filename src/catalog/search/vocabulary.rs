//! The words of all posts, to find those that start with a word, contain it or are similar to it.

use std::collections::HashMap;

use memchr::memmem;
use strsim::osa_distance;

use super::index::Index;
use crate::catalog::doc_id::DocId;
use crate::catalog::near::{distance, sketch};
use crate::catalog::partition_point::partition_point;

/// Separates words in [`Vocabulary::text`].
const SEPARATOR: char = '\n';

/// All words, with the number of posts that contain each.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// All words, sorted, each preceded by a separator.
    text: String,
    /// The start of each word in the text.
    starts: Vec<u32>,
    /// The number of posts that contain each.
    counts: Vec<u32>,
    /// See [`sketch`].
    sketches: Vec<u64>,
}

impl Vocabulary {
    pub(super) fn new(index: &Index) -> tantivy::Result<Self> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        index.each_term(index.fields.words, |word, count| match counts.get_mut(word) {
            Some(sum) => *sum += count,
            None => {
                counts.insert(word.to_owned(), count);
            }
        })?;
        let mut words: Vec<(String, u32)> = counts.into_iter().collect();
        words.sort_unstable();
        let mut vocabulary = Self::default();
        for (word, count) in words {
            vocabulary.text.push(SEPARATOR);
            // Words beyond four gigabytes in total are not indexed.
            let Ok(start) = u32::try_from(vocabulary.text.len()) else { break };
            vocabulary.starts.push(start);
            vocabulary.counts.push(count);
            vocabulary.sketches.push(sketch(&word));
            vocabulary.text.push_str(&word);
        }
        vocabulary.text.push(SEPARATOR);
        Ok(vocabulary)
    }

    fn word(&self, number: usize) -> &str {
        let start = self.starts[number] as usize;
        let end = self.starts.get(number + 1).map_or(self.text.len(), |&next| next as usize);
        &self.text[start..end - 1]
    }

    /// Returns the number of posts that contain each word.
    pub(super) fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// Returns the number of posts that contain each word, except some posts, given in ascending order.
    pub(super) fn counts_without(
        &self,
        index: &Index,
        docs: &[DocId],
    ) -> tantivy::Result<Box<[u32]>> {
        let mut counts = self.counts.clone().into_boxed_slice();
        let mut number = 0;
        index.each_term_among(index.fields.words, docs, |word, count| {
            if count == 0 {
                return;
            }
            // Terms are in the order of words within a shard.
            let starts_again = number == counts.len() || self.word(number) > word;
            let rest = if starts_again { 0 } else { number }..counts.len();
            number = partition_point(rest, |number| self.word(number) < word);
            if number < counts.len() && self.word(number) == word {
                counts[number] -= count;
            }
        })?;
        Ok(counts)
    }
}

/// The words that visible posts contain.
pub(super) struct VisibleWords<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The number of visible posts that contain each word.
    pub(super) counts: &'a [u32],
}

impl VisibleWords<'_> {
    fn word(&self, number: usize) -> &str {
        self.vocabulary.word(number)
    }

    /// Returns at most `limit` longer words that start with this one, most frequent first.
    pub(super) fn with_prefix(&self, word: &str, limit: usize) -> Vec<String> {
        let numbers = 0..self.counts.len();
        let first = partition_point(numbers.clone(), |number| self.word(number) <= word);
        let last =
            partition_point(first..numbers.end, |number| self.word(number).starts_with(word));
        self.most_frequent((first..last).collect(), limit)
    }

    /// Returns at most `limit` longer words that contain this one, most frequent first.
    pub(super) fn containing(&self, word: &str, limit: usize) -> Vec<String> {
        let Vocabulary { text, starts, .. } = self.vocabulary;
        let found = memmem::find_iter(text.as_bytes(), word.as_bytes());
        let number_at =
            |at: usize| starts.partition_point(|&start| start as usize <= at).saturating_sub(1);
        let mut numbers: Vec<usize> = found.map(number_at).collect();
        numbers.dedup();
        numbers.retain(|&number| self.word(number) != word);
        self.most_frequent(numbers, limit)
    }

    /// Returns at most `limit` words within an edit distance of `edits`, most frequent first. Edits are
    /// insertions, deletions, substitutions and transpositions of adjacent letters.
    pub(super) fn similar(&self, word: &str, edits: u32, limit: usize) -> Vec<String> {
        let own = sketch(word);
        let is_near = |&number: &usize| {
            let other = self.word(number);
            other != word && osa_distance(word, other) <= edits as usize
        };
        let near = self.vocabulary.sketches.iter().enumerate();
        let near = near.filter(|&(_, &other)| distance(own, other) <= edits);
        self.most_frequent(near.map(|(number, _)| number).filter(is_near).collect(), limit)
    }

    fn most_frequent(&self, mut numbers: Vec<usize>, limit: usize) -> Vec<String> {
        numbers.retain(|&number| self.counts[number] > 0);
        let rank = |&number: &usize| {
            let count = self.counts[number];
            (std::cmp::Reverse(count), number)
        };
        if numbers.len() > limit {
            numbers.select_nth_unstable_by_key(limit, rank);
            numbers.truncate(limit);
        }
        numbers.sort_unstable_by_key(rank);
        numbers.into_iter().map(|number| self.word(number).to_owned()).collect()
    }
}
