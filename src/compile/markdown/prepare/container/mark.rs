//! The marks that take the place of fences, and what they replace.

use comrak::nodes::AlertType;
use memchr::memmem;

use super::super::edit::{Edit, contains_control};
use super::opener::Kind;

/// The first character of the info string of a container, and of the text of a title.
const MARK: char = '\u{97}';
/// Replaces the colons that an info string of the parser must not contain.
const COLON: char = '\u{98}';
/// A run of colons that occurs only in marks: containers in a source that contains it are not marked.
const LONG_RUN: &str = "::::::::::::::::::::::::";
/// The largest number of containers in each other. The fences of deeper ones are only removed.
pub const MAX_DEPTH: usize = 16;

/// The beginning of the heading that is a title.
pub const TITLE: &str = "# \u{97}";

/// Whether an edit is the fence of a container.
pub fn is_fence(edit: &Edit) -> bool {
    edit.mark.starts_with(LONG_RUN)
}

/// Whether a text contains what looks like the fence of a container.
pub fn contains_fence(text: &str) -> bool {
    find_fence(text).is_some()
}

/// Whether a text contains characters of marks other than fences.
pub fn contains_mark(text: &str) -> bool {
    contains_control(text, &[MARK, COLON])
}

fn find_fence(text: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), LONG_RUN.as_bytes())
}

/// Returns the parser's fence of a container inside of `depth` others: the deeper, the shorter.
fn fence(depth: usize) -> String {
    ":".repeat(LONG_RUN.len() + MAX_DEPTH - depth)
}

/// Returns the mark of a line that opens a container. `written` is the part of the line that it replaces.
pub fn opening(depth: usize, kind: Kind, has_title: bool, written: &str) -> String {
    let letter = letter(kind);
    let letter = if has_title { letter.to_ascii_uppercase() } else { letter };
    let written = written.replace(':', "\u{98}");
    format!("{}{MARK}{letter}{written}", fence(depth))
}

/// Returns the mark of a line that closes a container.
pub fn closing(depth: usize, colons: usize) -> String {
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
    while let Some(at) = find_fence(rest) {
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
