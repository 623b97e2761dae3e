//! Elements that raw HTML opens and never closes.

use std::collections::HashMap;

use comrak::nodes::NodeValue;

use super::comment;
use super::raw::{self, Kind};
use super::reading_order::Edge;
use super::tree::Tree;

/// Returns, for each piece of raw HTML in reading order except comments, the elements that it opens
/// and that no later piece closes. A parser would put everything that follows into them.
pub fn unclosed(tree: &Tree<'_>) -> Vec<Vec<String>> {
    let mut pieces = 0;
    let mut open: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    let mut tags = 0;
    let mut read = |html: &str, kind: Kind| {
        raw::for_each_tag(&raw::isolate(html, kind), |name, closes| {
            let name = name.to_ascii_lowercase();
            if raw::is_implicitly_closed(&name) {
                return;
            }
            if !closes {
                tags += 1;
                open.entry(name).or_default().push((tags, pieces));
            } else if let Some(starts) = open.get_mut(&name) {
                starts.pop();
            }
        });
        pieces += 1;
    };
    let mut images = 0_usize;
    for edge in tree.edges() {
        match edge {
            Edge::Start(node) => match &node.data().value {
                NodeValue::Image(_) => images += 1,
                // The alternative text of an image contains no tags.
                NodeValue::HtmlInline(html) if images == 0 && !comment::is_comment(html) => {
                    read(html, Kind::Inline);
                }
                NodeValue::HtmlBlock(html) if !comment::is_comment(&html.literal) => {
                    read(&html.literal, Kind::Block);
                }
                _ => {}
            },
            Edge::End(node) if matches!(node.data().value, NodeValue::Image(_)) => images -= 1,
            Edge::End(_) => {}
        }
    }
    let mut left: Vec<(usize, usize, String)> = open
        .into_iter()
        .flat_map(|(name, starts)| {
            starts.into_iter().map(move |(tag, piece)| (tag, piece, name.clone()))
        })
        .collect();
    left.sort_unstable();
    let mut unclosed = vec![Vec::new(); pieces];
    for (_, piece, name) in left {
        unclosed[piece].push(name);
    }
    unclosed
}
