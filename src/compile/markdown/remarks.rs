//! What a reader of the page may miss: URLs and elements that are not served as they are written.

use comrak::nodes::{NodeLink, Sourcepos};

use super::embedding::IFRAME;
use super::raw::{self, Embed, Kind};
use super::tree::Tree;
use super::url;
use crate::post::Use;

/// A part of a body that is not served as it is written, depending on the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is.
    pub kind: RemarkKind,
    /// Byte offset in the body.
    pub start: usize,
    /// The number of bytes.
    pub length: usize,
}

/// The kind of a [`Remark`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// The URL of a link or image in Markdown has a scheme that is not allowed.
    Url(String),
    /// The URL of an attribute in raw HTML has a scheme that is not allowed.
    HtmlUrl(String),
    /// An `iframe` embeds the document at an address.
    Iframe(String),
    /// Another element embeds the document at an address.
    Object(String),
    /// An element that is removed with its content, or whose tags alone have meaning.
    Removed(&'static str),
    /// An element that another tool replaces or runs: a component without content, or code of Vue.
    OtherTool(String),
}

/// Elements that are removed from blocks of raw HTML with everything that a browser would show or do.
const REMOVED: [&str; 7] = ["script", "style", "svg", "math", "title", "noembed", "noframes"];

/// Returns the remark about the URL of a link or image, if there is any.
pub fn of_link(
    tree: &Tree<'_>,
    link: &NodeLink,
    to_use: Use,
    sourcepos: Sourcepos,
) -> Option<Remark> {
    if url::is_served(&link.url, to_use) {
        return None;
    }
    let range = tree.source_map.range(sourcepos);
    let found = tree.source_map.source()[range.clone()].rfind(&link.url);
    let (start, length) =
        found.map_or((range.start, range.len()), |at| (range.start + at, link.url.len()));
    Some(Remark { kind: RemarkKind::Url(link.url.clone()), start, length })
}

/// Appends the remarks about a piece of raw HTML.
pub fn of_html(
    tree: &Tree<'_>,
    html: &str,
    kind: Kind,
    sourcepos: Sourcepos,
    remarks: &mut Vec<Remark>,
) {
    let mut found: Vec<(&str, RemarkKind)> = Vec::new();
    // The end of the picture that contains the next tags.
    let mut svg_end = 0;
    let mut has_open_svg = false;
    if html.trim_start().starts_with("<?php") {
        found.push(("<?php", RemarkKind::Removed("?php … ?")));
    }
    let is_mention = |tag: &str| kind == Kind::Inline && raw::is_mention(tag);
    raw::for_each_start_tag(html, |at, tag| {
        if at < svg_end {
            return;
        }
        let name = raw::name_of(tag);
        if name.eq_ignore_ascii_case("svg") && !has_open_svg {
            let length = raw::length_of(&html[at..], "svg");
            has_open_svg = length.is_none();
            svg_end = at + length.unwrap_or(0);
        }
        if let Some(embed) = Embed::read(tag) {
            let address = embed.address.clone();
            let is_iframe = embed.is_iframe();
            let kind = if is_iframe { RemarkKind::Iframe } else { RemarkKind::Object };
            found.push((tag, kind(address)));
        } else if let Some(name) = removed(name, kind).filter(|_| !is_mention(tag)) {
            let kind = if is_of_vue(name, tag) {
                RemarkKind::OtherTool(name.to_owned())
            } else {
                RemarkKind::Removed(name)
            };
            found.push((tag, kind));
        } else if tag.ends_with("/>") && raw::is_component(tag, name, false) {
            found.push((tag, RemarkKind::OtherTool(name.to_owned())));
        } else {
            found.extend(raw::refused_url(tag).map(|url| (tag, RemarkKind::HtmlUrl(url))));
        }
    });
    if found.is_empty() {
        return;
    }
    let range = tree.source_map.range(sourcepos);
    let text = &tree.source_map.source()[range.clone()];
    // Tags are searched one after another. If the source spells one differently, as in a quote of several
    // lines, it is located at the whole piece.
    let mut from = 0;
    for (tag, kind) in found {
        let (start, length) = match text.get(from..).and_then(|rest| rest.find(tag)) {
            Some(at) => {
                let start = from + at;
                from = start + tag.len();
                (range.start + start, tag.len())
            }
            None => {
                from = text.len();
                (range.start, range.len())
            }
        };
        remarks.push(Remark { kind, start, length });
    }
}

/// Whether an element is code of a component of Vue, as VuePress and VitePress have it in pages: no browser
/// gets to see it.
fn is_of_vue(name: &str, tag: &str) -> bool {
    let marks: &[&str] = match name {
        "script" => &["setup"],
        "style" => &["scoped", "module"],
        _ => return false,
    };
    let words = tag.split(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>'));
    words.skip(1).any(|word| marks.contains(&word))
}

/// Returns the name of an element that is removed from a piece. In running text, scripts and the like are
/// shown.
fn removed(name: &str, kind: Kind) -> Option<&'static str> {
    let is_shown = |name: &str| kind == Kind::Inline && !matches!(name, "svg" | "math" | IFRAME);
    // An `iframe` with an address was handled before, and one that is only mentioned is no tag.
    let mut all = REMOVED.into_iter().chain([IFRAME]);
    all.find(|removed| name.eq_ignore_ascii_case(removed) && !is_shown(removed))
}
