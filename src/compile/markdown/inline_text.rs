//! The plain text of inlines.

use comrak::nodes::{Node, NodeValue};

use super::raw::{Ruby, is_break, is_mention};
use crate::text::soft_break;

/// How images appear in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// As their alternative text.
    ByAlt,
    /// Not at all.
    Omitted,
}

/// Returns the plain text of a paragraph, heading or cell: code and math as written, line breaks as
/// spaces where the script has any, without raw HTML, ruby annotations and footnote references.
pub fn inline_text(block: Node<'_>, images: Images) -> String {
    read(block, images, Tags::Read)
}

/// Returns the text of a heading from which GitHub derives the id: raw HTML has no effect on it.
pub fn anchor_text(heading: Node<'_>) -> String {
    read(heading, Images::ByAlt, Tags::Ignored)
}

/// Whether the tags of line breaks and ruby annotations affect the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    Read,
    Ignored,
}

fn read(block: Node<'_>, images: Images, tags: Tags) -> String {
    let mut line = Line::default();
    let mut stack: Vec<_> = block.reverse_children().collect();
    while let Some(node) = stack.pop() {
        match &node.data().value {
            NodeValue::Text(literal) => line.push(literal),
            NodeValue::Code(code) => line.push(&code.literal),
            NodeValue::Math(math) => line.push(&math.literal),
            NodeValue::SoftBreak => line.ends_softly = true,
            NodeValue::LineBreak => line.push(" "),
            NodeValue::HtmlInline(html) if is_mention(html) => line.push(html),
            NodeValue::HtmlInline(_) if tags == Tags::Ignored => {}
            NodeValue::HtmlInline(html) if is_break(html) => line.push(" "),
            NodeValue::HtmlInline(html) => line.ruby.read(html),
            NodeValue::Raw(mention) => line.push(mention),
            NodeValue::Image(_) if images == Images::Omitted => {}
            _ => stack.extend(node.reverse_children()),
        }
    }
    line.finish()
}

/// The text of inlines on one line.
#[derive(Debug, Default)]
pub struct Line {
    text: String,
    /// Whether the next text is on a new line of the source.
    pub ends_softly: bool,
    ruby: Ruby,
}

impl Line {
    /// Appends the text of a node.
    pub fn push(&mut self, text: &str) {
        if self.ruby.is_annotation() || text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.ends_softly) && !soft_break::disappears(&self.text, text) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    /// Returns the text without whitespace at its ends.
    pub fn finish(self) -> String {
        let text = self.text;
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RenderOptions, render};

    fn title(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).toc.remove(0).title
    }

    #[test]
    fn a_title_on_two_lines_has_a_space_where_its_script_has_any() {
        assert_eq!(title("内存\n管理\n==="), "内存管理");
        assert_eq!(title("Memory\nmanagement\n==="), "Memory management");
        assert_eq!(title("**内存**\n`管理`\n==="), "内存管理");
        assert_eq!(title("# 内存<br>管理"), "内存 管理");
    }

    #[test]
    fn a_title_has_no_ruby_annotations() {
        assert_eq!(title("# <ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>の本"), "漢字の本");
    }
}
