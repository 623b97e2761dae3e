//! Links to places in the page itself.

use std::collections::HashSet;

use comrak::nodes::NodeValue;
use percent_encoding::percent_decode_str;

use super::escape;
use super::options::RawHtml;
use super::raw;
use super::reading_order::Edge;
use super::resolve::{Resolve, Target};
use super::tree::Tree;
use crate::post::Use;

/// Resolves links to ids in raw HTML, which are [prefixed](raw::PREFIX), and all other URLs as before.
pub struct Fragments<'r> {
    links: &'r dyn Resolve,
    /// The ids as they are written. Not among them are ids that a heading has as well.
    ids: HashSet<String>,
}

impl<'r> Fragments<'r> {
    /// Collects the ids in the raw HTML of a tree.
    pub fn new(tree: &Tree<'_>, raw_html: RawHtml, links: &'r dyn Resolve) -> Self {
        let mut ids = HashSet::new();
        if raw_html == RawHtml::Sanitize && may_have_tags(tree.source_map.source()) {
            for edge in tree.edges() {
                let Edge::Start(node) = edge else { continue };
                match &node.data().value {
                    NodeValue::HtmlInline(html) => ids.extend(raw::ids(html)),
                    NodeValue::HtmlBlock(html) => ids.extend(raw::ids(&html.literal)),
                    _ => {}
                }
            }
        }
        if !ids.is_empty() {
            for heading in tree.headings() {
                ids.remove(&*heading.id);
            }
        }
        Self { links, ids }
    }
}

/// Whether a source contains a tag. Without any, the tree is not walked.
fn may_have_tags(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic))
}

impl Resolve for Fragments<'_> {
    fn resolve(&self, url: &str, to_use: Use) -> Option<Target> {
        if to_use == Use::Link
            && let Some(fragment) = url.strip_prefix('#')
            && !self.ids.is_empty()
            && self.ids.contains(&*percent_decode_str(fragment).decode_utf8_lossy())
        {
            let url = format!("#{}{fragment}", raw::PREFIX);
            let url = escape::percent_encode(&url).into_owned();
            return Some(Target { url, size: None, post: None });
        }
        self.links.resolve(url, to_use)
    }
}
