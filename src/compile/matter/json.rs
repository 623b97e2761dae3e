//! JSON (RFC 8259) with locations. Numbers are preserved as written.
//!
//! jsonc-parser (0.34) was tried instead. It returns only the first error, so the entries before a
//! syntax error could not be checked. It accepts line breaks in strings, so a missing quote is
//! reported on a later line, and Unicode whitespace, which JSON does not allow. It rejects lone
//! surrogates and members without braces, which Hexo writes. Its depth limit is fixed at 512, and
//! the number of values is not limited.

use std::borrow::Cow;

use super::builder::{Builder, TooComplex, too_complex};
use super::outcome::Outcome;
use super::value::{Kind, Node, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;
use crate::text::invisible::{describe, has_no_width, is_odd_space};

/// The reason for stopping early.
enum Stop {
    Syntax { at: usize, message: String, help: &'static str },
    TooComplex { at: usize },
}

/// Parses a JSON value, or the members of an object without braces, as in Hexo.
pub fn read(source: &str, base: usize) -> Outcome<'_> {
    let mut reader = Reader { source, base, at: 0, builder: Builder::default() };
    let stopped = reader.document().err();
    let (root, mut problems, duplicates) = reader.builder.finish();
    let complete = stopped.is_none();
    problems.extend(stopped.map(|stop| match stop {
        Stop::TooComplex { at } => too_complex(Span::new(base + at, base + at + 1)),
        Stop::Syntax { at, message, help } => {
            let found = source[at..].chars().next();
            let length = found.map_or(0, char::len_utf8);
            let span = Span::new(base + at, base + at + length);
            let problem = match found.filter(|&c| is_odd_space(c) || has_no_width(c)) {
                None => {
                    Problem::new(Code::FrontMatterSyntax, span, format!("invalid JSON: {message}"))
                        .help(help)
                }
                Some(c) => Problem::new(
                    Code::FrontMatterSyntax,
                    span,
                    format!("invalid JSON: there is a {} here", describe(c)),
                )
                .help("delete the invisible character and type a space instead"),
            };
            problem.expected("a JSON object, such as {\"title\": \"Hello\"}")
        }
    }));
    Outcome { root, problems, duplicates, comments: Vec::new(), complete }
}

struct Reader<'a> {
    source: &'a str,
    base: usize,
    at: usize,
    builder: Builder<'a>,
}

impl<'a> Reader<'a> {
    /// Parses the whole source.
    fn document(&mut self) -> Result<(), Stop> {
        self.skip_whitespace();
        let braceless = matches!(self.peek(), None | Some(b'"'));
        if braceless {
            self.builder.open_map(self.base, 0).map_err(|_| self.complex())?;
        } else {
            self.value()?;
        }
        self.members(usize::from(braceless))?;
        self.skip_whitespace();
        if self.peek().is_some() {
            let help = "delete it, or put a comma and a key before it";
            return Err(self.stop("unexpected text after the end of the object", help));
        }
        Ok(())
    }

    /// Parses the contents of the open lists and maps. With `braceless` 1, the outermost map ends
    /// with the source instead of a brace.
    fn members(&mut self, braceless: usize) -> Result<(), Stop> {
        let mut first = true;
        while self.builder.depth() > 0 {
            self.skip_whitespace();
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
                    "expected a comma or the end of the object",
                    "close the object with `}`, or put `,` and a key in double quotes",
                ),
                _ => ("missing comma before this value", "put `,` between the values"),
            };
            return Err(self.stop(message, help));
        }
        let comma = self.at;
        self.at += 1;
        self.skip_whitespace();
        if matches!(self.peek(), None | Some(b'}' | b']')) {
            self.at = comma;
            return Err(self.stop("trailing comma", "delete the comma"));
        }
        Ok(())
    }

    fn key(&mut self) -> Result<(), Stop> {
        if self.peek() != Some(b'"') {
            return Err(match self.peek() {
                None => self.stop("the object is never closed", "add the missing `}`"),
                _ => self.stop("the key is not in double quotes", "write \"key\": \"value\""),
            });
        }
        self.string()?;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err(self.stop("missing colon after the key", "write \"key\": \"value\""));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<(), Stop> {
        self.skip_whitespace();
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

    /// Parses `true`, `false`, `null` or a number.
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
                let help = "put strings in double quotes; only `true`, `false`, `null` and numbers \
                            are written without quotes";
                return Err(match self.peek() {
                    None => self.stop("missing value at the end", help),
                    Some(b'\'') => self.stop("JSON does not allow single quotes", help),
                    Some(b'/') => self.stop("JSON does not allow comments", "delete the comment"),
                    _ => self.stop("this is not a value", help),
                });
            }
        };
        self.builder.leaf(node, false, 0).map_err(|TooComplex| self.complex())?;
        self.at += word.len();
        Ok(())
    }

    /// Parses a string, which begins at a quote.
    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let content = &self.source[start + 1..];
        let mut escapes = false;
        let mut bytes = content.bytes().enumerate();
        let length = loop {
            match bytes.next() {
                None | Some((_, b'\n' | b'\r')) => {
                    let help = "close the string on the same line; write a line break as `\\n`";
                    return Err(self.stop("unclosed string", help));
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

    /// Resolves the escapes of a string. Lone surrogates become U+FFFD.
    fn unescape(&mut self, start: usize, raw: &str) -> Result<String, Stop> {
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            let escape = &rest[at + 1..];
            let resolved = match escape.bytes().next() {
                Some(c @ (b'"' | b'\\' | b'/')) => Some((char::from(c), 1)),
                Some(b'b') => Some(('\u{8}', 1)),
                Some(b'f') => Some(('\u{c}', 1)),
                Some(b'n') => Some(('\n', 1)),
                Some(b'r') => Some(('\r', 1)),
                Some(b't') => Some(('\t', 1)),
                Some(b'u') => code_unit(escape).map(|unit| unicode(unit, &escape[5..])),
                _ => None,
            };
            let Some((c, length)) = resolved else {
                self.at = start + raw.len() - rest.len() + at;
                let help = "double the backslash: `\\\\`";
                return Err(self.stop("invalid escape sequence", help));
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

    fn skip_whitespace(&mut self) {
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

/// Returns whether a word is a number in JSON's grammar that is too large for `f64`.
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

/// Returns the UTF-16 code unit of an escape `uXXXX`.
fn code_unit(escape: &str) -> Option<u32> {
    let digits = escape.get(1..5).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Returns the character of a code unit, or of a surrogate pair if `rest` begins with an escape of
/// the second one. Also returns the length of the escapes without the first backslash.
fn unicode(unit: u32, rest: &str) -> (char, usize) {
    if (0xd800..0xdc00).contains(&unit)
        && let Some(low) = rest.strip_prefix('\\')
        && low.starts_with('u')
        && let Some(low) = code_unit(low).filter(|low| (0xdc00..0xe000).contains(low))
    {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).expect("a surrogate pair encodes a character"), 11);
    }
    (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 5)
}
