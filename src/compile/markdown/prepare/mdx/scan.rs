//! Finds the MDX on a line.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;

use super::element;
use super::expression::Expression;
use super::paragraph::Paragraph;
use super::tag::{Parser, Tag};

/// A line, or several if something on it ends on a later one.
#[derive(Debug)]
pub struct Line<'s> {
    /// The MDX, in order.
    pub pieces: Vec<Piece<'s>>,
    /// Whether there is nothing else.
    pub is_whole: bool,
    /// Where it begins, after its prefix.
    start: usize,
    /// Where its last line ends.
    pub end: usize,
}

/// An expression or a tag.
#[derive(Debug)]
pub struct Piece<'s> {
    /// Where it is in the source.
    pub range: Range<usize>,
    /// What becomes of it.
    pub kind: Kind<'s>,
}

/// What becomes of a piece of MDX.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind<'s> {
    /// It is left out.
    Hidden,
    /// Its text is shown.
    Literal,
    /// It ends the excerpt.
    More,
    /// It is the id of a heading, with `#`.
    HeadingId(&'s str),
    /// It is the tag of an element of HTML.
    Html {
        /// The name of the element.
        name: &'s str,
        /// The tag as HTML. `None` if it is HTML as it is written.
        html: Option<String>,
        /// Whether it is an end tag.
        is_end: bool,
        /// Whether the element ends with this tag.
        is_empty: bool,
    },
}

impl<'s> Line<'s> {
    /// Returns the name of the element if HTML begins the line, disregarding what is left out.
    pub fn html(&self) -> Option<&'s str> {
        let mut shown =
            self.pieces.iter().filter(|piece| !self.is_whole || piece.kind != Kind::Hidden);
        match shown.next() {
            Some(Piece { kind: Kind::Html { name, .. }, range }) if self.begins_with(range) => {
                Some(name)
            }
            _ => None,
        }
    }

    fn begins_with(&self, range: &Range<usize>) -> bool {
        self.is_whole || range.start == self.start
    }

    /// Whether nothing of the line is shown.
    pub fn is_hidden(&self) -> bool {
        let is_hidden = |piece: &Piece<'_>| piece.kind == Kind::Hidden;
        self.is_whole && self.pieces.iter().all(is_hidden)
    }
}

/// Finds MDX in a source.
#[derive(Debug)]
pub struct Scanner<'s> {
    source: &'s str,
    parser: Parser<'s>,
    paragraph: Paragraph<'s>,
    /// The names of all end tags, collected when first needed.
    ended: Option<HashSet<&'s str>>,
    /// Whether no comment of HTML ends after the current line.
    is_without_comments: bool,
}

impl<'s> Scanner<'s> {
    /// Creates a scanner.
    pub fn new(source: &'s str) -> Self {
        Self {
            source,
            parser: Parser::new(source),
            paragraph: Paragraph::new(source),
            ended: None,
            is_without_comments: false,
        }
    }

    /// Reads from the first character of a line after its prefix, which has a number of markers of quotes.
    pub fn line(&mut self, start: usize, quotes: usize) -> Line<'s> {
        self.parser.quotes = quotes;
        let mut line = Line { pieces: Vec::new(), is_whole: true, start, end: self.source.len() };
        let mut at = start;
        loop {
            let rest = &self.source[at..];
            let special = |byte: &u8| matches!(byte, b'\n' | b'\\' | b'`' | b'<' | b'{');
            let length = rest.bytes().position(|byte| special(&byte)).unwrap_or(rest.len());
            line.is_whole = line.is_whole && rest[..length].trim().is_empty();
            at += length;
            match rest.as_bytes().get(length) {
                None => break,
                Some(b'\n') => {
                    line.end = at;
                    break;
                }
                Some(b'<' | b'{') => match self.piece(at, &line) {
                    Some(piece) => {
                        at = piece.range.end;
                        line.pieces.push(piece);
                    }
                    None => {
                        line.is_whole = false;
                        at = self.after_angle(at);
                    }
                },
                Some(b'`') => {
                    line.is_whole = false;
                    at = self.paragraph.after_ticks(at);
                }
                Some(_) => {
                    line.is_whole = false;
                    let escaped = rest.as_bytes().get(length + 1);
                    at += 1 + usize::from(escaped.is_some_and(u8::is_ascii_punctuation));
                }
            }
        }
        line
    }

    /// Reads the expression or tag at an offset. Between other blocks it may contain empty lines; in running
    /// text it ends with the paragraph.
    fn piece(&mut self, at: usize, line: &Line<'_>) -> Option<Piece<'s>> {
        let limit = if line.is_whole { self.source.len() } else { self.paragraph.end(at) };
        if self.source[at..].starts_with('{') {
            let end = self.parser.expression(at, limit)?;
            let kind = match Expression::of(&self.source[at..end]) {
                Expression::Literal(text) if line.is_whole && text.trim().is_empty() => {
                    Kind::Hidden
                }
                Expression::Literal(_) => Kind::Literal,
                Expression::More => Kind::More,
                Expression::HeadingId(id) => Kind::HeadingId(id),
                Expression::Attributes => return None,
                Expression::Hidden => Kind::Hidden,
            };
            return Some(Piece { range: at..end, kind });
        }
        let tag = self.parser.tag(at, limit)?;
        if self.is_text(&tag) {
            return None;
        }
        let kind = if tag.is_component() {
            Kind::Hidden
        } else {
            Kind::Html {
                name: tag.name,
                html: element::html(self.source, &tag),
                is_end: tag.is_end,
                is_empty: tag.is_self_closing,
            }
        };
        Some(Piece { range: tag.range, kind })
    }

    /// Whether a tag is prose such as `Vec<T>`: right after a word, and never closed.
    fn is_text(&mut self, tag: &Tag<'_>) -> bool {
        let before = self.source[..tag.range.start].chars().next_back();
        let is_plain = !tag.is_end && !tag.is_self_closing && tag.attributes.is_empty();
        if !is_plain || !tag.is_component() || !before.is_some_and(|c| c.is_ascii_alphanumeric()) {
            return false;
        }
        let source = self.source;
        let ended = self.ended.get_or_insert_with(|| {
            let ends = memmem::find_iter(source.as_bytes(), b"</").map(|at| &source[at + 2..]);
            let length = |rest: &str| rest.find(['>', ' ', '\n', '<']).unwrap_or(rest.len());
            ends.map(|rest| &rest[..length(rest)]).collect()
        });
        !ended.contains(tag.name)
    }

    /// Returns the offset after a comment of HTML or an address in angle brackets, or after the character if
    /// there is none.
    fn after_angle(&mut self, at: usize) -> usize {
        let rest = &self.source[at..];
        if !rest.starts_with('<') {
            return at + 1;
        }
        if !rest.starts_with("<!--") {
            let inner = &rest[1..];
            let length = inner.find(['<', '>', ' ', '\n']).unwrap_or(inner.len());
            let is_address =
                inner[length..].starts_with('>') && inner[..length].contains([':', '@']);
            return at + 1 + if is_address { length } else { 0 };
        }
        if self.is_without_comments {
            return at + 1;
        }
        let length = memmem::find(rest.as_bytes(), b"-->");
        self.is_without_comments = length.is_none();
        length.map_or(at + 1, |length| at + length + "-->".len())
    }
}
