//! JSON (RFC 8259) with places. Numbers are kept as they are written.

use std::borrow::Cow;

use super::Outcome;
use super::builder::{Builder, TooComplex, too_complex};
use super::value::{Kind, Node, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// Why reading stops.
enum Stop {
    Syntax { at: usize, message: String, help: &'static str },
    TooComplex { at: usize },
}

/// Reads a JSON value, or the members of an object whose braces are left out, as in Hexo.
pub fn read(source: &str, base: usize) -> Outcome<'_> {
    let mut reader = Reader { source, base, at: 0, builder: Builder::default() };
    let stopped = reader.document().err();
    let (root, mut problems) = reader.builder.finish();
    let complete = stopped.is_none();
    problems.extend(stopped.map(|stop| match stop {
        Stop::TooComplex { at } => too_complex(Span::new(base + at, base + at + 1)),
        Stop::Syntax { at, message, help } => {
            let length = source[at..].chars().next().map_or(0, char::len_utf8);
            Problem::new(
                Code::FrontMatterSyntax,
                Span::new(base + at, base + at + length),
                format!("the JSON cannot be read: {message}"),
            )
            .expected("a JSON object, such as {\"title\": \"Hello\"}")
            .help(help)
        }
    }));
    Outcome { root, problems, complete }
}

struct Reader<'a> {
    source: &'a str,
    base: usize,
    at: usize,
    builder: Builder<'a>,
}

impl<'a> Reader<'a> {
    /// Reads all of the source.
    fn document(&mut self) -> Result<(), Stop> {
        self.blanks();
        let braceless = matches!(self.peek(), None | Some(b'"'));
        if braceless {
            self.builder.open_map(self.base, 0).map_err(|_| self.complex())?;
        } else {
            self.value()?;
        }
        self.members(usize::from(braceless))?;
        self.blanks();
        if self.peek().is_some() {
            let help = "delete it, or put a comma and a key before it";
            return Err(self.stop("something stands after the end of the object", help));
        }
        Ok(())
    }

    /// Reads what the open lists and maps hold until all but the outermost `braceless` are closed
    /// by a bracket; that one ends with the source.
    fn members(&mut self, braceless: usize) -> Result<(), Stop> {
        let mut first = true;
        while self.builder.depth() > 0 {
            self.blanks();
            let in_map = self.builder.in_map();
            let outermost = self.builder.depth() == braceless;
            let close = if in_map { b'}' } else { b']' };
            match self.peek() {
                None if outermost => {
                    self.builder.close(self.base + self.at);
                    return Ok(());
                }
                Some(byte) if byte == close && !outermost => {
                    self.at += 1;
                    self.builder.close(self.base + self.at);
                    first = false;
                    continue;
                }
                _ => {}
            }
            if !first {
                self.comma(in_map)?;
            }
            if in_map {
                self.key()?;
            }
            let depth = self.builder.depth();
            self.value()?;
            first = self.builder.depth() > depth;
        }
        Ok(())
    }

    fn comma(&mut self, in_map: bool) -> Result<(), Stop> {
        if self.peek() != Some(b',') {
            let (message, help) = match (self.peek(), in_map) {
                (None, true) => ("the object is never closed", "add the missing `}`"),
                (None, false) => ("the list is never closed", "add the missing `]`"),
                (Some(byte), true) if byte != b'"' => (
                    "neither a comma nor the end of the object stands here",
                    "close the object with `}`, or put `,` and a key in double quotes",
                ),
                _ => ("a comma is missing before this", "put `,` between the values"),
            };
            return Err(self.stop(message, help));
        }
        let comma = self.at;
        self.at += 1;
        self.blanks();
        if matches!(self.peek(), None | Some(b'}' | b']')) {
            self.at = comma;
            return Err(self.stop("nothing follows this comma", "delete the comma"));
        }
        Ok(())
    }

    fn key(&mut self) -> Result<(), Stop> {
        if self.peek() != Some(b'"') {
            return Err(match self.peek() {
                None => self.stop("the object is never closed", "add the missing `}`"),
                _ => self.stop("a key is not in double quotes", "write \"key\": \"value\""),
            });
        }
        self.string()?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.stop("a colon is missing after the key", "write \"key\": \"value\""));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<(), Stop> {
        self.blanks();
        let start = self.at;
        let opened = match self.peek() {
            Some(b'{') => self.builder.open_map(self.base + start, 0),
            Some(b'[') => self.builder.open_seq(self.base + start, 0),
            Some(b'"') => return self.string(),
            _ => return self.word(),
        };
        opened.map_err(|TooComplex| self.complex())?;
        self.at += 1;
        Ok(())
    }

