//! The search lexer, which splits text into words and East Asian characters.
//!
//! Both are folded, so that lexemes are equal regardless of case, width, accents and other optional marks,
//! letters such as `ø` that are often typed otherwise, and Simplified or Traditional forms. Each lexeme has
//! its byte range, because matches are displayed as written.

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

use super::plain_letters::{is_optional_mark, plain};
use super::script::{Script, script};
use super::simplified::simplified;

/// The length in bytes to which longer words are truncated. Nobody searches for them, and the index
/// has a limit.
pub const LONGEST_WORD: usize = 128;

/// A lexeme with its byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme<'a> {
    /// Byte offset of the start.
    pub start: usize,
    /// Byte offset of the end.
    pub end: usize,
    /// Whether it directly follows the previous lexeme.
    pub joined: bool,
    /// Whether an empty line separates it from the previous lexeme.
    pub parted: bool,
    /// The content.
    pub kind: LexemeKind<'a>,
}

/// The content of a lexeme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexemeKind<'a> {
    /// Letters and digits of scripts with spaces between words, with adjacent underscores; or one
    /// symbol, such as an emoji.
    Word {
        /// The word, folded: `getrefcount`, `__slots__`, `c`.
        folded: &'a str,
        /// The word with a following sign that makes it a different name: `c++`, `c#`.
        with_sign: Option<&'a str>,
    },
    /// A Han, Kana or Hangul character, folded.
    Character(char),
}

/// A lexer over a text.
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
    /// The end of the previous lexeme.
    last_end: Option<usize>,
    /// The current word, with its sign.
    word: String,
}

