//! Finds the fences of containers.

use super::super::edit::Edit;
use super::super::line::LinePrefix;
use super::super::lines_outside_code::{Line, lines_outside_code};
use super::super::signs::begins_line;
use super::mark::{MAX_DEPTH, TITLE, closing, contains_fence, opening};
use super::mdc;
use super::opener::{Fence, Opener, Title};

/// The number of open containers among which a closing fence looks for its own.
const MAX_SEARCHED: usize = 64;
/// The number of containers that may end without a fence. The parser may keep some of them open for longer,
/// and for every line it walks through all that are open.
const MAX_UNFENCED: usize = 256;
/// Hides a run of colons from the parser.
const HIDDEN: &str = "\u{97}";
/// The indentation that makes a line code.
const CODE_INDENT: usize = 4;
/// The largest indentation of a fence.
const MAX_INDENT: usize = CODE_INDENT - 1;

/// Finds the fences of containers and appends the edits that replace them.
pub fn fences(markdown: &str, edits: &mut Vec<Edit>) {
    if contains_fence(markdown) {
        return;
    }
    let mut scan = Scan::default();
    let mut lines = lines_outside_code(markdown).peekable();
    while let Some(line) = lines.next() {
        let rest = line.rest();
        if rest.trim().is_empty() {
            continue;
        }
        scan.enter(&line.prefix);
        if !rest.starts_with("::") {
            if rest.starts_with('#') && mdc::is_slot(rest) {
                scan.remove_in_component(line.rest_start(), rest.len());
            } else if rest.starts_with("@tab") {
                scan.tab(&line);
            }
            continue;
        }
        if scan.is_code(&line.prefix) {
            continue;
        }
        match Fence::read(rest) {
            Some(Fence::Start(opener)) => {
                scan.start(&line, opener);
                if scan.component().is_some()
                    && lines.peek().is_some_and(|next| mdc::is_rule(next.rest()))
                {
                    scan.front_matter(&mut lines);
                }
            }
            Some(Fence::End { colons }) => scan.end(&line, colons),
            None => {}
        }
    }
    scan.close_from(0);
    let found: Vec<Edit> = scan.edits.into_iter().flatten().collect();
    if found.is_empty() {
        return;
    }
    hide_others(markdown, &found, edits);
    edits.extend(found);
}

/// Hides the lines of colons that are not fences, such as those in code.
fn hide_others(markdown: &str, fences: &[Edit], edits: &mut Vec<Edit>) {
    let bytes = markdown.as_bytes();
    for at in memchr::memmem::find_iter(bytes, b":::").filter(|&at| begins_line(bytes, at)) {
        let next = fences.partition_point(|fence| fence.at < at);
        if fences.get(next).is_none_or(|fence| fence.at != at) {
            edits.push(Edit { at, length: 0, mark: HIDDEN.into() });
        }
    }
}

/// An open container.
struct Open {
    colons: usize,
    /// The number of containers around it. `None` if the parser does not see it.
    depth: Option<usize>,
    /// The number of quotes around it.
    quotes: usize,
    /// The column of its fence.
    column: usize,
    /// The column at which the list item around it begins.
    item: usize,
    /// The edits that apply only if a component of MDC is closed.
    edits: Vec<usize>,
}

#[derive(Default)]
struct Scan {
    /// `None` for edits that turned out not to apply.
    edits: Vec<Option<Edit>>,
    open: Vec<Open>,
    /// The columns at which the open list items begin.
    items: Vec<usize>,
    /// The number of quotes around the last line.
    quotes: usize,
    /// The number of containers that ended without a fence.
    unfenced: usize,
}

impl Scan {
    /// Ends the containers and list items that a line with this prefix is not in.
    fn enter(&mut self, prefix: &LinePrefix) {
        if prefix.quotes != self.quotes {
            self.items.clear();
            self.quotes = prefix.quotes;
        }
        let outside = |column: &usize| {
            if prefix.is_item { *column >= prefix.column } else { *column > prefix.column }
        };
        while self.items.last().is_some_and(outside) {
            self.items.pop();
        }
        let ended = |open: &Open| {
            open.quotes > prefix.quotes || open.quotes == prefix.quotes && open.item > prefix.column
        };
        while self.open.last().is_some_and(ended) {
            self.close_from(self.open.len() - 1);
            self.unfenced += 1;
        }
        if prefix.is_item {
            self.items.push(prefix.column);
        }
    }

    /// Whether indentation makes a line code.
    fn is_code(&self, prefix: &LinePrefix) -> bool {
        let open = self.open.last().filter(|open| open.quotes == prefix.quotes);
        let base = self.items.last().copied().unwrap_or(0);
        // Inner components of MDC are indented further than outer ones.
        let nested = open.map_or(0, |_| self.open.len() * 2);
        prefix.column >= base + CODE_INDENT + nested
    }

    /// Returns the component of MDC that is open.
    fn component(&self) -> Option<usize> {
        let first = self.open.len().saturating_sub(MAX_SEARCHED);
        let found = self.open[first..].iter().rposition(|open| open.colons == 2);
        found.map(|found| first + found)
    }