    /// Reads `true`, `false`, `null` or a number.
    fn word(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let rest = &self.source[start..];
        let word = &rest[..rest.find(|c| !inside(c)).unwrap_or(rest.len())];
        let span = Span::new(self.base + start, self.base + start + word.len());
        let node = match word {
            "null" => Node { span, value: Value::Null },
            "true" | "false" => Node::scalar(span, Cow::Borrowed(word), Kind::Plain),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() || huge(word) => {
                Node::scalar(span, Cow::Borrowed(word), Kind::Plain)
            }
            _ => {
                let help =
                    "put texts in double quotes; `true`, `false`, `null` and numbers stand bare";
                return Err(match self.peek() {
                    None => self.stop("a value is missing at the end", help),
                    Some(b'\'') => self.stop("single quotes are no JSON", help),
                    Some(b'/') => self.stop("JSON has no comments", "delete the comment"),
                    _ => self.stop("this is no value", help),
                });
            }
        };
        self.builder.leaf(node, false, 0).map_err(|TooComplex| self.complex())?;
        self.at += word.len();
        Ok(())
    }

    /// Reads a string, which begins at a quote.
    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let content = &self.source[start + 1..];
        let mut escapes = false;
        let mut bytes = content.bytes().enumerate();
        let length = loop {
            match bytes.next() {
                None | Some((_, b'\n' | b'\r')) => {
                    let help = "close the string on its line; write a line break as `\\n`";
                    return Err(self.stop("this string is never closed", help));
                }
                Some((length, b'"')) => break length,
                Some((_, b'\\')) => {
                    escapes = true;
                    bytes.next();
                }
                Some(_) => {}
            }
        };
        let raw = &content[..length];
        let text =
            if escapes { Cow::Owned(self.unescape(start + 1, raw)?) } else { Cow::Borrowed(raw) };
        self.at = start + length + 2;
        let span = Span::new(self.base + start, self.base + self.at);
        let leaf = self.builder.leaf(Node::scalar(span, text, Kind::Text), false, 0);
        leaf.map_err(|TooComplex| Stop::TooComplex { at: start })
    }

    /// Resolves the escapes of a string. A surrogate without its other half becomes U+FFFD.
    fn unescape(&mut self, start: usize, raw: &str) -> Result<String, Stop> {
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            let escape = &rest[at + 1..];
            let (c, length) = match escape.bytes().next() {
                Some(b'"') => ('"', 1),
                Some(b'\\') => ('\\', 1),
                Some(b'/') => ('/', 1),
                Some(b'b') => ('\u{8}', 1),
                Some(b'f') => ('\u{c}', 1),
                Some(b'n') => ('\n', 1),
                Some(b'r') => ('\r', 1),
                Some(b't') => ('\t', 1),
                Some(b'u') if hex(escape).is_some() => unicode(escape),
                _ => {
                    self.at = start + raw.len() - rest.len() + at;
                    let help = "double the backslash: `\\\\`";
                    return Err(self.stop("this is no escape that JSON knows", help));
                }
            };
            text.push(c);
            rest = &escape[length..];
        }
        text.push_str(rest);
        Ok(text)
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn stop(&self, message: &str, help: &'static str) -> Stop {
        Stop::Syntax { at: self.at, message: message.to_owned(), help }
    }

    fn complex(&self) -> Stop {
        Stop::TooComplex { at: self.at }
    }
}

/// Whether a word is a number by JSON's grammar, though too large for the machine.
fn huge(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let leading_zero =
        unsigned.starts_with('0') && unsigned.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let ends = |c: char| c.is_ascii_digit();
    !leading_zero
        && unsigned.starts_with(ends)
        && unsigned.ends_with(ends)
        && word.parse::<f64>().is_ok()
}

/// The code unit of an escape `uXXXX`.
fn hex(escape: &str) -> Option<u32> {
    let digits = escape.get(1..5).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The character of an escape `uXXXX`, or of two that are a surrogate pair, and its length.
fn unicode(escape: &str) -> (char, usize) {
    let unit = hex(escape).unwrap_or(0xfffd);
    if (0xd800..0xdc00).contains(&unit)
        && let Some(low) = escape.get(5..).and_then(|next| next.strip_prefix('\\'))
        && low.starts_with('u')
        && let Some(low) = hex(low).filter(|low| (0xdc00..0xe000).contains(low))
    {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or('\u{fffd}'), 11);
    }
    (char::from_u32(unit).unwrap_or('\u{fffd}'), 5)
}
