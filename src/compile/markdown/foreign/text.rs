//! Changes to running text.

use comrak::nodes::{Node, NodeValue};

/// Whether a node is a line break in running text.
pub fn is_break(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

/// Returns the text of a node. `None` if it is not text.
pub fn of(node: Node<'_>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Returns the text of a paragraph that consists of a single text.
pub fn only(node: Node<'_>) -> Option<String> {
    let is_paragraph = matches!(node.data().value, NodeValue::Paragraph);
    let child = node.first_child().filter(|_| is_paragraph)?;
    if child.next_sibling().is_some() { None } else { of(child) }
}

/// Replaces the text of a node, or removes the node if nothing is left of it, with the line break that it
/// leaves without a line.
pub fn set(node: Node<'_>, text: &str) {
    if !text.is_empty() {
        node.data_mut().value = NodeValue::Text(text.to_owned().into());
        return;
    }
    let (before, after) = (node.previous_sibling(), node.next_sibling());
    let begins_line = before.is_none_or(is_break);
    let ends_line = after.is_none_or(is_break);
    if begins_line && ends_line {
        // The break before the line stays, for the break that follows may be a hard one.
        if let Some(line_break) = before.or(after) {
            line_break.detach();
        }
    }
    node.detach();
}

/// Removes whitespace at the end of a block of text from which something was removed. If nothing is left of a
/// paragraph, removes it, and list items and lists that contained nothing else.
pub fn tidy(node: Node<'_>) {
    if !node.data().value.contains_inlines() {
        return;
    }
    if let Some(last) = node.last_child()
        && let NodeValue::Text(text) = &mut last.data_mut().value
        && text.ends_with([' ', '\t'])
    {
        let trimmed = text.trim_end().to_owned();
        *text = trimmed.into();
    }
    let mut node = node;
    if !matches!(node.data().value, NodeValue::Paragraph)
        || node.children().any(|child| !is_blank(child))
    {
        return;
    }
    loop {
        let parent = node.parent();
        node.detach();
        match parent {
            Some(parent)
                if parent.first_child().is_none()
                    && matches!(parent.data().value, NodeValue::Item(_) | NodeValue::List(_)) =>
            {
                node = parent;
            }
            _ => return,
        }
    }
}

fn is_blank(node: Node<'_>) -> bool {
    match &node.data().value {
        NodeValue::Text(text) => text.trim().is_empty(),
        _ => is_break(node),
    }
}
