//! Word counts and reading time.

mod ascii;

use std::ops::{Add, AddAssign};

use unicode_segmentation::UnicodeSegmentation;

use super::alphabet::Alphabet;
use super::hangul::continues_syllable;
use super::script::{Script, script};
use ascii::{Class, ascii_words, class, plain_words};

/// Reading speed for Han, Kana and Hangul characters.
const CHARACTERS_PER_MINUTE: u64 = 400;
/// Reading speed for words in other scripts.
const WORDS_PER_MINUTE: u64 = 240;
/// Reading time of a line of code.
const SECONDS_PER_CODE_LINE: u64 = 3;
/// The number of lines of a code block that count. The rest of a long listing is skimmed.
const MAX_LINES_PER_BLOCK: u32 = 20;

/// Counts of what there is to read in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Han ideographs.
    pub han: u32,
    /// Hiragana and Katakana.
    pub kana: u32,
    /// Hangul syllables and letters. A decomposed syllable is one.
    pub hangul: u32,
    /// Words in all other scripts.
    pub words: u32,
    /// Those of `words` that are written in each [`Alphabet`] other than Latin.
    pub alphabets: [u32; Alphabet::OTHERS],
    /// Lines of code blocks that count.
    pub code_lines: u32,
}

impl Amount {
    /// Returns the amount of a code block with a number of lines, of which at most 20 count.
    pub fn of_code(lines: usize) -> Self {
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        Self { code_lines: lines.min(MAX_LINES_PER_BLOCK), ..Self::default() }
    }

    /// Returns the number of Han, Kana and Hangul characters plus words in other scripts. Code is
    /// not counted.
    pub fn word_count(&self) -> u32 {
        self.characters().saturating_add(self.words)
    }

    /// Returns the reading time in minutes, rounded up and at least 1, at 400 characters or 240
    /// words per minute and three seconds per line of code.
    ///
    /// ```
    /// use inkstone::text::reading::Amount;
    /// let amount = Amount { han: 400, words: 240, ..Amount::default() };
    /// assert_eq!(amount.minutes(), 2);
    /// assert_eq!(Amount { code_lines: 1, ..amount }.minutes(), 3);
    /// ```
    pub fn minutes(&self) -> u32 {
        // In units of 1/1200 minute all terms are integers, so only the sum is rounded.
        const UNITS: u64 = 1200;
        let characters = u64::from(self.characters()) * (UNITS / CHARACTERS_PER_MINUTE);
        let words = u64::from(self.words) * (UNITS / WORDS_PER_MINUTE);
        let code = u64::from(self.code_lines) * SECONDS_PER_CODE_LINE * (UNITS / 60);
        let minutes = (characters + words + code).div_ceil(UNITS);
        u32::try_from(minutes).unwrap_or(u32::MAX).max(1)
    }

    fn characters(&self) -> u32 {
        self.han.saturating_add(self.kana).saturating_add(self.hangul)
    }

