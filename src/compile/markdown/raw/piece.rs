//! Sanitizes pieces of raw HTML one by one.

use super::super::embedding::{EmbedHosts, MARK};
use super::super::resolve::Resolve;
use super::super::{comment, sanitize};
use super::clobber::harden;
use super::isolate::{Kind, isolate_with};
use super::start_tag;
use super::tag::Tag;
use super::url_attributes::resolve;

/// Removes from a piece of raw HTML everything that could run, for clients that put pieces together
/// themselves. Each tag is judged on its own by the rules of the [sanitizer](sanitize); elements need
/// not be closed. Comments are kept, because they are inert and mdast has them.
pub fn sanitize_piece(html: &str, kind: Kind, embeds: &EmbedHosts, links: &dyn Resolve) -> String {
    if comment::is_comment(html) {
        return html.to_owned();
    }
    let isolated = isolate_with(html, kind, embeds);
    let mut out = String::with_capacity(isolated.len());
    let mut rest = isolated.as_str();
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match Tag::read(rest) {
            Tag::Element { name, length, closes: true } => {
                out.push_str(&format!("</{}>", name.to_ascii_lowercase()));
                &rest[length..]
            }
            Tag::Element { length, .. } => {
                push_sanitized(&mut out, &rest[..length], links);
                &rest[length..]
            }
            Tag::Markup(length) => &rest[length..],
            // Escaped, so that nothing takes it for the beginning of a tag.
            Tag::None | Tag::Unfinished => {
                out.push_str("&lt;");
                &rest[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

fn push_sanitized(out: &mut String, tag: &str, links: &dyn Resolve) {
    let Some(mut element) = start_tag::parse(tag) else { return };
    resolve(&mut element, links);
    harden(&mut element, links);
    let name = element.name.clone();
    element.attrs.retain(|attribute| {
        sanitize::keeps_attribute(&name, &attribute.name.local, &attribute.value)
    });
    for attribute in &mut element.attrs {
        if let Some(address) = attribute.value.strip_prefix(MARK) {
            attribute.value = address.into();
        }
    }
    start_tag::write(out, &element, |_, _| true);
}
