//! Alphabets, by which languages written with words are told apart.

use super::lang::Lang;

/// An alphabet, or a script that is counted by words like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// Devanagari.
    Devanagari,
    /// Thai.
    Thai,
    /// Latin.
    Latin,
}

/// The languages that are usually not written in Latin, by alphabet.
const NOT_LATIN: [(Option<Alphabet>, &[&str]); 7] = [
    (
        Some(Alphabet::Cyrillic),
        &[
            "ab", "av", "ba", "be", "bg", "ce", "cu", "cv", "kk", "kv", "ky", "mk", "mn", "os",
            "ru", "sr", "tg", "tt", "uk",
        ],
    ),
    (Some(Alphabet::Greek), &["el", "grc"]),
    (Some(Alphabet::Hebrew), &["he", "iw", "ji", "yi"]),
    (Some(Alphabet::Arabic), &["ar", "arz", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"]),
    (Some(Alphabet::Devanagari), &["bho", "hi", "kok", "mai", "mr", "ne", "sa"]),
    (Some(Alphabet::Thai), &["th"]),
    (
        None,
        &[
            "am", "as", "bn", "bo", "chr", "cmn", "dv", "dz", "gu", "hak", "hy", "ii", "iu", "ja",
            "ka", "km", "kn", "ko", "lo", "lzh", "ml", "my", "nan", "or", "pa", "si", "ta", "te",
            "ti", "wuu", "yue", "zh",
        ],
    ),
];

impl Alphabet {
    /// The number of alphabets other than Latin, which are numbered from 0.
    pub const OTHERS: usize = Self::Latin as usize;

    /// Returns the alphabet of a letter, if it is one of those other than Latin.
    ///
    /// ```
    /// use inkstone::text::alphabet::Alphabet;
    /// assert_eq!(Alphabet::other('ж'), Some(Alphabet::Cyrillic));
    /// assert_eq!(Alphabet::other('a'), None);
    /// ```
    pub fn other(letter: char) -> Option<Self> {
        match letter {
            '\0'..='\u{36f}' => None,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => {
                Some(Self::Cyrillic)
            }
            '\u{591}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Some(Self::Hebrew),
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{870}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Some(Self::Arabic),
            '\u{900}'..='\u{97f}' | '\u{a8e0}'..='\u{a8ff}' => Some(Self::Devanagari),
            '\u{e01}'..='\u{e5b}' => Some(Self::Thai),
            _ => None,
        }
    }

    /// Returns the alphabet in which a language is written, by the script subtag of the tag or by
    /// custom. `None` for other scripts.
    ///
    /// ```
    /// use inkstone::text::{Lang, alphabet::Alphabet};
    /// let of = |tag| Alphabet::of_lang(&Lang::parse(tag).unwrap());
    /// assert_eq!((of("fr"), of("sr")), (Some(Alphabet::Latin), Some(Alphabet::Cyrillic)));
    /// assert_eq!((of("sr-Latn"), of("zh")), (Some(Alphabet::Latin), None));
    /// ```
    pub fn of_lang(lang: &Lang) -> Option<Self> {
        match lang.script() {
            Some("Latn") => Some(Self::Latin),
            Some("Cyrl") => Some(Self::Cyrillic),
            Some("Grek") => Some(Self::Greek),
            Some("Hebr") => Some(Self::Hebrew),
            Some("Arab") => Some(Self::Arabic),
            Some("Deva") => Some(Self::Devanagari),
            Some("Thai") => Some(Self::Thai),
            Some(_) => None,
            None => NOT_LATIN
                .iter()
                .find(|(_, langs)| langs.contains(&lang.primary()))
                .map_or(Some(Self::Latin), |&(alphabet, _)| alphabet),
        }
    }

    /// Returns the tag of the most widely used language of an alphabet.
    pub fn main_lang(self) -> &'static str {
        match self {
            Self::Latin => "en",
            Self::Cyrillic => "ru",
            Self::Greek => "el",
            Self::Hebrew => "he",
            Self::Arabic => "ar",
            Self::Devanagari => "hi",
            Self::Thai => "th",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Alphabet;
    use crate::text::Lang;

    #[test]
    fn letters_have_the_alphabet_of_their_main_language() {
        for (text, tag) in [
            ("Ёжґ", "ru"),
            ("αΩἀ", "el"),
            ("שלוםﬠ", "he"),
            ("سلامپگ", "ar"),
            ("हिन्दी", "hi"),
            ("ภาษาไทย", "th"),
        ] {
            for c in text.chars() {
                assert_eq!(Alphabet::other(c).map(Alphabet::main_lang), Some(tag), "{c}");
            }
        }
        for c in "aÉßṽ1_漢か한‘".chars() {
            assert_eq!(Alphabet::other(c), None, "{c}");
        }
    }

    #[test]
    fn every_main_language_is_written_in_its_alphabet() {
        for tag in ["en", "ru", "el", "he", "ar", "hi", "th"] {
            let alphabet = Alphabet::of_lang(&Lang::parse(tag).unwrap());
            assert_eq!(alphabet.map(Alphabet::main_lang), Some(tag));
        }
    }
}