    fn count(&mut self, of: Script) {
        let counter = match of {
            Script::Han => &mut self.han,
            Script::Kana => &mut self.kana,
            Script::Hangul => &mut self.hangul,
        };
        *counter = counter.saturating_add(1);
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            han: self.han.saturating_add(other.han),
            kana: self.kana.saturating_add(other.kana),
            hangul: self.hangul.saturating_add(other.hangul),
            words: self.words.saturating_add(other.words),
            alphabets: std::array::from_fn(|at| {
                self.alphabets[at].saturating_add(other.alphabets[at])
            }),
            code_lines: self.code_lines.saturating_add(other.code_lines),
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Counts the characters and words of a text without code. Words are those of UAX #29 that contain
/// a letter or digit of a script other than Han, Kana and Hangul.
///
/// ```
/// use inkstone::text::reading::measure;
/// let amount = measure("Python作为一门语言, isn't 3.14 fast?");
/// assert_eq!((amount.han, amount.words), (6, 4));
/// ```
pub fn measure(text: &str) -> Amount {
    let bytes = text.as_bytes();
    if text.is_ascii()
        && let Some(words) = plain_words(bytes)
    {
        return Amount { words, ..Amount::default() };
    }
    let mut amount = Amount::default();
    let mut han = 0_u32;
    let mut simple_words = 0_u32;
    let mut piece = Piece::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if is_common_han(bytes, at) => {
                piece.close(text, at, &mut amount);
                while at < bytes.len() && is_common_han(bytes, at) {
                    han = han.saturating_add(1);
                    at += 3;
                }
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                piece.close(text, at, &mut amount);
                at += 1;
            }
            b'a'..=b'z' | b'A'..=b'Z' if piece.start.is_none() => {
                let end = at + letters(&bytes[at..]);
                if is_complete_word(bytes, end) {
                    simple_words = simple_words.saturating_add(1);
                } else {
                    piece.open(at);
                }
                at = end;
            }
            // 、。〈〉《》「」『』【】, as in `is_word_boundary`.
            0xe3 if matches!(bytes[at + 1..], [0x80, 0x81 | 0x82 | 0x88..=0x91, ..]) => {
                piece.close(text, at, &mut amount);
                at += 3;
            }
            // Full-width punctuation, as in `is_wide_mark`.
            0xef if matches!(bytes[at + 1..], [0xbc, 0x81..=0x8f | 0x9a..=0xa0, ..]) => {
                piece.has_non_ascii |= piece.start.is_some();
                at += 3;
            }
            0..=0x7f => {
                // Anything before the first letter, digit or underscore is irrelevant. Underscores
                // matter because a combining mark can attach to them.
                if piece.start.is_some() || byte.is_ascii_alphanumeric() || byte == b'_' {
                    piece.open(at);
                }
                at += 1;
            }
            _ => {
                let c = text[at..].chars().next().expect("`at` is before the end");
                if let Some(of) = script(c)
                    && !(of == Script::Hangul && continues_syllable(&text[..at], c))
                {
                    amount.count(of);
                }
                if is_word_boundary(c) {
                    piece.close(text, at, &mut amount);
                } else if piece.start.is_some() || !is_wide_mark(c) {
                    piece.open(at);
                    piece.has_non_ascii = true;
                }
                at += c.len_utf8();
            }
        }
    }
    piece.close(text, text.len(), &mut amount);
    amount.han = amount.han.saturating_add(han);
    amount.words = amount.words.saturating_add(simple_words);
    amount
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// Returns whether a word of letters is complete at `end`, regardless of the text that follows.
fn is_complete_word(bytes: &[u8], end: usize) -> bool {
    let ends_word = |at: usize| match bytes.get(at) {
        None => true,
        Some(byte) if byte.is_ascii() => class(*byte) == Class::Other,
        Some(_) => is_common_han(bytes, at),
    };
    let joins_nothing_next = |at: usize| {
        let joint = bytes.get(at).is_some_and(|&byte| {
            matches!(class(byte), Class::MidLetter | Class::MidNumber | Class::MidBoth)
        });
        joint && ends_word(at + 1)
    };
    ends_word(end) || joins_nothing_next(end)
}

/// Returns whether a character from U+4E00 to U+9FFF begins here, which covers most written
/// Chinese.
fn is_common_han(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0xe5..=0xe9 => true,
        0xe4 => bytes.get(at + 1).is_some_and(|&next| next >= 0xb8),
        _ => false,
    }
}

/// Returns whether a character is full-width or typographic punctuation.
fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{3003}' | '\u{3012}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}')
}

/// A stretch of text between two characters at which words always end.
#[derive(Default)]
struct Piece {
    start: Option<usize>,
    has_non_ascii: bool,
}

impl Piece {
    fn open(&mut self, at: usize) {
        self.start.get_or_insert(at);
    }

    /// Counts the words up to `end`, if there is a stretch. Inlined, because there mostly is none.
    #[inline]
    fn close(&mut self, text: &str, end: usize, amount: &mut Amount) {
        if let Some(start) = self.start.take() {
            let has_non_ascii = std::mem::take(&mut self.has_non_ascii);
            count(&text[start..end], has_non_ascii, amount);
        }
    }
}

#[inline(never)]
fn count(piece: &str, has_non_ascii: bool, amount: &mut Amount) {
    if has_non_ascii {
        count_words(piece, amount);
    } else {
        amount.words = amount.words.saturating_add(ascii_words(piece.as_bytes()));
    }
}

/// Returns whether a character is of the word-break class Other, which joins only with following
/// marks. Full-width punctuation is not included, because `：` and `，` join letters and digits.
fn is_word_boundary(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3041}'..='\u{3096}'
        | '\u{3001}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{20000}'..='\u{2ffff}')
}

