//! Where a JSON pointer leads in a tree of values with locations.

use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::Span;

/// Returns the location of the key or list item at a path of keys and indexes, or of the deepest one on the way that
/// exists. `None` if not even the first one does.
pub fn locate<'a>(entries: &[Entry<'_>], path: impl IntoIterator<Item = &'a str>) -> Option<Span> {
    let mut path = path.into_iter();
    let first = path.next()?;
    let entry = entries.iter().find(|entry| entry.key == first)?;
    let (mut span, mut node) = (entry.key_span, &entry.node);
    for step in path {
        let Some((found, child)) = child(node, step) else { break };
        (span, node) = (found, child);
    }
    Some(span)
}

fn child<'n, 'a>(node: &'n Node<'a>, step: &str) -> Option<(Span, &'n Node<'a>)> {
    match &node.value {
        Value::Map(entries) => {
            let entry = entries.iter().find(|entry| entry.key == step)?;
            Some((entry.key_span, &entry.node))
        }
        Value::Seq(items) => {
            let item = items.get(step.parse::<usize>().ok()?)?;
            Some((item.span, item))
        }
        Value::Null | Value::Scalar(_) => None,
    }
}
