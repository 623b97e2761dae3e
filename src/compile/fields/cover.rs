//! The cover image.

use super::keys::{self, Keys};
use super::text::first;
use crate::compile::matter::{Node, Value};
use crate::compile::report::Span;
use crate::post::Cover;

const SRC: [&str; 4] = ["src", "path", "url", "image"];
const ALT: [&str; 2] = ["alt", "caption"];
const SIZES: [&str; 2] = ["width", "height"];

/// Returns the cover with its location. It is a URL or a map with one; an empty URL means that there is
/// no cover, and so do `true` and `false`, with which themes show a picture of their own.
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
        Value::Scalar(_) if node.is_switch() => {
            keys.keep(entry);
            None
        }
        Value::Scalar(scalar) => {
            let src = scalar.text.trim();
            let cover = Cover { src: src.into(), alt: None, width: None, height: None };
            (!src.is_empty()).then_some((cover, node.span))
        }
        Value::Map(entries) => {
            let size = |key: &str| node.get(key).and_then(number);
            let used = |key: &str| {
                text(node, &SRC).is_some_and(|src| src.key == key)
                    || text(node, &ALT).is_some_and(|alt| alt.key == key)
                    || (SIZES.contains(&key) && size(key).is_some())
            };
            if entries.iter().any(|entry| !used(&entry.key) && !entry.node.is_blank()) {
                keys.keep(entry);
            }
            if !SRC.iter().any(|key| node.get(key).is_some()) {
                keys.keep(entry);
                // Starlight's `banner` is text, and so may be other maps that only share a name with it.
                if entry.key.eq_ignore_ascii_case(keys::COVER[0]) {
                    keys.ignored(&entry.key, node, "cover: cover.webp");
                }
                return None;
            }
            let src = text(node, &SRC)?;
            let cover = Cover {
                src: src.text.into(),
                alt: text(node, &ALT).map(|alt| alt.text.into()),
                width: size(SIZES[0]),
                height: size(SIZES[1]),
            };
            Some((cover, src.span))
        }
        Value::Seq(_) => {
            keys.keep(entry);
            keys.ignored(&entry.key, node, "cover: cover.webp");
            None
        }
    }
}

/// A non-empty string in a map.
struct Text<'n> {
    key: &'static str,
    text: &'n str,
    span: Span,
}

/// Returns the value of the first of several keys that has a non-empty string.
fn text<'n>(node: &'n Node<'_>, names: &[&'static str]) -> Option<Text<'n>> {
    names.iter().find_map(|&key| {
        let value = node.get(key)?;
        let text = value.text()?.trim();
        (!text.is_empty()).then_some(Text { key, text, span: value.span })
    })
}

/// Returns a positive number of pixels.
fn number(node: &Node<'_>) -> Option<u32> {
    node.text()?.trim().parse().ok().filter(|&number| number > 0)
}
