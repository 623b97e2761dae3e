//! The indentation of lines. MDX has no indented code: what is between tags is indented as its author likes.
//!
//! A line that would be indented code moves to the left, together with the list items that it begins and
//! the fenced code that it opens.

use crate::compile::markdown::prepare::line::{LinePrefix, run};

/// The indentation of code in CommonMark.
const CODE: usize = 4;

/// The beginning of a line.
#[derive(Debug)]
pub struct Start {
    /// The number of bytes of whitespace at the beginning.
    pub whitespace: usize,
    /// The column at which the whitespace ends.
    pub indent: usize,
    /// The length of the whole prefix, with markers of quotes and list items.
    pub length: usize,
    /// The number of markers of quotes.
    pub quotes: usize,
    /// The column at which the prefix ends.
    column: usize,
}

impl Start {
    /// Reads the beginning of a line.
    pub fn of(line: &str) -> Self {
        let LinePrefix { length: whitespace, column: indent, .. } = LinePrefix::inside(line, 0);
        let LinePrefix { length, column, quotes, .. } = LinePrefix::of(line);
        Self { whitespace, indent, length, quotes, column }
    }
}

/// The open list items.
#[derive(Debug, Default)]
pub struct Items(Vec<Item>);

#[derive(Debug)]
struct Item {
    /// The column of the marker after the move.
    marker: usize,
    /// The column of the content.
    content: usize,
    /// The column of the content after the move.
    moved: usize,
}

impl Items {
    /// Returns the column to which a line moves.
    pub fn place(&mut self, start: &Start) -> usize {
        let mut closed = usize::MAX;
        while let Some(item) = self.0.pop_if(|item| start.indent < item.content) {
            closed = item.marker;
        }
        let (content, moved) = self.0.last().map_or((0, 0), |item| (item.content, item.moved));
        let extra = start.indent - content;
        let wanted = moved + if extra < CODE { extra } else { 0 };
        // A line to the left of an item is not in it.
        let column = wanted.min(closed);
        if start.length > start.whitespace && start.quotes == 0 {
            let width = start.column.saturating_sub(start.indent);
            self.0.push(Item { marker: column, content: start.column, moved: column + width });
        }
        column
    }

    /// Returns the column at which the content of the innermost item begins.
    pub fn column(&self) -> usize {
        self.0.last().map_or(0, |item| item.content)
    }
}

/// Open fenced code.
#[derive(Debug)]
pub struct Fence {
    character: u8,
    length: usize,
    quotes: usize,
    /// The column at which the container begins.
    container: usize,
    /// The column of the opening line, and the one to which it moved.
    indent: (usize, usize),
}

impl Fence {
    /// Returns the fence that a line opens. `rest` is the line after its beginning, which moved to a column.
    pub fn opened_by(rest: &str, start: &Start, moved: usize, items: &Items) -> Option<Self> {
        let character = *rest.as_bytes().first()?;
        let length = run(rest, character);
        let opens = length >= 3
            && (character == b'~' || character == b'`' && !rest[length..].contains('`'));
        let container = if start.quotes > 0 { 0 } else { items.column() };
        let indent = (start.indent, moved);
        opens.then_some(Self { character, length, quotes: start.quotes, container, indent })
    }

    /// Whether a line is in the same container, and therefore in the code.
    pub fn contains(&self, line: &str) -> bool {
        let prefix = LinePrefix::inside(line, self.quotes);
        let is_blank = line[prefix.length..].trim().is_empty();
        prefix.quotes == self.quotes && (is_blank || prefix.column >= self.container)
    }

    /// Whether a line closes the fence.
    pub fn is_closed_by(&self, line: &str) -> bool {
        let rest = &line[LinePrefix::inside(line, self.quotes).length..];
        let run = run(rest, self.character);
        run >= self.length && rest[run..].trim().is_empty()
    }

    /// Returns the column to which a line of the code moves.
    pub fn place(&self, line: &str, start: &Start) -> usize {
        let (indent, moved) = self.indent;
        if self.is_closed_by(line) { moved } else { start.indent.saturating_sub(indent - moved) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Items, Start};

    fn places(lines: &[&str]) -> Vec<usize> {
        let mut items = Items::default();
        lines.iter().map(|line| items.place(&Start::of(line))).collect()
    }

    #[test]
    fn what_would_be_code_moves_to_the_left() {
        assert_eq!(places(&["    a", "\ta", "   a", "a", "    > a"]), [0, 0, 3, 0, 0]);
    }

    #[test]
    fn lists_keep_their_levels() {
        assert_eq!(
            places(&["    - a", "      b", "      - c", "        d", "    - e"]),
            [0, 2, 2, 4, 0]
        );
        assert_eq!(places(&["- a", "  - b", "    c", "d"]), [0, 2, 4, 0]);
        assert_eq!(places(&["- a", "      - b", "        c"]), [0, 2, 4]);
        assert_eq!(places(&["    1. a", "       b", "   c"]), [0, 3, 0]);
    }
}
