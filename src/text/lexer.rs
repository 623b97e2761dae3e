//! What is searched for in a text: words, and the characters of scripts that are written without
//! blanks.
//!
//! Both are folded, so that spellings which a reader takes for one are equal: case, width, accents of
//! letters, Simplified and Traditional forms. Where they stand in the text is kept, because what is
//! found is shown as it is written.

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

use super::script::{Script, script};
use super::simplified::simplified;

/// Longer words are cut to so many bytes. Nobody looks for them, and an index cannot hold any length.
pub const LONGEST_WORD: usize = 128;

/// What stands in a text at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme<'a> {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Nothing stands between it and the one before.
    pub joined: bool,
    /// An empty line stands between it and the one before.
    pub parted: bool,
    /// What it is.
    pub kind: LexemeKind<'a>,
}

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexemeKind<'a> {
    /// Letters and digits of scripts that part words, with the underscores between and around them; or
    /// one symbol, such as an emoji.
    Word {
        /// The word, folded: `getrefcount`, `__slots__`, `c`.
        folded: &'a str,
        /// The same with the signs behind it that make another name of it: `c++`, `c#`.
        with_sign: Option<&'a str>,
    },
    /// A Han, Kana or Hangul character, folded.
    Character(char),
}

/// Reads a text from its beginning to its end.
///
/// ```
/// use inkstone::text::lexer::{Lexer, LexemeKind};
/// let mut lexer = Lexer::new("Ｃafé 記");
/// let LexemeKind::Word { folded, .. } = lexer.next().unwrap().kind else { panic!() };
/// assert_eq!(folded, "cafe");
/// assert_eq!(lexer.next().unwrap().kind, LexemeKind::Character('记'));
/// assert!(lexer.next().is_none());
/// ```
#[derive(Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Where the last lexeme ended.
    last_end: Option<usize>,
    /// The word at hand, with its signs.
    word: String,
}

impl<'t> Lexer<'t> {
    /// Begins to read.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, last_end: None, word: String::new() }
    }

    /// The next lexeme; none at the end. It is lent, so this is no iterator.
    #[expect(clippy::should_implement_trait, reason = "what an iterator gives cannot be lent")]
    pub fn next(&mut self) -> Option<Lexeme<'_>> {
        let mut newlines = 0;
        loop {
            let start = self.at;
            let c = self.peek(start)?;
            if let Some(of) = script(c) {
                let kind = LexemeKind::Character(self.character(c, of));
                let joined = self.joined(start);
                return Some(Lexeme { start, end: self.at, joined, parted: newlines > 1, kind });
            }
            if is_word(c) {
                self.read_word();
                if self.word.bytes().any(|byte| byte != b'_') {
                    return Some(self.word_lexeme(start, newlines));
                }
            } else if is_symbol(c) {
                self.word.clear();
                self.word.push(c);
                self.at += c.len_utf8();
                return Some(self.word_lexeme(start, newlines));
            } else {
                newlines += usize::from(c == '\n');
                self.at += c.len_utf8();
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(&byte) if byte.is_ascii() => Some(char::from(byte)),
            Some(_) => self.text[at..].chars().next(),
            None => None,
        }
    }

    /// Whether nothing stands before what began at `start` and ends here.
    fn joined(&mut self, start: usize) -> bool {
        self.last_end.replace(self.at) == Some(start)
    }

    /// Takes a character with what is composed with it, such as the mark of a half-width Kana.
    fn character(&mut self, c: char, of: Script) -> char {
        self.at += c.len_utf8();
        if matches!(c, '\u{4e00}'..='\u{9fff}') {
            return simplified(c);
        }
        let mut folded = compatible(c);
        if of != Script::Han {
            while let Some(next) = self.peek(self.at)
                && let Some(composed) = compose(folded, compatible(next))
            {
                folded = composed;
                self.at += next.len_utf8();
            }
        }
        simplified(folded)
    }

    fn read_word(&mut self) {
        self.word.clear();
        while let Some(c) = self.peek(self.at) {
            let goes_on = is_word(c) && script(c).is_none()
                || !c.is_ascii() && (is_combining_mark(c) || is_ignored(c));
            if !goes_on {
                break;
            }
            self.at += c.len_utf8();
            if self.word.len() < LONGEST_WORD {
                fold_letter(c, &mut self.word);
            }
        }
    }

    /// The word at hand, with the signs that make another name of it.
    fn word_lexeme(&mut self, start: usize, newlines: usize) -> Lexeme<'_> {
        let length = self.word.len();
        let rest = &self.text.as_bytes()[self.at..];
        let signs = match rest {
            [b'+', b'+', ..] => 2,
            [b'#', ..] if self.peek(self.at + 1).is_none_or(parts_words) => 1,
            _ => 0,
        };
        if signs > 0 && self.word.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            self.word.push_str(&self.text[self.at..self.at + signs]);
            self.at += signs;
        }
        let joined = self.joined(start);
        let with_sign = (self.word.len() > length).then_some(self.word.as_str());
        let kind = LexemeKind::Word { folded: &self.word[..length], with_sign };
        Lexeme { start, end: self.at, joined, parted: newlines > 1, kind }
    }
}

