//! Completions: tags, categories and titles that match a typed prefix of the name, of one of its words, or
//! of its pinyin.
//!
//! Every suffix of a folded name that starts at a word is in a sorted array ([`suffixes::SuffixArray`]): once
//! as text, and if ideographs follow, also as pinyin and as the initials of the pinyin, for every reading
//! ([`key`]). The typed text is found by binary search, and the best entries are selected from the codes of
//! all matching suffixes ([`best`]). Memory use is about 600 bytes per post with a title of 20 characters,
//! most of them ideographs.

mod best;
mod entry;
mod folded;
mod kept;
mod key;
mod marks;
mod matching;
mod names;
mod sources;
#[cfg(test)]
mod successor_tests;
mod suffixes;
#[cfg(test)]
mod tests;
mod typed;
mod typo;

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;
use roaring::RoaringBitmap;

use super::pairing::Pairing;
use super::terms::Terms;
use best::Best;
use kept::Kept;
use key::Form;
use matching::{Class, Match};
use names::Names;
use sources::Name;
use suffixes::{END, SuffixArray, rest_of_name};

pub(crate) use entry::Entry;
pub use entry::SuggestionKind;
pub(crate) use matching::Ranking;
pub(super) use sources::Sources;
pub(crate) use typed::Typed;

/// The maximum number of words that are looked up; of longer queries only the longest words. The others must
/// still match in what is found.
const MAX_WORDS: usize = 4;
/// The maximum number of suffixes with matching initials that are compared in full.
const MAX_READ: usize = 8_192;

/// If more than one in this many names is new, all are indexed.
const FEW_NEW: usize = 8;

/// The index of all names that can be suggested.
#[derive(Debug, PartialEq)]
pub struct Suggestions {
    /// All folded names, each followed by [`suffixes::END`].
    text: Arc<str>,
    written: SuffixArray,
    pinyin: SuffixArray,
    initials: SuffixArray,
    tags: u32,
    categories: u32,
    /// The posts whose titles and terms are indexed.
    docs: RoaringBitmap,
}

impl Suggestions {
    /// Indexes names. Takes some seconds for 100,000 posts.
    pub(super) fn new(sources: &Sources<'_>) -> Self {
        Self::of(&sources.names(), sources)
    }

