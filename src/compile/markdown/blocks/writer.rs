//! The state of the mdast writer.

use std::ops::Range;

use comrak::nodes::Node;

use super::super::alert::AlertTitles;
use super::super::embedding::EmbedHosts;
use super::super::options::RawHtml;
use super::super::resolve::Resolve;
use super::super::tree::Tree;
use super::json;
use super::position::Points;
use super::range;

/// The greatest depth of a node that contains others. Below it, containers are left out and their
/// content is kept: JSON parsers commonly refuse more than 128 levels, and each node takes two.
const MAX_DEPTH: usize = 52;

/// What has been written of a node when it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// Its beginning; its children follow.
    Begun,
    /// Nothing: only its children are written.
    LeftOut,
    /// The whole node, including its children.
    Done,
}

/// Writes a tree as JSON while it is walked in source order.
pub struct Writer<'w, 'a> {
    pub(super) tree: &'w Tree<'a>,
    pub(super) links: &'w dyn Resolve,
    pub(super) raw_html: RawHtml,
    pub(super) embeds: &'w EmbedHosts,
    /// The titles of alerts without one.
    pub(super) alert_titles: AlertTitles,
    /// `None` if nodes have no positions.
    pub(super) points: Option<Points<'a>>,
    pub(super) out: String,
    /// Text that is not written yet, because the next node may continue it.
    pub(super) text: String,
    /// The byte range of that text in the source.
    pub(super) text_range: Option<Range<usize>>,
    /// The state of each open node, the innermost last.
    open: Vec<Entered>,
    /// The number of open nodes that are written.
    depth: usize,
    /// The number of headings entered so far.
    pub(super) heading: usize,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(super) fn new(
        tree: &'w Tree<'a>,
        raw_html: RawHtml,
        embeds: &'w EmbedHosts,
        alert_titles: AlertTitles,
        links: &'w dyn Resolve,
        points: Option<Points<'a>>,
    ) -> Self {
        Self {
            tree,
            links,
            raw_html,
            embeds,
            alert_titles,
            points,
            out: String::with_capacity(tree.source_map.source().len() * 2),
            text: String::new(),
            text_range: None,
            open: Vec::new(),
            depth: 0,
            heading: 0,
        }
    }

    /// Records that the children of a node are next.
    pub(super) fn descend(&mut self, entered: Entered) {
        self.open.push(entered);
        self.depth += usize::from(entered == Entered::Begun);
    }

    /// Ends the innermost open node.
    pub(super) fn leave(&mut self) {
        self.flush();
        if self.open.pop() == Some(Entered::Begun) {
            self.out.push_str("]}");
            self.depth -= 1;
        }
    }

    /// Whether the parent of the next node is written.
    pub(super) fn parent_is_written(&self) -> bool {
        self.open.last() == Some(&Entered::Begun)
    }

    /// Whether a container of `levels` levels does not exceed the maximum depth.
    pub(super) fn has_room(&self, levels: usize) -> bool {
        self.depth + levels <= MAX_DEPTH
    }

    /// Begins a node.
    pub(super) fn open(&mut self, kind: &str) {
        if self.out.ends_with('}') {
            self.out.push(',');
        }
        self.out.push_str("{\"type\":\"");
        self.out.push_str(kind);
        self.out.push('"');
    }

    /// Ends the attributes of a node and begins its children.
    pub(super) fn children(&mut self, node: Node<'a>) -> Entered {
        self.position(node);
        self.out.push_str(",\"children\":[");
        Entered::Begun
    }

    /// Ends a node without children.
    pub(super) fn end(&mut self, node: Node<'a>) -> Entered {
        self.position(node);
        self.out.push('}');
        Entered::Done
    }

    /// Writes the collected text.
    pub(super) fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        self.open("text");
        json::entry(&mut self.out, "value", Some(&self.text));
        self.text.clear();
        if let (Some(points), Some(range)) = (&self.points, self.text_range.take()) {
            points.write(&mut self.out, range);
        }
        self.out.push('}');
    }

    fn position(&mut self, node: Node<'a>) {
        if let Some(points) = &self.points {
            points.write(&mut self.out, range::of_node(&self.tree.source_map, node));
        }
    }
}
