//! Running text.

use super::super::prepare::line::run;
use super::sink::{Level, Sink};
use crate::post::{Use, is_local};

/// The bytes at which running text may be something else.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 32 {
        special[byte] = true;
        byte += 1;
    }
    let others = b"\x7f!&*:<@[\\]^_`w{~";
    let mut at = 0;
    while at < others.len() {
        special[others[at] as usize] = true;
        at += 1;
    }
    special
};

/// Reads the text of a block, which begins at an offset in the body. `None` if the body must be parsed.
pub fn read(sink: &mut impl Sink, text: &str, offset: usize, level: Level) -> Option<()> {
    let text = text.trim_end_matches(['\n', ' ']);
    sink.begin(level);
    Inlines { text, offset, at: 0, done: 0, emphasis: None, link: None }.read(sink)?;
    sink.end(level);
    Some(())
}

/// A text while it is read.
struct Inlines<'a> {
    text: &'a str,
    /// The offset of the text in the body.
    offset: usize,
    /// The offset of the next byte.
    at: usize,
    /// The offset up to which the text was collected.
    done: usize,
    /// The number of asterisks of the open emphasis.
    emphasis: Option<usize>,
    link: Option<OpenLink>,
}

/// A link or image whose text is being read.
struct OpenLink {
    is_image: bool,
    /// The emphasis around it.
    emphasis: Option<usize>,
}

