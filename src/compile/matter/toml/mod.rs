//! TOML with places. Numbers and dates are kept as they are written.

mod depth;

use std::borrow::Cow;

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::builder::{MAX_DEPTH, MAX_NODES, repeated, too_complex};
use super::value::{Entry, Kind, Node, Value};
use super::{Copy, Outcome};
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// Reads a TOML document. Line endings of old Macs are read as line feeds.
pub fn read<'a>(source: &'a str, base: usize, copy: &'a Copy) -> Outcome<'a> {
    let source =
        if has_lone_return(source) { copy.get_or_init(|| with_line_feeds(source)) } else { source };
    if let Some(at) = depth::too_deep(source) {
        let problems = vec![too_complex(Span::new(base + at, base + at + 1))];
        return Outcome { root: None, problems, complete: false };
    }
    let (table, errors) = DeTable::parse_recoverable(source);
    let complete = errors.is_empty();
    let problems = explain(source, base, &errors);
    let mut reader = Reader { source, base, nodes: 0 };
    match reader.map(table.into_inner(), 1) {
        Ok(entries) => {
            let span = Span::new(base, base + source.len());
            let root = Some(Node { span, value: Value::Map(entries) });
            Outcome { root, problems, complete }
        }
        Err(span) => Outcome { root: None, problems: vec![too_complex(span)], complete: false },
    }
}

fn has_lone_return(source: &str) -> bool {
    source.match_indices('\r').any(|(at, _)| is_lone_return(source, at))
}

fn is_lone_return(source: &str, at: usize) -> bool {
    !source[at + 1..].starts_with('\n')
}

/// Writes a line feed for each carriage return that stands alone. Offsets stay.
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

    /// Takes over a table. The package sorts keys by name; their places restore the order.
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

    /// Takes over a value that is `depth` levels deep.
    fn node(&mut self, value: Spanned<DeValue<'a>>, depth: usize) -> Result<Node<'a>, Span> {
        let range = value.span();
        let span = self.span(range.clone());
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return Err(span);
        }
        let written = Cow::Borrowed(self.source.get(range).unwrap_or_default());
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

/// Puts the package's errors into plain words, the first of each line: what follows on the line is
/// mostly a consequence.
fn explain(source: &str, base: usize, errors: &[Error]) -> Vec<Problem> {
    const MOST: usize = 20;
    let mut problems: Vec<(usize, Problem)> = Vec::new();
    for error in errors {
        if problems.len() == MOST {
            break;
        }
        let range = error.span().unwrap_or(0..0);
        let at = range.start.min(source.len());
        let before = source.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = source[line_start..].lines().next().unwrap_or_default();
        let problem = one(error.message(), Span::from(base + at..base + range.end), line);
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

fn one(message: &str, span: Span, line: &str) -> Problem {
    if message.contains("recurs") {
        return too_complex(span);
    }
    let key = line.split(['=', ':', ']']).next().unwrap_or_default().trim_matches(['[', ' ', '\t']);
    if message.starts_with("duplicate key") {
        return repeated(key, span, None);
    }
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        return Problem::new(Code::DateInvalid, span, format!("`{line}` holds an {message}"))
            .expected("a date that exists, such as 2024-01-15 or 2024-01-15T08:00:00Z")
            .help("correct the date, or put it in quotes");
    }
    let colon =
        line.find(':').is_some_and(|colon| line.find('=').is_none_or(|equals| colon < equals));
    let help = if colon && !line.trim_start().starts_with(['"', '\'']) {
        "TOML writes `key = value`; front matter with `key: value` is YAML and stands between `---`"
    } else if message.contains("unquoted key") {
        "put keys with other than Latin letters in quotes: \"标题\" = \"…\""
    } else if message.contains("quoted") || message.contains("boolean") {
        "put texts in quotes: title = \"Hello\""
    } else if message.contains("array") {
        "separate the items with commas and close the list with `]`"
    } else if message.contains("string") {
        "close the string on its line; write a backslash twice, or use single quotes"
    } else {
        "write one `key = value` on each line"
    };
    Problem::new(Code::FrontMatterSyntax, span, format!("the TOML cannot be read: {message}"))
        .expected("a line such as title = \"Hello\"")
        .help(help)
}
