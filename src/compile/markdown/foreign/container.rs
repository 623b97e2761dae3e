//! Turns containers into alerts, details or their content.

use comrak::nodes::{Node, NodeValue};

use super::super::prepare::container::opener::Kind;
use super::super::prepare::container::read_info;
use super::super::titled;

/// Replaces every block directive.
pub fn apply(root: Node<'_>) {
    let mut containers = Vec::new();
    for node in root.descendants() {
        if let NodeValue::BlockDirective(directive) = &node.data().value {
            containers.push((node, directive.info.clone()));
        }
    }
    for (node, info) in containers {
        let kind = match read_info(&info) {
            Some((kind, has_title)) => {
                if has_title
                    && let Some(title) = node.first_child()
                    && matches!(title.data().value, NodeValue::Heading(_))
                {
                    title.data_mut().value = NodeValue::CalloutTitle;
                }
                kind
            }
            // A closing fence without a container.
            None => Kind::Content,
        };
        match kind {
            Kind::Alert(kind) => node.data_mut().value = titled::alert(kind),
            Kind::Details => node.data_mut().value = titled::details(),
            Kind::Content => {
                if let Some(label) = titled::title(node) {
                    label.data_mut().value = NodeValue::Paragraph;
                }
                unwrap(node);
            }
        }
    }
}

/// Replaces a node by its children.
fn unwrap<'a>(node: Node<'a>) {
    let children: Vec<Node<'a>> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    node.detach();
}
