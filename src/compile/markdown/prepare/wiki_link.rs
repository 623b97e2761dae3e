//! Wiki links of Obsidian: `[[page|text]]` and `![[file]]`.
//!
//! comrak reads every pair of brackets as a wiki link. Pairs that CommonMark reads as something else, and
//! those of programming languages, are hidden from it.

use std::collections::HashSet;

use super::edit::Edit;
use crate::text::pair;

/// Splits brackets that the parser would recognize.
const MARK: &str = "\u{97}";
/// Replaces a second bar, which comrak does not accept.
pub const BAR: &str = "\u{98}\u{97}";
/// The longest link that is recognized, in bytes.
const MAX_LENGTH: usize = 1000;

/// Appends the edits for the wiki links of a source, and returns whether there are any.
pub fn mark(markdown: &str, edits: &mut Vec<Edit>) -> bool {
    let bytes = markdown.as_bytes();
    let mut any = false;
    let mut hidden = Vec::new();
    let mut labels = None;
    let mut from = 0;
    while let Some(found) = pair::find(bytes, from, *b"[[") {
        let run = bytes[found..].iter().take_while(|&&byte| byte == b'[').count();
        // The innermost pair.
        let at = found + run - 2;
        from = at + 2;
        let Some(inner) = inner(&markdown[from..]) else {
            hidden.push(at + 1);
            continue;
        };
        let mut is_defined = || {
            let labels = labels.get_or_insert_with(|| defined_labels(markdown));
            !labels.is_empty() && labels.contains(&label(inner))
        };
        if !is_link(&markdown[..at], inner, &markdown[from + inner.len() + 2..]) || is_defined() {
            hidden.push(at + 1);
            continue;
        }
        any = true;
        let bars = memchr::memchr_iter(b'|', inner.as_bytes());
        edits.extend(bars.skip(1).map(|bar| Edit { at: from + bar, length: 1, mark: BAR.into() }));
        from += inner.len() + 2;
    }
    if any {
        edits.extend(hidden.into_iter().map(|at| Edit { at, length: 0, mark: MARK.into() }));
    }
    any
}

/// Returns what is between the brackets. `None` if they are not closed on their line.
fn inner(text: &str) -> Option<&str> {
    let near = text.as_bytes().iter().take(MAX_LENGTH);
    let end = near.clone().position(|byte| matches!(byte, b'[' | b']' | b'\n' | b'\r'))?;
    text[end..].starts_with("]]").then(|| &text[..end])
}

/// Returns the labels of the link definitions of a source. With one, brackets are a link of CommonMark.
fn defined_labels(markdown: &str) -> HashSet<String> {
    let bytes = markdown.as_bytes();
    let ends = memchr::memmem::find_iter(bytes, b"]:");
    let defined = ends.filter_map(|end| {
        let near = &bytes[end.saturating_sub(MAX_LENGTH)..end];
        let length = near.iter().rev().position(|byte| b"[]\n\r".contains(byte))?;
        let is_label = bytes[end - length - 1] == b'[';
        is_label.then(|| label(&markdown[end - length..end]))
    });
    defined.collect()
}

/// Returns a label in the form in which labels are compared.
fn label(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_link(before: &str, inner: &str, after: &str) -> bool {
    let name = inner.trim();
    // `[[1](url)]`, `[a][[b]]`, `a[[0]]`
    let is_continued = after.starts_with(['(', '[', ']'])
        || before.ends_with(|c: char| c.is_ascii_alphanumeric() || "_[])".contains(c));
    let page = name.split('|').next().unwrap_or(name);
    // `[[]]`, `[[ -f x ]]` of a shell, `[[1, 2]]`
    let is_code = matches!(page.trim_end(), "" | "#")
        || inner.starts_with([' ', '\t']) && inner.ends_with([' ', '\t'])
        || inner.chars().all(|c| c.is_ascii_digit() || " ,.".contains(c));
    let is_contents = name.eq_ignore_ascii_case("toc");
    !(is_continued || is_code || is_contents)
}
