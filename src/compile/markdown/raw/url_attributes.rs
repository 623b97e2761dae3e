//! Attributes of raw HTML that contain URLs of links, images and media.

use std::borrow::Cow;

use super::super::resolve::Resolve;
use super::clobber;
use super::srcset;
use super::start_tag::{self, StartTag, push_attribute};
use crate::post::Use;

/// Substrings of the names of all attributes that contain URLs.
const NAMES: [&str; 3] = ["href", "poster", "src"];

/// Whether a tag may have an attribute that contains a URL. Parsing a tag is slow, and most have none.
pub fn may_have_url(tag: &str) -> bool {
    let contains = |name: &&str| {
        tag.as_bytes().windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    NAMES.iter().any(contains) || tag.get(1..4).is_some_and(|name| name.eq_ignore_ascii_case("obj"))
}

/// Returns what the URL in an attribute is used for. `None` if the attribute contains no URL that
/// [`Resolve`] applies to.
pub fn use_of(element: &str, attribute: &str) -> Option<Use> {
    match (element, attribute) {
        ("a", "href") | ("iframe" | "embed", "src") | ("object", "data") => Some(Use::Link),
        ("img", "src" | "srcset") | ("source", "srcset") | ("video", "poster") => Some(Use::Image),
        ("audio" | "video" | "source" | "track", "src") => Some(Use::Media),
        _ => None,
    }
}

/// Returns raw HTML with its URLs resolved like those of links and images. Tags without such a URL
/// are not rewritten.
pub fn resolve_all<'h>(html: &'h str, links: &dyn Resolve) -> Cow<'h, str> {
    start_tag::rewrite(html, may_have_url, |element| resolve(element, links))
}

/// Returns the same with [hardened](clobber) ids, names and targets.
pub fn resolve_and_harden<'h>(html: &'h str, links: &dyn Resolve) -> Cow<'h, str> {
    let may_change = |tag: &str| may_have_url(tag) || clobber::may_change(tag);
    start_tag::rewrite(html, may_change, |element| {
        resolve(element, links) | clobber::harden(element, links)
    })
}

/// Replaces the URLs of a tag with their targets, and returns whether it changed any.
pub fn resolve(element: &mut StartTag, links: &dyn Resolve) -> bool {
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
    let has = |name: &str| element.attrs.iter().any(|attribute| &*attribute.name.local == name);
    if let Some((width, height)) = size
        && !has("width")
        && !has("height")
    {
        push_attribute(element, "width", &width.to_string());
        push_attribute(element, "height", &height.to_string());
    }
    changed
}

/// Returns a `srcset` with its URLs resolved. `None` if none of them changes.
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
