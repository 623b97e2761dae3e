//! Extensions: `{::comment}…{:/comment}`, `{::nomarkdown}…{:/}`, `{::options key="value" /}`.

use comrak::nodes::{Node, NodeValue};

use super::super::text;

/// The names of kramdown's extensions.
const NAMES: [&str; 3] = ["comment", "nomarkdown", "options"];

/// The longest tag that is recognized, in bytes.
const MAX_TAG: usize = 1000;

/// A tag of an extension.
#[derive(Debug, PartialEq, Eq)]
enum Tag {
    /// Begins a comment.
    Comment,
    /// Begins something else, or stands for itself.
    Other,
    /// Ends an extension.
    End,
}

/// Removes comments, and the tags of other extensions.
pub fn apply(root: Node<'_>) {
    let is_block = |node: &Node<'_>| node.data().value.block();
    let (texts, containers): (Vec<Node<'_>>, Vec<Node<'_>>) =
        root.descendants().filter(is_block).partition(|node| node.data().value.contains_inlines());
    containers.into_iter().for_each(blocks);
    texts.into_iter().for_each(inlines);
}

/// Removes the comments between the children of a container, and paragraphs that are only tags.
fn blocks<'a>(container: Node<'a>) {
    let mut open: Vec<Node<'a>> = Vec::new();
    let mut is_open = false;
    for child in container.children().collect::<Vec<_>>() {
        let content = text_of(child);
        let tag = content.as_deref().and_then(|content| Some((read(content)?, content)));
        match tag {
            Some(((Tag::Comment, _), _)) if !is_open && !ends_comment(child) => {
                is_open = true;
                open.push(child);
            }
            Some(((Tag::End, length), content)) if content.len() == length => {
                for node in open.drain(..) {
                    node.detach();
                }
                is_open = false;
                child.detach();
            }
            Some(((Tag::Other, length), content)) if !is_open && content.len() == length => {
                child.detach();
            }
            _ if is_open => {
                open.push(child);
                if ends_comment(child) {
                    for node in open.drain(..) {
                        node.detach();
                    }
                    is_open = false;
                }
            }
            _ => {}
        }
    }
    // A comment that does not end is text; only its tag is removed.
    if let Some(first) = open.first().and_then(|paragraph| paragraph.first_child())
        && let Some(content) = text::of(first)
        && let Some((_, length)) = read(&content)
    {
        text::set(first, &content[length..]);
    }
}

/// Removes comments and tags within a paragraph.
fn inlines<'a>(block: Node<'a>) {
    // Everything since the tag that begins a comment, with what that tag follows in its text.
    let mut open: Option<(Vec<Node<'a>>, String)> = None;
    let children: Vec<Node<'a>> = block.children().collect();
    for child in children {
        let Some(content) = text::of(child) else {
            if let Some((nodes, _)) = &mut open {
                nodes.push(child);
            }
            continue;
        };
        let mut out = String::new();
        let mut rest = content.as_str();
        let mut changed = false;
        while let Some(at) = rest.find("{:") {
            let Some((tag, length)) = read(&rest[at..]) else {
                if open.is_none() {
                    out.push_str(&rest[..at + 2]);
                }
                rest = &rest[at + 2..];
                continue;
            };
            let before = &rest[..at];
            rest = &rest[at + length..];
            match (tag, open.take()) {
                (Tag::End, Some((nodes, prefix))) => {
                    for node in nodes {
                        node.detach();
                    }
                    out = prefix;
                    changed = true;
                }
                // Within a comment, other tags are text.
                (_, Some(comment)) => open = Some(comment),
                (Tag::Comment, None) => {
                    out.push_str(before);
                    open = Some((Vec::new(), std::mem::take(&mut out)));
                }
                (Tag::Other | Tag::End, None) if is_tag_of_block(block, before, rest) => {
                    return;
                }
                (Tag::Other | Tag::End, None) => {
                    out.push_str(before);
                    changed = true;
                }
            }
        }
        match &mut open {
            Some((nodes, _)) => nodes.push(child),
            None if changed => {
                out.push_str(rest);
                text::set(child, &out);
            }
            None => {}
        }
    }
}

/// Whether a tag is all of a paragraph, so that it belongs to the blocks around it.
fn is_tag_of_block(block: Node<'_>, before: &str, after: &str) -> bool {
    let is_only = block.first_child().is_some_and(|first| first.next_sibling().is_none());
    is_only && before.is_empty() && after.trim().is_empty()
}

/// Reads the tag at the beginning of a text; returns it with its length.
fn read(text: &str) -> Option<(Tag, usize)> {
    let near = &text.as_bytes()[..text.len().min(MAX_TAG)];
    let length = memchr::memchr(b'}', near)? + 1;
    let inner = &text[..length - 1];
    if let Some(name) = inner.strip_prefix("{:/") {
        let is_known = name.is_empty() || NAMES.contains(&name.trim());
        return is_known.then_some((Tag::End, length));
    }
    let inner = inner.strip_prefix("{::")?;
    let name = inner.split([' ', '\t', '/']).next().expect("split yields at least one piece");
    match name {
        "comment" => Some((Tag::Comment, length)),
        name if NAMES.contains(&name) => Some((Tag::Other, length)),
        _ => None,
    }
}

/// Returns the text at the beginning of a paragraph.
fn text_of(node: Node<'_>) -> Option<String> {
    let is_paragraph = matches!(node.data().value, NodeValue::Paragraph);
    let first = node.first_child().filter(|_| is_paragraph)?;
    let is_only = first.next_sibling().is_none();
    text::of(first)
        .map(|content| if is_only { content.trim_end().to_owned() } else { content + "\n" })
}

/// Whether the last line of a block ends a comment.
fn ends_comment(block: Node<'_>) -> bool {
    let mut last = block;
    while let Some(child) = last.last_child() {
        last = child;
    }
    text::of(last).is_some_and(|content| {
        ["{:/comment}", "{:/}"].iter().any(|tag| content.trim_end().ends_with(tag))
    })
}
