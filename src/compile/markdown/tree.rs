//! From a body to its tree, by the rules of the dialect.

use std::borrow::Cow;

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, parse_document};

use super::{dialect, prepare};

/// Parses a body. The caller has made sure that it is no [nest](super::nesting) that would take too
/// long.
pub fn parse<'a>(arena: &'a Arena<'a>, markdown: &str) -> Node<'a> {
    let options = dialect::options();
    match prepare::mark(markdown) {
        Cow::Borrowed(markdown) => parse_document(arena, markdown, &options),
        Cow::Owned(marked) => {
            let root = parse_document(arena, &marked, &options);
            prepare::unmark(root);
            root
        }
    }
}

/// What plain text is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// An image is read as its alternative text.
    ByAlt,
    /// An image has no text.
    Omitted,
}

/// The plain text of a paragraph, heading or cell: code and math as written, breaks as blanks,
/// without raw HTML and references to footnotes.
pub fn inline_text(block: Node<'_>, images: Images) -> String {
    let mut text = String::new();
    let mut stack: Vec<_> = block.reverse_children().collect();
    while let Some(node) = stack.pop() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(math) => text.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::Image(_) if images == Images::Omitted => {}
            _ => stack.extend(node.reverse_children()),
        }
    }
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}