impl<'t> Lexer<'t> {
    /// Creates a lexer for `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, last_end: None, word: String::new() }
    }

    /// Returns the next lexeme, or `None` at the end.
    #[expect(clippy::should_implement_trait, reason = "items of an iterator cannot borrow from it")]
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
                self.skip_marks();
                return Some(self.word_lexeme(start, newlines));
            } else {
                newlines += usize::from(c == '\n');
                self.at += c.len_utf8();
            }
        }
    }

    /// Skips lexemes up to one that may be wanted: all before it are ideographs of which `is_wanted_character` is
    /// false for the folded form, or words of ASCII letters, digits and underscores of which `is_wanted_word` is false.
    /// The latter is called with a word as it is written, without a sign that follows it.
    ///
    /// This takes a fraction of the time for reading the lexemes. The next one is not joined.
    pub fn skip(
        &mut self,
        is_wanted_character: impl Fn(char) -> bool,
        is_wanted_word: impl Fn(&str) -> bool,
    ) {
        let bytes = self.text.as_bytes();
        self.last_end = None;
        while let Some(c) = self.peek(self.at) {
            match c {
                '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' => {
                    let start = self.at;
                    let is_other = |&byte: &u8| !byte.is_ascii_alphanumeric() && byte != b'_';
                    let length = bytes[start..].iter().position(is_other);
                    let end = length.map_or(bytes.len(), |length| start + length);
                    let is_whole = self.peek(end).is_none_or(|next| {
                        next.is_ascii() || is_ideograph(next) || is_punctuation(next)
                    });
                    if !is_whole || is_wanted_word(&self.text[start..end]) {
                        return;
                    }
                    self.at = end;
                }
                c if is_ideograph(c) => {
                    if is_wanted_character(simplified(c)) {
                        return;
                    }
                    self.at += c.len_utf8();
                    self.skip_marks();
                }
                c if c.is_ascii() || is_punctuation(c) => self.at += c.len_utf8(),
                c if script(c).is_some() || is_word(c) || is_symbol(c) => return,
                c => self.at += c.len_utf8(),
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

    /// Records the end of a lexeme that began at `start`, and returns whether it directly follows
    /// the previous one.
    fn joined(&mut self, start: usize) -> bool {
        self.last_end.replace(self.at) == Some(start)
    }

    /// Consumes a character and those that compose with it, such as the sound mark of half-width
    /// Kana.
    fn character(&mut self, c: char, of: Script) -> char {
        self.at += c.len_utf8();
        if is_ideograph(c) {
            self.skip_marks();
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
        self.skip_marks();
        simplified(folded)
    }

    /// Consumes the marks of a character, such as selectors of variants.
    fn skip_marks(&mut self) {
        // The first bytes of accents and of selectors. Other marks don't follow such characters, and few other
        // characters begin with these bytes, so most texts are decoded only once.
        while let Some(0xcc | 0xcd | 0xef | 0xf3) = self.text.as_bytes().get(self.at)
            && let Some(mark) = self.peek(self.at).filter(|&c| is_optional_mark(c))
        {
            self.at += mark.len_utf8();
        }
    }

    fn read_word(&mut self) {
        self.word.clear();
        while let Some(c) = self.peek(self.at) {
            let continues = is_word(c) && script(c).is_none()
                || !c.is_ascii() && (is_combining_mark(c) || is_ignored(c));
            if !continues {
                break;
            }
            self.at += c.len_utf8();
            if self.word.len() < LONGEST_WORD {
                fold_letter(c, &mut self.word);
            }
        }
    }

    /// Returns the sign that follows a word and makes it a different name, and its length as written.
    fn sign(&self) -> Option<(&'static str, usize)> {
        // Most words are followed by something else.
        if !matches!(self.text.as_bytes().get(self.at), Some(b'+' | b'#' | 0xef)) {
            return None;
        }
        let rest = &self.text[self.at..];
        let found = [("++", "++"), ("++", "＋＋"), ("#", "#"), ("#", "＃")];
        let (sign, written) = found.into_iter().find(|(_, written)| rest.starts_with(written))?;
        let is_whole = sign != "#" || rest[written.len()..].chars().next().is_none_or(ends_word);
        is_whole.then_some((sign, written.len()))
    }

    /// Finishes the current word, with a sign that makes it a different name.
    fn word_lexeme(&mut self, start: usize, newlines: usize) -> Lexeme<'_> {
        let length = self.word.len();
        if let Some((sign, written)) = self.sign()
            && self.word.ends_with(|c: char| c.is_ascii_alphanumeric())
        {
            self.word.push_str(sign);
            self.at += written;
        }
        let joined = self.joined(start);
        let with_sign = (self.word.len() > length).then_some(self.word.as_str());
        let kind = LexemeKind::Word { folded: &self.word[..length], with_sign };
        Lexeme { start, end: self.at, joined, parted: newlines > 1, kind }
    }
}

/// Returns whether a character is one of the common ideographs, which are a lexeme each.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Returns whether a character is common punctuation outside of ASCII, which is no part of a lexeme.
fn is_punctuation(c: char) -> bool {
    matches!(c,
        '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// Returns whether a character is a letter, a digit or the underscore of identifiers. The sound
/// marks of half-width Kana are letters according to Unicode, but not on their own.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() && !matches!(c, '\u{ff9e}' | '\u{ff9f}')
    }
}

/// Returns whether a word ends before a character.
fn ends_word(c: char) -> bool {
    !is_word(c) || script(c).is_some()
}

/// Returns whether a character is an invisible soft hyphen or joiner.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Returns whether a character is an arrow, a mathematical symbol, a pictograph or the like.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Returns the compatibility decomposition of a character if that is a single character, or the
/// character itself.
fn compatible(c: char) -> char {
    let mut only = None;
    let mut count = 0;
    decompose_compatible(c, |part| {
        only = Some(part);
        count += 1;
    });
    // Decomposed Hangul syllables would only be composed again.
    if count == 1 { only.expect("one part was counted") } else { c }
}

/// Appends a letter or digit without case, width and optional marks.
fn fold_letter(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if is_ignored(c) {
        return;
    }
    decompose_compatible(c, |part| {
        for c in part.to_lowercase().filter(|&c| !is_optional_mark(c)) {
            match plain(c) {
                Some(replacement) => out.push_str(replacement),
                None if c == 'ς' => out.push('σ'),
                // Part of the decomposition of Catalan `ŀ`.
                None if c == '·' => {}
                None => out.push(c),
            }
        }
    });
}

#[cfg(test)]
mod tests;
