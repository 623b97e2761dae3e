//! Where the front matter ends and the body begins.
//!
//! The splitter reads lines only; it never looks into a value. Every form is described by its
//! opening: a fence (`---`, `+++`, `;;;`), a JSON object, or the first keys of an old Hexo file.

mod lines;
mod object;
mod unopened;

use lines::{Line, is_json_entry, is_toml_entry, is_yaml_entry, lines};

use super::encoding::MARK;
use super::report::{Problem, Report, Span};
use crate::post::Code;

/// A language of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// YAML 1.2.
    Yaml,
    /// TOML 1.0.
    Toml,
    /// JSON, with or without the outer braces.
    Json,
}

/// Front matter, still unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is written in.
    pub language: Language,
    /// Where it stands, without its fences.
    pub span: Span,
}

/// A file in two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The front matter, where there is one that can be read.
    pub block: Option<Block>,
    /// The offset at which the body begins.
    pub body: usize,
}

/// Finds the front matter. A byte order mark belongs to neither part.
pub fn split(text: &str, report: &mut Report<'_>) -> Split {
    // Files that went through several editors have several marks.
    let start = text.len() - text.trim_start_matches(MARK).len();
    let whole = Split { block: None, body: start };
    let written = |line: &Line| !text[line.start..line.end].trim().is_empty();
    let Some(first) = lines(text, start).find(written) else { return whole };
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
        let span = Span::new(first.start, first.end);
        report.push(
            Problem::new(Code::FrontMatterLate, span, "blank lines stand before the front matter")
                .expected("front matter that begins on line 1")
                .help("delete the blank lines above it; other tools do not read it like this"),
        );
    }
    found.unwrap_or(whole)
}

/// What the first written line of a file may open.
enum Opening<'t> {
    /// Three of a kind.
    Fence { fence: &'static str, language: Language },
    /// Hexo's longer fences.
    Long { fence: &'t str },
    /// A fence with the name of a language that is not read.
    Unknown { fence: &'static str, label: &'t str },
    /// A JSON object.
    Object,
    /// Nothing.
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

/// Front matter between two fences of three.
fn fenced(
    text: &str,
    first: Line,
    fence: &str,
    language: Language,
    late: bool,
    report: &mut Report<'_>,
) -> Option<Split> {
    let closes = |line: &str| line == fence || (language == Language::Yaml && line == "...");
    let Some(close) = closing(text, first.next, closes) else {
        if late {
            return None;
        }
        report.push(
            Problem::new(
                Code::FrontMatterUnclosed,
                Span::new(first.start, first.start + first.trimmed(text).len()),
                format!("the front matter that `{fence}` opens here is never closed"),
            )
            .expected(format!("a line `{fence}` after the last key"))
            .help(match language {
                Language::Yaml => {
                    "add a line `---` below the keys; if a thematic break is meant, write `***`"
                        .to_owned()
                }
                _ => format!("add a line `{fence}` below the keys"),
            }),
        );
        return Some(Split { block: None, body: first.next });
    };
    let span = Span::new(first.next, close.start);
    if late && !reads_like(language, &text[span.start..span.end]) {
        return None;
    }
    Some(Split { block: Some(Block { language, span }), body: close.next })
}

/// Front matter between two equally long fences of more than three, as Hexo reads it. Without
/// keys or closing fence it is a thematic break.
fn long(text: &str, first: Line, fence: &str) -> Option<Split> {
    let language = if fence.starts_with('-') { Language::Yaml } else { Language::Json };
    let close = closing(text, first.next, |line| line == fence)?;
    let span = Span::new(first.next, close.start);
    let next = lines(text, first.next).next()?;
    reads_like(language, &text[next.start..next.end])
        .then_some(Split { block: Some(Block { language, span }), body: close.next })
}

/// A fence that names a language we cannot read. Without keys below it, it is Markdown.
fn unknown(
    text: &str,
    first: Line,
    fence: &str,
    label: &str,
    report: &mut Report<'_>,
) -> Option<Split> {
    let close = closing(text, first.next, |line| line == fence)?;
    let inside = &text[first.next..close.start];
    if ![Language::Yaml, Language::Toml, Language::Json].iter().any(|&l| reads_like(l, inside)) {
        return None;
    }
    let end = first.start + first.trimmed(text).len();
    report.push(
        Problem::new(
            Code::FrontMatterLanguage,
            Span::new(end - label.len(), end),
            format!("front matter in `{label}` cannot be read"),
        )
        .expected("`---` for YAML, `+++` for TOML or `;;;` for JSON")
        .help("rewrite the front matter as YAML and leave the fence bare: `---`"),
    );
    Some(Split { block: None, body: close.next })
}

/// The first line from `from` that closes.
fn closing(text: &str, from: usize, closes: impl Fn(&str) -> bool) -> Option<Line> {
    lines(text, from).find(|line| closes(line.trimmed(text)))
}

/// Whether the first line that says something reads like the language.
fn reads_like(language: Language, block: &str) -> bool {
    let mut written = lines(block, 0).map(|line| line.trimmed(block));
    let Some(line) = written.find(|line| !line.is_empty() && !line.starts_with('#')) else {
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
