//! Containers of other tools, between lines of colons.
//!
//! The tools differ in how containers nest: some end one with as many colons as it began with, some with at
//! least as many, and in MDC it is the inner container that has more. comrak's block directives take the
//! place of the fences, with lengths that make the parser end exactly the container that the tool would end.
//!
//! A container becomes a block directive whose info string says what it is. Its title becomes a heading
//! in it, so that the parser reads the markup in it.

mod mdc;
pub mod opener;
mod scan;

use std::sync::LazyLock;

use comrak::nodes::AlertType;
use memchr::memmem::Finder;

use super::edit::{Edit, contains_control};
use opener::Kind;
pub use scan::fences;

/// The first character of the info string of a container, and of the text of a title.
pub const MARK: char = '\u{97}';
/// Replaces the colons that an info string of the parser must not contain.
const COLON: char = '\u{98}';
/// A run of colons that occurs only in marks: containers in a source that contains it are not marked.
const LONG_RUN: &str = "::::::::::::::::::::::::";
/// The largest number of containers in each other. The fences of deeper ones are only removed.
const MAX_DEPTH: usize = 16;

/// The beginning of the heading that is a title.
const TITLE: &str = "# \u{97}";

/// Finds such a run. Static, because preparing the search takes longer than most searches.
static LONG_RUN_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(LONG_RUN));

/// Whether an edit is the fence of a container.
pub fn is_fence(edit: &Edit) -> bool {
    edit.mark.starts_with(LONG_RUN)
}

/// Whether a text contains what looks like a fence. In a source, its author wrote it.
pub fn contains_mark(text: &str) -> bool {
    LONG_RUN_FINDER.find(text.as_bytes()).is_some() || contains_control(text, &[MARK, COLON])
}

/// Returns the parser's fence of a container inside of `depth` others: the deeper, the shorter.
fn fence(depth: usize) -> String {
    ":".repeat(LONG_RUN.len() + MAX_DEPTH - depth)
}

/// Returns the mark of a line that opens a container. `written` is the part of the line that it replaces.
fn opening(depth: usize, kind: Kind, has_title: bool, written: &str) -> String {
    let letter = letter(kind);
    let letter = if has_title { letter.to_ascii_uppercase() } else { letter };
    let written = written.replace(':', "\u{98}");
    format!("{}{MARK}{letter}{written}", fence(depth))
}

/// Returns the mark of a line that closes a container.
fn closing(depth: usize, colons: usize) -> String {
    format!("{}{}\t", fence(depth), " ".repeat(colons))
}

fn letter(kind: Kind) -> char {
    match kind {
        Kind::Alert(AlertType::Note) => 'n',
        Kind::Alert(AlertType::Tip) => 't',
        Kind::Alert(AlertType::Important) => 'i',
        Kind::Alert(AlertType::Warning) => 'w',
        Kind::Alert(AlertType::Caution) => 'c',
        Kind::Details => 'd',
        Kind::Content => 'x',
    }
}

/// Reads the info string of a marked container: its kind, and whether it begins with its title.
pub fn read_info(info: &str) -> Option<(Kind, bool)> {
    let letter = info.strip_prefix(MARK)?.chars().next()?;
    let kind = match letter.to_ascii_lowercase() {
        'n' => Kind::Alert(AlertType::Note),
        't' => Kind::Alert(AlertType::Tip),
        'i' => Kind::Alert(AlertType::Important),
        'w' => Kind::Alert(AlertType::Warning),
        'c' => Kind::Alert(AlertType::Caution),
        'd' => Kind::Details,
        'x' => Kind::Content,
        _ => return None,
    };
    Some((kind, letter.is_ascii_uppercase()))
}

/// Turns fences that the parser did not take as fences back into what is written.
pub fn remove_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = LONG_RUN_FINDER.find(rest.as_bytes()) {
        // A title has a line of its own.
        push_without_titles(&mut out, &rest[..at]);
        rest = rest[at..].trim_start_matches(':');
        if let Some(info) = rest.strip_prefix(MARK) {
            rest = info.get(1..).unwrap_or_default();
        } else {
            let spaces = rest.bytes().take_while(|&byte| byte == b' ').count();
            out.push_str(&":".repeat(spaces));
            rest = &rest[spaces..];
            rest = rest.strip_prefix('\t').unwrap_or(rest);
        }
    }
    push_without_titles(&mut out, rest);
    out.replace(COLON, ":").replace(MARK, "")
}

fn push_without_titles(out: &mut String, text: &str) {
    let mut pieces = text.split(TITLE);
    out.push_str(pieces.next().expect("split yields at least one piece"));
    for piece in pieces {
        let line = out.trim_end_matches([' ', '\t', '>']).len();
        if out[..line].ends_with('\n') {
            out.truncate(line - 1);
        }
        out.push_str(piece);
    }
}

#[cfg(test)]
mod tests;
