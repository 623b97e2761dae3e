//! The tags of JSX.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::script::{Goal, MAX_WASTE, Script};

/// A tag.
#[derive(Debug)]
pub struct Tag<'s> {
    /// Where it is in the source.
    pub range: Range<usize>,
    /// The name; empty for a fragment.
    pub name: &'s str,
    /// Whether it is an end tag.
    pub is_end: bool,
    /// Whether it ends in `/>`.
    pub is_self_closing: bool,
    /// The attributes of HTML, without those that are spread from an expression.
    pub attributes: Vec<(&'s str, Value<'s>)>,
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'s> {
    /// There is none.
    Absent,
    /// A string with its quotes.
    Quoted(&'s str),
    /// An expression without its braces.
    Expression(&'s str),
}

impl Tag<'_> {
    /// Whether it is a component, which stands for its content, or a fragment.
    pub fn is_component(&self) -> bool {
        let begins = self.name.bytes().next();
        begins.is_none_or(|first| !first.is_ascii_lowercase()) || self.name.contains('.')
    }
}

/// Reads tags and expressions of a source.
#[derive(Debug)]
pub struct Parser<'s> {
    source: &'s str,
    /// The number of quotes around the current line, whose markers are on every line of a tag.
    pub quotes: usize,
    /// The number of bytes read in vain.
    wasted: usize,
}

impl<'s> Parser<'s> {
    /// Creates a parser.
    pub fn new(source: &'s str) -> Self {
        Self { source, quotes: 0, wasted: 0 }
    }

    /// Returns the end of an expression that begins at a brace and ends before `limit`.
    pub fn expression(&mut self, start: usize, limit: usize) -> Option<usize> {
        if self.wasted > MAX_WASTE * self.source.len() {
            return None;
        }
        let end = Script::new(&self.source.as_bytes()[..limit], Goal::Expression).end(start);
        if end.is_none() {
            self.wasted += limit - start;
        }
        end
    }

    /// Returns the tag that begins at a `<` and ends before `limit`.
    pub fn tag(&mut self, start: usize, limit: usize) -> Option<Tag<'s>> {
        let mut at = start;
        let tag = self.read(&mut at, limit);
        if tag.is_none() {
            self.wasted += at - start;
        }
        tag.filter(|_| self.wasted <= MAX_WASTE * self.source.len())
    }

    /// Reads a tag. Leaves the offset up to which the source was read in `at`.
    fn read(&mut self, at: &mut usize, limit: usize) -> Option<Tag<'s>> {
        let start = *at;
        *at += 1;
        let is_end = self.skip(at, limit, b'/');
        let name = self.name(at, limit);
        if !name.is_empty()
            && !name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
        {
            return None;
        }
        let mut tag = Tag {
            range: start..start,
            name,
            is_end,
            is_self_closing: false,
            attributes: Vec::new(),
        };
        loop {
            self.skip_whitespace(at, limit);
            match self.byte(*at, limit)? {
                b'>' => {
                    *at += 1;
                    tag.range.end = *at;
                    return Some(tag);
                }
                _ if name.is_empty() => return None,
                b'/' if self.byte(*at + 1, limit) == Some(b'*') => {
                    let rest = &self.source.as_bytes()[*at..limit];
                    *at += memmem::find(rest, b"*/")? + 2;
                }
                b'/' if !is_end && !tag.is_self_closing => {
                    *at += 1;
                    tag.is_self_closing = true;
                }
                _ if is_end || tag.is_self_closing => return None,
                b'{' => *at = self.expression(*at, limit)?,
                _ => {
                    let attribute = self.attribute(at, limit)?;
                    tag.attributes.push(attribute);
                }
            }
        }
    }

    fn attribute(&mut self, at: &mut usize, limit: usize) -> Option<(&'s str, Value<'s>)> {
        let name = self.name(at, limit);
        if name.is_empty() {
            return None;
        }
        let after_name = *at;
        self.skip_whitespace(at, limit);
        if !self.skip(at, limit, b'=') {
            *at = after_name;
            return Some((name, Value::Absent));
        }
        self.skip_whitespace(at, limit);
        let start = *at;
        let value = match self.byte(*at, limit)? {
            quote @ (b'"' | b'\'') => {
                let length = memchr(quote, &self.source.as_bytes()[start + 1..limit])?;
                *at = start + 1 + length + 1;
                Value::Quoted(&self.source[start..*at])
            }
            b'{' => {
                *at = self.expression(start, limit)?;
                Value::Expression(&self.source[start + 1..*at - 1])
            }
            _ => return None,
        };
        Some((name, value))
    }

    fn byte(&self, at: usize, limit: usize) -> Option<u8> {
        self.source.as_bytes()[..limit].get(at).copied()
    }

    fn skip(&self, at: &mut usize, limit: usize, byte: u8) -> bool {
        let found = self.byte(*at, limit) == Some(byte);
        *at += usize::from(found);
        found
    }

    fn skip_whitespace(&self, at: &mut usize, limit: usize) {
        let mut markers = 0;
        while let Some(byte) = self.byte(*at, limit) {
            match byte {
                b'\n' => markers = self.quotes,
                b'>' if markers > 0 => markers -= 1,
                _ if byte.is_ascii_whitespace() => {}
                _ => break,
            }
            *at += 1;
        }
    }

    fn name(&self, at: &mut usize, limit: usize) -> &'s str {
        let start = *at;
        let is_name =
            |byte: u8| byte.is_ascii_alphanumeric() || b"_$.:-".contains(&byte) || !byte.is_ascii();
        while self.byte(*at, limit).is_some_and(is_name) {
            *at += 1;
        }
        &self.source[start..*at]
    }
}

#[cfg(test)]
mod tests {
    use super::{Parser, Value};

    fn end(source: &str) -> Option<usize> {
        Parser::new(source).tag(0, source.len()).map(|tag| tag.range.end)
    }

    #[test]
    fn tags_of_jsx() {
        for tag in [
            "<>",
            "</>",
            "<Tabs>",
            "</Tabs>",
            "<Foo.Bar/>",
            "<a\n  b=\"c > d\"\n  e={f > {g: '}'}}\n  {...h}\n/>",
            "<A b='\"' c d-e=\"f\" / >",
            "<A /* b > */>",
            "<svg:rect />",
        ] {
            assert_eq!(end(&format!("{tag} > rest")), Some(tag.len()), "{tag}");
        }
    }

    #[test]
    fn other_uses_of_angle_brackets_are_no_tags() {
        for text in
            ["<", "< a>", "<5", "<a@b.c>", "<https://a.b>", "<A", "<A b=c>", "<a \"b\">", "<?b>"]
        {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn attributes_have_values() {
        let source = "<a b c=\"d\" e={ f }>";
        let tag = Parser::new(source).tag(0, source.len()).unwrap();
        let expected =
            [("b", Value::Absent), ("c", Value::Quoted("\"d\"")), ("e", Value::Expression(" f "))];
        assert_eq!(tag.attributes, expected);
        assert!(!tag.is_component());
    }
}
