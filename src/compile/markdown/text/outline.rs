//! Plain text with the ranges of its headings and code blocks.

use std::ops::Range;

use comrak::nodes::NodeValue;

use super::super::reading_order::Edge;
use super::super::tree::Tree;
use super::writer::Writer;

/// A body as plain text, with the byte ranges of its headings and code blocks in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The text; see [`Document::text`](crate::compile::markdown::Document::text).
    pub text: String,
    /// The headings, in order.
    pub headings: Vec<OutlineHeading>,
    /// The ranges of the code blocks, in order.
    pub code: Vec<Range<usize>>,
}

/// A heading in an [`Outline`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineHeading {
    /// The range of the heading.
    pub range: Range<usize>,
    /// The `id` of the heading in the HTML.
    pub id: String,
}

/// Renders a tree as plain text and records the ranges of its headings and code blocks.
pub fn render_outline(tree: &Tree<'_>) -> Outline {
    let mut writer = OutlineWriter::default();
    for edge in tree.edges() {
        match edge {
            Edge::Start(node) => match &node.data().value {
                NodeValue::Heading(_) => writer.begin_heading(),
                NodeValue::CodeBlock(_) => writer.code(|text| text.edge(edge)),
                _ => writer.inline(|text| text.edge(edge)),
            },
            Edge::End(node) => {
                writer.text.edge(edge);
                if matches!(node.data().value, NodeValue::Heading(_)) {
                    writer.end_heading();
                }
            }
        }
    }
    writer.finish(tree.rendered_headings().iter().map(|heading| heading.id.clone()))
}

/// Collects plain text with the ranges of its headings and code blocks.
#[derive(Default)]
pub struct OutlineWriter {
    /// The text.
    pub text: Writer,
    /// The ranges of the headings; that of the open one has no end yet.
    headings: Vec<Range<usize>>,
    /// The number of the open heading.
    open: Option<usize>,
    code: Vec<Range<usize>>,
}

impl OutlineWriter {
    /// Begins a heading.
    pub fn begin_heading(&mut self) {
        self.open = Some(self.headings.len());
    }

    /// Ends a heading. One without text is counted as well.
    pub fn end_heading(&mut self) {
        let Some(number) = self.open.take() else { return };
        let end = self.text.out.len();
        match self.headings.get_mut(number) {
            Some(heading) => heading.end = end,
            None => self.headings.push(end..end),
        }
    }

    /// Writes a block of code.
    pub fn code(&mut self, write: impl FnOnce(&mut Writer)) {
        if self.has_written(write) {
            self.code.push(self.text.last_start..self.text.out.len());
        }
    }

    /// Writes anything else. A heading begins with its first text.
    pub fn inline(&mut self, write: impl FnOnce(&mut Writer)) {
        if self.has_written(write) && self.open == Some(self.headings.len()) {
            let start = self.text.last_start;
            self.headings.push(start..start);
        }
    }

    fn has_written(&mut self, write: impl FnOnce(&mut Writer)) -> bool {
        let before = self.text.out.len();
        write(&mut self.text);
        self.text.out.len() > before
    }

    /// Returns the outline, with the ids of the headings in order.
    pub fn finish(self, ids: impl Iterator<Item = String>) -> Outline {
        let Self { text, headings, mut code, .. } = self;
        let text = text.finish();
        code.retain(|range| !range.is_empty());
        // Whitespace at the end of the text has been removed.
        let shortened =
            |range: Range<usize>| range.start.min(text.len())..range.end.min(text.len());
        let headings = headings.into_iter().zip(ids);
        let headings = headings.map(|(range, id)| OutlineHeading { range: shortened(range), id });
        let (headings, code) = (headings.collect(), code.into_iter().map(shortened).collect());
        Outline { text, headings, code }
    }
}
