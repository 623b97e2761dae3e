//! Collects what is wrong with a file, and says where it stands.

use std::cell::OnceCell;
use std::ops::Range;

use crate::post::{Code, ContentPath, Diagnostic, Place, Severity};
use crate::text::line_index::LineIndex;

/// How many problems of one file are shown.
const MOST: usize = 100;

/// A byte range of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`; empty where `end` lies before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A diagnostic in the making: its place is still a byte range.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    span: Option<Span>,
    message: String,
    first: Option<usize>,
    expected: Option<String>,
    help: Option<String>,
}

impl Problem {
    /// A problem at a place, or with the file as a whole.
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, span: span.into(), message, first: None, expected: None, help: None }
    }

    /// Says what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the line of an earlier place at the end of the message.
    pub fn first_at(mut self, offset: usize) -> Self {
        self.first = Some(offset);
        self
    }

    /// Whether its place begins behind an offset.
    pub fn starts_after(&self, offset: usize) -> bool {
        self.span.is_some_and(|span| span.start > offset)
    }

    /// What kind of problem it is.
    pub fn code(&self) -> Code {
        self.code
    }
}

/// Collects the problems of one file. Lines are looked up only when there is a problem.
#[derive(Debug)]
pub struct Report<'a> {
    path: &'a ContentPath,
    text: &'a str,
    lines: OnceCell<LineIndex<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    /// An empty report on a file with this text.
    pub fn new(path: &'a ContentPath, text: &'a str) -> Self {
        Self { path, text, lines: OnceCell::new(), problems: Vec::new() }
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds problems.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
    }

    /// The place of a byte range of the file.
    pub fn place(&self, span: Span) -> Place {
        let lines = self.lines.get_or_init(|| LineIndex::new(self.text));
        Place::new(self.text, lines, span.start..span.end)
    }

    /// Whether the file is set aside.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.code.severity() == Severity::Error)
    }

    /// How many problems there are so far.
    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// Forgets what the first `kept` problems explain: after front matter that breaks off, every
    /// later warning, because what is missing may stand behind the break; and every later problem
    /// on the line of a syntax error.
    pub fn drop_consequences(&mut self, kept: usize, complete: bool) {
        let later = self.problems.split_off(kept.min(self.problems.len()));
        let broken: Vec<Span> = self
            .problems
            .iter()
            .filter(|problem| problem.code == Code::FrontMatterSyntax)
            .filter_map(|problem| problem.span.map(|span| line_around(self.text, span.start)))
            .collect();
        self.problems.extend(later.into_iter().filter(|problem| {
            let serious = complete || problem.code.severity() == Severity::Error;
            let explained = problem.span.is_some_and(|span| {
                broken.iter().any(|line| (line.start..=line.end).contains(&span.start))
            });
            serious && !explained
        }));
    }

    /// The diagnostics in the order of the lines; those of the whole file come first.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.problems.sort_by_key(|problem| problem.span.map(|span| span.start));
        // Where a value is found wrong twice, the later finding knows more.
        self.problems.dedup_by(|later, earlier| {
            let same =
                later.span.is_some() && (later.code, later.span) == (earlier.code, earlier.span);
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let more = self.problems.len().saturating_sub(MOST);
        self.problems.truncate(MOST);
        let lines = self.lines;
        let index = || lines.get_or_init(|| LineIndex::new(self.text));
        let mut diagnostics: Vec<_> = self
            .problems
            .into_iter()
            .map(|problem| Diagnostic {
                code: problem.code,
                path: self.path.clone(),
                place: problem
                    .span
                    .map(|span| Place::new(self.text, index(), span.start..span.end)),
                message: match problem.first {
                    None => one_line(problem.message),
                    Some(offset) => {
                        let line = index().locate(offset).line;
                        format!("{}, first on line {line}", one_line(problem.message))
                    }
                },
                expected: problem.expected.map(one_line),
                help: problem.help.map(one_line),
            })
            .collect();
        if let Some(last) = diagnostics.last_mut().filter(|_| more > 0) {
            last.message += &format!("; {more} more problems are left out");
        }
        diagnostics
    }
}

/// A sentence of bearable length on one line, although it quotes what stands in the file.
fn one_line(mut text: String) -> String {
    const LONGEST: usize = 300;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    match text.contains(char::is_control) {
        true => text.replace(char::is_control, " "),
        false => text,
    }
}

/// The line around an offset.
fn line_around(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind(['\n', '\r']).map_or(0, |ending| ending + 1);
    let rest = &text[before.len()..];
    Span::new(start, before.len() + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::{Problem, Report, Span};
    use crate::post::{Code, ContentPath};

    #[test]
    fn a_long_line_is_shown_around_the_column() {
        let text = format!("标题: {}@{}", "长".repeat(300), "尾".repeat(300));
        let at = text.find('@').unwrap();
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, &text);
        report.push(Problem::new(Code::DateInvalid, Span::new(at, at + 1), "x"));
        let place = report.finish().remove(0).place.unwrap();
        assert_eq!((place.line, place.column, place.length), (1, 305, 1));
        assert_eq!(place.excerpt.chars().count(), 160);
        let inside = (place.column - place.excerpt_column) as usize;
        assert_eq!(place.excerpt.chars().nth(inside), Some('@'));
    }

    #[test]
    fn a_value_of_several_lines_is_marked_to_the_end_of_its_first() {
        let text = "a: [1,\n 2]\n";
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, text);
        report.push(Problem::new(Code::DateInvalid, Span::new(3, 10), "x"));
        let place = report.finish().remove(0).place.unwrap();
        assert_eq!((place.column, place.length), (4, 3));
    }

    #[test]
    fn a_message_stays_on_one_line() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a");
        let message = format!("a\nb\u{1b}{}", "c".repeat(1000));
        report.push(Problem::new(Code::SlugInvalid, None, message));
        let message = report.finish().remove(0).message;
        assert!(message.starts_with("a b c") && message.ends_with("c…"));
        assert_eq!(message.chars().count(), 301);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a");
        let long = "w".repeat(1000);
        let whole = || Problem::new(Code::SlugInvalid, None, long.clone()).first_at(0);
        report.extend((0..150).map(|_| whole()));
        let diagnostics = report.finish();
        assert_eq!(diagnostics.len(), 100);
        let message = &diagnostics[99].message;
        assert!(
            message.ends_with("…, first on line 1; 50 more problems are left out"),
            "{message}"
        );
    }

    #[test]
    fn problems_come_in_the_order_of_the_lines() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a\nb\nc");
        report.push(Problem::new(Code::DateInvalid, Span::new(4, 5), "third"));
        report.push(Problem::new(Code::SlugInvalid, None, "whole"));
        report.push(Problem::new(Code::KeyDuplicate, Span::new(2, 3), "second").first_at(0));
        let messages: Vec<_> = report.finish().into_iter().map(|d| d.message).collect();
        assert_eq!(messages, ["whole", "second, first on line 1", "third"]);
    }
}
