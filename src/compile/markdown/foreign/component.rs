//! Recognizes the tags of components without attributes by their end tags.
//!
//! All other tags of components can be recognized by themselves, where raw HTML is rendered.

use std::collections::HashSet;

use comrak::nodes::{Node, NodeValue};

use super::super::raw::{closed_components, mark_components};
use crate::text::pair::pairs;

/// Whether a source may contain end tags of components.
pub fn may_occur(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    pairs(bytes, *b"</").any(|at| bytes.get(at + 2).is_some_and(u8::is_ascii_uppercase))
}

/// Marks the tags of components that have an end tag.
pub fn apply(root: Node<'_>) {
    let mut pieces = Vec::new();
    let mut closed = HashSet::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::HtmlInline(html) => closed_components(html, &mut closed),
            NodeValue::HtmlBlock(html) => closed_components(&html.literal, &mut closed),
            _ => continue,
        }
        pieces.push(node);
    }
    for node in pieces {
        match &mut node.data_mut().value {
            NodeValue::HtmlInline(html) => {
                if let Some(marked) = mark_components(html, &closed) {
                    *html = marked;
                }
            }
            NodeValue::HtmlBlock(html) => {
                if let Some(marked) = mark_components(&html.literal, &closed) {
                    html.literal = marked;
                }
            }
            _ => {}
        }
    }
}
