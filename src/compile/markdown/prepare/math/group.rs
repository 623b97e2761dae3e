//! Lines that belong together: between blank lines, headings and other blocks that no formula contains.

use super::super::line::{CodeFence, LinePrefix};
use super::structure;

/// Consecutive lines in one container.
#[derive(Debug)]
pub struct Group {
    /// The lines; there is at least one.
    pub lines: Vec<GroupLine>,
}

/// A line of a group. Offsets are offsets in the source.
#[derive(Debug, Clone, Copy)]
pub struct GroupLine {
    /// The offset after all markers of containers.
    pub start: usize,
    /// The offset after the markers of quotes that the group is in, and whitespace.
    pub inside: usize,
    /// The end of the line, without its ending.
    pub end: usize,
    /// Whether a block begins here, such as a list item. It ends the inline text before it; in a block of
    /// math, it is part of the formula.
    pub breaks: bool,
}

/// How a line follows a group.
enum Follows {
    /// It belongs to the inline text.
    Continues,
    /// It begins another block, but may be part of a block of math.
    Breaks,
    /// It is not part of the group.
    Ends,
}

impl Group {
    /// Reads the group that begins at a line that is neither blank nor in code.
    pub fn read(lines: &[(usize, &str)], first: usize) -> Self {
        let (offset, line) = lines[first];
        let prefix = LinePrefix::of(line);
        let start = offset + prefix.length;
        let opening = GroupLine { start, inside: start, end: offset + line.len(), breaks: false };
        let mut group = Self { lines: vec![opening] };
        if structure::is_heading(&line[prefix.length..]) {
            return group;
        }
        let mut in_list = prefix.is_item;
        for at in first + 1..lines.len() {
            let (offset, line) = lines[at];
            if begins_table(lines, at) {
                break;
            }
            let breaks = match follows(line, &prefix, in_list) {
                Follows::Continues => false,
                Follows::Breaks => true,
                Follows::Ends => break,
            };
            let own = LinePrefix::of(line);
            in_list |= breaks && own.is_item;
            group.lines.push(GroupLine {
                start: offset + own.length,
                inside: offset + LinePrefix::inside(line, prefix.quotes).length,
                end: offset + line.len(),
                breaks,
            });
        }
        for line in &mut group.lines {
            // Only a line that begins a block has markers; those of other lines are text.
            if !line.breaks {
                line.start = line.inside;
            }
        }
        group
    }
}

/// Whether a line is the head of a table.
pub fn begins_table(lines: &[(usize, &str)], head: usize) -> bool {
    let Some((_, delimiters)) = lines.get(head + 1) else { return false };
    if !delimiters.contains('|') || !delimiters.contains("-") {
        return false;
    }
    let (_, line) = lines[head];
    let prefix = LinePrefix::of(line);
    let delimiters = &delimiters[LinePrefix::inside(delimiters, prefix.quotes).length..];
    structure::is_table(&line[prefix.length..], delimiters)
}

fn follows(line: &str, opening: &LinePrefix, in_list: bool) -> Follows {
    /// The indentation of code in a container.
    const CODE: usize = 4;
    let prefix = LinePrefix::inside(line, opening.quotes);
    let rest = &line[prefix.length..];
    if prefix.quotes < opening.quotes
        || rest.trim().is_empty()
        || structure::is_heading(rest)
        || structure::is_rule(rest)
        || structure::is_tag(rest)
        || structure::is_html(rest)
        || CodeFence::opened_by(rest, &prefix).is_some()
        || rest.starts_with("[^") && LinePrefix::of(line).column != prefix.column
    {
        return Follows::Ends;
    }
    let is_item = structure::is_item(rest, in_list);
    if is_item && prefix.column < opening.column {
        return Follows::Ends;
    }
    let leaves_code = opening.column >= CODE && prefix.column < CODE;
    if is_item || leaves_code || rest.starts_with('>') || structure::is_short_underline(rest) {
        return Follows::Breaks;
    }
    Follows::Continues
}
