//! The URLs of a body that may lead to files, with their positions.

use comrak::nodes::{NodeLink, Sourcepos};

use super::raw;
use super::tree::Tree;
use crate::post::{At, Reference, Use, is_local};

/// Returns the URL of a link or image and its position. `None` if it cannot lead to a file.
pub fn of_link(
    tree: &Tree<'_>,
    link: &NodeLink,
    to_use: Use,
    sourcepos: Sourcepos,
) -> Option<Reference> {
    is_local(&link.url).then(|| reference(tree, link, to_use, sourcepos))
}

/// Returns the URL of a link or image and its position.
pub fn reference(tree: &Tree<'_>, link: &NodeLink, to_use: Use, sourcepos: Sourcepos) -> Reference {
    let range = tree.source_map.range(sourcepos);
    let text = &tree.source_map.source()[range.clone()];
    // Fast path for `[text](url)`, the most common form.
    if let Some(before) = text.strip_suffix(')').and_then(|text| text.strip_suffix(&*link.url)) {
        let at = in_body(range.start + before.len(), link.url.len());
        return Reference { url: link.url.as_str().into(), to_use, at };
    }
    // The title comes last, after the URL, which may be spelled differently or be somewhere else.
    let title = (!link.title.is_empty()).then(|| text.rfind(&link.title)).flatten();
    let found = text[..title.unwrap_or(text.len())].rfind(&link.url);
    let (start, length) =
        found.map_or((range.start, range.len()), |at| (range.start + at, link.url.len()));
    Reference { url: link.url.as_str().into(), to_use, at: in_body(start, length) }
}

/// Appends the URLs in a piece of raw HTML that may lead to files.
pub fn of_html(tree: &Tree<'_>, html: &str, sourcepos: Sourcepos, found: &mut Vec<Reference>) {
    in_html(tree, html, sourcepos, is_local, found);
}

/// Appends the URLs in a piece of raw HTML that `accept` accepts.
pub fn in_html(
    tree: &Tree<'_>,
    html: &str,
    sourcepos: Sourcepos,
    accept: impl Fn(&str) -> bool,
    found: &mut Vec<Reference>,
) {
    let urls = raw::urls(html);
    if urls.is_empty() {
        return;
    }
    let range = tree.source_map.range(sourcepos);
    let text = &tree.source_map.source()[range.clone()];
    // Tags are searched one after another. If the source spells one differently, as in a quote of
    // several lines, positions from there on are those of the whole piece.
    let mut tag_at = Some(0);
    let mut last: Option<&str> = None;
    for raw::RawUrl { tag, range: url_range, url, to_use } in urls {
        if last.is_none_or(|last| !std::ptr::eq(last, tag)) {
            let from = tag_at.map(|at| at + last.map_or(0, str::len));
            tag_at = from.and_then(|from| Some(from + text.get(from..)?.find(tag)?));
            last = Some(tag);
        }
        if !accept(&url) {
            continue;
        }
        let at = match (tag_at, url_range) {
            (Some(at), Some(url)) => in_body(range.start + at + url.start, url.len()),
            (Some(at), None) => in_body(range.start + at, tag.len()),
            (None, _) => in_body(range.start, range.len()),
        };
        found.push(Reference { url: url.into(), to_use, at });
    }
}

/// Returns the location of a range of bytes in a body.
pub fn in_body(start: usize, length: usize) -> At {
    let number = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    At::Body(number(start), number(length))
}
