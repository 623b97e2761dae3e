//! TOML with locations. Numbers and dates are preserved as written.

mod depth;

use std::borrow::Cow;

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::builder::{MAX_DEPTH, MAX_NODES, too_complex};
use super::outcome::{Duplicate, Outcome, Rewritten};
use super::value::{Entry, Kind, Node, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;
use crate::text::invisible::{describe, has_no_width, is_odd_space};

/// Parses a TOML document. Lone carriage returns are accepted as line endings.
pub fn read<'a>(source: &'a str, base: usize, rewritten: &'a Rewritten) -> Outcome<'a> {
    let source = match has_lone_return(source) {
        true => rewritten.get_or_init(|| with_line_feeds(source)),
        false => source,
    };
    if let Some(at) = depth::too_deep(source) {
        let problems = vec![too_complex(Span::new(base + at, base + at + 1))];
        return Outcome { problems, ..Outcome::default() };
    }
    let (table, errors) = DeTable::parse_recoverable(source);
    let (duplicates, errors): (Vec<_>, Vec<_>) =
        errors.into_iter().partition(|error| error.message().starts_with("duplicate key"));
    let complete = errors.is_empty();
    let problems = explain(source, base, &errors);
    let duplicates =
        duplicates.iter().take(MAX_PROBLEMS).map(|error| duplicate(source, base, error));
    let duplicates = duplicates.collect();
    let mut reader = Reader { source, base, nodes: 0 };
    match reader.map(table.into_inner(), 1) {
        Ok(entries) => {
            let span = Span::new(base, base + source.len());
            let root = Some(Node { span, value: Value::Map(entries) });
            Outcome { root, problems, duplicates, comments: Vec::new(), complete }
        }
        Err(span) => Outcome { problems: vec![too_complex(span)], ..Outcome::default() },
    }
}

fn has_lone_return(source: &str) -> bool {
    source.match_indices('\r').any(|(at, _)| is_lone_return(source, at))
}

fn is_lone_return(source: &str, at: usize) -> bool {
    !source[at + 1..].starts_with('\n')
}

/// Replaces each lone carriage return by a line feed. Offsets do not change.
fn with_line_feeds(source: &str) -> String {
    let ending = |(at, c)| if c == '\r' && is_lone_return(source, at) { '\n' } else { c };
    source.char_indices().map(ending).collect()
}

struct Reader<'a> {
    source: &'a str,
    base: usize,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// Converts a table. The `toml` crate sorts keys by name, so the order is restored from their
    /// spans.
    fn map(&mut self, table: DeTable<'a>, depth: usize) -> Result<Vec<Entry<'a>>, Span> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = self.span(key.span());
            let node = self.node(value, depth)?;
            entries.push(Entry { key: key.into_inner(), key_span, node });
        }
        entries.sort_by_key(|entry| entry.key_span.start);
        Ok(entries)
    }

    /// Converts a value at nesting level `depth`.
    fn node(&mut self, value: Spanned<DeValue<'a>>, depth: usize) -> Result<Node<'a>, Span> {
        let range = value.span();
        let span = self.span(range.clone());
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return Err(span);
        }
        let written = Cow::Borrowed(&self.source[range]);
        let value = match value.into_inner() {
            DeValue::String(text) => return Ok(Node::scalar(span, text, Kind::Text)),
            DeValue::Datetime(_) => return Ok(Node::scalar(span, written, Kind::Text)),
            DeValue::Boolean(_) => return Ok(Node::scalar(span, written, Kind::Plain)),
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                let kind = number.map_or(Kind::Text, |number| Kind::Number(number.into()));
                return Ok(Node::scalar(span, written, kind));
            }
            DeValue::Float(number) => {
                let number = number.as_str().parse().ok().and_then(Number::from_f64);
                return Ok(Node::scalar(span, written, number.map_or(Kind::Text, Kind::Number)));
            }
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.node(item, depth + 1));
                Value::Seq(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Value::Map(self.map(table, depth + 1)?),
        };
        Ok(Node { span, value })
    }
}

/// The maximum number of problems of one kind that are reported.
const MAX_PROBLEMS: usize = 20;

/// Returns the key that an error is about. Every line after the header of a table is inside it.
fn duplicate(source: &str, base: usize, error: &Error) -> Duplicate {
    let range = error.span().unwrap_or(0..0);
    let at = source.floor_char_boundary(range.start);
    let before = &source[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let is_nested = !before[line_start..].trim_start_matches(['[', ' ', '\t']).is_empty()
        || before[..line_start].lines().any(|line| line.starts_with('['));
    let key = source[at..].split(['=', ':', ']', '\n']).next().unwrap_or_default();
    Duplicate {
        key: key.trim_matches(['[', ' ', '\t', '"', '\'']).to_owned(),
        span: Span::from(base + at..base + range.end),
        first: None,
        is_harmless: is_nested,
    }
}

/// Explains the errors of the `toml` crate. Only the first one of each line is used, because the
/// others are mostly consequences.
fn explain(source: &str, base: usize, errors: &[Error]) -> Vec<Problem> {
    let mut problems: Vec<(usize, Problem)> = Vec::new();
    for error in errors {
        if problems.len() == MAX_PROBLEMS {
            break;
        }
        let range = error.span().unwrap_or(0..0);
        let at = source.floor_char_boundary(range.start);
        let before = &source[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = source[line_start..].lines().next().unwrap_or_default();
        let span = Span::from(base + at..base + range.end);
        let problem = match source[at..].chars().next() {
            Some(c) if is_odd_space(c) || has_no_width(c) => Problem::new(
                Code::FrontMatterSyntax,
                span,
                format!("invalid TOML: there is a {} here", describe(c)),
            )
            .expected("a line such as title = \"Hello\"")
            .help("delete the invisible character; type a space if there must be one"),
            _ => explain_one(error.message(), span, line),
        };
        if problem.code() == Code::FrontMatterTooComplex {
            return vec![problem];
        }
        match problems.iter_mut().find(|(start, _)| *start == line_start) {
            Some((_, earlier)) if earlier.starts_after(at + base) => *earlier = problem,
            Some(_) => {}
            None => problems.push((line_start, problem)),
        }
    }
    problems.into_iter().map(|(_, problem)| problem).collect()
}

fn explain_one(message: &str, span: Span, line: &str) -> Problem {
    if message.contains("recurs") {
        return too_complex(span);
    }
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        return Problem::new(Code::DateInvalid, span, format!("{message} in `{line}`"))
            .expected("a date that exists, such as 2024-01-15 or 2024-01-15T08:00:00Z")
            .help("correct the date, or put it in quotes");
    }
    let colon =
        line.find(':').is_some_and(|colon| line.find('=').is_none_or(|equals| colon < equals));
    let help = if colon && !line.trim_start().starts_with(['"', '\'']) {
        "TOML uses `key = value`; front matter with `key: value` is YAML and must be enclosed in `---`"
    } else if message.contains("unquoted key") {
        "put keys with non-ASCII characters in quotes: \"标题\" = \"…\""
    } else if message.contains("quoted") || message.contains("boolean") {
        "put strings in quotes: title = \"Hello\""
    } else if message.contains("array") {
        "separate the items with commas and close the array with `]`"
    } else if message.contains("string") {
        "close the string on the same line; double each backslash or use single quotes"
    } else {
        "write one `key = value` on each line"
    };
    Problem::new(Code::FrontMatterSyntax, span, format!("invalid TOML: {message}"))
        .expected("a line such as title = \"Hello\"")
        .help(help)
}
