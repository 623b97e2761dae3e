//! `{/* truncate */}` in Markdown that is not MDX: Docusaurus writes it in both.

use memchr::memmem;

use super::expression::Expression;
use super::token;
use crate::compile::markdown::prepare::edit::{Edit, contains_control};

/// Finds lines that consist of the comment that ends the excerpt.
pub fn ends_of_excerpts(source: &str, edits: &mut Vec<Edit>) {
    // The brace is rarer than the whole, and one byte is found faster.
    if memchr::memchr(b'{', source.as_bytes()).is_none() {
        return;
    }
    let begins_line = |at: &usize| {
        let before = source.as_bytes()[..*at].iter().rev().find(|byte| !b" \t".contains(byte));
        before.is_none_or(|&byte| byte == b'\n')
    };
    let first = edits.len();
    for at in memmem::find_iter(source.as_bytes(), b"{/*").filter(begins_line) {
        let line = source[at..].lines().next().unwrap_or_default().trim_end();
        if Expression::of(line) == Expression::More {
            let mark = token::block(at..at + line.len());
            edits.push(Edit { at, length: line.len(), mark: mark.into() });
        }
    }
    if edits.len() > first && contains_control(source, &token::MARKS) {
        edits.truncate(first);
    }
}
