//! Blocks of math between lines of `$$`.
//!
//! A line of a block that begins like a list or a table would become one, and an empty line would end the
//! block. Such a block is therefore presented to the parser as fenced code, with a fence that no author
//! writes, and becomes math in the tree.
//!
//! A block ends before a heading, and before a blank line. The exception is a blank line between formulas, which
//! several editors accept: it is part of the block if there is no prose in it.

use std::sync::LazyLock;

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeMath, NodeValue};
use memchr::memmem::{self, Finder};

use super::super::edit::{Edit, contains_control};
use super::super::line::{CodeFence, LinePrefix, run};
use super::{structure, tex};

/// The first character of the info string of a block of math.
const MATH: char = '\u{93}';
/// The longest opening fence; shorter ones are its end.
const FENCE: &str =
    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\u{93}";
/// The number of tildes that a fence has in addition to the dollar signs that it replaces.
const EXTRA_TILDES: usize = 64;
/// The longest line of dollar signs that fences math.
const MAX_DOLLARS: usize = 16;
/// A run of tildes that occurs only in fences: math in a source that contains it is not marked.
const LONG_RUN: &str = "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~";

/// Finds such a run. Static, because preparing the search takes longer than most searches.
static LONG_RUN_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(LONG_RUN));

/// Whether an edit replaces dollar signs with a fence.
pub fn is_fence(edit: &Edit) -> bool {
    edit.mark.starts_with(LONG_RUN)
}

/// Whether a text contains what looks like a mark of a fence. In a source, its author wrote it.
pub fn contains_mark(markdown: &str) -> bool {
    contains_control(markdown, &[MATH])
        || memchr::memchr(b'~', markdown.as_bytes()).is_some()
            && LONG_RUN_FINDER.find(markdown.as_bytes()).is_some()
}

/// Turns fences that were not parsed as fences back into dollar signs.
pub fn remove_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = LONG_RUN_FINDER.find(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let run = rest[at..].bytes().take_while(|&byte| byte == b'~').count();
        out.push_str(&"$".repeat(run - EXTRA_TILDES));
        rest = &rest[at + run..];
    }
    out.push_str(rest);
    out.replace(MATH, "")
}

/// Turns a code block that is marked as math into a paragraph that contains only math. `unmark` removes
/// marks from the math.
pub fn restore<'a>(arena: &'a Arena<'a>, node: Node<'a>, unmark: impl Fn(&mut String)) {
    let (literal, sourcepos) = {
        let mut data = node.data_mut();
        let sourcepos = data.sourcepos;
        let NodeValue::CodeBlock(block) = &mut data.value else { return };
        if !block.info.starts_with(MATH) {
            return;
        }
        let mut literal = std::mem::take(&mut block.literal);
        for end in ['\n', '\r'] {
            if literal.ends_with(end) {
                literal.pop();
            }
        }
        unmark(&mut literal);
        data.value = NodeValue::Paragraph;
        (literal, sourcepos)
    };
    let math = NodeMath { dollar_math: false, display_math: true, literal };
    let child = arena.alloc(Ast::new_with_sourcepos(NodeValue::Math(math), sourcepos).into());
    node.append(child);
}

/// Whether a paragraph is a block of math.
pub fn is_block(node: Node<'_>) -> bool {
    node.first_child().is_some_and(
        |child| matches!(&child.data().value, NodeValue::Math(math) if !math.dollar_math),
    )
}

/// Hides the fences of the block whose first line has a number. Returns the number of the line after the
/// block. `None` if there is no such block.
pub fn hide(lines: &[(usize, &str)], first: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    let (start, line) = lines[first];
    let prefix = LinePrefix::of(line);
    let count = dollars(&line[prefix.length..])?;
    let (closing, end) = closing(&lines[first + 1..], &prefix, count)?;
    edits.push(edit(start + prefix.length, count, FENCE));
    edits.push(edit(end.0, end.1, &FENCE[..FENCE.len() - MATH.len_utf8()]));
    Some(first + closing + 2)
}

fn edit(at: usize, dollars: usize, fence: &'static str) -> Edit {
    let tildes = fence.bytes().filter(|&byte| byte == b'~').count();
    Edit { at, length: dollars, mark: fence[tildes - EXTRA_TILDES - dollars..].into() }
}

/// Finds the line that closes a block: its index, with the offset and number of its dollar signs. It is in
/// the same quotes as the opening line and indented at least as far, and so is everything in between. Lines
/// up to the next one with two dollar signs are read, so that reading all blocks takes linear time.
fn closing(
    lines: &[(usize, &str)],
    opening: &LinePrefix,
    least: usize,
) -> Option<(usize, (usize, usize))> {
    let mut has_blank_line = false;
    let mut has_prose = false;
    for (number, &(start, line)) in lines.iter().enumerate() {
        let prefix = LinePrefix::inside(line, opening.quotes);
        let rest = &line[prefix.length..];
        if prefix.quotes < opening.quotes {
            return None;
        }
        if rest.trim().is_empty() {
            has_blank_line = true;
            continue;
        }
        if prefix.column < opening.column {
            return None;
        }
        match dollars(rest) {
            Some(count) if count >= least => {
                let is_math = !(has_blank_line && has_prose);
                return is_math.then_some((number, (start + prefix.length, count)));
            }
            // The block may end at the end of a line.
            _ if memmem::find(rest.as_bytes(), b"$$").is_some() => return None,
            _ => has_prose |= tex::has_prose(rest),
        }
        if has_blank_line && has_prose
            || structure::is_heading(rest)
            || structure::is_rule(rest)
            || CodeFence::opened_by(rest, &prefix).is_some()
        {
            return None;
        }
    }
    None
}

/// Returns the number of dollar signs that make up a line. `None` if there are too few or too many, or
/// if the line contains anything else.
pub fn dollars(line: &str) -> Option<usize> {
    let count = run(line, b'$');
    ((2..=MAX_DOLLARS).contains(&count) && line[count..].trim().is_empty()).then_some(count)
}
