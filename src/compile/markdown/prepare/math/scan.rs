//! Finds the formulas of a source.

use super::super::edit::Edit;
use super::super::line::{CodeFence, LinePrefix, run};
use super::fence;
use super::formula::{self, Formulas};
use super::group::{Group, GroupLine, begins_table};
use super::segment::{Found, Segment};
use super::{loose, strict, structure};
use crate::post::Math;

/// Hides the formulas of a source.
pub fn scan(markdown: &str, math: Math, edits: &mut Vec<Edit>) -> Formulas {
    let mut scanner =
        Scanner { markdown, math, lines: Vec::new(), edits, formulas: Formulas::default() };
    let has_pair = || memchr::memchr_iter(b'$', markdown.as_bytes()).nth(1).is_some();
    if math != Math::Off
        && has_pair()
        && !formula::is_ambiguous(markdown)
        && !fence::contains_mark(markdown)
    {
        scanner.lines = lines(markdown);
        scanner.document();
    }
    scanner.formulas
}

struct Scanner<'a, 'e> {
    markdown: &'a str,
    math: Math,
    lines: Vec<(usize, &'a str)>,
    edits: &'e mut Vec<Edit>,
    formulas: Formulas,
}

impl Scanner<'_, '_> {
    fn document(&mut self) {
        let mut at = 0;
        // The first line of the paragraph, which is read only if it contains a sign.
        let mut first = None;
        let mut sign = 0;
        while let Some(&(start, line)) = self.lines.get(at) {
            if sign < start || at == 0 {
                let Some(next) = memchr::memchr(b'$', &self.markdown.as_bytes()[start..]) else {
                    return;
                };
                sign = start + next;
            }
            let prefix = LinePrefix::of(line);
            let rest = &line[prefix.length..];
            if let Some(fence) = CodeFence::opened_by(rest, &prefix) {
                (at, first) = (self.after_code(at + 1, &fence), None);
            } else if let Some(end) = structure::raw_end(rest) {
                (at, first) = (self.after_raw(at, end), None);
            } else if rest.trim().is_empty() {
                (at, first) = (at + 1, None);
            } else if sign >= start + line.len() {
                first = first.or(Some(at));
                at += 1;
            } else {
                let mut next = first.take().unwrap_or(at);
                while next <= at {
                    let is_table = begins_table(&self.lines, next);
                    next = if is_table { self.table(next) } else { self.group(next) };
                }
                at = next;
            }
        }
    }

    /// Returns the number of the line after fenced code.
    fn after_code(&self, first: usize, fence: &CodeFence) -> usize {
        for (at, (_, line)) in self.lines.iter().enumerate().skip(first) {
            if !fence.contains(line) {
                return at;
            }
            if fence.is_closed_by(line) {
                return at + 1;
            }
        }
        self.lines.len()
    }

    /// Returns the number of the line after raw HTML.
    fn after_raw(&self, first: usize, end: &str) -> usize {
        let ends = |line: &str| {
            let mut windows = line.as_bytes().windows(end.len());
            windows.any(|window| window.eq_ignore_ascii_case(end.as_bytes()))
        };
        let found = self.lines[first..].iter().position(|(_, line)| ends(line));
        found.map_or(self.lines.len(), |at| first + at + 1)
    }

    /// Finds the formulas in the cells of a table. Returns the number of the line after it.
    fn table(&mut self, first: usize) -> usize {
        let group = Group::read(&self.lines, first);
        for (at, line) in group.lines.iter().enumerate() {
            if line.breaks {
                return first + at;
            }
            for cell in structure::cells(&self.markdown[line.start..line.end]) {
                let (start, end) = (line.start + cell.start, line.start + cell.end);
                let text = &self.markdown[start..end];
                self.formulas.begin_paragraph();
                for formula in self.pairs(text, false).formulas {
                    // In a table, a backslash before a pipe is not part of the content of a cell.
                    let written = text[formula.clone()].replace("\\|", "|");
                    self.hide(start + formula.start, start + formula.end, &written);
                }
            }
        }
        first + group.lines.len()
    }

