//! Braces that VuePress shows: in `::: v-pre` containers, and in elements with the attribute `v-pre`.

use std::ops::Range;

use super::scan::{Found, Syntax};

const MARK: &str = "v-pre";
/// The longest beginning of a line or tag that is looked at, in bytes.
const MAX_BEFORE: usize = 200;

/// Removes the expressions that are shown as they are written.
pub fn remove_shown(source: &str, found: &mut Vec<Found<'_>>) {
    if found.is_empty() {
        return;
    }
    let mut ranges = ranges(source).into_iter().peekable();
    if ranges.peek().is_none() {
        return;
    }
    found.retain(|tag| {
        let at = tag.range.start;
        while ranges.next_if(|range| range.end <= at).is_some() {}
        let is_shown = ranges.peek().is_some_and(|range| range.contains(&at));
        !(is_shown && tag.syntax == Syntax::Output)
    });
}

/// Returns the ranges in which braces have no meaning, in order. One that is not closed goes to the end.
fn ranges(source: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&source.as_bytes()[from..], MARK.as_bytes()) {
        let at = from + found;
        from = at + MARK.len();
        let near = &source[source.floor_char_boundary(at.saturating_sub(MAX_BEFORE))..at];
        let before = near.rsplit('\n').next().expect("a split has a last part");
        let end = container_end(source, before, from).or_else(|| element_end(source, before, from));
        if let Some(end) = end {
            ranges.push(at..end);
            from = end;
        }
    }
    ranges
}

/// Returns the end of a container, given what precedes its type on its line.
fn container_end(source: &str, before: &str, from: usize) -> Option<usize> {
    let before = before.trim_end();
    let outside = before.trim_end_matches(':');
    let length = before.len() - outside.len();
    // The markers of quotes and list items.
    let is_prefix = |c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c);
    if length < 3 || !outside.chars().all(is_prefix) {
        return None;
    }
    let mut at = from;
    for line in source[from..].split_inclusive('\n') {
        let text = line.trim_matches([' ', '\t', '>', '\r', '\n']);
        if text.len() >= length && text.bytes().all(|byte| byte == b':') {
            return Some(at);
        }
        at += line.len();
    }
    Some(at)
}

/// Returns the end of an element, given what precedes the attribute on its line.
fn element_end(source: &str, before: &str, from: usize) -> Option<usize> {
    let tag = &before[before.rfind('<')? + 1..];
    let (name, attributes) = tag.split_once([' ', '\t'])?;
    let is_tag = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !attributes.contains('>')
        && source[from..].starts_with(['>', ' ', '\n', '\r', '/', '=']);
    let closing = format!("</{name}>");
    is_tag.then(|| source[from..].find(&closing).map_or(source.len(), |length| from + length))
}
