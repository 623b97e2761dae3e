//! Turns callouts into alerts.

use comrak::nodes::{AlertType, Node, NodeValue};

use super::super::{alert, titled};

/// Turns every callout into an alert.
pub fn apply(root: Node<'_>) {
    let mut callouts = Vec::new();
    for node in root.descendants() {
        // Callouts that are not alerts are hidden from the parser.
        if let NodeValue::Callout(callout) = &node.data().value {
            let kind = alert::of_callout(&callout.callout_type).unwrap_or(AlertType::Note);
            callouts.push((node, kind));
        }
    }
    for (node, kind) in callouts {
        node.data_mut().value = titled::alert(kind);
        if let Some(title) = titled::title(node) {
            flatten(title);
        }
    }
}

/// Makes the inlines of the paragraph in a title the title's own children. A title of anything else
/// becomes a part of the alert.
fn flatten<'a>(title: Node<'a>) {
    let blocks: Vec<Node<'a>> = title.children().collect();
    let is_text = matches!(
        &*blocks,
        [block] if matches!(block.data().value, NodeValue::Paragraph | NodeValue::Heading(_))
    );
    if !is_text {
        for block in blocks.into_iter().rev() {
            title.insert_after(block);
        }
        title.detach();
        return;
    }
    for block in blocks {
        let inlines: Vec<Node<'a>> = block.children().collect();
        for inline in inlines {
            title.append(inline);
        }
        block.detach();
    }
    if let Some(first) = title.first_child()
        && let NodeValue::Text(text) = &mut first.data_mut().value
    {
        let trimmed = text.trim_start().to_owned();
        *text = trimmed.into();
    }
}