    /// Finds the formulas of a group. Returns the number of the line after what was read.
    fn group(&mut self, first: usize) -> usize {
        let group = Group::read(&self.lines, first);
        let lines = &group.lines;
        let range = lines[0].start..lines[lines.len() - 1].end;
        let has_pair = memchr::memchr_iter(b'$', &self.markdown.as_bytes()[range]).nth(1).is_some();
        if !has_pair {
            return first + lines.len();
        }
        self.formulas.begin_paragraph();
        let mut at = 0;
        let mut from = lines[0].start;
        // Whether two dollar signs may be closed in the lines that follow.
        let mut may_continue = true;
        while at < lines.len() {
            if from == lines[at].start
                && let Some(after) = fence::hide(&self.lines, first + at, self.edits)
            {
                at = after - first;
                match lines.get(at) {
                    Some(line) => from = line.start,
                    None => return after,
                }
                continue;
            }
            let is_text = |line: &GroupLine| !line.breaks && !self.is_fence(line);
            let others = lines[at + 1..].iter().take_while(|line| is_text(line)).count();
            let end = at + 1 + others;
            let segment = Segment::new(self.markdown, from, &lines[at..end]);
            let mut found = self.pairs(&segment.text, may_continue);
            let display = found.open.map(|open| segment.offset(open)).map(|open| {
                let closing = self.closing(&lines[end..], open);
                (open, closing.map(|(line, close)| (end + line, close)))
            });
            if let Some((_, None)) = display {
                may_continue = false;
                found = self.pairs(&segment.text, false);
            }
            for formula in found.formulas {
                let (start, last) =
                    (segment.offset(formula.start), segment.offset(formula.end - 1));
                self.hide(start, last + 1, &segment.text[formula]);
            }
            if let Some((open, Some((line, close)))) = display {
                let opening = lines[at..end].partition_point(|line| line.start <= open);
                let mut parts = lines[at + opening - 1..=line].to_vec();
                if let Some(last) = parts.last_mut() {
                    last.end = close;
                }
                let written = Segment::new(self.markdown, open, &parts).text.into_owned();
                self.hide(open, close, &written);
                (at, from) = (line, close);
            } else {
                at = end;
                from = lines.get(at).map_or(from, |line| line.start);
            }
        }
        first + lines.len()
    }

    fn is_fence(&self, line: &GroupLine) -> bool {
        fence::dollars(&self.markdown[line.inside..line.end]).is_some()
    }

    /// Finds what closes the two dollar signs at an offset in lines after their inline text: the number of
    /// the line, and the offset of the end.
    fn closing(&self, lines: &[GroupLine], open: usize) -> Option<(usize, usize)> {
        for (number, line) in lines.iter().enumerate() {
            let text = &self.markdown[line.inside..line.end];
            let Some(at) = text.find("$$").filter(|at| run(&text[*at..], b'$') == 2) else {
                continue;
            };
            let (start, end) = (line.inside + at, line.inside + at + 2);
            let content = &self.markdown[open + 2..start];
            let is_code = self.math == Math::Strict && content.contains('`');
            return (!is_code && !content.trim().is_empty()).then_some((number, end));
        }
        None
    }

    fn pairs(&self, text: &str, may_continue: bool) -> Found {
        match self.math {
            Math::Loose => loose::formulas(text, may_continue),
            Math::Strict | Math::Off => strict::formulas(text, may_continue),
        }
    }

    fn hide(&mut self, start: usize, end: usize, written: &str) {
        self.edits.push(self.formulas.hide(self.markdown, start..end, written));
    }
}

/// Returns the lines of a text with their offsets, without line endings.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', bytes).chain([text.len()]) {
        // The line feed after a carriage return ends no further line.
        if !(start == end && end > 0 && bytes.get(end) == Some(&b'\n') && bytes[end - 1] == b'\r') {
            lines.push((start, &text[start..end]));
        }
        start = end + 1;
    }
    lines
}
