//! Tags of components, which other site generators replace.

use std::collections::HashSet;

use super::elements::is_element;
use super::tag::Tag;

/// A tag that could be one of a component: `<Badge text="x" />`, `<Tabs>`.
struct Component<'a> {
    name: &'a str,
    /// Whether it could be nothing else. `<T>` may be a parameter of a type.
    is_certain: bool,
}

impl<'a> Component<'a> {
    fn of(tag: &'a str, name: &'a str, closes: bool) -> Option<Self> {
        let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
            && !is_element(name);
        let is_certain = closes || tag.ends_with("/>") || tag.contains('=');
        is_name.then_some(Self { name, is_certain })
    }
}

/// Appends the names of the components that a piece of raw HTML closes.
pub fn closed_components(html: &str, names: &mut HashSet<String>) {
    for_each(html, |tag, name, closes| {
        if closes && Component::of(tag, name, closes).is_some() {
            names.insert(name.to_owned());
        }
    });
}

/// Returns a piece of raw HTML without the tags of components. `closed` are the names that have an end tag
/// somewhere. `None` if it has no such tags.
pub fn without_components(html: &str, closed: &HashSet<String>) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for_each(html, |tag, name, closes| {
        let component = Component::of(tag, name, closes);
        if component.is_some_and(|found| found.is_certain || closed.contains(found.name)) {
            let start = tag.as_ptr() as usize - html.as_ptr() as usize;
            out.push_str(&html[done..start]);
            done = start + tag.len();
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
