//! The typed text, in the forms that are looked up.

use std::ops::RangeInclusive;

use super::folded::{Letter, is_word, letters};
use super::key::{Form, Key};
use crate::text::pinyin::{parts, readings};
use crate::text::script::script;

/// The lengths for which typos are forgiven. Shorter texts are similar to too many names.
const LENGTHS: RangeInclusive<usize> = 5..=64;

/// Signs that belong to the word before them.
const SIGNS: [char; 2] = ['+', '#'];

/// The typed prefix of a name, folded like names.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// The entire text.
    pub(super) text: String,
    /// The distinct words; empty if the text is one word without anything around it.
    pub(super) words: Vec<String>,
    /// The letters and digits if they may be pinyin, else empty.
    pub(super) pinyin: String,
    /// The pinyin of the ideographs and the letters if there are ideographs, else empty.
    pub(super) sound: String,
    /// The number of letters in words.
    pub(super) length: usize,
}

impl Typed {
    /// Folds any text.
    pub(crate) fn new(typed: &str) -> Self {
        let letters = letters(typed);
        let text: String = letters.iter().map(|letter| letter.c).collect();
        let is_one_word = letters.iter().all(|letter| is_word(letter.c));
        let mut words = words(&letters);
        if is_one_word && words.len() == 1 {
            words.clear();
        }
        let plain: String = text.chars().filter(|&c| is_word(c)).collect();
        let length = plain.chars().count();
        let ideographs = text.chars().filter(|&c| !readings(c).is_empty()).count();
        let sound: String = if ideographs >= 2 {
            Key::new(text.chars(), Form::Pinyin, 0).map(|(c, _)| c).collect()
        } else {
            String::new()
        };
        let has_letter = plain.bytes().any(|byte| byte.is_ascii_lowercase());
        // `C++` and `C#` are not the beginnings of syllables.
        let has_sign = words.iter().any(|word| word.ends_with(SIGNS));
        let is_pinyin = plain.is_ascii() && has_letter && !has_sign;
        let pinyin = if is_pinyin { plain } else { String::new() };
        Self { text, words, pinyin, sound, length }
    }

    /// Returns the forms that may contain typos: the text if it is Latin, and the pinyin or the sound. A
    /// wrong ideograph usually has the sound of the right one.
    pub(super) fn misspelt(&self) -> impl Iterator<Item = (Form, &str)> {
        let written = if self.text.is_ascii() { &*self.text } else { "" };
        let sound = if self.sound.is_ascii() { &*self.sound } else { "" };
        let forms = [(Form::Text, written), (Form::Pinyin, &self.pinyin), (Form::Pinyin, sound)];
        let is_typo = |(_, prefix): &(Form, &str)| LENGTHS.contains(&prefix.len());
        forms.into_iter().filter(is_typo)
    }

    /// Returns the pinyin, divided into syllables and prefixes of syllables.
    pub(super) fn parts(&self) -> Vec<&str> {
        parts(&self.pinyin)
    }
}

/// Returns the runs of letters of scripts with spaces, or without. `+` and `#` after a word belong to it, as in
/// `C++`.
fn words(letters: &[Letter]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<bool> = None;
    for c in letters.iter().map(|letter| letter.c) {
        let way = is_word(c).then(|| script(c).is_some());
        let is_suffix = SIGNS.contains(&c) && before.is_some();
        match words.last_mut() {
            Some(word) if is_suffix || (way.is_some() && way == before) => word.push(c),
            _ if way.is_some() => words.push(c.into()),
            _ => {}
        }
        if !is_suffix {
            before = way;
        }
    }
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn words_end_at_spaces_symbols_and_scripts_and_the_longest_come_first() {
        for (typed, wanted) in [
            ("rust-web  Rust", vec!["rust", "web"]),
            ("C++ 内存", vec!["内存", "c++"]),
            ("python内存管", vec!["内存管", "python"]),
            ("rust", vec![]),
            ("?!", vec![]),
            ("rust!", vec!["rust"]),
        ] {
            assert_eq!(Typed::new(typed).words, wanted, "{typed}");
        }
    }

    #[test]
    fn only_latin_letters_may_be_pinyin_and_only_ideographs_have_a_sound() {
        let forms = |typed: &str| {
            let typed = Typed::new(typed);
            (typed.pinyin, typed.sound)
        };
        assert_eq!(forms("Nei'Cun"), ("neicun".to_owned(), String::new()));
        assert_eq!(forms("內存 py"), (String::new(), "neicunpy".to_owned()));
        assert_eq!(forms("C++"), Default::default());
        assert_eq!(forms("2024"), Default::default());
        assert_eq!(forms("メモリ"), Default::default());
    }
}
