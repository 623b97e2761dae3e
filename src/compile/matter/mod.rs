//! Front matter: YAML, TOML or JSON as one tree of values that know their places.

mod builder;
mod json;
mod schema;
mod toml;
mod value;
mod yaml;

use std::cell::OnceCell;

use super::fence::{Block, Language};
use super::report::{Problem, Report, Span};
use crate::post::Code;

pub use value::{Entry, Node, Value};

/// What a reader makes of a block.
#[derive(Debug, Default)]
struct Outcome<'a> {
    /// The tree; of broken front matter, the entries before the break.
    root: Option<Node<'a>>,
    /// What is wrong with it.
    problems: Vec<Problem>,
    /// Whether it is read to its end.
    complete: bool,
}

/// The keys and values of a file.
#[derive(Debug, Default)]
pub struct Matter<'a> {
    /// The entries in the authored order.
    pub entries: Vec<Entry<'a>>,
    /// Whether these are all of them. Front matter that breaks off has more.
    pub complete: bool,
}

/// Room for a copy of the front matter where it cannot be read as it is written.
pub type Copy = OnceCell<String>;

/// Reads front matter. What is wrong with it goes into the report.
pub fn read<'a>(
    text: &'a str,
    block: &Block,
    copy: &'a Copy,
    report: &mut Report<'_>,
) -> Matter<'a> {
    let Span { start, end } = block.span;
    let source = &text[start..end];
    let outcome = match block.language {
        Language::Yaml => yaml::read(source, start, copy),
        Language::Toml => toml::read(source, start, copy),
        Language::Json => json::read(source, start),
    };
    report.extend(outcome.problems);
    let entries = match outcome.root {
        None | Some(Node { value: Value::Null, .. }) => Vec::new(),
        Some(Node { value: Value::Map(entries), .. }) => entries,
        Some(node) if outcome.complete => {
            report.push(not_map(&node, source));
            return Matter::default();
        }
        Some(_) => Vec::new(),
    };
    Matter { entries, complete: outcome.complete }
}

/// The problem of front matter that is a text or a list.
fn not_map(node: &Node<'_>, source: &str) -> Problem {
    let glued = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            !key.contains(char::is_whitespace) && !value.is_empty() && !value.starts_with(' ')
        })
    };
    let help = if source.lines().any(yaml::has_wide_colon) {
        yaml::NARROW_COLON
    } else if source.lines().any(glued) {
        "write a blank after each colon: `title: Hello`"
    } else if source.lines().any(|line| line.contains(" = ")) {
        "this looks like TOML, which stands between `+++` lines"
    } else {
        "write keys and values, or put a blank line above the `---` if it is a thematic break"
    };
    let message = format!("the front matter is {}, not a map", node.kind_name());
    Problem::new(Code::FrontMatterNotMap, node.span, message)
        .expected("keys and values, such as `title: Hello`")
        .help(help)
}

#[cfg(test)]
mod tests;
