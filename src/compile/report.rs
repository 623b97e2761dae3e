//! The problems of a file and their locations.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::post::{Code, ContentPath, Diagnostic, Place, Severity};
use crate::text::line_index::LineIndex;
use crate::text::shortened;

/// The maximum number of diagnostics per file.
const MAX_DIAGNOSTICS: usize = 100;
/// The maximum length of a message, in characters.
const MAX_MESSAGE_CHARS: usize = 300;
/// The maximum length of a value quoted in a message, in characters.
const MAX_QUOTE_CHARS: usize = 60;

/// A byte range in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Creates the range from `start` to `end`, which is empty if `end` is before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A diagnostic whose location is still a byte range.
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
    /// Creates a problem at `span`, or with the file as a whole.
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, span: span.into(), message, first: None, expected: None, help: None }
    }

    /// Sets what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Sets how to fix it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Appends the line of the first occurrence to the message.
    pub fn first_at(mut self, offset: usize) -> Self {
        self.first = Some(offset);
        self
    }

    /// Replaces the kind of problem, for a file of another kind.
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// Returns whether the problem is located after an offset.
    pub fn starts_after(&self, offset: usize) -> bool {
        self.span.is_some_and(|span| span.start > offset)
    }

    /// Returns the kind of problem.
    pub fn code(&self) -> Code {
        self.code
    }
}

/// A collection of the problems of one file. Lines are indexed only if there are problems.
#[derive(Debug)]
pub struct Report<'a> {
    path: &'a ContentPath,
    text: &'a str,
    lines: OnceCell<LineIndex<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    /// Creates an empty report for a file with this text.
    pub fn new(path: &'a ContentPath, text: &'a str) -> Self {
        Self { path, text, lines: OnceCell::new(), problems: Vec::new() }
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds several problems.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
    }

    /// Returns the location of a byte range.
    pub fn place(&self, span: Span) -> Place {
        let lines = self.lines.get_or_init(|| LineIndex::new(self.text));
        Place::new(self.text, lines, span.start..span.end)
    }

    /// Returns whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.code.severity() == Severity::Error)
    }

    /// Returns the number of problems.
    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// Removes problems after the first `kept` ones that are probably consequences of those: all
    /// warnings if the front matter is incomplete, because missing keys may follow the syntax
    /// error, and all problems on the line of a syntax error.
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

    /// Returns the diagnostics in line order, preceded by those for the whole file.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.problems.sort_by_key(|problem| problem.span.map(|span| span.start));
        // If a value is reported twice, the later problem is more specific.
        self.problems.dedup_by(|later, earlier| {
            let same =
                later.span.is_some() && (later.code, later.span) == (earlier.code, earlier.span);
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let omitted = self.problems.len().saturating_sub(MAX_DIAGNOSTICS);
        self.problems.truncate(MAX_DIAGNOSTICS);
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
                    None => one_line(&problem.message),
                    Some(offset) => {
                        let line = index().locate(offset).line;
                        format!("{}, first on line {line}", one_line(&problem.message))
                    }
                },
                expected: problem.expected.as_deref().map(one_line),
                help: problem.help.as_deref().map(one_line),
            })
            .collect();
        if let Some(last) = diagnostics.last_mut().filter(|_| omitted > 0) {
            last.message += &format!("; {omitted} more problems are not shown");
        }
        diagnostics
    }
}

/// Returns the first line of `text`, shortened for quoting in a message.
pub fn first_line(text: &str) -> Cow<'_, str> {
    shortened(text.trim().lines().next().unwrap_or_default(), MAX_QUOTE_CHARS)
}

/// Shortens a message and replaces control characters, because it can quote text from the file.
fn one_line(text: &str) -> String {
    shortened(text, MAX_MESSAGE_CHARS).replace(char::is_control, " ")
}

/// Returns the range of the line around an offset.
fn line_around(text: &str, at: usize) -> Span {
    let before = &text[..text.floor_char_boundary(at)];
    let start = before.rfind(['\n', '\r']).map_or(0, |ending| ending + 1);
    let rest = &text[before.len()..];
    Span::new(start, before.len() + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::{Problem, Report, Span};
    use crate::post::{Code, ContentPath};

    #[test]
    fn the_excerpt_of_a_long_line_surrounds_the_column() {
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
    fn a_multiline_value_is_marked_to_the_end_of_its_first_line() {
        let text = "a: [1,\n 2]\n";
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, text);
        report.push(Problem::new(Code::DateInvalid, Span::new(3, 10), "x"));
        let place = report.finish().remove(0).place.unwrap();
        assert_eq!((place.column, place.length), (4, 3));
    }

    #[test]
    fn a_message_is_a_single_line() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a");
        let message = format!("a\nb\u{1b}{}", "c".repeat(1000));
        report.push(Problem::new(Code::SlugInvalid, None, message));
        let message = report.finish().remove(0).message;
        assert!(message.starts_with("a b c") && message.ends_with("c…"));
        assert_eq!(message.chars().count(), 301);
    }

    #[test]
    fn omitted_problems_are_counted() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a");
        let long = "w".repeat(1000);
        let whole = || Problem::new(Code::SlugInvalid, None, long.clone()).first_at(0);
        report.extend((0..150).map(|_| whole()));
        let diagnostics = report.finish();
        assert_eq!(diagnostics.len(), 100);
        let message = &diagnostics[99].message;
        assert!(
            message.ends_with("…, first on line 1; 50 more problems are not shown"),
            "{message}"
        );
    }

    #[test]
    fn problems_are_in_line_order() {
        let path = ContentPath::new("a.md");
        let mut report = Report::new(&path, "a\nb\nc");
        report.push(Problem::new(Code::DateInvalid, Span::new(4, 5), "third"));
        report.push(Problem::new(Code::SlugInvalid, None, "whole"));
        report.push(Problem::new(Code::KeyDuplicate, Span::new(2, 3), "second").first_at(0));
        let messages: Vec<_> = report.finish().into_iter().map(|d| d.message).collect();
        assert_eq!(messages, ["whole", "second, first on line 1", "third"]);
    }
}
