//! Leaves out placeholders for what a site generator inserts: a table of contents, or a part of a file.

use comrak::nodes::{Node, NodeValue};

use super::text;

/// Removes the placeholders.
pub fn apply(root: Node<'_>) {
    let is_paragraph = |node: &Node<'_>| matches!(node.data().value, NodeValue::Paragraph);
    let paragraphs: Vec<Node<'_>> = root.descendants().filter(is_paragraph).collect();
    for paragraph in paragraphs {
        let is_placeholder = match text::only(paragraph) {
            Some(content) => is_placeholder(content.trim()),
            None => is_at_link(paragraph),
        };
        if is_placeholder {
            paragraph.detach();
        }
    }
}

fn is_placeholder(content: &str) -> bool {
    // VuePress and Typora, markdown-it, VitePress
    let is_contents =
        ["[[toc]]", "[toc]", "@[toc]"].iter().any(|toc| content.eq_ignore_ascii_case(toc));
    is_contents
        || content.strip_prefix("<<<").is_some_and(|file| {
            let file = file.trim_start();
            file.starts_with(['@', '.', '/']) && file.contains('/')
        })
}

/// Whether a paragraph is `@[toc](title)`, as CSDN writes it, or `@[code ts](../file.ts)`, as in VuePress.
fn is_at_link(paragraph: Node<'_>) -> bool {
    let Some(sign) = paragraph.first_child() else { return false };
    let Some(link) = sign.next_sibling().filter(|link| link.next_sibling().is_none()) else {
        return false;
    };
    let is_link = matches!(link.data().value, NodeValue::Link(_));
    let label = link.first_child().filter(|label| is_link && label.next_sibling().is_none());
    text::of(sign).is_some_and(|sign| sign == "@")
        && label.and_then(text::of).is_some_and(|label| {
            label.eq_ignore_ascii_case("toc") || label.split(['{', ':', ' ']).next() == Some("code")
        })
}
