//! A body as an [mdast](https://github.com/syntax-tree/mdast) tree in JSON, for clients that draw it
//! without an HTML engine.
//!
//! The tree is written while it is walked through, in the order of the source, so its depth costs
//! no stack. It holds GFM, footnotes and math as mdast's own extensions describe them. References
//! are resolved: there are links and images, and no definitions. Attributes of nodes that mdast
//! does not know stand in `data`, those that an HTML writer needs in `data.hProperties`.

mod block;
mod inline;
mod json;
mod position;

use comrak::nodes::{Node, NodeValue};

use super::raw;
use super::reading_order::Edge;
use super::tree::Tree;
use super::{RawHtml, RenderOptions, Resolve};
use position::Points;

/// Whether nodes tell where they stand in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Positions {
    /// They do not.
    Without,
    /// Each has its `position`, as unist defines it: lines and columns from 1 and offsets from 0,
    /// in UTF-16 code units, as JavaScript counts them.
    With,
}

/// The deepest node that holds others. What is nested more deeply loses its containers and keeps
/// its text: parsers of JSON commonly refuse more than 128 levels, and each node takes two.
const DEEPEST: usize = 52;

/// Writes a tree.
pub fn of_tree(
    tree: &Tree<'_>,
    options: &RenderOptions,
    links: &dyn Resolve,
    positions: Positions,
) -> String {
    let is_wild = options.raw_html == RawHtml::Sanitize && raw::is_wild(tree);
    let raw_html = if is_wild { RawHtml::Escape } else { options.raw_html };
    let length = tree.places.source().len();
    let mut writer = Writer {
        tree,
        links,
        raw_html,
        points: (positions == Positions::With).then(|| Points::new(tree.places.source())),
        out: String::with_capacity(length * 2),
        text: String::new(),
        text_place: None,
        open: Vec::new(),
        depth: 0,
        heading: 0,
    };
    writer.document();
    writer.out
}

/// Writes a source that is not parsed.
pub fn as_written(source: &str) -> String {
    let mut out =
        r#"{"type":"root","children":[{"type":"code","lang":null,"meta":null,"value":"#.to_owned();
    json::string(&mut out, source);
    out.push_str("}]}");
    out
}

/// Walks through a tree and writes it.
struct Writer<'w, 'a> {
    tree: &'w Tree<'a>,
    links: &'w dyn Resolve,
    raw_html: RawHtml,
    /// Where in the source nodes stand; none where nobody wants to know.
    points: Option<Points<'a>>,
    out: String,
    /// Text that is not yet written, because more of the same node may follow.
    text: String,
    /// The bytes of the source that it was read from.
    text_place: Option<std::ops::Range<usize>>,
    /// What became of each node on the way to the present one.
    open: Vec<Inside>,
    /// How many of them are written.
    depth: usize,
    /// How many headings were entered.
    heading: usize,
}

