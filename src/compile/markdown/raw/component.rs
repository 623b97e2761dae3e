//! Tags of components, which other site generators replace.

use std::collections::HashSet;

use super::elements::is_element;
use super::tag::Tag;

/// The end of a tag that has an end tag somewhere. Browsers ignore the space.
const MARK: &str = " >";

/// Whether a tag is one of a component and not, as `<T>` may be, the parameter of a type: an end tag, or a tag
/// with attributes or a slash.
pub fn is_component(tag: &str, name: &str, closes: bool) -> bool {
    let is_certain = closes || tag.ends_with(MARK) || tag.ends_with("/>") || tag.contains('=');
    is_certain && is_name(name)
}

/// Whether a component could have this name.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
        && !is_element(name)
}

/// Appends the names of the components that a piece of raw HTML closes.
pub fn closed_components(html: &str, names: &mut HashSet<String>) {
    for_each(html, |_, name, closes| {
        if closes && is_name(name) {
            names.insert(name.to_owned());
        }
    });
}

/// Returns a piece of raw HTML in which the tags of components that are `closed` somewhere are certain to be
/// tags. `None` if it has no other such tags.
pub fn mark_components(html: &str, closed: &HashSet<String>) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for_each(html, |tag, name, closes| {
        if closed.contains(name) && !is_component(tag, name, closes) {
            let end = tag.as_ptr() as usize - html.as_ptr() as usize + tag.len();
            out.push_str(&html[done..end - 1]);
            out.push_str(MARK);
            done = end;
        }
    });
    (done > 0).then(|| out + &html[done..])
}

/// Calls `visit` for each tag with the tag, its name, and whether it is an end tag.
fn for_each<'a>(html: &'a str, mut visit: impl FnMut(&'a str, &'a str, bool)) {
    // After the last `>` no tag ends, and a search for the end of a comment is not repeated, which keeps the
    // time linear.
    let Some(end) = html.rfind('>') else { return };
    let mut rest = &html[..=end];
    let mut open_comment = false;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let is_comment = rest.starts_with("<!--");
        let tag = if is_comment && open_comment { Tag::Unfinished } else { Tag::read(rest) };
        open_comment |= is_comment && tag == Tag::Unfinished;
        let length = match tag {
            Tag::Element { name, length, closes } => {
                visit(&rest[..length], name, closes);
                length
            }
            Tag::Markup(length) => length,
            Tag::None | Tag::Unfinished => 1,
        };
        rest = &rest[length..];
    }
}
