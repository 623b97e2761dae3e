//! Places of what follows link definitions.
//!
//! The parser takes definitions off the beginning of a paragraph and goes on to count lines as if they
//! had not been there, so all that follows in the paragraph is placed too early.

use std::sync::LazyLock;

use comrak::nodes::{Node, NodeValue};
use memchr::memmem::Finder;

/// Puts paragraphs and headings that begin with definitions where they stand.
pub fn mend_places(markdown: &str, root: Node<'_>) {
    static END_OF_LABEL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("]:"));
    if END_OF_LABEL.find(markdown.as_bytes()).is_none() {
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
