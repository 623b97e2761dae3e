//! Leaves out attributes of running text, as in VitePress and MDC: `[a](b){target="_blank"}`, `**a**{.b}`,
//! `[a]{.b}`.

use comrak::nodes::{Node, NodeValue};

use super::super::prepare::container::attributes_length;
use super::text;

/// The longest list of attributes that is recognized, in bytes.
const MAX_LENGTH: usize = 1000;

/// Whether a source may contain attributes.
pub fn may_occur(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    memchr::memchr_iter(b'{', bytes)
        .any(|at| at > 0 && matches!(bytes[at - 1], b']' | b')' | b'*' | b'_' | b'`' | b'~'))
}

/// Removes attributes after links, images, emphasis and code, and from text in brackets, whose brackets go too.
pub fn apply(root: Node<'_>) {
    for node in root.descendants().collect::<Vec<_>>() {
        let Some(content) = text::of(node).filter(|content| content.contains('{')) else {
            continue;
        };
        let after_markup = node.previous_sibling().is_some_and(takes_attributes);
        let length = if after_markup { length(&content).unwrap_or(0) } else { 0 };
        let rest = &content[length..];
        let clean = without_spans(rest);
        if length > 0 || clean.is_some() {
            let parent = node.parent();
            text::set(node, clean.as_deref().unwrap_or(rest));
            if let Some(parent) = parent {
                text::tidy(parent);
            }
        }
    }
}

fn takes_attributes(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Link(_)
            | NodeValue::Image(_)
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Code(_)
    )
}

/// Returns a text without `[`, `]` and attributes around spans. `None` if it has none.
fn without_spans(content: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let mut opened = None;
    for (at, c) in content.match_indices(['[', ']']) {
        if c == "[" {
            opened = Some(at);
        } else if let Some(start) = opened.take()
            && let Some(length) = length(&content[at + 1..])
        {
            out.push_str(&content[done..start]);
            out.push_str(&content[start + 1..at]);
            done = at + 1 + length;
        }
    }
    (done > 0).then(|| out + &content[done..])
}

/// Returns the length of the attributes at the beginning of a text.
fn length(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(MAX_LENGTH)];
    let length = attributes_length(text)?;
    is_list(&text[1..length - 1]).then_some(length)
}

/// Whether what is between braces is a list of attributes: a class, an id or a value is first.
pub fn is_list(inner: &str) -> bool {
    let begins_name = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic());
    match inner.strip_prefix(['.', '#']) {
        Some(name) => begins_name(name),
        None => {
            let name = inner.split('=').next().filter(|name| name.len() < inner.len());
            name.is_some_and(|name| {
                begins_name(name)
                    && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':'))
            })
        }
    }
}