    fn of(all: &[Name<'_>], sources: &Sources<'_>) -> Self {
        let mut names = Names::default();
        all.iter().for_each(|name| names.add(name.entry, name.name));
        let Names { text, written, pinyin, initials } = names;
        Self {
            written: SuffixArray::new(&text, Form::Text, written),
            pinyin: SuffixArray::new(&text, Form::Pinyin, pinyin),
            initials: SuffixArray::new(&text, Form::Initials, initials),
            text: text.into(),
            tags: sources.tags.len(),
            categories: sources.categories.len(),
            docs: sources.docs.clone(),
        }
    }

    /// Indexes the names of `new`. This index, which is of `old`, is shared if all names are the same. If few are
    /// different, it is copied with these changes, which takes some ten milliseconds for 100,000 posts. The result
    /// equals that of [`Self::new`].
    pub(super) fn successor(self: &Arc<Self>, old: &Sources<'_>, new: &Sources<'_>) -> Arc<Self> {
        if new.share_names_with(old) {
            return Arc::clone(self);
        }
        let names = new.names();
        let old_names = old.names();
        let pairing = sources::pair(&old_names, &names);
        let terms = [new.tags.len(), new.categories.len()];
        let is_same = |(old, name): (&Name<'_>, &Name<'_>)| old.entry == name.entry;
        if terms == [self.tags, self.categories]
            && old_names.len() == names.len()
            && pairing.added().is_empty()
            && old_names.iter().zip(&names).all(is_same)
        {
            return Arc::clone(self);
        }
        if pairing.added().len() > names.len() / FEW_NEW {
            return Arc::new(Self::of(&names, new));
        }
        let (kept, added) = self.changed(&old_names, &names, &pairing);
        let Names { text, written, pinyin, initials } = added;
        let (written, (pinyin, initials)) = rayon::join(
            || self.written.successor(&text, &kept, written),
            || {
                rayon::join(
                    || self.pinyin.successor(&text, &kept, pinyin),
                    || self.initials.successor(&text, &kept, initials),
                )
            },
        );
        let [tags, categories] = terms;
        let docs = new.docs.clone();
        Arc::new(Self { text: text.into(), written, pinyin, initials, tags, categories, docs })
    }

    /// Returns what is left of the text, and the new text with the suffixes of the names that are new.
    fn changed(&self, old: &[Name<'_>], new: &[Name<'_>], pairing: &Pairing) -> (Kept, Names) {
        let mut names = Names::default();
        let mut kept = Kept::default();
        let mut added = pairing.added().iter().map(|&at| at as usize).peekable();
        let mut add_before = |end: usize, names: &mut Names| {
            while let Some(name) = added.next_if(|&at| at < end).map(|at| new[at]) {
                names.add(name.entry, name.name);
            }
        };
        let mut start = 0;
        for (at, end) in (0..).zip(memchr_iter(END as u8, self.text.as_bytes())) {
            if let Some(to) = pairing.after(at) {
                add_before(to as usize, &mut names);
                let entries = [old[at as usize].entry, new[to as usize].entry];
                kept.push(start as u32..end as u32 + 1, names.text.len() as u32, entries);
                names.text.push_str(&self.text[start..=end]);
            }
            start = end + 1;
        }
        add_before(new.len(), &mut names);
        (kept, names)
    }

    /// Returns the size of the index in bytes.
    pub fn bytes(&self) -> usize {
        let arrays = [&self.written, &self.pinyin, &self.initials];
        self.text.len() + arrays.into_iter().map(SuffixArray::bytes).sum::<usize>()
    }

    /// Returns the posts whose titles and terms are indexed.
    pub(super) fn docs(&self) -> &RoaringBitmap {
        &self.docs
    }

    /// Returns the index of those names that the posts of `visible` use. Equal to an index that was made of
    /// only these posts, except that terms and posts have other numbers.
    pub(super) fn used_by(&self, terms: [&Terms; 2], visible: &RoaringBitmap) -> Self {
        let is_used = |docs: &RoaringBitmap| !docs.is_disjoint(visible);
        let names = terms.into_iter().flat_map(|terms| {
            let all = (0..terms.len()).flat_map(|term| terms.spellings(term));
            all.map(|(_, docs)| docs).filter(|docs| !docs.is_disjoint(&self.docs)).map(is_used)
        });
        let titles = self.docs.iter().map(|doc| visible.contains(doc));
        let mut is_kept = vec![false; self.text.len()];
        let mut start = 0;
        for (end, is_used) in memchr_iter(END as u8, self.text.as_bytes()).zip(names.chain(titles))
        {
            is_kept[start..=end].fill(is_used);
            start = end + 1;
        }
        let keep = |place: usize| is_kept[place];
        Self {
            text: Arc::clone(&self.text),
            written: self.written.filtered(keep),
            pinyin: self.pinyin.filtered(keep),
            initials: self.initials.filtered(keep),
            docs: visible.clone(),
            ..*self
        }
    }

    /// Returns the best `limit` matches of `kinds`, best first. A quarter of the places is reserved for each
    /// kind with that many matches. The amount of work is bounded, so all names that are indexed have an
    /// influence.
    pub(crate) fn find(
        &self,
        typed: &Typed,
        kinds: &[SuggestionKind],
        limit: usize,
        ranking: &impl Ranking,
    ) -> Vec<Match> {
        let mut best = Best::new(ranking, kinds, limit);
        if typed.text.is_empty() {
            return Vec::new();
        }
        let classes = [Class::Whole, Class::Beginning, Class::Word];
        self.add_prefix(&mut best, classes, &[&self.written], &typed.text);
        if !best.is_full() && !typed.words.is_empty() {
            self.add_words(&mut best, Class::Words, typed, false);
        }
        if !typed.pinyin.is_empty() && !best.is_full() {
            let classes = [Class::PinyinWhole, Class::PinyinBeginning, Class::PinyinWord];
            // A single letter is an initial, and the start of every syllable with that initial.
            let both = [&self.pinyin, &self.initials];
            let arrays = if typed.length == 1 { &both[1..] } else { &both };
            self.add_prefix(&mut best, classes, arrays, &typed.pinyin);
            if !best.is_full() && typed.words.len() > 1 {
                self.add_words(&mut best, Class::PinyinWords, typed, true);
            }
            if !best.is_full() {
                self.add_parts(&mut best, typed);
            }
        }
        if !best.has_enough() {
            self.add_typos(&mut best, typed);
        }
        best.into_matches()
    }

    /// Returns the byte ranges in which a name matches the typed text, or `None` if it does not match in
    /// this class, as may be the case for another spelling of a term.
    pub(crate) fn marks(name: &str, typed: &Typed, class: Class) -> Option<Vec<Range<usize>>> {
        marks::marks(name, typed, class)
    }

    fn add_prefix(
        &self,
        best: &mut Best<'_, impl Ranking>,
        classes: [Class; 3],
        arrays: &[&SuffixArray],
        prefix: &str,
    ) {
        let found: Vec<_> =
            arrays.iter().map(|array| (*array, array.find(&self.text, prefix))).collect();
        let [whole, beginning, word] = classes;
        let wholes = found.iter().flat_map(|(array, found)| array.codes(found.whole.clone()));
        let all = || found.iter().flat_map(|(array, found)| array.codes(found.all.clone()));
        let first = |codes: &&u32| **codes & 1 == 1;
        let any = |_| true;
        best.add(whole, wholes.filter(first).map(|&code| self.entry(code)), any);
        if !best.is_full() {
            best.add(beginning, all().filter(first).map(|&code| self.entry(code)), any);
        }
        if !best.is_full() {
            let others = all().filter(|code| !first(code));
            best.add(word, others.map(|&code| self.entry(code)), any);
        }
    }

    /// Adds the names in which every word is found, optionally also by pinyin.
    fn add_words(
        &self,
        best: &mut Best<'_, impl Ranking>,
        class: Class,
        typed: &Typed,
        by_pinyin: bool,
    ) {
        let mut all: Option<Vec<u64>> = None;
        for word in typed.words.iter().take(MAX_WORDS) {
            let mut of_word = Vec::new();
            let mut insert = |array: &SuffixArray| {
                for code in array.codes(array.find(&self.text, word).all) {
                    let (block, bit) = (*code as usize / 128, code / 2 % 64);
                    if of_word.len() <= block {
                        of_word.resize(block + 1, 0_u64);
                    }
                    of_word[block] |= 1 << bit;
                }
            };
            insert(&self.written);
            // Single letters would match nearly every name.
            if by_pinyin && word.len() > 1 {
                insert(&self.pinyin);
                insert(&self.initials);
            }
            all = Some(match all {
                None => of_word,
                Some(all) => all.into_iter().zip(of_word).map(|(a, b)| a & b).collect(),
            });
        }
        let blocks = (0_u32..).zip(all.expect("at least one word was typed"));
        let entries = blocks.flat_map(|(block, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| block * 64 + bit)
        });
        best.add(class, entries.map(|number| self.entry(number * 2)), |_| true);
    }

