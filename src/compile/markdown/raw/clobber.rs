//! Ids, names and targets in raw HTML, and inputs.
//!
//! An element with an `id` or a `name` becomes a property of `window` and `document`, so raw HTML could
//! replace what the scripts of a page rely on (`id="__proto__"`, `name="body"`). They get the prefix
//! that GitHub and rehype-sanitize use. The ids of headings and footnotes are not affected.

use std::borrow::Cow;

use super::super::resolve::Resolve;
use super::start_tag::{self, StartTag, push_attribute};
use crate::post::Use;

/// The prefix of ids and names in raw HTML.
pub const PREFIX: &str = "user-content-";
/// Substrings of the names of all attributes that are rewritten, and the beginning of a tag that is.
const NAMES: [&[u8]; 6] = [b"id", b"name", b"target", b"aria-", b"headers", b"<input"];

/// Adds the prefix to the id and the name of a tag, and takes access to the page from a link to a new window.
/// `links` resolves the fragments of ids that are prefixed. Returns whether it changed any attribute.
pub fn harden(element: &mut StartTag, links: &dyn Resolve) -> bool {
    let mut changed = &*element.name == "input";
    if changed {
        make_check_box(element);
    }
    let mut opens_window = false;
    let mut rel = None;
    for (position, attribute) in element.attrs.iter_mut().enumerate() {
        let value = &mut attribute.value;
        match &*attribute.name.local {
            "id" | "name" if !value.starts_with(PREFIX) => {
                *value = format!("{PREFIX}{value}").into();
                changed = true;
            }
            name if refers_to_ids(name) => {
                let ids: Vec<_> =
                    value.split_ascii_whitespace().map(|id| target(id, links)).collect();
                *value = ids.join(" ").into();
                changed = true;
            }
            "target" => opens_window = &*element.name == "a" && &**value == "_blank",
            "rel" => rel = Some(position),
            _ => {}
        }
    }
    changed | (opens_window && isolate_window(element, rel))
}

/// Turns any input into a disabled check box.
fn make_check_box(input: &mut StartTag) {
    input.attrs.retain(|attribute| &*attribute.name.local == "checked");
    push_attribute(input, "type", "checkbox");
    push_attribute(input, "disabled", "");
}

/// Adds `noopener` to the link types of a link that opens a window, and returns whether it was missing.
fn isolate_window(link: &mut StartTag, rel: Option<usize>) -> bool {
    let Some(rel) = rel.map(|position| &mut link.attrs[position].value) else {
        push_attribute(link, "rel", "noopener");
        return true;
    };
    let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let words: Vec<_> = rel.split_ascii_whitespace().collect();
    let is_isolated = words.iter().any(|word| is(word, &["noopener", "noreferrer"]));
    if is_isolated && !words.iter().any(|word| is(word, &["opener"])) {
        return false;
    }
    let words = words.into_iter().filter(|word| !is(word, &["opener", "noopener"]));
    *rel = words.chain(["noopener"]).collect::<Vec<_>>().join(" ").into();
    true
}

/// Returns the ids and the names of anchors in a piece of raw HTML, without those that are not changed.
pub fn ids(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    start_tag::for_each(html, |_, tag| {
        let Some(element) = may_change(tag).then(|| start_tag::parse(tag)).flatten() else {
            return;
        };
        found.extend(element.attrs.iter().filter_map(|attribute| {
            let name = &*attribute.name.local;
            let is_target = name == "id" || (name == "name" && &*element.name == "a");
            (is_target && !attribute.value.starts_with(PREFIX)).then(|| attribute.value.to_string())
        }));
    });
    found
}

/// Returns an id as it is in the page.
fn target<'i>(id: &'i str, links: &dyn Resolve) -> Cow<'i, str> {
    let resolved = links.resolve(&format!("#{id}"), Use::Link);
    let is_prefixed = resolved.is_some_and(|target| {
        target.url.strip_prefix('#').is_some_and(|id| id.starts_with(PREFIX))
    });
    if is_prefixed && !id.starts_with(PREFIX) { format!("{PREFIX}{id}").into() } else { id.into() }
}

/// Whether an attribute contains ids of other elements.
fn refers_to_ids(attribute: &str) -> bool {
    matches!(
        attribute,
        "aria-activedescendant"
            | "aria-controls"
            | "aria-describedby"
            | "aria-details"
            | "aria-errormessage"
            | "aria-flowto"
            | "aria-labelledby"
            | "aria-owns"
            | "headers"
    )
}

/// Whether a tag may have an attribute that is rewritten. Parsing a tag is slow, and most have none.
pub fn may_change(tag: &str) -> bool {
    let contains = |name: &&[u8]| {
        tag.as_bytes().windows(name.len()).any(|part| part.eq_ignore_ascii_case(name))
    };
    NAMES.iter().any(contains)
}
