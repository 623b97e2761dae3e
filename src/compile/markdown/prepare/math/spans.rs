//! The ends of inline markup whose content is no Markdown: code spans, raw HTML, autolinks and bare URLs.

use super::super::line::run;
use super::runs::Runs;
use crate::text::script::is_east_asian_text;

/// Finds ends in a text. Every method takes the position at which the markup begins.
#[derive(Debug)]
pub struct Spans<'a> {
    text: &'a str,
    ticks: Runs,
    /// The endings of raw HTML that do not occur in the rest of the text, so that each of them is searched
    /// in vain only once.
    absent: [bool; ENDINGS.len()],
}

/// The beginnings of raw HTML that is no tag, after `<`, with their endings. The first that fits counts.
const ENDINGS: [(&str, &str); 4] = [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>"), ("!", ">")];

impl<'a> Spans<'a> {
    /// Prepares a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, ticks: Runs::of(text, b'`'), absent: [false; ENDINGS.len()] }
    }

    /// Returns the end of a code span. Without one, the backticks are text.
    pub fn code(&self, at: usize) -> Option<usize> {
        let length = run(&self.text[at..], b'`');
        self.ticks.next(length, at + length).map(|close| close + length)
    }

    /// Returns the end of raw HTML or an autolink.
    pub fn angle(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let length = match rest.as_bytes().first()? {
            b'!' | b'?' => return self.declaration(at),
            b'/' => closing_tag(rest),
            byte if byte.is_ascii_alphabetic() => autolink(rest).or_else(|| opening_tag(rest)),
            _ => None,
        };
        length.map(|length| at + 1 + length)
    }

    fn declaration(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let kind = ENDINGS.iter().position(|(begin, _)| rest.starts_with(begin))?;
        let (begin, end) = ENDINGS[kind];
        let is_name = |c: char| c.is_ascii_alphabetic();
        if self.absent[kind] || begin == "!" && !rest[1..].starts_with(is_name) {
            return None;
        }
        let found = rest[begin.len()..].find(end);
        self.absent[kind] = found.is_none();
        found.map(|found| at + 1 + begin.len() + found + end.len())
    }

    /// Returns the end of a bare URL, given the position of its `://` or `www.`. It ends where CJK text
    /// begins.
    pub fn url(&self, at: usize) -> Option<usize> {
        let (before, rest) = self.text.split_at(at);
        let is_url = if rest.starts_with("://") {
            let begins = |scheme: &str| {
                before.len() >= scheme.len()
                    && before.as_bytes()[before.len() - scheme.len()..]
                        .eq_ignore_ascii_case(scheme.as_bytes())
            };
            ["http", "https", "ftp"].into_iter().any(begins)
        } else {
            rest.starts_with("www.") && !before.ends_with(|c: char| c.is_alphanumeric())
        };
        let ends = |c: char| c.is_whitespace() || c == '<' || is_east_asian_text(c);
        // Arguments of commands are part of a formula.
        let is_argument = || {
            let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            scheme.ends_with("\\href{") || scheme.ends_with("\\url{")
        };
        (is_url && !is_argument()).then(|| at + rest.find(ends).unwrap_or(rest.len()))
    }
}

/// Returns the length of `https://a.b>`, which follows a `<`.
fn autolink(rest: &str) -> Option<usize> {
    const SCHEME_LENGTH: std::ops::RangeInclusive<usize> = 2..=32;
    let in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let scheme = rest.bytes().take_while(in_scheme).count();
    if !SCHEME_LENGTH.contains(&scheme) || !rest[scheme..].starts_with(':') {
        return None;
    }
    let end = rest.find(|c: char| c == '>' || c == '<' || c.is_whitespace())?;
    rest[end..].starts_with('>').then_some(end + 1)
}

/// Returns the length of `/name>`, which follows a `<`.
fn closing_tag(rest: &str) -> Option<usize> {
    let name = name(&rest.as_bytes()[1..]);
    let at = skip_whitespace(rest.as_bytes(), 1 + name);
    (name > 0 && rest[at..].starts_with('>')).then_some(at + 1)
}

/// Returns the length of `name attribute="value">`, which follows a `<`.
fn opening_tag(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = name(bytes);
    loop {
        let next = skip_whitespace(bytes, at);
        match bytes.get(next)? {
            b'>' => return Some(next + 1),
            b'/' => return (bytes.get(next + 1) == Some(&b'>')).then_some(next + 2),
            byte if next > at && (byte.is_ascii_alphabetic() || b"_:".contains(byte)) => {
                at = attribute(bytes, next)?;
            }
            _ => return None,
        }
    }
}

/// Returns the end of an attribute that begins at a position.
fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_:.-".contains(byte);
    let name = at + bytes[at..].iter().take_while(in_name).count();
    let equals = skip_whitespace(bytes, name);
    if bytes.get(equals) != Some(&b'=') {
        return Some(name);
    }
    let value = skip_whitespace(bytes, equals + 1);
    match bytes.get(value)? {
        &quote @ (b'"' | b'\'') => {
            memchr::memchr(quote, &bytes[value + 1..]).map(|length| value + length + 2)
        }
        _ => {
            let unquoted = |byte: &&u8| !byte.is_ascii_whitespace() && !b"\"'=<>`".contains(byte);
            let length = bytes[value..].iter().take_while(unquoted).count();
            (length > 0).then_some(value + length)
        }
    }
}

/// Returns the length of the name of a tag.
fn name(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count()
}

/// Returns the position after whitespace.
pub fn skip_whitespace(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}
