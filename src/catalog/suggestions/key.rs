//! The compared forms of a suffix of a folded name: the text, its pinyin, or the initials of its pinyin.

use std::cmp::Ordering;
use std::str::Chars;

use crate::text::pinyin::{initials, readings};

/// A form of a suffix of a folded name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The letters of the name.
    Text,
    /// Pinyin for ideographs; other letters and digits are kept, everything else is removed.
    Pinyin,
    /// Like [`Form::Pinyin`], but only the first letter of each syllable.
    Initials,
}

/// The number of ideographs, from the start of a suffix, for which alternative readings are indexed.
const READ_OTHERWISE: usize = 8;
/// The maximum number of ways to read one suffix: all of them for two ideographs with three readings, or
/// for three with two. More in a row are rare.
const MAX_WAYS: u16 = 12;

impl Form {
    fn of(self, c: char) -> &'static [&'static str] {
        match self {
            Self::Text => &[],
            Self::Pinyin => readings(c),
            Self::Initials => initials(c),
        }
    }

    /// Returns whether a letter is an ideograph with a reading in this form.
    pub(super) fn is_read(self, c: char) -> bool {
        !self.of(c).is_empty()
    }

    /// Returns the number of ways to read a suffix; at least one.
    pub(super) fn ways(self, letters: impl Iterator<Item = char>) -> u8 {
        let mut ways = 1;
        let numbers = letters.map(|c| self.of(c).len() as u16).filter(|&readings| readings > 0);
        for readings in numbers.take(READ_OTHERWISE) {
            if ways * readings > MAX_WAYS {
                break;
            }
            ways *= readings;
        }
        ways as u8
    }
}

/// The letters of a key, each with the index of the folded letter that it stands for.
#[derive(Debug, Clone)]
pub(super) struct Key<I> {
    letters: I,
    form: Form,
    /// Selects the reading of each ideograph: the remainder modulo the number of its readings, and the
    /// quotient for the ideographs after it.
    way: usize,
    at: usize,
    syllable: Chars<'static>,
}

impl<I: Iterator<Item = char>> Key<I> {
    /// Creates the key of `letters`, read in one of [`Form::ways`].
    pub(super) fn new(letters: I, form: Form, way: u8) -> Self {
        Self { letters, form, way: way.into(), at: 0, syllable: "".chars() }
    }
}

impl<I: Iterator<Item = char>> Iterator for Key<I> {
    type Item = (char, usize);

    fn next(&mut self) -> Option<(char, usize)> {
        loop {
            if let Some(c) = self.syllable.next() {
                return Some((c, self.at - 1));
            }
            let c = self.letters.next()?;
            self.at += 1;
            let readings = self.form.of(c);
            if let Some(reading) = readings.get(self.way % readings.len().max(1)) {
                self.way /= readings.len();
                self.syllable = reading.chars();
            } else if self.form == Form::Text || c.is_alphanumeric() {
                return Some((c, self.at - 1));
            }
        }
    }
}

/// Compares a key with a prefix; equal if the key starts with it.
pub(super) fn compare(key: impl Iterator<Item = char>, prefix: &str) -> Ordering {
    let mut key = key;
    for wanted in prefix.chars() {
        match key.next().map(|c| c.cmp(&wanted)) {
            Some(Ordering::Equal) => {}
            Some(other) => return other,
            None => return Ordering::Less,
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::{Form, Key};

    fn all(text: &str, form: Form) -> Vec<String> {
        let ways = form.ways(text.chars());
        (0..ways).map(|way| Key::new(text.chars(), form, way).map(|(c, _)| c).collect()).collect()
    }

    #[test]
    fn names_have_three_forms() {
        assert_eq!(all("python 内存", Form::Text), ["python 内存"]);
        assert_eq!(all("python 内存", Form::Pinyin), ["pythonneicun"]);
        assert_eq!(all("python 内存", Form::Initials), ["pythonnc"]);
    }

    #[test]
    fn all_readings_are_generated() {
        let mut ways = all("行长", Form::Pinyin);
        ways.sort();
        assert_eq!(ways, ["hangchang", "hangzhang", "xingchang", "xingzhang"]);
        assert!(all(&"行".repeat(100), Form::Pinyin).len() <= 12);
    }

    #[test]
    fn a_key_knows_the_index_of_its_letter() {
        let places: Vec<_> = Key::new("a 内".chars(), Form::Pinyin, 0).map(|(_, at)| at).collect();
        assert_eq!(places, [0, 2, 2, 2]);
    }
}
