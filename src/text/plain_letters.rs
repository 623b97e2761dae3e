//! Letters and marks that readers leave out or replace when they type a word.
//!
//! Unicode decomposes `é` into a letter and an accent, but not `ø` or `æ`. For these, the replacements are
//! those of the CLDR transform `Latin-ASCII`, for the letters that are in alphabets of living languages.

use unicode_normalization::char::canonical_combining_class;

/// Returns what is typed instead of a lowercase letter that has no decomposition, or `None` if it has no
/// replacement. The replacement is empty for characters that only lengthen or separate others.
///
/// ```
/// use inkstone::text::plain_letters::plain;
/// assert_eq!(plain('œ'), Some("oe"));
/// assert_eq!(plain('ø'), Some("o"));
/// assert_eq!(plain('o'), None);
/// ```
pub fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\0'..='\u{de}' => return None,
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ƀ' | 'ɓ' => "b",
        'ƈ' => "c",
        'ð' | 'đ' | 'ɖ' | 'ɗ' => "d",
        'ɛ' | 'ə' | 'ǝ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' | 'ɣ' => "g",
        'ħ' => "h",
        'ı' | 'ɨ' | 'ɩ' => "i",
        'ȷ' => "j",
        'ĸ' | 'ƙ' => "k",
        'ł' | 'ƚ' => "l",
        'ŋ' | 'ɲ' => "n",
        'ø' | 'ɔ' | 'ɵ' => "o",
        'ƥ' => "p",
        'ŧ' | 'ƭ' => "t",
        'ʉ' | 'ʊ' => "u",
        'ʋ' => "v",
        'ƴ' => "y",
        'ƶ' => "z",
        // The ʻokina and other apostrophes that are letters, and the tatweel of Arabic.
        '\u{2b9}'..='\u{2bf}' | '\u{640}' => "",
        // Alef with wasla, which is written only in vocalized Arabic.
        '\u{671}' => "\u{627}",
        _ => return None,
    })
}

/// Returns whether a character is a mark without which a word is still the same word: accents, the vowel
/// signs of Arabic, the points of Hebrew, nuktas, and selectors of variants. Marks that are letters are not:
/// the vowel signs of Indic scripts and of Thai, and the sound marks of Kana.
///
/// ```
/// use inkstone::text::plain_letters::is_optional_mark;
/// assert!(is_optional_mark('\u{301}') && is_optional_mark('\u{64e}') && is_optional_mark('\u{5b8}'));
/// assert!(!is_optional_mark('\u{93f}') && !is_optional_mark('\u{3099}'));
/// ```
pub fn is_optional_mark(c: char) -> bool {
    match c {
        // Most text; the class of the others is looked up in a table.
        '\0'..='\u{2ff}'
        | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{590}'
        | '\u{5d0}'..='\u{60f}'
        | '\u{620}'..='\u{64a}'
        | '\u{3400}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{ff00}'..='\u{ffff}' => false,
        '\u{300}'..='\u{36f}'
        | '\u{488}'..='\u{489}'
        | '\u{180b}'..='\u{180d}'
        | '\u{180f}'
        | '\u{20d0}'..='\u{20f0}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        // The classes of overlays, nuktas, Hebrew points, Arabic and Syriac vowels, and of all marks that are
        // placed relative to any letter (Unicode Standard Annex 44, table 15).
        c => matches!(canonical_combining_class(c), 1 | 7 | 10..=36 | 200..),
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::{canonical_combining_class, is_optional_mark, plain};

    #[test]
    fn replacements_have_none_themselves() {
        for letter in '\0'..='\u{2fff}' {
            for c in plain(letter).unwrap_or_default().chars() {
                assert!(plain(c).is_none() && !is_optional_mark(c), "{letter}");
            }
        }
    }

    #[test]
    fn letters_that_decompose_have_no_replacement() {
        for letter in '\u{df}'..='\u{24f}' {
            if plain(letter).is_some() {
                assert_eq!(letter.to_string().nfkd().count(), 1, "{letter}");
                assert!(!letter.is_uppercase(), "{letter}");
            }
        }
    }

    #[test]
    fn the_fast_path_has_no_marks() {
        for c in ('\0'..=char::MAX).filter(|&c| !is_optional_mark(c)) {
            assert!(!matches!(canonical_combining_class(c), 1 | 7 | 10..=36 | 200..), "{c:?}");
        }
    }

    #[test]
    fn vowel_signs_of_abugidas_are_letters_and_those_of_abjads_are_not() {
        for (mark, expected) in [
            ('\u{64b}', true),   // Arabic fathatan
            ('\u{670}', true),   // Arabic superscript alef
            ('\u{6e1}', true),   // Arabic small high head of khah
            ('\u{591}', true),   // Hebrew accent etnahta
            ('\u{5bc}', true),   // Hebrew point dagesh
            ('\u{5c1}', true),   // Hebrew point shin dot
            ('\u{711}', true),   // Syriac superscript alaph
            ('\u{483}', true),   // Cyrillic titlo
            ('\u{93c}', true),   // Devanagari nukta
            ('\u{1dc4}', true),  // combining macron-acute
            ('\u{fe0f}', true),  // emoji presentation
            ('\u{93e}', false),  // Devanagari aa
            ('\u{941}', false),  // Devanagari u
            ('\u{94d}', false),  // Devanagari virama
            ('\u{e34}', false),  // Thai sara i
            ('\u{e38}', false),  // Thai sara u
            ('\u{e48}', false),  // Thai mai ek
            ('\u{f71}', false),  // Tibetan aa
            ('\u{7a6}', false),  // Thaana abafili
            ('\u{309a}', false), // Kana semi-voiced sound mark
        ] {
            assert_eq!(is_optional_mark(mark), expected, "{:x}", u32::from(mark));
        }
    }
}
