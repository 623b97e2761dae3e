//! Tokens that stand for what is left out of a source.
//!
//! Whether an expression is one is known only once the source is parsed: in code and math it is text. A
//! token contains the place of what it replaces, from which [`restore`] takes it back.

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::expression::Expression;
use crate::compile::markdown::escape;
use crate::compile::markdown::prepare::edit::Edit;

/// Begins the offset in a token.
const BEGIN: char = '\u{99}';
/// Separates the offset from the length.
const BETWEEN: char = '\u{9a}';
/// The characters that a source must not contain.
pub const MARKS: [char; 2] = [BEGIN, BETWEEN];

/// Around the numbers of a token in running text. Emphasis ends beside braces as it does beside the
/// expression itself.
const INLINE: (&str, &str) = ("{", "}");
/// Around those of a token that is a block: a comment, which is a block of its own.
const BLOCK: (&str, &str) = ("<!--", "-->");

/// What ends the excerpt in Markdown.
const MORE: &str = "<!-- truncate -->";

/// Returns whether some edits leave tokens in a source.
pub fn are_in(edits: &[Edit]) -> bool {
    edits.iter().any(|edit| edit.mark.contains(BEGIN))
}

/// Returns a token in running text.
pub fn inline(replaced: Range<usize>) -> String {
    token(INLINE, replaced)
}

/// Returns a token that is a block.
pub fn block(replaced: Range<usize>) -> String {
    token(BLOCK, replaced)
}

fn token((before, after): (&str, &str), replaced: Range<usize>) -> String {
    format!("{before}{BEGIN}{}{BETWEEN}{}{after}", replaced.start, replaced.len())
}

/// Removes the tokens from a tree that was parsed from a source with tokens.
pub fn restore<'a>(root: Node<'a>, source: &str) {
    let original = |part: Range<usize>| source.get(part).unwrap_or_default().to_owned();
    let in_text = |part: Range<usize>| match source.get(part).map(Expression::of) {
        Some(Expression::Literal(text)) => text,
        _ => String::new(),
    };
    let in_html = |part: Range<usize>| match source.get(part).map(Expression::of) {
        Some(Expression::Literal(text)) => {
            let mut html = String::new();
            escape::text(&mut html, &text);
            html
        }
        Some(Expression::More) => MORE.to_owned(),
        _ => String::new(),
    };
    let mut empty = Vec::new();
    for node in root.descendants() {
        let is_first = node.previous_sibling().is_none_or(is_break);
        let is_last = node.next_sibling().is_none_or(is_break);
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                if let Some(restored) = replaced(text, in_text) {
                    let start = if is_first { restored.trim_start() } else { &restored };
                    *text = if is_last { start.trim_end() } else { start }.to_owned().into();
                }
            }
            NodeValue::HtmlBlock(html) => {
                if let Some(restored) = replaced(&html.literal, in_html) {
                    if restored.trim().is_empty() {
                        empty.push(node);
                    }
                    html.literal = restored;
                }
            }
            NodeValue::HtmlInline(html) => replace(html, in_html),
            NodeValue::Code(code) => replace(&mut code.literal, original),
            NodeValue::CodeBlock(code) => {
                replace(&mut code.literal, original);
                replace(&mut code.info, original);
            }
            NodeValue::Math(math) => replace(&mut math.literal, original),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                replace(&mut link.url, original);
                replace(&mut link.title, original);
            }
            _ => {}
        }
    }
    for node in empty {
        node.detach();
    }
}

fn is_break(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

fn replace(text: &mut String, show: impl Fn(Range<usize>) -> String) {
    if let Some(restored) = replaced(text, show) {
        *text = restored;
    }
}

/// Returns a text with its tokens replaced. `None` if it has none. Of the spaces on both sides of a token
/// that is replaced by nothing, those before it are kept.
fn replaced(text: &str, show: impl Fn(Range<usize>) -> String) -> Option<String> {
    memchr::memchr(0xc2, text.as_bytes())?;
    let mut out = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN).map(|at| from + at) {
        from = at + BEGIN.len_utf8();
        let Some((token, part)) = token_around(text, at) else { continue };
        out.push_str(&text[done..token.start]);
        let shown = show(part);
        out.push_str(&shown);
        done = token.end;
        if shown.is_empty() && out.ends_with(' ') {
            done += text[done..].len() - text[done..].trim_start_matches(' ').len();
        }
        from = done;
    }
    if done == 0 {
        return None;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// Returns the range of the token whose numbers begin at `at`, and what it stands for.
fn token_around(text: &str, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let begin = at + BEGIN.len_utf8();
    let is_number = |c: char| c.is_ascii_digit() || c == BETWEEN;
    let length = text[begin..].find(|c: char| !is_number(c))?;
    let (offset, count) = text[begin..begin + length].split_once(BETWEEN)?;
    let start: usize = offset.parse().ok()?;
    let end = start.checked_add(count.parse().ok()?)?;
    let numbers = at..begin + length;
    let range = [INLINE, BLOCK].into_iter().find_map(|(before, after)| {
        let is_token =
            text[..numbers.start].ends_with(before) && text[numbers.end..].starts_with(after);
        is_token.then(|| numbers.start - before.len()..numbers.end + after.len())
    });
    Some((range?, start..end))
}
