//! Leaves out the attributes and extensions of kramdown.
//!
//! The id of a heading is taken; all other attributes have no meaning here.

mod attributes;
mod extension;

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeValue};

use super::text;
use crate::text::pair;
use attributes::List;

/// The number of lines that attributes may have.
const MAX_LINES: usize = 4;

/// Whether a source may contain attributes or extensions.
pub fn may_occur(markdown: &str) -> bool {
    pair::find(markdown.as_bytes(), 0, *b"{:").is_some()
}

/// Removes attributes and extensions.
pub fn apply<'a>(arena: &'a Arena<'a>, root: Node<'a>) {
    extension::apply(root);
    let has_text = |node: &Node<'a>| node.data().value.contains_inlines();
    let blocks: Vec<Node<'a>> = root.descendants().filter(has_text).collect();
    for block in blocks {
        let inlines: Vec<Node<'a>> = block.descendants().skip(1).collect();
        let mut changed = false;
        for inline in inlines {
            if let Some(content) = text::of(inline).filter(|content| content.starts_with("{:")) {
                let content = join_lines(inline, content);
                changed |= read(arena, block, inline, &content);
            }
        }
        if changed {
            text::tidy(block);
            remove_empty_row(block);
        }
    }
}

/// Moves the next lines into a text if attributes that begin in it end in them. Returns the text.
fn join_lines(inline: Node<'_>, content: String) -> String {
    if attributes::read(&content).is_some() {
        return content;
    }
    let mut joined = content.clone();
    let mut moved = Vec::new();
    let mut last = inline;
    for _ in 1..MAX_LINES {
        let Some(line_break) = last.next_sibling().filter(|&node| text::is_break(node)) else {
            break;
        };
        let Some(next) = line_break.next_sibling() else { break };
        let Some(line) = text::of(next) else { break };
        joined.push('\n');
        joined.push_str(&line);
        moved.extend([line_break, next]);
        last = next;
        if attributes::read(&joined).is_some_and(|(attributes, _)| attributes.is_of_span()) {
            for node in moved {
                node.detach();
            }
            text::set(inline, &joined);
            return joined;
        }
    }
    content
}

/// Removes the attributes at the beginning of a text, if they are a line or directly follow a span. Returns
/// whether it did.
fn read<'a>(arena: &'a Arena<'a>, block: Node<'a>, inline: Node<'a>, content: &str) -> bool {
    let Some((attributes, length)) = attributes::read(content) else { return false };
    let rest = &content[length..];
    let before = inline.previous_sibling();
    let ends_line = inline.next_sibling().is_none_or(text::is_break) && rest.trim().is_empty();
    let is_line = before.is_none_or(text::is_break) && ends_line;
    if !is_line {
        let is_of_span = before.is_some_and(is_span) && attributes.is_of_span();
        if is_of_span {
            text::set(inline, rest);
        }
        return is_of_span;
    }
    if inline.parent().is_some_and(|parent| !parent.same_node(block)) {
        return false;
    }
    if attributes.list == List::Contents {
        remove_list(block, inline);
        return true;
    }
    let is_first = before.is_none();
    let is_last = inline.next_sibling().is_none();
    text::set(inline, "");
    if let Some(id) = attributes.id
        && let Some(heading) = heading_beside(block, is_first, is_last)
    {
        let sourcepos = heading.data().sourcepos;
        let value = NodeValue::Text(format!(" {{#{id}}}").into());
        heading.append(arena.alloc(Ast::new_with_sourcepos(value, sourcepos).into()));
    }
    true
}

/// Whether a node is a span that attributes may follow.
fn is_span(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Code(_)
            | NodeValue::Link(_)
            | NodeValue::Image(_)
            | NodeValue::HtmlInline(_)
            | NodeValue::Math(_)
            | NodeValue::FootnoteReference(_)
    )
}

/// Returns the heading in the line before the attributes that are the first line of a paragraph, or else in
/// the line after those that are its last.
fn heading_beside<'a>(paragraph: Node<'a>, is_first: bool, is_last: bool) -> Option<Node<'a>> {
    let lines = |node: Node<'a>| {
        let sourcepos = node.data().sourcepos;
        (sourcepos.start.line, sourcepos.end.line)
    };
    let (start, end) = lines(paragraph);
    let is_heading = |node: &Node<'a>| matches!(node.data().value, NodeValue::Heading(_));
    let before = paragraph.previous_sibling().filter(|node| is_first && is_heading(node));
    let after = paragraph.next_sibling().filter(|node| is_last && is_heading(node));
    before
        .filter(|&heading| lines(heading).1 + 1 == start)
        .or_else(|| after.filter(|&heading| end + 1 == lines(heading).0))
}

/// Removes the list that marks the place of the table of contents, or else the attributes only.
fn remove_list<'a>(block: Node<'a>, inline: Node<'a>) {
    let item = block.parent().filter(|item| matches!(item.data().value, NodeValue::Item(_)));
    let is_only =
        |node: Node<'a>| node.previous_sibling().is_none() && node.next_sibling().is_none();
    match item.and_then(|item| item.parent().filter(|_| is_only(item))) {
        Some(list) => list.detach(),
        None => text::set(inline, ""),
    }
}

/// Removes the last row of a table if attributes were its only text.
fn remove_empty_row(cell: Node<'_>) {
    if !matches!(cell.data().value, NodeValue::TableCell) {
        return;
    }
    let Some(row) = cell.parent().filter(|_| cell.previous_sibling().is_none()) else { return };
    let is_head = matches!(row.data().value, NodeValue::TableRow(true));
    let is_last = row.next_sibling().is_none();
    if is_last && !is_head && row.children().all(|cell| cell.first_child().is_none()) {
        row.detach();
    }
}
