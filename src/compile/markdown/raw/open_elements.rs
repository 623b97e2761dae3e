//! Elements that raw HTML has opened and not closed.

use std::collections::HashMap;

use super::elements::{is_formatting, is_implicitly_closed};
use super::tag::Tag;

/// Counts the elements that raw HTML has opened and not closed.
#[derive(Debug, Default)]
pub struct OpenElements {
    by_name: HashMap<String, usize>,
    /// The number of open elements.
    pub count: usize,
    /// The number of open formatting elements.
    pub formatting: usize,
}

impl OpenElements {
    /// Reads a piece of raw HTML.
    pub fn read(&mut self, html: &str) {
        for_each_tag(html, |name, closes| self.tag(name, closes));
    }

    /// Whether no element is open.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether all open elements are among these.
    pub fn all_in(&self, names: &[&str]) -> bool {
        self.by_name.iter().all(|(name, &count)| count == 0 || names.contains(&name.as_str()))
    }

    /// Reads a start or end tag.
    pub fn tag(&mut self, name: &str, closes: bool) {
        if is_implicitly_closed(name) {
            return;
        }
        let formatting = usize::from(is_formatting(name));
        let count = self.by_name.entry(name.to_ascii_lowercase()).or_default();
        if closes && *count > 0 {
            *count -= 1;
            self.count -= 1;
            self.formatting -= formatting;
        } else if !closes {
            *count += 1;
            self.count += 1;
            self.formatting += formatting;
        }
    }
}

/// Calls `visit` for each tag with its name and whether it is an end tag.
pub fn for_each_tag(html: &str, mut visit: impl FnMut(&str, bool)) {
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let length = match Tag::read(rest) {
            Tag::Element { name, length, closes } => {
                visit(name, closes);
                length
            }
            Tag::Markup(length) => length,
            Tag::None | Tag::Unfinished => 1,
        };
        rest = &rest[length..];
    }
}
