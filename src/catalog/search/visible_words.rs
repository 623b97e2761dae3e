//! Finds words that start with a word, contain it or are similar to it.

use std::cmp::Reverse;

use super::vocabulary::Vocabulary;
use super::word_list::WordList;

/// The words that visible posts contain.
pub(super) struct VisibleWords<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The number of visible posts that contain each word.
    pub(super) counts: &'a [u32],
}

impl VisibleWords<'_> {
    /// Returns at most `limit` longer words that start with this one, most frequent first.
    pub(super) fn with_prefix(&self, word: &str, limit: usize) -> Vec<String> {
        self.most_frequent(limit, |list| list.with_prefix(word).collect())
    }

    /// Returns at most `limit` longer words that contain this one, most frequent first.
    pub(super) fn containing(&self, word: &str, limit: usize) -> Vec<String> {
        self.most_frequent(limit, |list| list.containing(word))
    }

    /// Returns at most `limit` words within an edit distance of `edits`, most frequent first.
    pub(super) fn similar(&self, word: &str, edits: u32, limit: usize) -> Vec<String> {
        self.most_frequent(limit, |list| list.similar(word, edits).collect())
    }

    /// Returns the most frequent words that are found in the lists; equally frequent ones in ascending order.
    fn most_frequent(&self, limit: usize, find: impl Fn(&WordList) -> Vec<usize>) -> Vec<String> {
        let found = self
            .vocabulary
            .lists()
            .into_iter()
            .flat_map(|(first, list)| find(list).into_iter().map(move |at| first + at));
        let mut numbers: Vec<usize> = found.filter(|&number| self.counts[number] > 0).collect();
        let rank = |&number: &usize| (Reverse(self.counts[number]), self.vocabulary.rank(number));
        if numbers.len() > limit {
            numbers.select_nth_unstable_by_key(limit, rank);
            numbers.truncate(limit);
        }
        numbers.sort_unstable_by_key(rank);
        numbers.into_iter().map(|number| self.vocabulary.word(number).to_owned()).collect()
    }
}
