//! Renders a body as HTML.

mod block;
mod inline;
mod part;
mod raw;
mod titled;
mod writer;

use comrak::nodes::NodeValue;

use super::escape;
use super::fragments::Fragments;
use super::options::{RawHtml, RenderOptions};
use super::reading_order::Edge;
use super::resolve::Resolve;
use super::tree::Tree;
use writer::Writer;

/// Renders a tree as HTML.
pub fn render(tree: &Tree<'_>, options: &RenderOptions, links: &dyn Resolve) -> String {
    let links = Fragments::new(tree, options.raw_html, links);
    let escaped;
    let mut writer = Writer::new(tree, options, &links);
    write_document(&mut writer);
    if writer.part.is_too_costly() {
        escaped = RenderOptions { raw_html: RawHtml::Escape, ..options.clone() };
        writer = Writer::new(tree, &escaped, &links);
        write_document(&mut writer);
    }
    writer.out
}

/// Renders a source that is not parsed: as preformatted text.
pub fn as_written(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 2);
    out.push_str("<pre>");
    escape::text(&mut out, markdown);
    out.push_str("</pre>\n");
    out
}

fn write_document(writer: &mut Writer<'_, '_>) {
    for edge in writer.tree.edges() {
        match edge {
            Edge::Start(node) if writer.images > 0 => writer.in_alt(node),
            Edge::Start(node) => {
                let data = node.data();
                if data.value.block() {
                    writer.enter_block(node, &data.value);
                } else {
                    writer.enter_inline(&data.value);
                }
            }
            Edge::End(node) => {
                let data = node.data();
                if writer.images > 0 {
                    if let NodeValue::Image(image) = &data.value {
                        writer.leave_image(image);
                    }
                } else if data.value.block() {
                    writer.close_raw();
                    writer.leave_block(node, &data.value);
                    if node.parent().is_some_and(|parent| parent.same_node(writer.tree.root)) {
                        writer.end_part();
                    }
                } else {
                    writer.leave_inline(&data.value);
                }
            }
        }
    }
    if writer.footnotes > 0 {
        writer.push("</ol>\n</section>\n");
    }
    writer.part.finish(&mut writer.out, writer.tree);
}
