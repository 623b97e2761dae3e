//! Blocks with titles: alerts and details.

use comrak::nodes::{AlertType, CalloutFold, Node, NodeAlert, NodeCallout, NodeValue};

/// The type of callout that stands for details.
const DETAILS: &str = "details";

/// Returns an alert whose title, if it has one, is its first child.
pub fn alert(alert_type: AlertType) -> NodeValue {
    let alert =
        NodeAlert { alert_type, title: None, multiline: false, fence_length: 0, fence_offset: 0 };
    NodeValue::Alert(Box::new(alert))
}

/// Returns details whose summary, if they have one, is the first child.
pub fn details() -> NodeValue {
    NodeValue::Callout(Box::new(NodeCallout {
        callout_type: DETAILS.to_owned(),
        metadata: None,
        fold: CalloutFold::Collapsed,
    }))
}

/// Returns the title of an alert or of details.
pub fn title(node: Node<'_>) -> Option<Node<'_>> {
    node.first_child().filter(|child| matches!(child.data().value, NodeValue::CalloutTitle))
}
