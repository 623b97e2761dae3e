//! Removal of invisible characters around keys.

use std::borrow::Cow;

use super::value::Entry;
use crate::compile::report::{Problem, Report, first_line};
use crate::post::Code;
use crate::text::invisible::{describe, has_no_width, is_odd_space};

/// Removes invisible characters from the keys of the outermost map. Each key is reported.
pub fn clean(entries: &mut [Entry<'_>], report: &mut Report<'_>) {
    for entry in entries.iter_mut().filter(|entry| !entry.key.is_ascii()) {
        clean_key(entry, report);
    }
}

fn clean_key(entry: &mut Entry<'_>, report: &mut Report<'_>) {
    let at_edge = |c: char| has_no_width(c) || c.is_whitespace();
    let key = entry.key.trim_matches(at_edge);
    let found = entry.key.chars().find(|&c| has_no_width(c)).or_else(|| {
        let edges = [entry.key.chars().next(), entry.key.chars().next_back()];
        edges.into_iter().flatten().find(|&c| is_odd_space(c))
    });
    let Some(c) = found else { return };
    let key: String = key.chars().filter(|&c| !has_no_width(c)).collect();
    report.push(
        Problem::new(
            Code::FrontMatterSpaces,
            entry.key_span,
            format!("the key `{}` contains a {}, which is left out", first_line(&key), describe(c)),
        )
        .expected("keys without invisible characters")
        .help(format!("delete the key and type `{}` again", first_line(&key))),
    );
    entry.key = Cow::Owned(key);
}
