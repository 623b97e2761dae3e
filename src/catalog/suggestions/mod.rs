//! Completions: tags, categories and titles that somebody may mean who has typed the beginning of one,
//! of one of its words, or of its pinyin.
//!
//! Every stretch of a folded name from the beginning of a word to the name's end is in a sorted list
//! ([`layer::Layer`]), once as it is written, and where ideographs follow, once as pinyin and once as the
//! initials of that, for every way to read it ([`key`]). What was typed is found in them by bisection, and
//! the best are taken from the marks of all that begin so ([`best`]). All of it takes about 600 bytes a
//! post with a title of 20 characters, most of them ideographs.

mod best;
mod folded;
mod key;
mod layer;
mod marks;
#[cfg(test)]
mod tests;
mod typed;
mod typo;

use std::ops::Range;

use super::{DocId, Snapshot, Taxonomy, TermId};
use best::Best;
use folded::{is_word, letters};
use key::Form;
use layer::{END, Layer, Stretch, rest_of_name};

pub(crate) use typed::Typed;

/// How many words of a question are looked for; of longer questions the longest words. The others are
/// still demanded of what is found.
const MOST_WORDS: usize = 4;
/// How many stretches with the wanted initials are compared part by part.
const MOST_READ: usize = 8_192;

/// What can be suggested. The order is that of suggestions that match alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// A tag.
    Tag,
    /// A category.
    Category,
    /// The title of a post.
    Title,
}

impl SuggestionKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tag, Self::Category, Self::Title];
}

/// A name that can be suggested: a kind, and the number of the term or the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) kind: SuggestionKind,
    pub(crate) number: u32,
}

/// How well a name matches; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// It is what was typed, signs before it aside.
    Whole,
    /// It begins so, signs before it aside.
    Beginning,
    /// One of its later words begins so.
    Word,
    /// Each word that was typed is the beginning of a word.
    Words,
    /// As [`Class::Whole`], by its pinyin or the initials of that. So are the next three.
    PinyinWhole,
    PinyinBeginning,
    PinyinWord,
    PinyinWords,
    /// Syllables and initials mixed.
    PinyinParts,
    /// It begins so, or one of its words does, but for one error, or it sounds so.
    Typo,
    /// The same with two errors.
    TwoTypos,
}

/// A match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) class: Class,
    pub(crate) entry: Entry,
}

/// What decides among entries at the time of a question.
pub(crate) trait Public {
    /// Where an entry stands among those of its kind that match alike; the least is the best.
    fn rank(&self, entry: Entry) -> u64;
    /// Whether an entry may be suggested.
    fn accepts(&self, entry: Entry) -> bool;
}

/// All names that can be suggested.
#[derive(Debug)]
pub struct Suggestions {
    /// All folded names, each with [`END`].
    text: Box<str>,
    written: Layer,
    pinyin: Layer,
    initials: Layer,
    tags: u32,
    categories: u32,
}

