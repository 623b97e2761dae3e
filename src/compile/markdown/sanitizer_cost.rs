//! Estimates how much work the raw HTML of a body makes for an HTML parser.

use comrak::nodes::NodeValue;

use super::comment;
use super::raw::{self, OpenElements};
use super::reading_order::Edge;
use super::tree::Tree;

/// The deepest nesting of elements that is sanitized.
const MAX_DEPTH: usize = 256;
/// How often an HTML parser may have to reopen an element: in each block, it reopens all formatting
/// elements that are still open.
const MAX_REOPENED: usize = 1 << 18;
/// How often it may have to look at an open element: in each block, it looks at all of them.
const MAX_VISITS: usize = 1 << 24;

/// Whether the raw HTML of a body is so deeply nested, or leaves so many elements open, that
/// sanitizing it would take too long.
pub fn is_too_costly(tree: &Tree<'_>) -> bool {
    let mut cost = Cost::default();
    let mut has_raw_html = false;
    let mut depth = 0_usize;
    for edge in tree.edges() {
        let node = match edge {
            Edge::Start(node) => node,
            Edge::End(_) => {
                depth -= 1;
                continue;
            }
        };
        depth += 1;
        let data = node.data();
        let isolated = match &data.value {
            NodeValue::HtmlInline(html) if !comment::is_comment(html) => {
                raw::isolate(html, raw::Kind::Inline)
            }
            NodeValue::HtmlBlock(html) if !comment::is_comment(&html.literal) => {
                raw::isolate(&html.literal, raw::Kind::Block)
            }
            value => {
                if value.block() {
                    cost.begin_block(depth);
                }
                cost.max_depth = cost.max_depth.max(cost.open.count + depth);
                continue;
            }
        };
        has_raw_html = true;
        cost.read(&isolated, depth);
    }
    // A body without raw HTML is not sanitized, so its depth does not matter.
    has_raw_html
        && (cost.max_depth > MAX_DEPTH || cost.reopened > MAX_REOPENED || cost.visits > MAX_VISITS)
}

/// The open elements, and what they cost a parser.
#[derive(Default)]
struct Cost {
    open: OpenElements,
    max_depth: usize,
    reopened: usize,
    visits: usize,
}

impl Cost {
    fn read(&mut self, html: &str, depth: usize) {
        raw::for_each_tag(html, |name, closes| {
            self.begin_block(depth);
            self.open.tag(name, closes);
            self.max_depth = self.max_depth.max(self.open.count + depth);
        });
    }

    /// Counts what a parser does at the beginning of a block, or at a tag.
    fn begin_block(&mut self, depth: usize) {
        self.visits = self.visits.saturating_add(self.open.count + depth);
        self.reopened = self.reopened.saturating_add(self.open.formatting);
    }
}
