//! The picture that stands for a post.

use super::keys::{self, Keys};
use super::text::first;
use crate::compile::matter::{Node, Value};
use crate::compile::report::Span;
use crate::post::Cover;

const SRC: [&str; 4] = ["src", "path", "url", "image"];
const ALT: [&str; 2] = ["alt", "caption"];
const SIZES: [&str; 2] = ["width", "height"];

/// The cover with its place: a URL, or a map with one. `false` and an empty URL are none.
pub fn cover(keys: &mut Keys<'_, '_, '_>) -> Option<(Cover, Span)> {
    let entry = keys.take(keys::COVER)?;
    let node = first(&entry.node);
    if let Value::Seq(items) = &entry.node.value
        && items.len() > 1
    {
        keys.keep(entry);
    }
    match &node.value {
        Value::Null => None,
        Value::Scalar(scalar) if scalar.text.eq_ignore_ascii_case("false") => None,
        Value::Scalar(scalar) => {
            let src = scalar.text.trim();
            let cover = Cover { src: src.into(), alt: None, width: None, height: None };
            (!src.is_empty()).then_some((cover, node.span))
        }
        Value::Map(entries) => {
            let has_src = SRC.iter().any(|key| node.get(key).is_some());
            let size = |key: &str| node.get(key).and_then(number);
            let used = |key: &str| {
                text(node, &SRC).is_some_and(|(used, _)| used == key)
                    || text(node, &ALT).is_some_and(|(used, _)| used == key)
                    || (SIZES.contains(&key) && size(key).is_some())
            };
            if entries.iter().any(|entry| !used(&entry.key) && !entry.node.is_blank()) {
                keys.keep(entry);
            }
            if !has_src {
                keys.wrong_kind(&entry.key, node, "a URL or a map with `src`", "cover: cover.webp");
                return None;
            }
            let (key, src) = text(node, &SRC)?;
            let cover = Cover {
                src: src.into(),
                alt: text(node, &ALT).map(|(_, alt)| alt.into()),
                width: size(SIZES[0]),
                height: size(SIZES[1]),
            };
            Some((cover, node.get(key).map_or(node.span, |value| value.span)))
        }
        Value::Seq(_) => {
            keys.wrong_kind(&entry.key, node, "a URL", "cover: cover.webp");
            None
        }
    }
}

/// The first of some keys that has a text.
fn text<'n>(node: &'n Node<'_>, names: &[&'static str]) -> Option<(&'static str, &'n str)> {
    names.iter().find_map(|name| {
        let text = node.get(name)?.text()?.trim();
        (!text.is_empty()).then_some((*name, text))
    })
}

/// A number of pixels above zero.
fn number(node: &Node<'_>) -> Option<u32> {
    node.text()?.trim().parse().ok().filter(|&number| number > 0)
}
