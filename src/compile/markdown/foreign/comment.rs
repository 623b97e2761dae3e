//! Leaves out comments.

use comrak::nodes::{Node, NodeValue};

use super::text;

/// Removes all comments, and paragraphs that contain nothing else.
pub fn apply(root: Node<'_>) {
    let is_comment = |node: &Node<'_>| {
        matches!(node.data().value, NodeValue::CommentInline(_) | NodeValue::MultilineComment(_))
    };
    let comments: Vec<Node<'_>> = root.descendants().filter(is_comment).collect();
    for comment in comments {
        let parent = comment.parent();
        comment.detach();
        if let Some(parent) = parent {
            text::tidy(parent);
        }
    }
}
