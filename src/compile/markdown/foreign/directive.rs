//! Leaves out components of MDC in running text: `:icon{name="x"}`, `:badge[text]{type="x"}`, `:br`.

use comrak::nodes::{Node, NodeValue};

use super::super::prepare::container::attributes_length;
use super::text;

/// The longest component that is recognized, in bytes.
const MAX_LENGTH: usize = 1000;
/// The largest number of addresses and texts after the beginning of a component that are joined to it.
const MAX_JOINED: usize = 8;

/// Replaces components by the text in their brackets.
pub fn apply(root: Node<'_>) {
    for node in root.descendants().collect::<Vec<_>>() {
        let Some(content) = text::of(node).filter(|content| content.contains(':')) else {
            continue;
        };
        let content = join_addresses(node, content);
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

/// Joins a text that ends inside of a component with the addresses in its attributes, which the parser takes for
/// links, and what is between them. Returns the text.
fn join_addresses(node: Node<'_>, content: String) -> String {
    let Some(open) = content.rfind('{') else { return content };
    let begins = content[..open].rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_open = begins.starts_with(':') && attributes_length(&content[open..]).is_none();
    if !is_open {
        return content;
    }
    let mut joined = content.clone();
    let mut nodes = Vec::new();
    for next in node.following_siblings().skip(1).take(MAX_JOINED) {
        let label = match &next.data().value {
            NodeValue::Link(_) => next.first_child().and_then(text::of),
            _ => text::of(next),
        };
        let Some(label) = label.filter(|label| joined.len() + label.len() <= open + MAX_LENGTH)
        else {
            return content;
        };
        joined.push_str(&label);
        nodes.push(next);
        if label.contains('}') && attributes_length(&joined[open..]).is_some() {
            for node in nodes {
                node.detach();
            }
            return joined;
        }
    }
    content
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
    let text = &text[..text.floor_char_boundary(MAX_LENGTH)];
    let name = &text[1..];
    let length =
        name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut at = 1 + length;
    let mut label = "";
    if &name[..length] == "br" && !text[at..].starts_with(|c: char| !c.is_whitespace()) {
        return Some((label, at));
    }
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
