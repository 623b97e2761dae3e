//! Splitting of a file into front matter and body.
//!
//! The splitter works on lines and never parses values. Front matter is recognized by how it
//! begins: with a fence (`---`, `+++`, `;;;`), a JSON object, or the first keys of an old Hexo
//! file.

mod block;
mod lines;
mod object;
mod unopened;

pub use block::{Block, Language, Split};

use super::encoding::BOM;
use super::report::{Problem, Report, Span};
use crate::post::Code;
use crate::text::invisible::{describe, has_no_width, is_odd_space};
use lines::{Line, is_json_entry, is_toml_entry, is_yaml_entry, lines};

/// Splits a file. A byte order mark belongs to neither part.
pub fn split(text: &str, report: &mut Report<'_>) -> Split {
    // Files edited with several tools can have several byte order marks.
    let start = text.len() - text.trim_start_matches(BOM).len();
    let whole = Split { block: None, body: start };
    let has_text =
        |line: &Line| !text[line.start..line.end].trim_start_matches(is_blank).is_empty();
    let Some(first) = lines(text, start).find(has_text) else { return whole };
    let line = &text[first.start..first.end];
    let indent = line.len() - line.trim_start_matches(is_blank).len();
    let first = Line { start: first.start + indent, ..first };
    let late = first.start > start;
    let found = match opening(first.trimmed(text)) {
        Opening::Fence { fence, language } => fenced(text, first, fence, language, late, report),
        Opening::Long { fence } => long(text, first, fence),
        Opening::Unknown { fence, label } => unknown(text, first, fence, label, report),
        Opening::Object => object::split(text, first),
        Opening::None if late => None,
        Opening::None => unopened::split(text, first, report),
    };
    if late && found.is_some_and(|split| split.block.is_some()) {
        report.push(late_fence(text, start, first));
    }
    found.unwrap_or(whole)
}

/// Returns whether a character before a fence is invisible.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || has_no_width(c)
}

/// Returns the warning for a fence that is not at the start of the file.
fn late_fence(text: &str, start: usize, fence: Line) -> Problem {
    let before = &text[start..fence.start];
    let odd = before.chars().find(|&c| is_odd_space(c) || has_no_width(c));
    let (what, delete) = match odd {
        Some(c) => (format!("there is a {} before", describe(c)), "the invisible characters"),
        None if before.contains(['\n', '\r']) => {
            ("there are blank lines before".to_owned(), "the blank lines")
        }
        None => ("there are spaces before".to_owned(), "the spaces"),
    };
    let message = format!("{what} the front matter");
    Problem::new(Code::FrontMatterLate, Span::new(fence.start, fence.end), message)
        .expected("front matter that begins on line 1, column 1")
        .help(format!("delete {delete} before it; most tools would show it as text"))
}

/// The kind of front matter that the first non-blank line may begin.
enum Opening<'t> {
    /// A fence of three characters.
    Fence { fence: &'static str, language: Language },
    /// A longer fence, as Hexo accepts it.
    Long { fence: &'t str },
    /// A fence with the name of an unsupported language.
    Unknown { fence: &'static str, label: &'t str },
    /// A JSON object.
    Object,
    /// No front matter.
    None,
}

fn opening(line: &str) -> Opening<'_> {
    match line {
        "---" => return Opening::Fence { fence: "---", language: Language::Yaml },
        "+++" => return Opening::Fence { fence: "+++", language: Language::Toml },
        ";;;" => return Opening::Fence { fence: ";;;", language: Language::Json },
        _ => {}
    }
    if line.starts_with('{') {
        return Opening::Object;
    }
    if line.len() > 3 && (line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b';')) {
        return Opening::Long { fence: line };
    }
    let Some(label) = line.strip_prefix("---").map(str::trim_start) else { return Opening::None };
    let language = match label.to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Language::Yaml,
        "toml" => Language::Toml,
        "json" => Language::Json,
        _ => {
            let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '_');
            return if label.starts_with(|c: char| c.is_ascii_alphabetic())
                && label.chars().all(word)
            {
                Opening::Unknown { fence: "---", label }
            } else {
                Opening::None
            };
        }
    };
    Opening::Fence { fence: "---", language }
}

