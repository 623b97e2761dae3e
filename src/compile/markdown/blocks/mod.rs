//! Renders a body as an [mdast](https://github.com/syntax-tree/mdast) tree in JSON, for clients that
//! display it without an HTML engine.
//!
//! The tree is written while it is walked, in source order, so its depth costs no stack. It contains
//! GFM, footnotes and math as mdast's own extensions describe them. References are resolved: there
//! are links and images, and no definitions. Attributes that mdast does not know are in `data`, and
//! those that an HTML writer needs in `data.hProperties`.

mod block;
mod inline;
mod json;
mod position;
mod range;
mod titled;
mod writer;

use comrak::nodes::Node;

use super::fragments::Fragments;
use super::options::{RawHtml, RenderOptions};
use super::reading_order::Edge;
use super::resolve::Resolve;
use super::sanitizer_cost;
use super::tree::Tree;
use position::Points;
use writer::{Entered, Writer};

/// Whether nodes have their position in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Positions {
    /// Nodes have no position.
    Without,
    /// Each node has a `position` as unist defines it: lines and columns from 1 and offsets from 0, in
    /// UTF-16 code units, as JavaScript counts them.
    With,
}

/// Renders a tree as JSON.
pub fn render(
    tree: &Tree<'_>,
    options: &RenderOptions,
    links: &dyn Resolve,
    positions: Positions,
) -> String {
    let is_too_costly =
        options.raw_html == RawHtml::Sanitize && sanitizer_cost::is_too_costly(tree);
    let raw_html = if is_too_costly { RawHtml::Escape } else { options.raw_html };
    let links = Fragments::new(tree, raw_html, links);
    let source = tree.source_map.source();
    let points = (positions == Positions::With).then(|| Points::new(source));
    let (embeds, titles) = (&options.embeds, options.alert_titles);
    let mut writer = Writer::new(tree, raw_html, embeds, titles, &links, points);
    let mut next = Some(Edge::Start(tree.root));
    while let Some(edge) = next {
        next = match edge {
            Edge::Start(node) => match enter(&mut writer, node) {
                Entered::Done => after(tree, node),
                entered => {
                    writer.descend(entered);
                    Some(node.first_child().map_or(Edge::End(node), Edge::Start))
                }
            },
            Edge::End(node) => {
                writer.leave();
                after(tree, node)
            }
        };
    }
    writer.out
}

/// Renders a source that is not parsed: as a code block.
pub fn as_written(source: &str) -> String {
    let mut out =
        r#"{"type":"root","children":[{"type":"code","lang":null,"meta":null,"value":"#.to_owned();
    json::string(&mut out, source);
    out.push_str("}]}");
    out
}

fn enter<'a>(writer: &mut Writer<'_, 'a>, node: Node<'a>) -> Entered {
    let data = node.data();
    if !data.value.block() {
        return writer.enter_inline(node, &data.value);
    }
    writer.flush();
    writer.enter_block(node, &data.value)
}

/// Returns the step after the end of a node.
fn after<'a>(tree: &Tree<'a>, node: Node<'a>) -> Option<Edge<'a>> {
    if node.same_node(tree.root) {
        return None;
    }
    node.next_sibling().map(Edge::Start).or_else(|| node.parent().map(Edge::End))
}

#[cfg(test)]
mod tests;
