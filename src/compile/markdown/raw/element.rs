//! Tags of raw HTML, read and written again: their URLs lead where links and images lead, and their
//! attributes are those that may leave the server.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag as HtmlTag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};
use html5ever::{Attribute, QualName, ns};

use super::{OPAQUE, Place, Tag, end_of_element, is_one_of, srcset, tame};
use crate::compile::markdown::html::escape;
use crate::compile::markdown::{Resolve, comment, sanitize};
use crate::post::Use;

/// What the names of attributes with URLs hold.
const URLS: [&str; 3] = ["href", "poster", "src"];

/// Raw HTML whose URLs lead where links and images of the post lead. Only tags with such a URL are
/// written anew.
pub fn resolved<'h>(html: &'h str, links: &dyn Resolve) -> Cow<'h, str> {
    let mut out = String::new();
    let mut done = 0;
    each_tag(html, |at, tag| {
        if let Some(mut element) = mentions_url(tag).then(|| read(tag)).flatten()
            && resolve(&mut element, links)
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

/// A piece of raw HTML without anything that could run: for clients that put pieces together. Each
/// tag is judged by itself by the rules of the [sanitiser](sanitize); elements need not be closed.
/// A comment stays, because it is nothing and mdast has it.
pub fn harmless(html: &str, place: Place, links: &dyn Resolve) -> String {
    if comment::is_comment(html) {
        return html.to_owned();
    }
    let tame = tame(html, place);
    let mut out = String::with_capacity(tame.len());
    let mut rest = tame.as_str();
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match Tag::read(rest) {
            Tag::Element { name, length, closes: true } => {
                out.push_str(&format!("</{}>", name.to_ascii_lowercase()));
                &rest[length..]
            }
            Tag::Element { length, .. } => {
                push_harmless(&mut out, &rest[..length], links);
                &rest[length..]
            }
            Tag::Markup(length) => &rest[length..],
            // What is no tag is text, and is not left to be taken for one.
            Tag::None | Tag::Unfinished => {
                out.push_str("&lt;");
                &rest[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

fn push_harmless(out: &mut String, tag: &str, links: &dyn Resolve) {
    let Some(mut element) = read(tag) else { return };
    resolve(&mut element, links);
    if &*element.name == "input" {
        make_check_box(&mut element);
    }
    write(out, &element, |key, value| sanitize::keeps_attribute(&element.name, key, value));
}

/// A URL in raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub struct RawUrl<'h> {
    /// The tag that it stands in.
    pub tag: &'h str,
    /// The bytes of the tag in which it is written; none where it is written otherwise.
    pub place: Option<Range<usize>>,
    /// The URL.
    pub url: String,
    /// What it is used for.
    pub to_use: Use,
}

/// The URLs that a piece of raw HTML holds, in order.
pub fn urls(html: &str) -> Vec<RawUrl<'_>> {
    let mut found = Vec::new();
    each_tag(html, |_, tag| {
        let Some(element) = mentions_url(tag).then(|| read(tag)).flatten() else { return };
        for attribute in &element.attrs {
            let name = &*attribute.name.local;
            let Some(to_use) = use_of(&element.name, name) else { continue };
            let mut push = |url: &str| {
                let place = place_of(tag, name, url);
                found.push(RawUrl { tag, place, url: url.to_owned(), to_use });
            };
            if name == "srcset" {
                srcset::candidates(&attribute.value).iter().for_each(|(url, _)| push(url));
            } else {
                push(attribute.value.trim());
            }
        }
    });
    found
}

/// The bytes of a tag in which the value of an attribute holds a text.
fn place_of(tag: &str, attribute: &str, text: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let length = attribute.len();
    let names = (0..bytes.len().saturating_sub(length)).filter(|&at| {
        bytes[at..at + length].eq_ignore_ascii_case(attribute.as_bytes())
            && at.checked_sub(1).is_some_and(|before| !bytes[before].is_ascii_alphanumeric())
    });
    names
        .filter_map(|at| {
            let value = tag.get(at + length..)?.trim_start().strip_prefix('=')?;
            let start = tag.len() - value.len();
            let found = start + value.find(text)?;
            Some(found..found + text.len())
        })
        .next()
}

/// What the URL in an attribute is used for; none where the attribute holds no URL that the posts
/// decide on.
fn use_of(element: &str, attribute: &str) -> Option<Use> {
    match (element, attribute) {
        ("a", "href") => Some(Use::Link),
        ("img", "src" | "srcset") | ("source", "srcset") | ("video", "poster") => Some(Use::Image),
        ("audio" | "video" | "source" | "track", "src") => Some(Use::Media),
        _ => None,
    }
}

/// Calls for every start tag with its offset and its text. What stands inside of scripts and the
/// like is no tag.
fn each_tag<'h>(html: &'h str, mut see: impl FnMut(usize, &'h str)) {
    let Some(last) = memchr::memrchr(b'>', html.as_bytes()) else { return };
    let mut at = 0;
    // What is looked for in vain is not looked for again.
    let mut open_comment = false;
    let mut unclosed: Vec<String> = Vec::new();
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..=last]) {
        at += found;
        let rest = &html[at..];
        let is_comment = rest.starts_with("<!--");
        let tag = if is_comment && open_comment { Tag::Unfinished } else { Tag::read(rest) };
        at += match tag {
            Tag::Element { name, length, closes: false } => {
                see(at, &rest[..length]);
                let name = name.to_ascii_lowercase();
                if is_one_of(&name, &OPAQUE) && !unclosed.contains(&name) {
                    end_of_element(rest, &name).unwrap_or_else(|| {
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

/// Whether a tag may have an attribute with a URL. Reading a tag takes long, and most have none.
fn mentions_url(tag: &str) -> bool {
    let holds = |name: &&str| {
        tag.as_bytes().windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    URLS.iter().any(holds)
}

/// An input is a check box that cannot be changed, whatever it was.
fn make_check_box(input: &mut HtmlTag) {
    input.attrs.retain(|attribute| &*attribute.name.local == "checked");
    push_attribute(input, "type", "checkbox");
    push_attribute(input, "disabled", "");
}

fn push_attribute(element: &mut HtmlTag, name: &str, value: &str) {
    let name = QualName::new(None, ns!(), name.into());
    element.attrs.push(Attribute { name, value: value.into() });
}

/// Puts targets in place of URLs, and says whether there was one.
fn resolve(element: &mut HtmlTag, links: &dyn Resolve) -> bool {
    let mut changed = false;
    let mut size = None;
    for attribute in &mut element.attrs {
        let Some(to_use) = use_of(&element.name, &attribute.name.local) else { continue };
        if &*attribute.name.local == "srcset" {
            if let Some(set) = resolve_set(&attribute.value, links) {
                attribute.value = set.into();
                changed = true;
            }
        } else if let Some(target) = links.resolve(attribute.value.trim(), to_use) {
            attribute.value = target.url.into();
            changed = true;
            if to_use == Use::Image && &*element.name == "img" {
                size = target.size;
            }
        }
    }
    let sized = |name: &str| element.attrs.iter().any(|attribute| &*attribute.name.local == name);
    if let Some((width, height)) = size
        && !sized("width")
        && !sized("height")
    {
        push_attribute(element, "width", &width.to_string());
        push_attribute(element, "height", &height.to_string());
    }
    changed
}

/// The targets of a `srcset`; none where all of its URLs lead where they are written to.
fn resolve_set(set: &str, links: &dyn Resolve) -> Option<String> {
    let mut changed = false;
    let candidates: Vec<String> = srcset::candidates(set)
        .into_iter()
        .map(|(url, descriptor)| {
            let target = links.resolve(url, Use::Image).map(|target| target.url);
            changed |= target.is_some();
            let url = target.unwrap_or_else(|| url.to_owned());
            if descriptor.is_empty() { url } else { format!("{url} {descriptor}") }
        })
        .collect();
    changed.then(|| candidates.join(", "))
}

/// Writes a start tag with the attributes that are kept.
fn write(out: &mut String, element: &HtmlTag, keeps: impl Fn(&str, &str) -> bool) {
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

/// Reads a tag as the HTML Standard has it (section 13.2.5).
fn read(tag: &str) -> Option<HtmlTag> {
    let tokenizer = Tokenizer::new(FirstTag(RefCell::new(None)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(tag));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Keeps the first start tag.
struct FirstTag(RefCell<Option<HtmlTag>>);

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
