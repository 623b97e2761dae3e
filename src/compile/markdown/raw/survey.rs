//! A look at all raw HTML of a body before it is sanitised.

use std::collections::HashMap;

use comrak::nodes::NodeValue;

use super::{Place, Tag, is_one_of, tame};
use crate::compile::markdown::comment;
use crate::compile::markdown::reading_order::Edge;
use crate::compile::markdown::tree::Tree;

/// The deepest nesting of elements that is sanitised.
const DEEPEST: usize = 256;
/// How often an HTML parser may have to open an element again: for each block, all formatting
/// elements that are left open.
const MOST_REOPENED: usize = 1 << 18;
/// How often it may have to look at an open element: for each block, all of them.
const MOST_LOOKS: usize = 1 << 24;

/// Elements that a parser opens again in each block until they are closed.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements that hold nothing, and elements that end without an end tag.
const CLOSED_BY_THEMSELVES: [&str; 28] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "image", "img", "input",
    "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "wbr",
];

/// Whether the raw HTML of a body is so deeply nested, or so much of it left open, that a parser
/// would take too long.
pub fn is_wild(tree: &Tree<'_>) -> bool {
    let mut open = Open::default();
    let mut found = false;
    let mut depth = 0_usize;
    for edge in tree.edges() {
        let node = match edge {
            Edge::Start(node) => node,
            Edge::End(_) => {
                depth -= 1;
                continue;
            }
        };
        depth += 1;
        let data = node.data();
        let tamed = match &data.value {
            NodeValue::HtmlInline(html) if !comment::is_comment(html) => tame(html, Place::Inline),
            NodeValue::HtmlBlock(html) if !comment::is_comment(&html.literal) => {
                tame(&html.literal, Place::Block)
            }
            value => {
                if value.block() {
                    open.block(depth);
                }
                open.deepest = open.deepest.max(open.balance.elements + depth);
                continue;
            }
        };
        found = true;
        open.read(&tamed, depth);
    }
    // Depth alone is no matter where there is nothing to sanitise.
    found && (open.deepest > DEEPEST || open.reopened > MOST_REOPENED || open.looks > MOST_LOOKS)
}

/// Elements that raw HTML has opened and not closed, and what that costs a parser.
#[derive(Default)]
struct Open {
    balance: Balance,
    deepest: usize,
    reopened: usize,
    looks: usize,
}

impl Open {
    fn read(&mut self, html: &str, depth: usize) {
        each_tag(html, |name, closes| {
            self.block(depth);
            self.balance.tag(name, closes);
            self.deepest = self.deepest.max(self.balance.elements + depth);
        });
    }

    /// Counts what a parser does at the beginning of a block, or at a tag.
    fn block(&mut self, depth: usize) {
        self.looks = self.looks.saturating_add(self.balance.elements + depth);
        self.reopened = self.reopened.saturating_add(self.balance.formatting);
    }
}

/// Elements that raw HTML has opened and not closed.
#[derive(Debug, Default)]
pub struct Balance {
    by_name: HashMap<String, usize>,
    elements: usize,
    formatting: usize,
}

impl Balance {
    /// Reads a piece of raw HTML.
    pub fn read(&mut self, html: &str) {
        each_tag(html, |name, closes| self.tag(name, closes));
    }

    /// Whether nothing is open.
    pub fn is_even(&self) -> bool {
        self.elements == 0
    }

    /// Whether no other elements are open than these.
    pub fn opens_only(&self, names: &[&str]) -> bool {
        self.by_name.iter().all(|(name, &count)| count == 0 || names.contains(&name.as_str()))
    }

    fn tag(&mut self, name: &str, closes: bool) {
        if closes_by_itself(name) {
            return;
        }
        let formatting = usize::from(is_formatting(name));
        let count = self.by_name.entry(name.to_ascii_lowercase()).or_default();
        if closes && *count > 0 {
            *count -= 1;
            self.elements -= 1;
            self.formatting -= formatting;
        } else if !closes {
            *count += 1;
            self.elements += 1;
            self.formatting += formatting;
        }
    }
}

/// Whether an element holds nothing, or ends without an end tag.
pub fn closes_by_itself(name: &str) -> bool {
    is_one_of(name, &CLOSED_BY_THEMSELVES)
}

/// Whether an element is opened again in each block until it is closed.
pub fn is_formatting(name: &str) -> bool {
    is_one_of(name, &FORMATTING)
}

/// Calls for each tag with its name and whether it is an end tag.
pub fn each_tag(html: &str, mut see: impl FnMut(&str, bool)) {
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let length = match Tag::read(rest) {
            Tag::Element { name, length, closes } => {
                see(name, closes);
                length
            }
            Tag::Markup(length) => length,
            Tag::None | Tag::Unfinished => 1,
        };
        rest = &rest[length..];
    }
}