/// Splits at a pair of three-character fences.
fn fenced(
    text: &str,
    first: Line,
    fence: &str,
    language: Language,
    late: bool,
    report: &mut Report<'_>,
) -> Option<Split> {
    let closes = |line: &str| line == fence || (language == Language::Yaml && line == "...");
    // Zola accepts whitespace before both fences.
    let closes_after_blanks = |line: &str| line.trim_start_matches(is_blank) == fence;
    let close = match is_indented(text, first) {
        true => closing(text, first.next, closes_after_blanks),
        false => closing(text, first.next, closes)
            .or_else(|| closing(text, first.next, closes_after_blanks)),
    };
    let Some(close) = close else {
        if late {
            return None;
        }
        report.push(
            Problem::new(
                Code::FrontMatterUnclosed,
                Span::new(first.start, first.start + first.trimmed(text).len()),
                format!("the front matter opened by this `{fence}` is never closed"),
            )
            .expected(format!("a line `{fence}` after the last key"))
            .help(match language {
                Language::Yaml => {
                    "add a line `---` after the keys; for a thematic break, write `***`".to_owned()
                }
                _ => format!("add a line `{fence}` after the keys"),
            }),
        );
        return Some(Split { block: None, body: first.next });
    };
    let span = Span::new(first.next, close.start);
    if late && !looks_like(language, &text[span.start..span.end]) {
        return None;
    }
    Some(Split { block: Some(Block { language, span }), body: close.next })
}

/// Splits at a pair of equally long fences of more than three characters, as Hexo does. Returns
/// `None` if there are no keys or no closing fence, because then the line is a thematic break.
fn long(text: &str, first: Line, fence: &str) -> Option<Split> {
    let language = if fence.starts_with('-') { Language::Yaml } else { Language::Json };
    let close = closing(text, first.next, |line| line == fence)?;
    let span = Span::new(first.next, close.start);
    let next = lines(text, first.next).next()?;
    looks_like(language, &text[next.start..next.end])
        .then_some(Split { block: Some(Block { language, span }), body: close.next })
}

/// Reports a fence with an unsupported language. Returns `None` if no keys follow, because then the
/// line is Markdown.
fn unknown(
    text: &str,
    first: Line,
    fence: &str,
    label: &str,
    report: &mut Report<'_>,
) -> Option<Split> {
    let close = closing(text, first.next, |line| line == fence)?;
    let inside = &text[first.next..close.start];
    if ![Language::Yaml, Language::Toml, Language::Json].iter().any(|&l| looks_like(l, inside)) {
        return None;
    }
    let end = first.start + first.trimmed(text).len();
    report.push(
        Problem::new(
            Code::FrontMatterLanguage,
            Span::new(end - label.len(), end),
            format!("front matter in `{label}` is not supported"),
        )
        .expected("`---` for YAML, `+++` for TOML or `;;;` for JSON")
        .help("rewrite the front matter as YAML and write just `---` as the fence"),
    );
    Some(Split { block: None, body: close.next })
}

/// Returns whether there is something before the start of a line.
fn is_indented(text: &str, line: Line) -> bool {
    !matches!(text[..line.start].chars().next_back(), None | Some('\n' | '\r' | '\u{feff}'))
}

/// Returns the first line after `from` for which `closes` is true.
fn closing(text: &str, from: usize, closes: impl Fn(&str) -> bool) -> Option<Line> {
    lines(text, from).find(|line| closes(line.trimmed(text)))
}

/// Returns whether the first line that is neither blank nor a comment looks like the language. It may be
/// indented by less than code is.
fn looks_like(language: Language, block: &str) -> bool {
    let bare = |line: &Line| {
        let line = line.trimmed(block);
        let bare = line.trim_start_matches(' ');
        if line.len() - bare.len() < 4 { bare } else { line }
    };
    let mut lines = lines(block, 0).map(|line| bare(&line));
    let Some(line) = lines.find(|line| !line.is_empty() && !line.starts_with('#')) else {
        return false;
    };
    match language {
        Language::Yaml => is_yaml_entry(line) || line.starts_with('{'),
        Language::Toml => is_toml_entry(line),
        Language::Json => is_json_entry(line) || line.starts_with('{'),
    }
}

#[cfg(test)]
mod tests;
