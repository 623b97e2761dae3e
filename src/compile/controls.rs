//! Control characters, which are left out of posts.

use std::borrow::Cow;

use super::report::{Problem, Span};
use crate::post::Code;
use crate::text::control;

/// The number of different characters that a message names.
const MAX_NAMED: usize = 5;

/// Removes the control characters from the text of a file, and returns the problem to report if there were
/// any. Its location is in the cleaned text, where everything before the first of them is unchanged.
pub fn remove(text: &str) -> (Cow<'_, str>, Option<Problem>) {
    let Some(first) = control::find(text) else { return (Cow::Borrowed(text), None) };
    let problem = problem(text, Span::new(first, first + 1));
    (control::without(text), Some(problem))
}

/// Returns the problem of a text that contains control characters.
pub fn problem(text: &str, span: Span) -> Problem {
    let mut count = 0;
    let mut different = Vec::new();
    for c in text.chars().filter(|&c| control::is_forbidden(c)) {
        count += 1;
        if different.len() <= MAX_NAMED && !different.contains(&c) {
            different.push(c);
        }
    }
    let more = if different.len() > MAX_NAMED { ", …" } else { "" };
    different.truncate(MAX_NAMED);
    let names: Vec<_> = different.into_iter().map(control::described).collect();
    let names = names.join(", ") + more;
    let message = match count {
        1 => format!("there is a control character here: {names}"),
        _ => format!("there are {count} control characters, the first one here: {names}"),
    };
    Problem::new(Code::ControlCharacter, span, message)
        .expected("text without control characters, which HTML and XML forbid")
        .help("delete them in an editor that shows them; they are left out of the post")
}
