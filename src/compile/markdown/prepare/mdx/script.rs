//! Finds where JavaScript ends: that of an expression in braces, and that of a statement.
//!
//! Strings, template literals and comments are recognized, because they may contain brackets, and regular
//! expressions where nothing else can begin. A quote that nothing closes on its line is text in JSX, as in
//! `<p>don't</p>`.

use memchr::{memchr, memmem};

/// The largest number of bytes that may be read in vain, as a multiple of the length of the source. After
/// that, nothing that is not closed is looked for: without a bound, a source of opening braces would take
/// quadratic time.
pub const MAX_WASTE: usize = 8;

/// What is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The brace that closes the one at the beginning.
    Expression,
    /// The first end of a line outside of brackets.
    Statement,
}

/// A search through JavaScript.
#[derive(Debug)]
pub struct Script<'s> {
    bytes: &'s [u8],
    goal: Goal,
    /// The open brackets; a backtick is an open template literal.
    open: Vec<u8>,
    /// Up to where no further `'`, `"` and `/` begins a string or a regular expression that ends on its
    /// line. Without it, a line of quotes would take quadratic time.
    unpaired: [usize; 3],
}

impl<'s> Script<'s> {
    /// Prepares a search through a text.
    pub fn new(bytes: &'s [u8], goal: Goal) -> Self {
        Self { bytes, goal, open: Vec::new(), unpaired: [0; 3] }
    }

    /// Returns the offset after the closing brace of an expression, or of the end of the line of a
    /// statement. `None` if there is none.
    pub fn end(&mut self, start: usize) -> Option<usize> {
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            if self.open.last() == Some(&b'`') {
                at = self.in_template(at, byte);
                continue;
            }
            match byte {
                b'\n' if self.goal == Goal::Statement && self.open.is_empty() => return Some(at),
                b'{' => self.open.push(byte),
                b'(' | b'[' if self.goal == Goal::Statement => self.open.push(byte),
                b'}' => {
                    self.close(b'{');
                    if self.goal == Goal::Expression && self.open.is_empty() {
                        return Some(at + 1);
                    }
                }
                b')' => self.close(b'('),
                b']' => self.close(b'['),
                b'`' => self.open.push(byte),
                b'"' | b'\'' => {
                    at = self.quoted(at, byte);
                    continue;
                }
                b'/' => {
                    at = self.after_slash(start, at)?;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        let is_statement = self.goal == Goal::Statement && self.open.is_empty();
        is_statement.then_some(self.bytes.len())
    }

    fn close(&mut self, bracket: u8) {
        if self.open.last() == Some(&bracket) {
            self.open.pop();
        }
    }

    fn in_template(&mut self, at: usize, byte: u8) -> usize {
        match byte {
            b'\\' => return at + 2,
            b'`' => {
                self.open.pop();
            }
            b'$' if self.bytes.get(at + 1) == Some(&b'{') => {
                self.open.push(b'{');
                return at + 2;
            }
            _ => {}
        }
        at + 1
    }

    /// Returns the offset after a string that begins here, or after its quote if it does not end on the
    /// line.
    fn quoted(&mut self, start: usize, quote: u8) -> usize {
        let kind = usize::from(quote == b'"');
        self.paired(start, quote, kind).unwrap_or(start + 1)
    }

    /// Returns the offset after a comment, a regular expression or a slash. `None` if a comment has no end.
    fn after_slash(&mut self, begin: usize, start: usize) -> Option<usize> {
        let before = self.bytes[begin..start].iter().rev().find(|byte| !byte.is_ascii_whitespace());
        match self.bytes.get(start + 1) {
            Some(b'*') => {
                let length = memmem::find(&self.bytes[start + 2..], b"*/")?;
                Some(start + 2 + length + 2)
            }
            // In the text of JSX, `https://` begins no comment.
            Some(b'/') if before != Some(&b':') => {
                let length = memchr(b'\n', &self.bytes[start..]);
                Some(length.map_or(self.bytes.len(), |length| start + length))
            }
            _ if before.is_none_or(|byte| b"(,=:[!&|?{;".contains(byte)) => {
                Some(self.paired(start, b'/', 2).unwrap_or(start + 1))
            }
            _ => Some(start + 1),
        }
    }

    /// Returns the offset after the next unescaped `quote` on the same line.
    fn paired(&mut self, start: usize, quote: u8, kind: usize) -> Option<usize> {
        if start < self.unpaired[kind] {
            return None;
        }
        let mut at = start + 1;
        loop {
            match self.bytes.get(at) {
                None | Some(b'\n') => {
                    self.unpaired[kind] = at;
                    return None;
                }
                Some(b'\\') => at += 2,
                Some(&byte) if byte == quote => return Some(at + 1),
                Some(_) => at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Goal, Script};

    fn expression(source: &str) -> Option<&str> {
        Script::new(source.as_bytes(), Goal::Expression).end(0).map(|end| &source[..end])
    }

    #[test]
    fn an_expression_ends_at_its_brace() {
        for whole in [
            "{}",
            "{a}",
            "{{a: {b: 1}}}",
            "{'}'}",
            "{\"\\\"}\"}",
            "{`}`}",
            "{`a ${b + `}${c}`} }`}",
            "{/* } */}",
            "{a // }\n}",
            "{/}/.test(a)}",
            "{a.replace(/[}\"]/g, '')}",
            "{<p>don't {b}</p>}",
            "{<a href=\"https://a.b/}\">https://a.b</a>}",
            "{a / b}",
        ] {
            assert_eq!(expression(&format!("{whole} }} rest")), Some(whole));
        }
        for open in ["{", "{a", "{`}", "{/* }", "{'}'"] {
            assert_eq!(expression(open), None, "{open}");
        }
    }

    #[test]
    fn a_statement_ends_outside_of_brackets() {
        let statement = |source: &'static str| {
            Script::new(source.as_bytes(), Goal::Statement).end(0).map(|end| &source[..end])
        };
        assert_eq!(statement("import a from 'a';\nb"), Some("import a from 'a';"));
        assert_eq!(
            statement("import {\n  a,\n} from 'a'\n\nb"),
            Some("import {\n  a,\n} from 'a'")
        );
        assert_eq!(statement("export const a = [\n\n  1]\nb"), Some("export const a = [\n\n  1]"));
        assert_eq!(statement("a = `\n`\nb"), Some("a = `\n`"));
        assert_eq!(statement("a"), Some("a"));
        assert_eq!(statement("a = {\n"), None);
    }

    #[test]
    fn long_lines_of_quotes_take_linear_time() {
        for text in ["'\\", "\"'", "/", "/ ", "'", "`'", "`${", "\\'"] {
            let source = format!("{{{}", text.repeat((4 << 20) / text.len()));
            assert_eq!(expression(&source), None, "{text}");
        }
    }
}