    /// Removes a line if it is in a component of MDC.
    fn remove_in_component(&mut self, at: usize, length: usize) {
        if let Some(component) = self.component() {
            self.open[component].edits.push(self.edits.len());
            self.remove(at, length);
        }
    }

    fn start(&mut self, line: &Line<'_>, opener: Opener<'_>) {
        let rest = line.rest();
        let start = line.rest_start();
        let first = self.edits.len();
        let depth = self.open.len();
        // What follows on the line of a footnote's label has no indentation that a title could repeat.
        let continuation = continuation(line);
        let is_known = depth < MAX_DEPTH && self.unfenced < MAX_UNFENCED;
        if !is_known {
            self.remove(start, rest.len());
        } else if let (Title::Here(range), Some(continuation)) = (&opener.title, &continuation) {
            let before = opening(depth, opener.kind, true, &rest[..range.start]);
            self.replace(start, range.start, format!("{before}\n{continuation}{TITLE}"));
            let after = rest[range.end..].trim_end().len();
            if after > 0 {
                self.replace(start + range.end, after, String::new());
            }
        } else {
            let title = match (&opener.title, &continuation) {
                (Title::Attribute(title), Some(continuation)) => {
                    Some(format!("\n{continuation}{TITLE}{title}"))
                }
                _ => None,
            };
            let mut mark = opening(depth, opener.kind, title.is_some(), rest);
            mark.extend(title);
            self.replace(start, rest.len(), mark);
        }
        self.open.push(Open {
            colons: opener.colons,
            depth: is_known.then_some(depth),
            quotes: line.prefix.quotes,
            column: line.prefix.column,
            item: self.items.last().copied().unwrap_or(0),
            edits: if opener.colons == 2 {
                (first..self.edits.len()).collect()
            } else {
                Vec::new()
            },
        });
    }

    fn end(&mut self, line: &Line<'_>, colons: usize) {
        let (start, length) = (line.rest_start(), line.rest().len());
        let searched = self.open.len().saturating_sub(MAX_SEARCHED);
        let recent = &self.open[searched..];
        let same = recent.iter().rposition(|open| open.colons == colons);
        // markdown-it's containers accept more colons than they began with.
        let fewer = || recent.iter().rposition(|open| (3..colons).contains(&open.colons));
        let Some(found) = same.or_else(fewer) else {
            if colons > 2 {
                self.remove(start, length);
            }
            return;
        };
        let found = searched + found;
        self.close_from(found + 1);
        let open = self.open.pop().expect("a container was found");
        // The parser does not end a container at a fence that is indented further.
        self.unfenced += usize::from(line.prefix.column > open.column.max(MAX_INDENT));
        match open.depth {
            Some(depth) => self.replace(start, length, closing(depth, colons)),
            None => self.remove(start, length),
        }
    }

    /// Ends open containers whose closing fence is missing. A component of MDC needs one.
    fn close_from(&mut self, first: usize) {
        for open in self.open.drain(first..) {
            for edit in open.edits {
                self.edits[edit] = None;
            }
        }
    }

    /// Removes the front matter of a component.
    fn front_matter<'a>(
        &mut self,
        lines: &mut std::iter::Peekable<impl Iterator<Item = Line<'a>>>,
    ) {
        let Some(first) = lines.next() else { return };
        let mut ends = lines.by_ref().take(mdc::MAX_FRONT_MATTER);
        if let Some(last) = ends.find(|line| mdc::is_rule(line.rest())) {
            let start = first.rest_start();
            self.remove_in_component(start, last.rest_start() + last.rest().len() - start);
        }
    }

    /// Makes the label of a tab in a container of VuePress, `@tab:active label`, a paragraph.
    fn tab(&mut self, line: &Line<'_>) {
        let rest = line.rest();
        let after = &rest["@tab".len()..];
        let end = after.find([' ', '\t']).unwrap_or(after.trim_end().len());
        let is_tab = end == 0 || after.starts_with([':', '#']);
        if let Some(continuation) = continuation(line).filter(|_| is_tab && !self.open.is_empty()) {
            self.remove(line.rest_start(), rest.len() - after[end..].trim_start().len());
            self.replace(line.start + line.text.len(), 0, format!("\n{continuation}"));
        }
    }

    fn remove(&mut self, at: usize, length: usize) {
        self.replace(at, length, String::new());
    }

    fn replace(&mut self, at: usize, length: usize, mark: String) {
        self.edits.push(Some(Edit { at, length, mark: mark.into() }));
    }
}

/// Returns the prefix of a further line in the containers of a line. `None` if a footnote begins there.
fn continuation(line: &Line<'_>) -> Option<String> {
    let prefix = &line.text[..line.prefix.length];
    let blank = |c: char| if matches!(c, '>' | ' ' | '\t') { c } else { ' ' };
    (!prefix.contains('[')).then(|| prefix.chars().map(blank).collect())
}