fn count_words(text: &str, amount: &mut Amount) {
    let is_counted = |c: &char| c.is_alphanumeric() && script(*c).is_none();
    for first in text.unicode_words().filter_map(|word| word.chars().find(is_counted)) {
        amount.words = amount.words.saturating_add(1);
        if let Some(alphabet) = Alphabet::other(first) {
            let count = &mut amount.alphabets[alphabet as usize];
            *count = count.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_segmentation::UnicodeSegmentation;

    use super::{Amount, measure};
    use crate::text::alphabet::Alphabet;
    use crate::text::script::{Script, script};

    fn measure_by_definition(text: &str) -> Amount {
        let of = |wanted| text.chars().filter(|&c| script(c) == Some(wanted)).count() as u32;
        let is_hangul = |part: &&str| part.chars().any(|c| script(c) == Some(Script::Hangul));
        let is_counted = |c: &char| c.is_alphanumeric() && script(*c).is_none();
        let words = || text.unicode_words().filter_map(|word| word.chars().find(is_counted));
        Amount {
            han: of(Script::Han),
            kana: of(Script::Kana),
            hangul: text.graphemes(true).filter(is_hangul).count() as u32,
            words: words().count() as u32,
            alphabets: std::array::from_fn(|at| {
                let is_this = |&c: &char| Alphabet::other(c).is_some_and(|of| of as usize == at);
                words().filter(is_this).count() as u32
            }),
            code_lines: 0,
        }
    }

    #[test]
    fn scripts_are_counted_separately() {
        let amount = measure("漢字とカナ、한글 and words");
        assert_eq!(amount, Amount { han: 2, kana: 3, hangul: 2, words: 2, ..Amount::default() });
        assert_eq!(amount.word_count(), 9);
    }

    #[test]
    fn decomposed_syllables_and_kana_count_once() {
        for composed in ["한글", "값", "ガイドを読む", "가é"] {
            let decomposed: String = composed.nfd().collect();
            assert!(decomposed != composed);
            assert_eq!(measure(&decomposed), measure(composed), "{composed}");
        }
        assert_eq!(measure("한글".nfd().collect::<String>().as_str()).hangul, 2);
        assert_eq!(measure("ㅋㅋㅋ").hangul, 3, "letters that stand alone are not a syllable");
    }

    #[test]
    fn words_are_counted_by_alphabet() {
        let amount = measure("Слово и word, λόγος שלום سلام 1 हिन्दी");
        assert_eq!(amount.words, 8);
        let of = |alphabet: Alphabet| amount.alphabets[alphabet as usize];
        assert_eq!((of(Alphabet::Cyrillic), of(Alphabet::Greek)), (2, 1));
        assert_eq!((of(Alphabet::Hebrew), of(Alphabet::Arabic)), (1, 1));
        assert_eq!((of(Alphabet::Devanagari), of(Alphabet::Thai)), (1, 0));
    }

    #[test]
    fn at_most_20_lines_of_a_code_block_count() {
        assert_eq!(Amount::of_code(19).code_lines, 19);
        assert_eq!(Amount::of_code(2_700).minutes(), 1);
        assert_eq!((Amount::of_code(2_700) + Amount::of_code(21)).minutes(), 2);
    }

    #[test]
    fn apostrophes_and_points_join_a_word() {
        assert_eq!(measure("it's 3.14, e.g. a_b — don’t!").words, 5);
        assert_eq!(measure("... --- ___ 。！").words, 0);
        assert_eq!(measure("_\u{9d7}A").words, 1, "a mark belongs to the underscore before it");
    }

    #[test]
    fn minutes_are_exact_and_at_least_one() {
        assert_eq!(Amount::default().minutes(), 1);
        assert_eq!(Amount { han: 400, ..Amount::default() }.minutes(), 1);
        assert_eq!(Amount { han: 401, ..Amount::default() }.minutes(), 2);
        assert_eq!(Amount { words: 240, ..Amount::default() }.minutes(), 1);
        assert_eq!(Amount { words: 241, ..Amount::default() }.minutes(), 2);
        assert_eq!(Amount { code_lines: 20, ..Amount::default() }.minutes(), 1);
        assert_eq!(Amount { code_lines: 21, ..Amount::default() }.minutes(), 2);
        let thirds = Amount { han: 133, words: 80, code_lines: 6, ..Amount::default() };
        assert_eq!(thirds.minutes(), 1);
        let most = Amount { han: u32::MAX, words: u32::MAX, ..Amount::default() };
        assert!(most.minutes() > 1_000_000);
        assert_eq!(most.word_count(), u32::MAX);
    }

    #[test]
    fn amounts_add_up() {
        let mut sum = measure("一");
        sum += measure("二 two");
        assert_eq!(sum, measure("一二 two"));
    }

    proptest! {
        #[test]
        fn the_fast_path_agrees_with_the_definition(text in any::<String>()) {
            prop_assert_eq!(measure(&text), measure_by_definition(&text));
        }

        #[test]
        fn the_fast_path_agrees_with_the_definition_on_ascii(text in "[a-zA-Z0-9.:,;' -]{0,300}|[a-z0-9.:,;' _@`{\\[-]{0,24}") {
            prop_assert_eq!(measure(&text), measure_by_definition(&text));
        }

        #[test]
        fn the_fast_path_agrees_with_the_definition_on_likely_text(
            text in "([a-zA-Z0-9_.:,;'’ \n]|[一-龥]|[あ-んア-ンー]|[가-힣]|[\u{1100}-\u{11ff}]|[。，：；．]|é|\u{301}|\u{200d}|ß|ю|א|\u{5f4}|👍|々|〇|〻){0,40}"
        ) {
            prop_assert_eq!(measure(&text), measure_by_definition(&text));
        }
    }
}
