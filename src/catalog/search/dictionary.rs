//! Numbers the terms of a segment while it is made, in the order in which they are first seen.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::text::script::script;

/// The number of a term.
pub(super) type TermId = u32;

/// The number of bits of a character.
const CHARACTER_BITS: u32 = 21;
/// The size of the table of characters: the Basic Multilingual Plane.
const TABLE: usize = 1 << 16;
/// Marks characters that have no number yet.
const NONE: TermId = TermId::MAX;

/// The terms of all fields of a segment.
#[derive(Debug)]
pub(super) struct Dictionary {
    count: TermId,
    /// By character, its number or [`NONE`].
    characters: Box<[TermId]>,
    /// Pairs of characters, and single characters that the table does not contain.
    short: HashMap<u64, TermId, BuildHasherDefault<CodeHasher>>,
    words: HashMap<Box<str>, TermId>,
}

/// All terms of a segment in ascending order.
#[derive(Debug)]
pub(super) struct SortedTerms {
    /// Each with its number.
    terms: Vec<(Name, TermId)>,
    words: Vec<Box<str>>,
}

/// The text of a term.
#[derive(Debug, Clone, Copy)]
enum Name {
    /// One or two characters; see [`code`].
    Short(u64),
    /// A position in [`SortedTerms::words`].
    Word(u32),
}

impl Dictionary {
    pub(super) fn new() -> Self {
        Self {
            count: 0,
            characters: vec![NONE; TABLE].into(),
            short: HashMap::default(),
            words: HashMap::new(),
        }
    }

    /// Returns the number of terms.
    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// Returns the number of a single character.
    pub(super) fn character(&mut self, c: char) -> TermId {
        let next = &mut self.count;
        let slot = match self.characters.get_mut(c as usize) {
            Some(slot) => slot,
            None => self.short.entry(code(c, None)).or_insert(NONE),
        };
        if *slot == NONE {
            *slot = take(next);
        }
        *slot
    }

    /// Returns the number of two characters in a row.
    pub(super) fn pair(&mut self, first: char, second: char) -> TermId {
        let next = &mut self.count;
        *self.short.entry(code(first, Some(second))).or_insert_with(|| take(next))
    }

    /// Returns the number of a word.
    pub(super) fn word(&mut self, word: &str) -> TermId {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        // Folding makes words such as `一` of numbers in other forms, such as `㊀`.
        let mut characters = word.chars();
        let is_character = |&c: &char| script(c).is_some();
        let number = match [(); 3].map(|()| characters.next()) {
            [Some(only), None, None] if is_character(&only) => self.character(only),
            [Some(first), Some(second), None] if is_character(&first) && is_character(&second) => {
                self.pair(first, second)
            }
            _ => take(&mut self.count),
        };
        self.words.insert(word.into(), number);
        number
    }

    /// Sorts the terms.
    pub(super) fn into_sorted(self) -> SortedTerms {
        let table = (0..).zip(self.characters.iter()).filter(|&(_, &number)| number != NONE);
        let table = table.map(|(c, &number)| (c << CHARACTER_BITS, number));
        let mut short: Vec<(u64, TermId)> = table.chain(self.short).collect();
        short.sort_unstable();
        let mut is_short = vec![false; self.count as usize];
        short.iter().for_each(|&(_, number)| is_short[number as usize] = true);
        let words = self.words.into_iter().filter(|&(_, number)| !is_short[number as usize]);
        let mut words: Vec<(Box<str>, TermId)> = words.collect();
        words.sort_unstable();

        let mut terms = Vec::with_capacity(short.len() + words.len());
        let mut rest = short.as_slice();
        let mut buffer = String::new();
        for (at, (word, number)) in (0..).zip(&words) {
            let is_less = |&(code, _): &(u64, TermId)| {
                decode(code, &mut buffer);
                buffer.as_str().cmp(word) == Ordering::Less
            };
            let less = rest.partition_point(is_less);
            terms.extend(rest[..less].iter().map(|&(code, number)| (Name::Short(code), number)));
            rest = &rest[less..];
            terms.push((Name::Word(at), *number));
        }
        terms.extend(rest.iter().map(|&(code, number)| (Name::Short(code), number)));
        SortedTerms { terms, words: words.into_iter().map(|(word, _)| word).collect() }
    }
}

impl SortedTerms {
    /// Calls `take` for each term, in the order of the bytes of their texts.
    ///
    /// # Errors
    /// Returns the first error of `take`.
    pub(super) fn each<E>(
        &self,
        mut take: impl FnMut(&str, TermId) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = String::new();
        for &(name, number) in &self.terms {
            match name {
                Name::Short(code) => {
                    decode(code, &mut buffer);
                    take(&buffer, number)?;
                }
                Name::Word(at) => take(&self.words[at as usize], number)?,
            }
        }
        Ok(())
    }
}

fn take(next: &mut TermId) -> TermId {
    let number = *next;
    *next += 1;
    number
}

/// Returns one or two characters as a number. Numbers and texts have the same order.
fn code(first: char, second: Option<char>) -> u64 {
    u64::from(first) << CHARACTER_BITS | second.map_or(0, u64::from)
}

fn decode(code: u64, out: &mut String) {
    let character = |code: u64| char::from_u32((code & ((1 << CHARACTER_BITS) - 1)) as u32);
    out.clear();
    out.extend(character(code >> CHARACTER_BITS));
    out.extend(character(code).filter(|&second| second != '\0'));
}

/// Hashes the code of two characters with one multiplication. The standard hasher takes several times as long, and there
/// is a pair for almost every character of a Chinese text.
#[derive(Debug, Default)]
struct CodeHasher(u64);

impl Hasher for CodeHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }

    fn write_u64(&mut self, code: u64) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ code) * u128::from(ODD);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Dictionary;

    #[test]
    fn equal_terms_have_equal_numbers() {
        let mut dictionary = Dictionary::new();
        let numbers = [
            dictionary.character('一'),
            dictionary.pair('一', '二'),
            dictionary.character('𠀀'),
            dictionary.word("one"),
            dictionary.word("一"),
            dictionary.word("一二"),
            dictionary.character('𠀀'),
            dictionary.word("one"),
        ];
        assert_eq!(numbers, [0, 1, 2, 3, 0, 1, 2, 3]);
        assert_eq!(dictionary.len(), 4);
    }

    proptest! {
        #[test]
        fn terms_are_sorted_like_their_texts(
            words in prop::collection::vec("[a-c一二𠀀🎉é]{1,4}", 0..40),
            runs in prop::collection::vec("[一二三𠀀가ア]{1,2}", 0..40),
        ) {
            let mut dictionary = Dictionary::new();
            let mut expected: Vec<(String, u32)> = Vec::new();
            for word in words {
                let number = dictionary.word(&word);
                expected.push((word, number));
            }
            for run in runs {
                let mut characters = run.chars();
                let number = match (characters.next().unwrap(), characters.next()) {
                    (first, Some(second)) => dictionary.pair(first, second),
                    (only, None) => dictionary.character(only),
                };
                expected.push((run, number));
            }
            expected.sort();
            expected.dedup();
            let mut sorted = Vec::new();
            let take = |text: &str, number| {
                sorted.push((text.to_owned(), number));
                Ok::<(), ()>(())
            };
            dictionary.into_sorted().each(take).unwrap();
            prop_assert_eq!(sorted, expected);
        }
    }
}
