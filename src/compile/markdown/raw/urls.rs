//! Finds the URLs in raw HTML.

use std::ops::Range;

use super::srcset;
use super::start_tag;
use super::url_attributes::{may_have_url, use_of};
use crate::post::Use;

/// A URL in raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub struct RawUrl<'h> {
    /// The tag that contains it.
    pub tag: &'h str,
    /// The byte range of the URL in the tag. `None` if the tag spells it differently, for example
    /// with character references.
    pub range: Option<Range<usize>>,
    /// The URL.
    pub url: String,
    /// What it is used for.
    pub to_use: Use,
}

/// Returns the URLs of a piece of raw HTML, in order.
pub fn urls(html: &str) -> Vec<RawUrl<'_>> {
    let mut found = Vec::new();
    start_tag::for_each(html, |_, tag| {
        let Some(element) = may_have_url(tag).then(|| start_tag::parse(tag)).flatten() else {
            return;
        };
        for attribute in &element.attrs {
            let name = &*attribute.name.local;
            let Some(to_use) = use_of(&element.name, name) else { continue };
            let mut push = |url: &str| {
                let range = range_of(tag, name, url);
                found.push(RawUrl { tag, range, url: url.to_owned(), to_use });
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

/// Returns the byte range of a text in the value of an attribute of a tag.
fn range_of(tag: &str, attribute: &str, text: &str) -> Option<Range<usize>> {
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
