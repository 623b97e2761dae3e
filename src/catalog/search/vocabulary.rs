//! The words of all posts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::index::Index;
use super::word_list::WordList;
use crate::catalog::doc_id::DocId;
use crate::catalog::pairing::Pairing;

/// Words that came later are merged with the others if they are more than this, or than this share of them.
const MANY_LATER: usize = 1024;
const LATER_SHARE: usize = 16;
/// The maximum number of sets of posts whose counts are derived from those of the vocabulary before.
const MAX_KNOWN: usize = 3;
/// Sets of posts that differ in fewer posts than this are considered as one.
const DIFFERENT: u64 = 64;

/// All words, with the number of posts that contain each. A vocabulary shares most words with the one before.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Two lists without a common word: most words, and those that came later. The number of a word is its
    /// position in both together.
    lists: [Arc<WordList>; 2],
    /// By words that came later, the number of the first word that is greater.
    places: Box<[u32]>,
    /// The counts of all posts.
    all: Counted,
    /// The counts of other sets of posts, from which those of similar sets are derived.
    known: Vec<Counted>,
}

/// The number of posts of a set that contain each word, by the number of the word.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) docs: RoaringBitmap,
    pub(super) counts: Box<[u32]>,
}

/// The difference between two sets of posts in words.
#[derive(Debug)]
pub(super) struct WordChanges {
    /// The old number and the words of each post that is gone.
    pub(super) gone: Vec<(DocId, Vec<String>)>,
    /// The words of added posts, with the number of these posts that contain each.
    pub(super) added: BTreeMap<String, u32>,
}

