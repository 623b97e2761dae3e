//! The plain text of inlines.

use comrak::nodes::{Node, NodeValue};

use super::raw::is_mention;

/// How images appear in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// As their alternative text.
    ByAlt,
    /// Not at all.
    Omitted,
}

/// Returns the plain text of a paragraph, heading or cell: code and math as written, line breaks as
/// spaces, without raw HTML and footnote references.
pub fn inline_text(block: Node<'_>, images: Images) -> String {
    let mut text = String::new();
    let mut stack: Vec<_> = block.reverse_children().collect();
    while let Some(node) = stack.pop() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(math) => text.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::HtmlInline(html) if is_mention(html) => text.push_str(html),
            NodeValue::Image(_) if images == Images::Omitted => {}
            _ => stack.extend(node.reverse_children()),
        }
    }
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}
