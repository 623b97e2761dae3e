//! Turns wiki links into links and images.

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeLink, NodeValue};

use super::super::heading;
use crate::post::wiki_url;

/// The extensions of files that are shown as pictures.
const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"];

/// Replaces every wiki link.
pub fn apply<'a>(arena: &'a Arena<'a>, root: Node<'a>) {
    let mut links = Vec::new();
    for node in root.descendants() {
        if let NodeValue::WikiLink(link) = &node.data().value {
            links.push((node, link.url.clone(), link.embed));
        }
    }
    for (node, target, embed) in links {
        let written = text(node);
        let label = Some(written.trim()).filter(|label| *label != target);
        let (page, section) = target.split_once('#').unwrap_or((&target, ""));
        let page = page.trim();
        // The innermost heading counts. `^id` is a block, which has no id in HTML.
        let section = section.rsplit('#').next().map(str::trim);
        let section = section.filter(|name| !name.is_empty() && !name.starts_with('^'));
        let is_image = embed && is_image(page);
        let label = match label {
            Some(label) if embed => without_size(label),
            label => label.map(str::to_owned),
        };
        let content = match label {
            Some(label) => label,
            None if is_image => String::new(),
            None => default_text(page, section),
        };
        let id = section.map(heading::id);
        let url = match &id {
            Some(id) if page.is_empty() => format!("#{id}"),
            id => wiki_url(page, id.as_deref()),
        };
        let link = Box::new(NodeLink { url, title: String::new() });
        for child in node.children().collect::<Vec<_>>() {
            child.detach();
        }
        let sourcepos = node.data().sourcepos;
        node.data_mut().value =
            if is_image { NodeValue::Image(link) } else { NodeValue::Link(link) };
        if !content.is_empty() {
            let value = NodeValue::Text(content.into());
            node.append(arena.alloc(Ast::new_with_sourcepos(value, sourcepos).into()));
        }
    }
}

fn text(node: Node<'_>) -> String {
    let texts = node.children().filter_map(|child| match &child.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    });
    texts.collect()
}

fn is_image(page: &str) -> bool {
    page.rsplit_once('.').is_some_and(|(_, extension)| {
        IMAGES.iter().any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Returns the text that Obsidian shows for a link without any.
fn default_text(page: &str, section: Option<&str>) -> String {
    match section {
        Some(section) if page.is_empty() => section.to_owned(),
        Some(section) => format!("{page} > {section}"),
        None => page.to_owned(),
    }
}

/// Returns the label of an embed without the size at its end. `None` if it is only a size.
fn without_size(label: &str) -> Option<String> {
    let is_size = |part: &str| {
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.split_once('x')
            .map_or_else(|| digits(part), |(width, height)| digits(width) && digits(height))
    };
    let parts: Vec<&str> = label.split('|').map(str::trim).filter(|part| !is_size(part)).collect();
    let label = parts.join(" ");
    if label.is_empty() { None } else { Some(label) }
}
