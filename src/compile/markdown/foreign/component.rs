//! Leaves out the tags of components, and keeps what is between them.

use std::collections::HashSet;

use comrak::nodes::{Node, NodeValue};

use super::super::raw::{closed_components, without_components};
use super::text;

/// Whether a source may contain components.
pub fn may_occur(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase))
}

/// Removes the tags of components.
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
        let mut data = node.data_mut();
        let html = match &mut data.value {
            NodeValue::HtmlInline(html) => html,
            NodeValue::HtmlBlock(html) => &mut html.literal,
            _ => continue,
        };
        let Some(rest) = without_components(html, &closed) else { continue };
        let is_empty = rest.trim().is_empty();
        *html = rest;
        drop(data);
        if is_empty {
            let parent = node.parent();
            node.detach();
            if let Some(parent) = parent {
                text::tidy(parent);
            }
        }
    }
}
