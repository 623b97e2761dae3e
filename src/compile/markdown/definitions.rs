//! Corrects source positions after link definitions.
//!
//! The parser removes definitions from the beginning of a paragraph and then counts lines as if they
//! had not been there, so the positions of everything after them in the paragraph are too early.

use comrak::nodes::{Node, NodeValue};

use crate::text::pair::pairs;

/// Corrects the positions of paragraphs and headings that begin with definitions.
pub fn fix_positions(markdown: &str, root: Node<'_>) {
    if !may_have_definitions(markdown.as_bytes()) {
        return;
    }
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        let is_text = matches!(node.data().value, NodeValue::Paragraph | NodeValue::Heading(_));
        if is_text {
            fix(node);
        } else if node.data().value.block() {
            stack.extend(node.children());
        }
    }
}

/// Whether a label with a colon may begin a line, after markers of quotes and lists. This rules out most
/// of the brackets with a colon in code.
fn may_have_definitions(markdown: &[u8]) -> bool {
    /// The number of bytes searched backwards; more than the 999 characters that a label may have.
    const MAX_DISTANCE: usize = 4096;
    pairs(markdown, *b"]:").any(|end| {
        let near = &markdown[end.saturating_sub(MAX_DISTANCE)..end];
        // A label contains no unescaped bracket.
        let Some(length) = near.iter().rev().position(|&byte| byte == b'[') else { return false };
        let before = &markdown[..end - length - 1];
        let mut before = before.iter().rev().take(MAX_DISTANCE);
        let other = before.find(|byte| !b" \t>-*+.)0123456789".contains(byte));
        other.is_none_or(|byte| b"\n\r\\".contains(byte))
    })
}

/// Moves a block down by its removed lines. The last line of the block is known, and its text ends that
/// many lines too early.
fn fix(text: Node<'_>) {
    let Some(last) = text.descendants().skip(1).map(|node| node.data().sourcepos.end.line).max()
    else {
        return;
    };
    let (end, is_setext) = match &text.data().value {
        NodeValue::Heading(heading) if !heading.setext => return,
        NodeValue::Heading(_) => (text.data().sourcepos.end.line, true),
        _ => (text.data().sourcepos.end.line, false),
    };
    let missing = end.saturating_sub(usize::from(is_setext)).saturating_sub(last);
    if missing == 0 {
        return;
    }
    for node in text.descendants() {
        let sourcepos = &mut node.data_mut().sourcepos;
        sourcepos.start.line += missing;
        if !node.same_node(text) {
            sourcepos.end.line += missing;
        }
    }
}