impl<'a> Writer<'_, 'a> {
    fn document(&mut self) {
        let mut next = Some(Edge::Start(self.tree.root));
        while let Some(edge) = next {
            next = match edge {
                Edge::Start(node) => self.start(node),
                Edge::End(node) => {
                    self.leave();
                    self.after(node)
                }
            };
        }
    }

    fn start(&mut self, node: Node<'a>) -> Option<Edge<'a>> {
        let inside = self.enter(node);
        if inside == Inside::Done {
            return self.after(node);
        }
        self.open.push(inside);
        self.depth += usize::from(inside == Inside::Written);
        Some(node.first_child().map_or(Edge::End(node), Edge::Start))
    }

    fn after(&self, node: Node<'a>) -> Option<Edge<'a>> {
        if node.same_node(self.tree.root) {
            return None;
        }
        node.next_sibling().map(Edge::Start).or_else(|| node.parent().map(Edge::End))
    }

    fn enter(&mut self, node: Node<'a>) -> Inside {
        let data = node.data();
        if !data.value.block() {
            return self.enter_inline(node, &data.value);
        }
        self.flush();
        self.enter_block(node, &data.value)
    }

    fn leave(&mut self) {
        self.flush();
        if self.open.pop() == Some(Inside::Written) {
            self.out.push_str("]}");
            self.depth -= 1;
        }
    }

    /// Whether a container of `levels` levels fits in here.
    fn has_room(&self, levels: usize) -> bool {
        self.depth + levels <= DEEPEST
    }

    /// Begins a node.
    fn open(&mut self, kind: &str) {
        if self.out.ends_with('}') {
            self.out.push(',');
        }
        self.out.push_str("{\"type\":\"");
        self.out.push_str(kind);
        self.out.push('"');
    }

    /// Ends what is said of a node itself, and begins its children.
    fn children(&mut self, node: Node<'a>) -> Inside {
        self.position(node);
        self.out.push_str(",\"children\":[");
        Inside::Written
    }

    /// Ends a node without children.
    fn end(&mut self, node: Node<'a>) -> Inside {
        self.position(node);
        self.out.push('}');
        Inside::Done
    }

    fn position(&mut self, node: Node<'a>) {
        if self.points.is_some() {
            self.position_of(self.place(node));
        }
    }

    /// Where a node stands.
    fn place(&self, node: Node<'a>) -> std::ops::Range<usize> {
        let source = self.tree.places.source();
        let data = node.data();
        let place = self.tree.places.range(data.sourcepos);
        if matches!(data.value, NodeValue::Document) {
            return 0..source.len();
        }
        let bytes = source.as_bytes();
        match &data.value {
            NodeValue::CodeBlock(block) if !block.fenced => {
                return indentation(bytes, place.start)..place.end;
            }
            // The bars before a cell, and that behind the last one, are part of it.
            NodeValue::TableCell => {
                let start = place.start.saturating_sub(1);
                let start = if bytes.get(start) == Some(&b'|') { start } else { place.start };
                let last = node.next_sibling().is_none_or(|next| self.is_filled_in(next));
                let closes = last && bytes.get(place.end) == Some(&b'|');
                return start..place.end + usize::from(closes);
            }
            _ => {}
        }
        let last = last_block(node);
        let end = if !last.same_node(node) {
            self.tree.places.range(last.data().sourcepos).end
        } else if is_list_or_item(node) {
            place.start + source[place.clone()].trim_end().len()
        } else {
            place.end
        };
        place.start..end.max(place.start)
    }

    /// Whether the parser has added a cell to a row that was too short. It stands where the row's
    /// last bar does.
    fn is_filled_in(&self, cell: Node<'a>) -> bool {
        let place = cell.data().sourcepos;
        let at = self.tree.places.range(place).start;
        place.start == place.end
            && cell.first_child().is_none()
            && self
                .tree
                .places
                .source()
                .as_bytes()
                .get(at)
                .is_none_or(|&byte| byte != b' ' && byte != b'\t')
    }

    fn position_of(&mut self, place: std::ops::Range<usize>) {
        if let Some(points) = &self.points {
            points.write(&mut self.out, place);
        }
    }
}

/// Where the blanks before a block of indented code begin.
fn indentation(source: &[u8], code: usize) -> usize {
    const WIDTH: usize = 4;
    let before = &source[..code];
    let blanks = before.iter().rev().take(WIDTH).take_while(|&&byte| byte == b' ').count();
    let tab = blanks < WIDTH && before.len() > blanks && before[code - blanks - 1] == b'\t';
    code - blanks - usize::from(tab)
}

/// The block with which a list or an item ends; any other block itself. The parser counts blank lines
/// behind lists and items as theirs.
fn last_block(mut node: Node<'_>) -> Node<'_> {
    while is_list_or_item(node)
        && let Some(last) = node.last_child()
    {
        node = last;
    }
    node
}

fn is_list_or_item(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::List(_) | NodeValue::Item(_) | NodeValue::TaskItem(_))
}

/// What became of a node when it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// It is begun, and its children are next.
    Written,
    /// Only its children are written.
    LeftOut,
    /// It is written to its end.
    Done,
}

#[cfg(test)]
mod tests;
