//! Leaves out the ids of blocks in Obsidian: `^id` at the end of a paragraph or in a line of its own.

use comrak::nodes::Node;

use super::text;

/// The shortest id, so that a power such as `x ^2` or `x ^n` is none.
const MIN_LENGTH: usize = 2;

/// Whether a source may contain ids.
pub fn may_occur(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    memchr::memchr_iter(b'^', bytes).any(|at| {
        let is_separate = at == 0 || bytes[at - 1].is_ascii_whitespace();
        is_separate && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// Removes the ids.
pub fn apply(root: Node<'_>) {
    let is_text = |node: &Node<'_>| node.data().value.contains_inlines();
    let blocks: Vec<Node<'_>> = root.descendants().filter(is_text).collect();
    for block in blocks {
        let Some(last) = block.last_child() else { continue };
        let Some(content) = text::of(last) else { continue };
        let trimmed = content.trim_end();
        let Some((before, id)) = trimmed.rsplit_once('^') else { continue };
        let is_id = id.len() >= MIN_LENGTH
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && id.bytes().any(|byte| byte.is_ascii_alphabetic());
        let begins_line = before.is_empty() && last.previous_sibling().is_none_or(text::is_break);
        if is_id && (begins_line || before.ends_with([' ', '\t'])) {
            text::set(last, before.trim_end());
            text::tidy(block);
        }
    }
}