/// Letters, digits and the underscore of identifiers. The sound marks of half-width Kana are letters to
/// Unicode, but none by themselves.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() && !matches!(c, '\u{ff9e}' | '\u{ff9f}')
    }
}

/// Whether a word ends before a character.
fn parts_words(c: char) -> bool {
    !is_word(c) || script(c).is_some()
}

/// Soft hyphens and joiners, which are no part of what is read.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Arrows, mathematical signs, pictographs and the like.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// The character that a compatible one stands for, where that is one.
fn compatible(c: char) -> char {
    let mut only = None;
    let mut count = 0;
    decompose_compatible(c, |part| {
        only = Some(part);
        count += 1;
    });
    // Syllables of Hangul are composed again anyway.
    if count == 1 { only.unwrap_or(c) } else { c }
}

/// Adds a letter or digit without its case, width and accents.
fn fold_letter(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if is_ignored(c) {
        return;
    }
    decompose_compatible(c, |part| match part {
        '\u{300}'..='\u{36f}' => {}
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        part => out.extend(part.to_lowercase().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))),
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LexemeKind, Lexer};

    /// Words as they are, characters in a row, and what stands apart.
    fn shown(text: &str) -> String {
        let mut lexer = Lexer::new(text);
        let mut shown = String::new();
        while let Some(lexeme) = lexer.next() {
            if !lexeme.joined && !shown.is_empty() {
                shown.push_str(if lexeme.parted { " ¶ " } else { " " });
            }
            match lexeme.kind {
                LexemeKind::Word { folded, with_sign } => {
                    shown.push_str(with_sign.unwrap_or(folded));
                }
                LexemeKind::Character(c) => shown.push(c),
            }
        }
        shown
    }

    #[test]
    fn case_width_and_accents_do_not_matter() {
        assert_eq!(shown("Café CAFÉ Ｃａｆｅ cafe\u{301}"), "cafe cafe cafe cafe");
        assert_eq!(
            shown("Straße STRASSE ΣΊΣΥΦΟΣ İstanbul Ёлка"),
            "strasse strasse σισυφοσ istanbul елка"
        );
        assert_eq!(shown("①２ ﬁn soft\u{ad}hyphen"), "12 fin softhyphen");
    }

    #[test]
    fn simplified_and_traditional_forms_are_one() {
        assert_eq!(shown("記憶體管理"), shown("记忆体管理"));
    }

    #[test]
    fn kana_of_half_width_and_decomposed_letters_are_composed() {
        assert_eq!(shown("ｶﾞｲﾄﾞ か\u{3099} ー"), "ガイド が ー");
        assert_eq!(shown("\u{1112}\u{1161}\u{11ab}글"), "한글");
    }

    #[test]
    fn identifiers_stay_whole_and_signs_make_names() {
        assert_eq!(
            shown("sys.getrefcount(x) __slots__ ___ a_b"),
            "sys getrefcount x __slots__ a_b"
        );
        assert_eq!(
            shown("C++、C# 与 C++11，F#. i++ a#b HTTP/2"),
            "c++ c# 与 c++11 f# i++ a b http 2"
        );
    }

    #[test]
    fn scripts_stand_beside_each_other_without_a_gap() {
        assert_eq!(shown("用Python写，3.14🎉"), "用python写 3 14🎉");
        assert_eq!(shown("a\n\nb\nc"), "a ¶ b c");
    }

    #[test]
    fn words_of_any_length_are_cut() {
        assert_eq!(shown(&"a".repeat(1000)).len(), super::LONGEST_WORD);
    }

    proptest! {
        #[test]
        fn lexemes_stand_one_behind_the_other_at_characters(text in any::<String>()) {
            let mut lexer = Lexer::new(&text);
            let mut last = 0;
            while let Some(lexeme) = lexer.next() {
                prop_assert!(lexeme.start >= last && lexeme.end > lexeme.start);
                prop_assert!(text.get(lexeme.start..lexeme.end).is_some());
                last = lexeme.end;
            }
        }

        #[test]
        fn what_is_folded_is_folded_no_further(text in "([a-zA-Z0-9_ÀßéİЯя.+# \n]|[一-龥]|[ｦ-ﾟ]|[あ-ん]|[가-힣]|🎉){0,20}") {
            let once = shown(&text);
            prop_assert_eq!(shown(&once.replace('¶', "\n\n")).replace(" ¶ ", " "), once.replace(" ¶ ", " "));
        }
    }
}
