//! Start tags, parsed and written back.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag as HtmlTag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};
use html5ever::{Attribute, QualName, ns};

use super::super::escape;
use super::elements::is_raw_text;
use super::tag::{Tag, raw_text_length};

/// A parsed start tag.
pub type StartTag = HtmlTag;

/// Parses a start tag as the HTML Standard does (section 13.2.5).
pub fn parse(tag: &str) -> Option<StartTag> {
    let tokenizer = Tokenizer::new(FirstTag(RefCell::new(None)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(tag));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Remembers the first start tag.
struct FirstTag(RefCell<Option<StartTag>>);

impl TokenSink for FirstTag {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().get_or_insert(tag);
        }
        TokenSinkResult::Continue
    }
}

/// Adds an attribute.
pub fn push_attribute(element: &mut StartTag, name: &str, value: &str) {
    let name = QualName::new(None, ns!(), name.into());
    element.attrs.push(Attribute { name, value: value.into() });
}

/// Writes a start tag with those attributes, given by name and value, that `keeps` accepts.
pub fn write(out: &mut String, element: &StartTag, keeps: impl Fn(&str, &str) -> bool) {
    out.push('<');
    out.push_str(&element.name);
    for attribute in &element.attrs {
        let name = &*attribute.name.local;
        if keeps(name, &attribute.value) {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape::attribute(out, &attribute.value);
            out.push('"');
        }
    }
    out.push_str(if element.self_closing { "/>" } else { ">" });
}

/// Returns HTML with those start tags rewritten that `change` changes, for which it returns true. It gets the
/// tags that `may_change` accepts: parsing a tag is slow, and most need no change.
pub fn rewrite<'h>(
    html: &'h str,
    may_change: impl Fn(&str) -> bool,
    mut change: impl FnMut(&mut StartTag) -> bool,
) -> Cow<'h, str> {
    let mut out = String::new();
    let mut done = 0;
    for_each(html, |at, tag| {
        if let Some(mut element) = may_change(tag).then(|| parse(tag)).flatten()
            && change(&mut element)
        {
            out.push_str(&html[done..at]);
            write(&mut out, &element, |_, _| true);
            done = at + tag.len();
        }
    });
    if done == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}

/// Calls `visit` for every start tag with its offset and its text. The content of scripts and the
/// like contains no tags.
pub fn for_each<'h>(html: &'h str, mut visit: impl FnMut(usize, &'h str)) {
    let Some(last) = memchr::memrchr(b'>', html.as_bytes()) else { return };
    let mut at = 0;
    // A failed search is not repeated, which keeps the time linear.
    let mut open_comment = false;
    let mut unclosed: Vec<String> = Vec::new();
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..=last]) {
        at += found;
        let rest = &html[at..];
        let is_comment = rest.starts_with("<!--");
        let tag = if is_comment && open_comment { Tag::Unfinished } else { Tag::read(rest) };
        at += match tag {
            Tag::Element { name, length, closes: false } => {
                visit(at, &rest[..length]);
                let name = name.to_ascii_lowercase();
                if is_raw_text(&name) && !unclosed.contains(&name) {
                    raw_text_length(rest, &name).unwrap_or_else(|| {
                        unclosed.push(name);
                        length
                    })
                } else {
                    length
                }
            }
            Tag::Element { length, .. } | Tag::Markup(length) => length,
            Tag::None | Tag::Unfinished => {
                open_comment |= is_comment;
                1
            }
        };
        if at > last {
            break;
        }
    }
}