impl Inlines<'_> {
    fn read(&mut self, sink: &mut impl Sink) -> Option<()> {
        let bytes = self.text.as_bytes();
        while let Some(length) =
            bytes[self.at..].iter().position(|&byte| SPECIAL[usize::from(byte)])
        {
            self.at += length;
            match bytes[self.at] {
                b'\n' => self.line_break(sink)?,
                b'`' => self.code(sink)?,
                b'*' => self.emphasis(sink)?,
                b'_' => self.underscores()?,
                b'[' => self.begin_link(sink, false)?,
                b'!' if bytes.get(self.at + 1) == Some(&b'[') => {
                    self.begin_link(sink, true)?;
                }
                b']' => self.end_link(sink)?,
                _ => {
                    let rest = &bytes[self.at..];
                    let is_text = match rest[0] {
                        b'!' => true,
                        // URLs become links.
                        b':' => !rest.starts_with(b"://"),
                        b'w' => !rest.starts_with(b"www."),
                        b'<' | b'&' => matches!(rest.get(1), Some(b' ' | b'=')),
                        _ => false,
                    };
                    is_text.then(|| self.at += 1)?;
                }
            }
        }
        self.at = bytes.len();
        self.collect(sink);
        (self.emphasis.is_none() && self.link.is_none()).then_some(())
    }

    /// Adds the text before the current position.
    fn collect(&mut self, sink: &mut impl Sink) {
        if self.done < self.at {
            sink.push(&self.text[self.done..self.at]);
        }
    }

    /// Skips a number of bytes, which are no text.
    fn skip(&mut self, length: usize) {
        self.at += length;
        self.done = self.at;
    }

    fn line_break(&mut self, sink: &mut impl Sink) -> Option<()> {
        /// The number of spaces that make a line break a hard one.
        const HARD: usize = 2;
        if self.link.is_some() {
            return None;
        }
        let before = &self.text[self.done..self.at];
        let line = before.trim_end_matches(' ');
        if !line.is_empty() {
            sink.push(line);
        }
        sink.push_break(self.text[..self.at].bytes().rev().take(HARD).all(|byte| byte == b' '));
        self.skip(1);
        Some(())
    }

    fn code(&mut self, sink: &mut impl Sink) -> Option<()> {
        /// The parser has a limit too, which is larger.
        const MAX_RUN: usize = 8;
        let rest = &self.text[self.at..];
        let length = run(rest, b'`');
        if length > MAX_RUN {
            return None;
        }
        let inner = &rest[length..];
        let mut end = 0;
        loop {
            end += memchr::memchr2(b'`', b'\n', &inner.as_bytes()[end..])?;
            match run(&inner[end..], b'`') {
                0 => return None,
                found if found == length => break,
                found => end += found,
            }
        }
        self.collect(sink);
        sink.push_code(trimmed_code(&inner[..end]));
        self.skip(length + end + length);
        Some(())
    }

    /// Reads a run of one or two asterisks. Emphasis is not nested, and ends with as many as it began with.
    fn emphasis(&mut self, sink: &mut impl Sink) -> Option<()> {
        const MAX_RUN: usize = 2;
        let length = run(&self.text[self.at..], b'*');
        let before = self.text[..self.at].chars().next_back().unwrap_or('\n');
        let after = self.text[self.at + length..].chars().next().unwrap_or('\n');
        // Whatever else would be decided by a character, the context is certain if one of these holds.
        let is_beside_cjk = is_cjk(before) || is_cjk(after);
        let is_certain = match self.emphasis.take() {
            None => {
                self.emphasis = Some(length);
                !after.is_whitespace()
                    && (after.is_alphanumeric() || before.is_whitespace() || is_beside_cjk)
            }
            Some(opened) => {
                opened == length
                    && !before.is_whitespace()
                    && (before.is_alphanumeric() || after.is_whitespace() || is_beside_cjk)
            }
        };
        if !is_certain || length > MAX_RUN {
            return None;
        }
        self.collect(sink);
        self.skip(length);
        Some(())
    }

    /// Underscores inside of a word are text.
    fn underscores(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let end = self.at + run(&self.text[self.at..], b'_');
        let before = self.at.checked_sub(1).map(|at| bytes[at])?;
        let is_inside = before.is_ascii_alphanumeric() && bytes.get(end)?.is_ascii_alphanumeric();
        is_inside.then(|| self.at = end)
    }

    fn begin_link(&mut self, sink: &mut impl Sink, is_image: bool) -> Option<()> {
        if self.link.is_some() {
            return None;
        }
        self.collect(sink);
        if is_image {
            sink.begin_image();
        }
        self.link = Some(OpenLink { is_image, emphasis: self.emphasis.take() });
        self.skip(1 + usize::from(is_image));
        Some(())
    }

    /// Reads `](url)` or `](url "title")`.
    fn end_link(&mut self, sink: &mut impl Sink) -> Option<()> {
        let OpenLink { is_image, emphasis } = self.link.take()?;
        if self.emphasis.is_some() {
            return None;
        }
        self.collect(sink);
        let rest = self.text[self.at..].strip_prefix("](")?;
        let is_plain = |byte: &u8| !matches!(byte, 0..=b' ' | b'"' | b'&'..=b')' | b'<' | b'>' | b'\\' | b'\x7f');
        let length = rest.bytes().take_while(is_plain).count();
        let (url, after) = rest.split_at(length);
        let (end, title) = match after.strip_prefix(" \"") {
            Some(title) => {
                let length = title.find(['"', '\\', '&', '\n'])?;
                (title[length..].strip_prefix("\")")?, &title[..length])
            }
            None => (after.strip_prefix(')')?, ""),
        };
        // The title may contain the URL.
        if url.is_empty() || !title.is_empty() && is_local(url) {
            return None;
        }
        let offset = self.offset + self.at + "](".len();
        sink.link(url, offset, if is_image { Use::Image } else { Use::Link })?;
        if is_image {
            sink.end_image();
        }
        self.emphasis = emphasis;
        self.skip(self.text.len() - self.at - end.len());
        Some(())
    }
}

/// Returns the literal of code in running text: one space at each end is no part of it.
fn trimmed_code(code: &str) -> &str {
    let inner = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
    inner.filter(|_| code.bytes().any(|byte| byte != b' ')).unwrap_or(code)
}

/// Returns whether a character is one of the most common of Chinese and Japanese, next to which emphasis begins and
/// ends at punctuation too.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303e}' | '\u{3041}'..='\u{3096}' | '\u{3250}'..='\u{a48c}' | '\u{ff01}'..='\u{ffbe}')
}