impl Suggestions {
    /// Reads the names of all posts that are no drafts. Takes some seconds for 100 000 posts.
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut names = Names::default();
        let mut numbers = [0; 2];
        for (number, taxonomy) in numbers.iter_mut().zip([Taxonomy::Tag, Taxonomy::Category]) {
            let first = names.entries;
            let terms = snapshot.terms(taxonomy);
            *number = terms.len();
            for term in 0..*number {
                for name in terms.spellings(term) {
                    names.add(first + term, name);
                }
            }
            names.entries = first + *number;
        }
        let first = names.entries;
        for (doc, post) in (0..).zip(snapshot.posts()).filter(|(_, post)| !post.draft) {
            names.add(first + doc, &post.title);
        }
        let [tags, categories] = numbers;
        let Names { text, written, pinyin, initials, .. } = names;
        let text = text.into_boxed_str();
        Self {
            written: Layer::new(&text, Form::Text, written),
            pinyin: Layer::new(&text, Form::Pinyin, pinyin),
            initials: Layer::new(&text, Form::Initials, initials),
            text,
            tags,
            categories,
        }
    }

    /// How many bytes all of it takes.
    pub fn bytes(&self) -> usize {
        let layers = [&self.written, &self.pinyin, &self.initials];
        self.text.len() + layers.into_iter().map(Layer::bytes).sum::<usize>()
    }

    /// The best `limit` matches of `kinds`, the best first. A quarter of them is kept for each kind that has
    /// so many. Work is bounded by counting it.
    pub(crate) fn find(
        &self,
        typed: &Typed,
        kinds: &[SuggestionKind],
        limit: usize,
        public: &impl Public,
    ) -> Vec<Match> {
        let mut best = Best::new(public, kinds, limit);
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
            // One letter is an initial and the beginning of all syllables that have it.
            let both = [&self.pinyin, &self.initials];
            let layers = if typed.length == 1 { &both[1..] } else { &both };
            self.add_prefix(&mut best, classes, layers, &typed.pinyin);
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

    /// Where a name matches what was typed, as byte ranges; none where it does not match in this class,
    /// as another spelling of a term may.
    pub(crate) fn marks(name: &str, typed: &Typed, class: Class) -> Option<Vec<Range<usize>>> {
        marks::marks(name, typed, class)
    }

    fn add_prefix(
        &self,
        best: &mut Best<'_, impl Public>,
        classes: [Class; 3],
        layers: &[&Layer],
        prefix: &str,
    ) {
        let found: Vec<_> =
            layers.iter().map(|layer| (*layer, layer.find(&self.text, prefix))).collect();
        let [whole, beginning, word] = classes;
        let wholes = found.iter().flat_map(|(layer, found)| layer.marks(found.whole.clone()));
        let all = || found.iter().flat_map(|(layer, found)| layer.marks(found.all.clone()));
        let first = |marks: &&u32| **marks & 1 == 1;
        let any = |_| true;
        best.add(whole, wholes.filter(first).map(|&mark| self.entry(mark)), any);
        if !best.is_full() {
            best.add(beginning, all().filter(first).map(|&mark| self.entry(mark)), any);
        }
        if !best.is_full() {
            let others = all().filter(|mark| !first(mark));
            best.add(word, others.map(|&mark| self.entry(mark)), any);
        }
    }

    /// Adds names in which every word is found, by its pinyin too where that is wanted.
    fn add_words(
        &self,
        best: &mut Best<'_, impl Public>,
        class: Class,
        typed: &Typed,
        by_pinyin: bool,
    ) {
        let mut all: Option<Vec<u64>> = None;
        for word in typed.words.iter().take(MOST_WORDS) {
            let mut of_word = Vec::new();
            let mut insert = |layer: &Layer| {
                for mark in layer.marks(layer.find(&self.text, word).all) {
                    let (block, bit) = (*mark as usize / 128, mark / 2 % 64);
                    if of_word.len() <= block {
                        of_word.resize(block + 1, 0_u64);
                    }
                    of_word[block] |= 1 << bit;
                }
            };
            insert(&self.written);
            // Single letters would be in nearly every name.
            if by_pinyin && word.len() > 1 {
                insert(&self.pinyin);
                insert(&self.initials);
            }
            all = Some(match all {
                None => of_word,
                Some(all) => all.into_iter().zip(of_word).map(|(a, b)| a & b).collect(),
            });
        }
        let blocks = (0_u32..).zip(all.unwrap_or_default());
        let entries = blocks.flat_map(|(block, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| block * 64 + bit)
        });
        best.add(class, entries.map(|number| self.entry(number * 2)), |_| true);
    }

    /// Adds names with a stretch that is read as the parts of the pinyin, whole or by their beginnings.
    fn add_parts(&self, best: &mut Best<'_, impl Public>, typed: &Typed) {
        let parts = typed.parts();
        if parts.len() < 2 {
            return;
        }
        let first_letters: String = parts.iter().filter_map(|part| part.chars().next()).collect();
        let all = self.initials.find(&self.text, &first_letters).all;
        let all = all.start..all.end.min(all.start + MOST_READ);
        let entries = self.initials.marks(all.clone()).iter().map(|&mark| self.entry(mark));
        best.add(Class::PinyinParts, entries, |position| {
            let place = self.initials.place(all.start + position);
            marks::read(rest_of_name(&self.text, place), &parts).is_some()
        });
    }

    /// Adds names that begin nearly so, those with one error first, and those that sound so.
    fn add_typos(&self, best: &mut Best<'_, impl Public>, typed: &Typed) {
        let forgiven = typo::forgiven(typed.length);
        let mut steps = typo::MOST_STEPS;
        for (class, most) in [(Class::Typo, forgiven.min(1)), (Class::TwoTypos, 2)] {
            if best.has_enough() || most > forgiven {
                return;
            }
            for (form, prefix) in typed.misspelt() {
                let layer = if form == Form::Text { &self.written } else { &self.pinyin };
                let ranges = match most {
                    0 => vec![layer.find(&self.text, prefix).all],
                    _ => typo::find(&self.text, layer, prefix, most, &mut steps),
                };
                let marks = ranges.into_iter().flat_map(|range| layer.marks(range));
                best.add(class, marks.map(|&mark| self.entry(mark)), |_| true);
            }
        }
    }

    /// The entry of a mark.
    fn entry(&self, mark: u32) -> Entry {
        let number = mark / 2;
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

impl Entry {
    /// The term, where it is one.
    pub(crate) fn term(self) -> Option<(Taxonomy, TermId)> {
        match self.kind {
            SuggestionKind::Tag => Some((Taxonomy::Tag, self.number)),
            SuggestionKind::Category => Some((Taxonomy::Category, self.number)),
            SuggestionKind::Title => None,
        }
    }

    /// The post, where it is a title.
    pub(crate) fn doc(self) -> Option<DocId> {
        (self.kind == SuggestionKind::Title).then_some(self.number)
    }
}

/// Stretches of names on their way into layers.
#[derive(Default)]
struct Names {
    /// How many entries stand before those that are added.
    entries: u32,
    text: String,
    written: Vec<Stretch>,
    pinyin: Vec<Stretch>,
    initials: Vec<Stretch>,
}

impl Names {
    fn add(&mut self, entry: u32, name: &str) {
        let letters = letters(name);
        let has_reading = |c: char| Form::Pinyin.is_read(c);
        let first_word = letters.iter().position(|letter| is_word(letter.c)).unwrap_or(0);
        let last_read = letters.iter().rposition(|letter| has_reading(letter.c));
        for (at, letter) in letters.iter().enumerate() {
            // Names of four gigabytes in all are not suggested.
            let Ok(place) = u32::try_from(self.text.len()) else { return };
            self.text.push(letter.c);
            if !letter.starts {
                continue;
            }
            let mark = entry * 2 + u32::from(at <= first_word);
            self.written.push(Stretch { place, mark, way: 0 });
            let is_plain = has_reading(letter.c) || letter.c.is_ascii_alphanumeric();
            if !is_plain || last_read.is_none_or(|last| last < at) {
                continue;
            }
            for (form, list) in
                [(Form::Pinyin, &mut self.pinyin), (Form::Initials, &mut self.initials)]
            {
                let rest = letters.iter().skip(at).map(|letter| letter.c);
                list.extend((0..form.ways(rest)).map(|way| Stretch { place, mark, way }));
            }
        }
        self.text.push(END);
    }
}
