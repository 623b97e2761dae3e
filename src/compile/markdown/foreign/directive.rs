//! Leaves out components of MDC in running text: `:icon{name="x"}`, `:badge[text]{type="x"}`.

use comrak::nodes::Node;

use super::super::prepare::container::attributes_length;
use super::text;

/// Whether a source may contain components.
pub fn may_occur(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let begins = |at: usize| {
        let is_separate = at == 0 || bytes[at - 1].is_ascii_whitespace();
        is_separate && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
    };
    memchr::memchr(b'{', bytes).is_some() && memchr::memchr_iter(b':', bytes).any(begins)
}

/// Replaces components by the text in their brackets.
pub fn apply(root: Node<'_>) {
    for node in root.descendants().collect::<Vec<_>>() {
        let Some(content) = text::of(node).filter(|content| content.contains('{')) else {
            continue;
        };
        let begins_line = node.previous_sibling().is_none_or(text::is_break);
        if let Some(clean) = without_components(&content, begins_line) {
            let parent = node.parent();
            text::set(node, &clean);
            if let Some(parent) = parent {
                text::tidy(parent);
            }
        }
    }
}

/// Returns a text without components. `None` if it has none.
fn without_components(content: &str, begins_line: bool) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b':', content.as_bytes()).filter(|&at| at > 0 || begins_line) {
        let is_separate = content[..at].chars().next_back().is_none_or(char::is_whitespace);
        if at < done || !is_separate {
            continue;
        }
        if let Some((label, length)) = component(&content[at..]) {
            out.push_str(&content[done..at]);
            out.push_str(label);
            done = at + length;
        }
    }
    (done > 0).then(|| out + &content[done..])
}

/// Reads a component at the beginning of a text; returns its label and its length.
fn component(text: &str) -> Option<(&str, usize)> {
    /// The longest component that is recognized, in bytes.
    const MAX_LENGTH: usize = 1000;
    let text = &text[..text.floor_char_boundary(MAX_LENGTH)];
    let name = &text[1..];
    let length =
        name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut at = 1 + length;
    let mut label = "";
    if let Some(inner) = text[at..].strip_prefix('[') {
        label = &inner[..inner.find(']')?];
        at += label.len() + 2;
    }
    let attributes = attributes_length(&text[at..])?;
    // `:root{color:red}` is CSS.
    let inner = &text[at + 1..at + attributes - 1];
    let is_list = inner.contains('=') || inner.starts_with(['.', '#']) || inner.is_empty();
    is_list.then_some((label, at + attributes))
}
