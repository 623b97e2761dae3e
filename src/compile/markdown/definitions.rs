//! Places of what follows link definitions.
//!
//! The parser takes definitions off the beginning of a paragraph and goes on to count lines as if they
//! had not been there, so all that follows in the paragraph is placed too early.

use std::sync::LazyLock;

use comrak::nodes::{Node, NodeValue};
use memchr::memmem::Finder;

/// Puts paragraphs and headings that begin with definitions where they stand.
pub fn mend_places(markdown: &str, root: Node<'_>) {
    if !may_hold_definitions(markdown.as_bytes()) {
        return;
    }
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        let is_text = matches!(node.data().value, NodeValue::Paragraph | NodeValue::Heading(_));
        if is_text {
            mend(node);
        } else if node.data().value.block() {
            stack.extend(node.children());
        }
    }
}

/// Whether a label with a colon may begin a line, but for marks of quotes and lists. In code colons
/// stand behind brackets, too.
fn may_hold_definitions(markdown: &[u8]) -> bool {
    static END_OF_LABEL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("]:"));
    /// More than the 999 characters that a label may have, and as much as is looked at of a line.
    const FAR: usize = 4096;
    END_OF_LABEL.find_iter(markdown).any(|end| {
        let near = &markdown[end.saturating_sub(FAR)..end];
        // A label holds no bracket but after a backslash.
        let Some(length) = near.iter().rev().position(|&byte| byte == b'[') else { return false };
        let before = &markdown[..end - length - 1];
        let mut before = before.iter().rev().take(FAR);
        let other = before.find(|byte| !b" \t>-*+.)0123456789".contains(byte));
        other.is_none_or(|byte| b"\n\r\\".contains(byte))
    })
}

/// The last line of a paragraph is known, so what its text lacks of it was taken off.
fn mend(text: Node<'_>) {
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
