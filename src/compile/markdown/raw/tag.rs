//! Finds tags as an HTML tokenizer does.

/// A tag with more attributes than this counts as text: parsers compare each attribute with all
/// others.
const MAX_ATTRIBUTES: usize = 256;

/// A tag with a longer name than this counts as text.
pub const MAX_NAME_LENGTH: usize = 64;

/// The construct that begins at a `<`.
#[derive(Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// None: the `<` is text.
    None,
    /// A construct that does not end.
    Unfinished,
    /// A comment, declaration or processing instruction, with its length in bytes.
    Markup(usize),
    /// A start or end tag.
    Element {
        /// The name, in the case in which it is written.
        name: &'a str,
        /// The number of bytes from `<` to `>`.
        length: usize,
        /// Whether it is an end tag.
        closes: bool,
    },
}

impl<'a> Tag<'a> {
    /// Reads the construct at the beginning of `html`, whose first character is a `<`.
    pub fn read(html: &'a str) -> Self {
        let bytes = html.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let start = if closes { 2 } else { 1 };
        match bytes.get(start) {
            Some(byte) if byte.is_ascii_alphabetic() => {}
            Some(_) if closes => return Self::until_end(html),
            Some(b'!') if html.starts_with("<!--") => return Self::comment(html),
            Some(b'!' | b'?') if is_prose(html) => return Self::None,
            Some(b'!' | b'?') => return Self::until_end(html),
            None if closes => return Self::Unfinished,
            _ => return Self::None,
        }
        let longest = bytes.len().min(start + MAX_NAME_LENGTH);
        let name = bytes[start..longest]
            .iter()
            .position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        let Some(name_end) = name.map(|length| start + length) else { return Self::Unfinished };
        match end_of_attributes(bytes, name_end) {
            Some(length) => Self::Element { name: &html[start..name_end], length, closes },
            None => Self::Unfinished,
        }
    }

    fn until_end(html: &str) -> Self {
        html.find('>').map_or(Self::Unfinished, |at| Self::Markup(at + 1))
    }

    fn comment(html: &str) -> Self {
        let inner = &html[4..];
        if inner.starts_with('>') {
            return Self::Markup(5);
        }
        if inner.starts_with("->") {
            return Self::Markup(6);
        }
        let mut from = 0;
        while let Some(found) = inner[from..].find("--") {
            let at = from + found;
            let after = &inner[at + 2..];
            if after.starts_with('>') {
                return Self::Markup(4 + at + 3);
            }
            if after.starts_with("!>") {
                return Self::Markup(4 + at + 4);
            }
            from = at + 1;
        }
        Self::Unfinished
    }
}

/// Returns the name in a start tag, in the case in which it is written.
pub fn name_of(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    &name[..name.find(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).unwrap_or(name.len())]
}

/// Whether a `<?` or `<!` begins a processing instruction of PHP or XML, or a document type.
pub fn begins_markup(html: &str) -> bool {
    let starts_with = |name: &str| {
        let start = html.as_bytes().get(..name.len());
        let next = html.as_bytes().get(name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && next.is_some_and(|next| !next.is_ascii_alphanumeric())
    };
    ["<?php", "<?xml", "<!doctype"].into_iter().any(starts_with)
}

/// Whether a `<?` or `<!` begins something that is text in posts, although a browser hides it.
fn is_prose(html: &str) -> bool {
    let is_named = html[2..].starts_with(|c: char| c.is_ascii_alphabetic());
    (html.starts_with("<?") || is_named || html.starts_with("<![CDATA[")) && !begins_markup(html)
}

/// Returns the length of an element whose content is not markup, including its end tag. `None` if it
/// is not closed.
pub fn raw_text_length(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memmem::find_iter(bytes, b"</").find_map(|at| {
        let end = at + 2 + name.len();
        let is_name = bytes.get(at + 2..end)?.eq_ignore_ascii_case(name.as_bytes());
        let ends = bytes.get(end).is_some_and(|&b| b.is_ascii_whitespace() || b"/>".contains(&b));
        (is_name && ends).then(|| match Tag::read(&html[at..]) {
            Tag::Element { length, .. } => Some(at + length),
            _ => None,
        })
    })?
}

/// Returns the offset after the `>` that ends a tag whose name ends at `at`, following the states of
/// the HTML Standard's tokenizer (sections 13.2.5.32 to 13.2.5.40).
fn end_of_attributes(bytes: &[u8], mut at: usize) -> Option<usize> {
    for _ in 0..=MAX_ATTRIBUTES {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        if *bytes.get(at)? == b'>' {
            return Some(at + 1);
        }
        // An equals sign at the beginning of a name is part of it.
        at = skip(bytes, at + 1, |byte| {
            !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'=')
        });
        let equals = skip(bytes, at, |byte| byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        at = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
        at = match *bytes.get(at)? {
            quote @ (b'"' | b'\'') => at + memchr::memchr(quote, bytes.get(at + 1..)?)? + 2,
            _ => skip(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'>'),
        };
    }
    None
}

/// Returns the offset of the first byte at or after `at` that is not skipped.
fn skip(bytes: &[u8], at: usize, is_skipped: impl Fn(u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|&&byte| is_skipped(byte)).count()
}

#[cfg(test)]
mod tests {
    use html5ever::tendril::StrTendril;
    use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer};
    use proptest::prelude::*;

    use super::Tag;

    /// Records whether the tokenizer has emitted a tag.
    #[derive(Default)]
    struct Seen(std::cell::Cell<bool>);

    impl TokenSink for Seen {
        type Handle = ();

        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            if matches!(token, Token::TagToken(_)) {
                self.0.set(true);
            }
            TokenSinkResult::Continue
        }
    }

    /// Returns the length of the tag at the beginning of `html` according to html5ever.
    fn length_by_html5ever(html: &str) -> Option<usize> {
        let tokenizer = Tokenizer::new(Seen::default(), Default::default());
        let input = BufferQueue::default();
        for (at, c) in html.char_indices() {
            input.push_back(StrTendril::from_char(c));
            let _ = tokenizer.feed(&input);
            if tokenizer.sink.0.get() {
                return Some(at + c.len_utf8());
            }
        }
        None
    }

    proptest! {
        #[test]
        fn a_tag_ends_where_html5ever_ends_it(rest in "[a= \"'/>\n\u{c}图<]{0,24}") {
            let html = format!("<b{rest}");
            let ours = match Tag::read(&html) {
                Tag::Element { length, .. } => Some(length),
                _ => None,
            };
            prop_assert_eq!(ours, length_by_html5ever(&html), "{}", html);
        }
    }

    #[test]
    fn a_greater_than_sign_in_quotes_does_not_end_a_tag() {
        let tag = Tag::read("<a b='>' c = \">\" d>e");
        assert_eq!(tag, Tag::Element { name: "a", length: 19, closes: false });
        assert_eq!(Tag::read("</B >"), Tag::Element { name: "B", length: 5, closes: true });
        assert_eq!(Tag::read("<br/>"), Tag::Element { name: "br", length: 5, closes: false });
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_text() {
        assert_eq!(Tag::read(&format!("<a {}>", "x ".repeat(1000))), Tag::Unfinished);
    }

    #[test]
    fn a_less_than_sign_without_a_name_is_text() {
        for html in ["<", "< a>", "<1>", "<中>"] {
            assert_eq!(Tag::read(html), Tag::None);
        }
    }
}
