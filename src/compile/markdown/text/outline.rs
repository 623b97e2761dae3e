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
    let mut writer = Writer::default();
    let mut headings: Vec<OutlineHeading> = Vec::new();
    let mut code: Vec<Range<usize>> = Vec::new();
    let id_of = |number: usize| tree.rendered_headings()[number].id.clone();
    // The number of the open heading.
    let mut open = None;
    for edge in tree.edges() {
        let before = writer.out.len();
        writer.edge(edge);
        match edge {
            Edge::Start(node) => match &node.data().value {
                NodeValue::Heading(_) => open = Some(headings.len()),
                _ if writer.out.len() == before => {}
                NodeValue::CodeBlock(_) => code.push(writer.last_start..writer.out.len()),
                _ => {
                    // A heading begins with its first text.
                    if let Some(number) = open.filter(|&number| number == headings.len()) {
                        let start = writer.last_start;
                        headings.push(OutlineHeading { range: start..start, id: id_of(number) });
                    }
                }
            },
            Edge::End(node) => {
                if matches!(node.data().value, NodeValue::Heading(_))
                    && let Some(number) = open.take()
                {
                    let end = writer.out.len();
                    match headings.get_mut(number) {
                        Some(heading) => heading.range.end = end,
                        // A heading without text is counted as well.
                        None => {
                            headings.push(OutlineHeading { range: end..end, id: id_of(number) });
                        }
                    }
                }
            }
        }
    }
    let text = writer.finish();
    code.retain(|range| !range.is_empty());
    // Whitespace at the end of the text has been removed.
    for range in code.iter_mut().chain(headings.iter_mut().map(|heading| &mut heading.range)) {
        *range = range.start.min(text.len())..range.end.min(text.len());
    }
    Outline { text, headings, code }
}
