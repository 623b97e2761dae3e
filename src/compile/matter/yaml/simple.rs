//! The most common YAML, without a parser.
//!
//! Most front matter consists of lines of `key: value`, where the value is a scalar or a list of scalars on one line,
//! or a list with an item on each line. The parser takes longer for it than everything else that is done with front
//! matter. This reader gives up at the first sign of anything else, and otherwise gives the builder what the parser
//! [would](tests).

use super::super::builder::Builder;
use super::super::outcome::Outcome;
use super::super::schema::is_null;
use super::super::value::{Kind, Node, Value};
use crate::compile::report::Span;

/// Characters that have a meaning at the beginning of a scalar.
const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`=";

/// The longest key; the parser has a limit too.
const MAX_KEY: usize = 100;

/// Reads a document at an offset in the file. `None` if it must be parsed.
pub fn read(source: &str, base: usize) -> Option<Outcome<'_>> {
    if !source.chars().all(is_plain) {
        return None;
    }
    let mut reader = Reader { source, base, at: 0, builder: Builder::default() };
    reader.skip_blank();
    if reader.at == source.len() {
        return None;
    }
    reader.builder.open_map(base + reader.at, 0).ok()?;
    while reader.at < source.len() {
        reader.entry()?;
        reader.skip_blank();
    }
    reader.builder.close(base + source.trim_end().len());
    let (root, problems, duplicates) = reader.builder.finish();
    Some(Outcome { root, problems, duplicates, comments: Vec::new(), complete: true })
}

/// Whether a character is printable, and no line ending but a line feed.
fn is_plain(c: char) -> bool {
    match c {
        '\n' | ' '..='~' => true,
        '\0'..'\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' => false,
        _ => u32::from(c) & 0xfffe != 0xfffe,
    }
}

struct Reader<'a> {
    source: &'a str,
    base: usize,
    /// The offset of the next line.
    at: usize,
    builder: Builder<'a>,
}

impl<'a> Reader<'a> {
    /// Returns the next line without its ending.
    fn peek(&self) -> &'a str {
        let rest = &self.source[self.at..];
        &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())]
    }

    /// Moves on to the line after one.
    fn skip(&mut self, line: &str) {
        self.at = (self.at + line.len() + 1).min(self.source.len());
    }

    fn skip_blank(&mut self) {
        while self.at < self.source.len() {
            let line = self.peek();
            if !line.bytes().all(|byte| byte == b' ') {
                return;
            }
            self.skip(line);
        }
    }

    /// Reads a key with its value.
    fn entry(&mut self) -> Option<()> {
        let line = self.peek();
        let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        let length = line.bytes().take(MAX_KEY).take_while(is_key).count();
        let (key, value) = (&line[..length], line[length..].strip_prefix(':')?);
        if !key.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        self.add(key, Kind::Plain, key)?;
        let start = self.at;
        self.skip(line);
        match value.trim_matches(' ') {
            "" => self.items(),
            list if let Some(list) = list.strip_prefix('[') => {
                let open = start + (list.as_ptr().addr() - line.as_ptr().addr()) - 1;
                self.builder.open_seq(self.base + open, 0).ok()?;
                self.flow(list)?;
                self.builder.close(self.base + start + line.trim_end_matches(' ').len());
                value.starts_with(' ').then_some(())
            }
            scalar => {
                self.scalar(scalar)?;
                value.starts_with(' ').then_some(())
            }
        }
    }

    /// Reads the items of a list, one on each line.
    fn items(&mut self) -> Option<()> {
        self.skip_blank();
        let indent = self.indent()?;
        // The parser lets a list that is not indented begin with its first item.
        let start = match indent {
            0 => self.peek().len() - self.peek()[1..].trim_start_matches(' ').len(),
            indent => indent,
        };
        self.builder.open_seq(self.base + self.at + start, 0).ok()?;
        while self.indent() == Some(indent) {
            let line = self.peek();
            self.scalar(line[indent + 1..].trim_matches(' '))?;
            self.skip(line);
            self.skip_blank();
        }
        self.builder.close(self.base + self.source[..self.at].trim_end().len());
        Some(())
    }

    /// Returns the indentation of the next line, if it is an item.
    fn indent(&self) -> Option<usize> {
        let line = self.peek();
        let item = line.trim_start_matches(' ');
        item.starts_with("- ").then(|| line.len() - item.len())
    }

    /// Reads the items of a list up to its bracket at the end of the line.
    fn flow(&mut self, list: &'a str) -> Option<()> {
        let inner = list.strip_suffix(']')?;
        if inner.trim_matches(' ').is_empty() {
            return Some(());
        }
        for item in inner.split(',') {
            let item = item.trim_matches(' ');
            // A comma or bracket in quotes leaves a quote without its end.
            if item.contains(['[', ']', '{', '}', ':', '#']) {
                return None;
            }
            self.scalar(item)?;
        }
        Some(())
    }

    /// Adds a scalar that is alone in its place.
    fn scalar(&mut self, text: &'a str) -> Option<()> {
        for quote in ['\'', '"'] {
            if let Some(inner) = text.strip_prefix(quote) {
                let inner = inner.strip_suffix(quote)?;
                let is_literal = !inner.contains(quote) && (quote == '\'' || !inner.contains('\\'));
                return is_literal.then(|| self.add(inner, Kind::Text, text))?;
            }
        }
        let is_plain = !text.starts_with(|first| INDICATORS.contains(first))
            && !text.is_empty()
            && !text.ends_with(':')
            && !text.contains(": ")
            && !text.contains(" #");
        is_plain.then(|| self.add(text, Kind::Plain, text))?
    }

    /// Adds a text that is written in some way.
    fn add(&mut self, text: &'a str, kind: Kind, written: &'a str) -> Option<()> {
        let start = self.base + (written.as_ptr().addr() - self.source.as_ptr().addr());
        let span = Span::new(start, start + written.len());
        let is_plain = kind == Kind::Plain;
        let node = match is_plain && is_null(text) {
            true => Node { span, value: Value::Null },
            false => Node::scalar(span, text.into(), kind),
        };
        self.builder.leaf(node, is_plain, 0).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{OffsetMap, parse};
    use super::read;

    const BASE: usize = 4;

    /// Whether a source is read; the result must be that of the parser.
    fn is_read(source: &str) -> bool {
        let Some(found) = read(source, BASE) else { return false };
        let expected = parse(source, &OffsetMap::shifted(BASE));
        assert_eq!(found.root, expected.root, "{source:?}");
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{source:?}");
        true
    }

    #[test]
    fn common_front_matter_is_not_parsed() {
        for source in [
            "title: 标题\ndate: 2024-01-01 10:00:00 +0800\ntags: [a, 'b', \"c d\"]\n",
            "title: \"a: b # c\"\nurl: https://a.b/c#d\n\ntags:\n  - a b\n  - '[x]'\n\n  - 3.10\ndraft: false\n",
            "tags:\n- a\n- \"b\"\nempty: []\nnull: ~\na: null\na: C#\nx: a, [b] {c}",
        ] {
            assert!(is_read(source), "{source:?}");
        }
    }

    #[test]
    fn anything_else_is_parsed() {
        for source in [
            "",
            "a",
            "a:",
            "a:\nb: c",
            "a: b # c",
            "# a\nb: c",
            "a: |\n  b",
            "a: b\n  c",
            "a: &b c",
            "a: *b",
            "a: !b c",
            "a: {b: c}",
            "a: [b, [c]]",
            "a: [b, \"c, d\"]",
            "a: 'b''c'",
            "a: \"b\\n\"",
            "a: 'b' c",
            "a:b",
            "a b: c",
            "- a",
            "a:\n  b: c",
            "a:\n  - b: c",
            "a:\n  - b\n    c",
            "a: b: c",
            "a: b:",
            "a: [b",
            "? a",
            "---\na: b",
            "a: b\n...",
            "a: b\r\n",
            "a:\tb",
            "<<: a",
            "a: [b,]",
            "a: [b, , c]",
            "a:\n  - a\n - b",
        ] {
            assert!(!is_read(source), "{source:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_is_what_is_parsed(pieces in prop::collection::vec(prop::sample::select(&[
            "a", "b: ", "\nc: ", "\nd: ", "\nkey: ", "\ntags:", "\n- ", "\n  - ", "[", "]", ", ", ",", " ", "\n", "'", "\"", ":",
            "#", " #", "-", "~", "null", "字", "词：", "1", "2024-01-01", "true", "\\", "/", "https://a.b", "?", "*", "&", "!",
            "|", ">", "%", "@", "`", "=", "{", "}", "<<", "\n\n", "  ", "['a', b]", "'x y'", "\"x\"", "\u{85}", "\u{a0}",
            "\u{3000}", "\u{feff}", "\u{2028}", "😀", ".", "...", "---", "\nfoo: [", "\nc: ", "\nd: ", "\nkey: ", "a", "b",
        ][..]), 0..12)) {
            is_read(&pieces.concat());
            is_read(&format!("title: {}", pieces.concat()));
        }
    }
}