impl Vocabulary {
    /// Collects the words of an index.
    pub(super) fn new(index: &Index) -> tantivy::Result<Self> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let gone = index.documents(|doc| doc.is_none());
        index.each_term_without(index.fields.words, &gone, |word, count| {
            match counts.get_mut(word) {
                Some(sum) => *sum += count,
                None => drop(counts.insert(word.to_owned(), count)),
            }
        })?;
        let mut words: Vec<(String, u32)> =
            counts.into_iter().filter(|&(_, count)| count > 0).collect();
        words.sort_unstable();
        let all = Counted {
            docs: (0..index.total() as DocId).collect(),
            counts: words.iter().map(|&(_, count)| count).collect(),
        };
        let lists =
            [WordList::new(words.iter().map(|(word, _)| &**word)), WordList::new([].into_iter())];
        Ok(Self::of(lists.map(Arc::new), all, Vec::new()))
    }

    fn of(lists: [Arc<WordList>; 2], all: Counted, known: Vec<Counted>) -> Self {
        let [most, later] = &lists;
        let places = later.words().map(|word| most.lower_bound(word) as u32).collect();
        Self { lists, places, all, known }
    }

    /// Returns the vocabulary of a later index. `views` are counts of sets of old posts, most important first.
    pub(super) fn successor(
        &self,
        views: Vec<Counted>,
        pairing: &Pairing,
        total: usize,
        changes: &WordChanges,
    ) -> Self {
        let gone: Vec<(DocId, Vec<usize>)> = changes
            .gone
            .iter()
            .map(|(doc, words)| (*doc, words.iter().filter_map(|word| self.number(word)).collect()))
            .collect();
        let mut all = self.all.without(&gone, pairing);
        all.docs = (0..total as DocId).collect();
        let mut known: Vec<Counted> = Vec::new();
        for counted in views.into_iter().chain(self.known.iter().cloned()) {
            let is_same = |other: &Counted| other.distance(&counted.docs) < DIFFERENT;
            if known.len() < MAX_KNOWN && !known.iter().any(is_same) {
                known.push(counted);
            }
        }
        let mut known: Vec<Counted> =
            known.iter().map(|counted| counted.without(&gone, pairing)).collect();

        let [most, later] = &self.lists;
        let is_new = |word: &&str| self.number(word).is_none();
        let new: Vec<&str> = changes.added.keys().map(|word| &**word).filter(is_new).collect();
        let mut lists = self.lists.clone();
        if !new.is_empty() {
            let mut words: Vec<(&str, Option<usize>)> =
                later.words().zip((most.len()..).map(Some)).collect();
            words.extend(new.into_iter().map(|word| (word, None)));
            words.sort_unstable();
            let kept = 0..most.len();
            let numbers = || kept.clone().map(Some).chain(words.iter().map(|&(_, number)| number));
            for counted in known.iter_mut().chain([&mut all]) {
                counted.renumber(numbers());
            }
            lists[1] = Arc::new(WordList::new(words.iter().map(|&(word, _)| word)));
        }
        let mut next = Self::of(lists, all, known);
        for (word, count) in &changes.added {
            // Words beyond the limit of the list have no number.
            if let Some(number) = next.number(word) {
                next.all.counts[number] += count;
            }
        }
        let [most, later] = &next.lists;
        if later.len() > MANY_LATER.max(most.len() / LATER_SHARE) { next.merged() } else { next }
    }

    /// Merges the two lists, without the words that no post contains any more.
    fn merged(mut self) -> Self {
        let mut numbers: Vec<usize> = (0..self.all.counts.len()).collect();
        numbers.retain(|&number| self.all.counts[number] > 0);
        numbers.sort_unstable_by_key(|&number| self.rank(number));
        let words = WordList::new(numbers.iter().map(|&number| self.word(number)));
        for counted in self.known.iter_mut().chain([&mut self.all]) {
            counted.renumber(numbers.iter().map(|&number| Some(number)));
        }
        let lists = [words, WordList::new([].into_iter())];
        Self::of(lists.map(Arc::new), self.all, self.known)
    }

    /// Returns the two lists of words, each with the number of its first word.
    pub(super) fn lists(&self) -> [(usize, &WordList); 2] {
        let [most, later] = &self.lists;
        [(0, most), (most.len(), later)]
    }

    pub(super) fn word(&self, number: usize) -> &str {
        let [most, later] = &self.lists;
        match number.checked_sub(most.len()) {
            None => most.word(number),
            Some(at) => later.word(at),
        }
    }

    fn number(&self, word: &str) -> Option<usize> {
        let [most, later] = &self.lists;
        most.position(word).or_else(|| Some(most.len() + later.position(word)?))
    }

    /// Returns a key that sorts numbers in the order of their words.
    pub(super) fn rank(&self, number: usize) -> (u32, u32) {
        match number.checked_sub(self.lists[0].len()) {
            None => (number as u32, u32::MAX),
            Some(at) => (self.places[at], at as u32),
        }
    }

    /// Returns the number of posts that contain each word.
    pub(super) fn counts(&self) -> &[u32] {
        &self.all.counts
    }

    /// Returns the number of posts of a set that contain each word. Takes long if there are no counts of a similar
    /// set.
    pub(super) fn counts_of(
        &self,
        index: &Index,
        docs: &RoaringBitmap,
    ) -> tantivy::Result<Box<[u32]>> {
        let known = self.known.iter().chain([&self.all]);
        let nearest = known.min_by_key(|counted| counted.distance(docs)).unwrap_or(&self.all);
        let mut counts = nearest.counts.clone();
        let [more, less] = [docs - &nearest.docs, &nearest.docs - docs];
        self.each_count(index, &more, |number, count| counts[number] += count)?;
        self.each_count(index, &less, |number, count| counts[number] -= count)?;
        Ok(counts)
    }

    /// Calls `take` with words of some posts and the number of these posts that contain it, for each shard.
    fn each_count(
        &self,
        index: &Index,
        docs: &RoaringBitmap,
        mut take: impl FnMut(usize, u32),
    ) -> tantivy::Result<()> {
        if docs.is_empty() {
            return Ok(());
        }
        let documents = index.documents(|doc| doc.is_some_and(|doc| docs.contains(doc)));
        index.each_term_among(index.fields.words, &documents, |word, count| {
            if let Some(number) = self.number(word) {
                take(number, count);
            }
        })
    }
}

impl Counted {
    /// Returns the number of posts that are in one of two sets.
    fn distance(&self, docs: &RoaringBitmap) -> u64 {
        self.docs.symmetric_difference_len(docs)
    }

    /// Returns the counts without posts that are gone, given with the numbers of their words.
    fn without(&self, gone: &[(DocId, Vec<usize>)], pairing: &Pairing) -> Self {
        let mut counts = self.counts.clone();
        for (_, words) in gone.iter().filter(|(doc, _)| self.docs.contains(*doc)) {
            words.iter().for_each(|&number| counts[number] -= 1);
        }
        Self { docs: pairing.all_after(&self.docs), counts }
    }

    /// Gives words new numbers, in the order of their old numbers. New words have none.
    fn renumber(&mut self, old: impl Iterator<Item = Option<usize>>) {
        self.counts = old.map(|number| number.map_or(0, |number| self.counts[number])).collect();
    }
}
