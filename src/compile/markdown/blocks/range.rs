//! The byte ranges of nodes in the source, as mdast delimits them.

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::super::source_map::SourceMap;

/// Returns the byte range of a node.
pub fn of_node(map: &SourceMap<'_>, node: Node<'_>) -> Range<usize> {
    let source = map.source();
    let bytes = source.as_bytes();
    let data = node.data();
    let range = map.range(data.sourcepos);
    match &data.value {
        NodeValue::Document => return 0..source.len(),
        NodeValue::CodeBlock(block) if !block.fenced => {
            return indentation(bytes, range.start)..range.end;
        }
        // A cell includes the bar before it, and the last one also the bar after it.
        NodeValue::TableCell => {
            let start = range.start.saturating_sub(1);
            let start = if bytes.get(start) == Some(&b'|') { start } else { range.start };
            let is_last = node.next_sibling().is_none_or(|next| is_filled_in(map, next));
            let has_bar_after = is_last && bytes.get(range.end) == Some(&b'|');
            return start..range.end + usize::from(has_bar_after);
        }
        _ => {}
    }
    let last = last_block(node);
    let end = if !last.same_node(node) {
        map.range(last.data().sourcepos).end
    } else if is_list_or_item(node) {
        range.start + source[range.clone()].trim_end().len()
    } else {
        range.end
    };
    range.start..end.max(range.start)
}

/// Whether the parser has added a cell to a row that was too short. Such a cell has the position of the
/// last bar of its row.
pub fn is_filled_in(map: &SourceMap<'_>, cell: Node<'_>) -> bool {
    let sourcepos = cell.data().sourcepos;
    let at = map.range(sourcepos).start;
    sourcepos.start == sourcepos.end
        && cell.first_child().is_none()
        && map.source().as_bytes().get(at).is_none_or(|&byte| byte != b' ' && byte != b'\t')
}

/// Whether blank lines separate the children of a node.
pub fn has_blank_lines(node: Node<'_>) -> bool {
    node.children().zip(node.children().skip(1)).any(|(before, after)| {
        after.data().sourcepos.start.line > last_block(before).data().sourcepos.end.line + 1
    })
}

/// Returns the offset at which the indentation of a code block begins.
fn indentation(source: &[u8], code: usize) -> usize {
    const WIDTH: usize = 4;
    let before = &source[..code];
    let spaces = before.iter().rev().take(WIDTH).take_while(|&&byte| byte == b' ').count();
    let has_tab = spaces < WIDTH && before.len() > spaces && before[code - spaces - 1] == b'\t';
    code - spaces - usize::from(has_tab)
}

/// Returns the last block of a list or an item, and any other block itself. The parser counts blank
/// lines after lists and items as part of them.
fn last_block(mut node: Node<'_>) -> Node<'_> {
    while is_list_or_item(node)
        && let Some(last) = node.last_child()
    {
        node = last;
    }
    node
}

fn is_list_or_item(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::List(_) | NodeValue::Item(_) | NodeValue::TaskItem(_))
}
