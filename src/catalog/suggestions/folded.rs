//! Folding of names for comparison with typed text, letter by letter, with the position of each letter in
//! the name.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::plain_letters::{is_optional_mark, plain};
use crate::text::script::script;
use crate::text::simplified::simplified;

/// The maximum number of letters of a name that are searchable.
const MAX_LETTERS: usize = 512;

/// One letter of a folded name. Consecutive whitespace becomes one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The folded letter; never a line break.
    pub(super) c: char,
    /// The byte range, in the name, of the grapheme cluster that the letter comes from. An accent
    /// belongs to its letter, and one cluster can fold to several letters.
    from: usize,
    to: usize,
    /// Whether a word starts here: at each East Asian character and symbol, and in other scripts after a
    /// non-letter and at the humps of `camelCase`.
    pub(super) starts: bool,
    case: Case,
}

/// The case of the original character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
    None,
}

impl Letter {
    /// Returns the byte range of the original grapheme cluster in the name.
    pub(super) fn place(&self) -> Range<usize> {
        self.from..self.to
    }
}

/// Folds a name: NFKC and case folding, Latin letters without accents and replaced as in a search, other
/// scripts without marks that are left out (but Greek and Cyrillic keep their accents), Simplified for
/// Traditional Chinese.
/// Control characters, invisible marks, and leading and trailing whitespace are removed.
pub(super) fn letters(name: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (from, cluster) in name.grapheme_indices(true) {
        if letters.len() >= MAX_LETTERS {
            break;
        }
        let to = from + cluster.len();
        let case = cluster.chars().next().map_or(Case::None, |c| {
            if c.is_uppercase() {
                Case::Upper
            } else if c.is_lowercase() {
                Case::Lower
            } else {
                Case::None
            }
        });
        let mut first = true;
        fold(cluster, |c| match (c, letters.last_mut()) {
            (' ', None) => {}
            (' ', Some(last)) if last.c == ' ' => last.to = to,
            _ => {
                let case = if std::mem::take(&mut first) { case } else { Case::None };
                letters.push(Letter { c, from, to, starts: false, case });
            }
        });
    }
    letters.truncate(MAX_LETTERS);
    if letters.last().is_some_and(|last| last.c == ' ') {
        letters.pop();
    }
    find_starts(&mut letters);
    letters
}

/// Calls `give` for the folded letters of one grapheme cluster, with whitespace as spaces.
fn fold(cluster: &str, mut give: impl FnMut(char)) {
    let mut chars = cluster.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}')
    {
        return give(simplified(c.to_ascii_lowercase()));
    }
    let folded: String = cluster.nfkc().collect();
    let folded = caseless::default_case_fold_str(&folded);
    // Decomposed, so that accents are separate marks.
    let mut is_latin = false;
    let without_accents = folded.nfkd().filter(|&c| {
        match c {
            '\u{300}'..='\u{36f}' => return !is_latin,
            c if is_optional_mark(c) => return false,
            _ => {}
        }
        is_latin = c.is_ascii_alphabetic() || plain(c).is_some();
        true
    });
    for c in without_accents.nfc() {
        match c {
            c if c.is_whitespace() => give(' '),
            c if is_invisible(c) => {}
            c => match plain(c) {
                Some(replacement) => replacement.chars().for_each(&mut give),
                None => give(simplified(c)),
            },
        }
    }
}

/// Returns whether a character is a control character, joiner, directional mark or variation selector.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a letter is part of a word, or a word by itself.
pub(super) fn is_word(c: char) -> bool {
    stands_alone(c) || c.is_alphanumeric() || is_combining_mark(c)
}

/// Returns whether a letter is a word by itself: an East Asian one, or a symbol such as an arrow or emoji.
fn stands_alone(c: char) -> bool {
    script(c).is_some() || matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}')
}

fn find_starts(letters: &mut [Letter]) {
    let mut in_word = false;
    let mut before = Case::None;
    for at in 0..letters.len() {
        let next = letters.get(at + 1).map_or(Case::None, |next| next.case);
        let Some(letter) = letters.get_mut(at) else { return };
        let alone = stands_alone(letter.c);
        // `camelCase`, and the last capital of `HTTPServer`.
        let hump = letter.case == Case::Upper && (before != Case::Upper || next == Case::Lower);
        letter.starts = at == 0 || alone || (is_word(letter.c) && (!in_word || hump));
        in_word = is_word(letter.c) && !alone;
        before = letter.case;
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    /// Formats the folded name with a bar before each word.
    fn words(name: &str) -> String {
        letters(name)
            .iter()
            .flat_map(|letter| letter.starts.then_some('|').into_iter().chain([letter.c]))
            .collect()
    }

    #[test]
    fn case_width_accents_and_forms_are_folded() {
        for (name, wanted) in [
            ("Ｒｕｓｔ\u{3000}  Café", "|rust |cafe"),
            ("cafe\u{301} Ångström Łódź", "|cafe |angstrom |lodz"),
            ("Straße ﬁle", "|strasse |file"),
            ("İstanbul", "|istanbul"),
            ("記憶體", "|记|忆|体"),
            ("ｶﾞﾍﾞｰｼﾞ", "|ガ|ベ|ー|ジ"),
            ("Œuvre ǾRE þing", "|oeuvre |ore |thing"),
            ("مُحَمَّد", "|محمد"),
            ("שָׁלוֹם", "|שלום"),
            ("葛\u{e0100}城", "|葛|城"),
            ("йод", "|йод"),
            ("한글", "|한|글"),
        ] {
            assert_eq!(words(name), wanted, "{name}");
        }
    }

    #[test]
    fn every_part_of_a_compound_is_a_word() {
        for (name, wanted) in [
            ("snake_case", "|snake_|case"),
            ("camelCase", "|camel|case"),
            ("HTTPServer", "|http|server"),
            ("GPT4All", "|gpt4|all"),
            ("actix-web", "|actix-|web"),
            ("ASP.NET", "|asp.|net"),
            ("C++", "|c++"),
            (".NET 入门", "|.|net |入|门"),
            ("《Rust》🚀go", "|《|rust》|🚀|go"),
        ] {
            assert_eq!(words(name), wanted, "{name}");
        }
    }

    #[test]
    fn invisible_characters_are_removed() {
        assert_eq!(words(" \u{202e}a\u{0}\u{200b}b\r\n "), "|ab");
        assert_eq!(words("\u{7}\u{200d}"), "");
        assert_eq!(letters(&"字".repeat(10_000)).len(), 512);
        assert_eq!(letters(&"\u{fdfa}".repeat(100)).len(), 512);
    }

    #[test]
    fn a_letter_knows_its_original_character() {
        let name = "e\u{301}ﬁ";
        let places: Vec<_> = letters(name).iter().map(|letter| &name[letter.place()]).collect();
        assert_eq!(places, ["e\u{301}", "ﬁ", "ﬁ"]);
    }
}
