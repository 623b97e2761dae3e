//! Parsing of YAML, TOML and JSON front matter into a tree of values with locations.

mod builder;
mod clean;
mod controls;
mod json;
mod outcome;
mod schema;
mod toml;
mod value;
mod yaml;

use super::fence::{Block, Language};
use super::report::{Problem, Report, Span};
use crate::post::Code;

pub use outcome::{Comment, Rewritten};
pub use value::{Entry, Node, Value};

/// The front matter of a file.
#[derive(Debug, Default)]
pub struct Matter<'a> {
    /// The entries in the authored order.
    pub entries: Vec<Entry<'a>>,
    /// The comments that follow a value without quotes, or the place where one is missing.
    pub comments: Vec<Comment<'a>>,
    /// Whether these are all entries. If not, there was a syntax error after them.
    pub complete: bool,
}

/// Parses front matter and reports its problems. `is_known` returns whether a key has a meaning.
pub fn read<'a>(
    text: &'a str,
    block: &Block,
    rewritten: &'a Rewritten,
    is_known: fn(&str) -> bool,
    report: &mut Report<'_>,
) -> Matter<'a> {
    let Span { start, end } = block.span;
    let source = &text[start..end];
    let outcome = match block.language {
        Language::Yaml => yaml::read(source, start, rewritten),
        Language::Toml => toml::read(source, start, rewritten),
        Language::Json => json::read(source, start),
    };
    report.extend(outcome.problems);
    report.extend(outcome.duplicates.iter().map(|found| found.problem(is_known(&found.key))));
    let mut entries = match outcome.root {
        None | Some(Node { value: Value::Null, .. }) => Vec::new(),
        Some(Node { value: Value::Map(entries), .. }) => entries,
        Some(node) if outcome.complete => {
            report.push(not_map(&node, source));
            return Matter::default();
        }
        Some(_) => Vec::new(),
    };
    clean::clean(&mut entries, report);
    // The source contains none, so they can only come from escapes.
    if memchr::memchr(b'\\', source.as_bytes()).is_some() {
        let mut problems = Vec::new();
        controls::remove(&mut entries, &mut problems);
        report.extend(problems);
    }
    Matter { entries, comments: outcome.comments, complete: outcome.complete }
}

/// Parses a JSON object outside front matter. Returns its entries and all problems, which include repeated keys.
/// `base` is its offset in the file.
pub fn read_json(source: &str, base: usize) -> (Vec<Entry<'_>>, Vec<Problem>) {
    let outcome = json::read(source, base);
    let mut problems = outcome.problems;
    problems.extend(outcome.duplicates.iter().map(|found| found.problem(true)));
    let entries = match outcome.root {
        Some(Node { value: Value::Map(entries), .. }) => entries,
        _ => Vec::new(),
    };
    (entries, problems)
}

/// Returns the problem for front matter that is a string or a list.
fn not_map(node: &Node<'_>, source: &str) -> Problem {
    let glued = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            !key.contains(char::is_whitespace) && !value.is_empty() && !value.starts_with(' ')
        })
    };
    let help = if source.lines().any(yaml::has_wide_colon) {
        yaml::NARROW_COLON
    } else if source.lines().any(glued) {
        "write a space after each colon: `title: Hello`"
    } else if source.lines().any(|line| line.contains(" = ")) {
        "this looks like TOML, which must be enclosed in `+++` lines"
    } else {
        "write keys and values, or add a blank line before the `---` if it is a thematic break"
    };
    let message = format!("the front matter is {}, not a map", node.kind_name());
    Problem::new(Code::FrontMatterNotMap, node.span, message)
        .expected("keys and values, such as `title: Hello`")
        .help(help)
}

#[cfg(test)]
mod tests;
