//! Comments that may be meant as parts of values: `title: Fix bug #123`.

use super::keys::{self, Names, is_known};
use crate::compile::matter::{Comment, Entry, Matter};
use crate::compile::report::{Problem, Report, first_line};
use crate::post::Code;

/// The fields that are text. After the value of any other field, a comment is a comment.
const TEXTS: [Names; 9] = [
    keys::TITLE,
    keys::DESCRIPTION,
    keys::CATEGORY,
    keys::TAGS,
    keys::AUTHORS,
    keys::SERIES,
    keys::SLUG,
    keys::ALIASES,
    keys::READ_TIME,
];

/// Reports the comments that cut off text.
pub fn report(matter: &Matter<'_>, report: &mut Report<'_>) {
    if matter.comments.is_empty() {
        return;
    }
    let mut entries: Vec<&Entry<'_>> = matter.entries.iter().collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    for comment in &matter.comments {
        let at = entries.partition_point(|entry| entry.key_span.start < comment.span.start);
        let Some(entry) = at.checked_sub(1).map(|at| entries[at]) else { continue };
        if is_meant(&entry.key, comment) {
            report.push(problem(&entry.key, comment));
        }
    }
}

/// Returns whether a comment may be meant as text. A space after the `#` is usual in comments, but not in
/// issue numbers and hashtags.
fn is_meant(key: &str, comment: &Comment<'_>) -> bool {
    let is_glued = comment.text[1..].starts_with(|c: char| !c.is_whitespace() && c != '#');
    let is_text =
        || TEXTS.iter().any(|names| names.iter().any(|name| key.eq_ignore_ascii_case(name)));
    match comment.value {
        "" => is_glued,
        _ if is_known(key) => is_text(),
        value => is_glued && value.contains(char::is_alphabetic) && !is_switch(value),
    }
}

fn is_switch(value: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off", "null"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

fn problem(key: &str, comment: &Comment<'_>) -> Problem {
    let text = first_line(comment.text);
    let message = if comment.value.is_empty() {
        format!("`{text}` is not a value of `{}`: YAML reads it as a comment", first_line(key))
    } else {
        format!(
            "a value of `{}` ends before ` {text}`, which YAML reads as a comment",
            first_line(key)
        )
    };
    let whole = match comment.value {
        "" => comment.text.split_whitespace().next().unwrap_or(comment.text).to_owned(),
        value => format!("{value} {}", comment.text),
    };
    Problem::new(Code::ValueCut, comment.span, message)
        .expected("quotes around text that contains ` #` or begins with `#`")
        .help(format!(
            "if it is part of the text, put it in quotes: \"{}\"",
            first_line(&whole).replace('"', "\\\"")
        ))
}