    /// Adds the names with a suffix whose readings or their prefixes are the parts of the pinyin.
    fn add_parts(&self, best: &mut Best<'_, impl Ranking>, typed: &Typed) {
        let parts = typed.parts();
        if parts.len() < 2 {
            return;
        }
        let first_letters: String = parts.iter().filter_map(|part| part.chars().next()).collect();
        let all = self.initials.find(&self.text, &first_letters).all;
        let all = all.start..all.end.min(all.start + MAX_READ);
        let entries = self.initials.codes(all.clone()).iter().map(|&code| self.entry(code));
        best.add(Class::PinyinParts, entries, |position| {
            let place = self.initials.place(all.start + position);
            marks::read(rest_of_name(&self.text, place), &parts).is_some()
        });
    }

    /// Adds the names that match with typos, fewest first, and those that sound alike.
    fn add_typos(&self, best: &mut Best<'_, impl Ranking>, typed: &Typed) {
        let forgiven = typo::forgiven(typed.length);
        let mut steps = typo::MAX_STEPS;
        for (class, most) in [(Class::Typo, forgiven.min(1)), (Class::TwoTypos, 2)] {
            if best.has_enough() || most > forgiven {
                return;
            }
            for (form, prefix) in typed.misspelt() {
                let array = if form == Form::Text { &self.written } else { &self.pinyin };
                let ranges = match most {
                    0 => vec![array.find(&self.text, prefix).all],
                    _ => typo::find(&self.text, array, prefix, most, &mut steps),
                };
                let codes = ranges.into_iter().flat_map(|range| array.codes(range));
                best.add(class, codes.map(|&code| self.entry(code)), |_| true);
            }
        }
    }

    /// Returns the entry of a code.
    fn entry(&self, code: u32) -> Entry {
        let number = code / 2;
        let titles = self.tags + self.categories;
        if number >= titles {
            Entry { kind: SuggestionKind::Title, number: number - titles }
        } else if number >= self.tags {
            Entry { kind: SuggestionKind::Category, number: number - self.tags }
        } else {
            Entry { kind: SuggestionKind::Tag, number }
        }
    }
}
