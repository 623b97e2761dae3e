//! Tags in raw HTML.

use std::borrow::Cow;

use super::super::super::escape;
use super::literal::{Literal, expand};
use super::meaning::{Image, Link, Listing, Meaning};
use super::restorer::Restorer;

/// Elements whose content is code.
const CODE: [&str; 4] = ["code", "pre", "kbd", "samp"];

/// Whether a tag of HTML begins code.
pub fn is_code(html: &str) -> bool {
    html.strip_prefix('<').is_some_and(begins_with_code)
}

/// Whether a tag of HTML ends code.
pub fn is_end_of_code(html: &str) -> bool {
    html.strip_prefix("</").is_some_and(begins_with_code)
}

fn begins_with_code(rest: &str) -> bool {
    CODE.iter().any(|name| {
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// Replaces tags in the attributes of a tag of HTML.
pub fn attributes(restorer: &mut Restorer<'_, '_>, html: &mut String) {
    let (source, tags) = (restorer.source, restorer.tags);
    let value = |number: usize, _: &str| Literal::Other(escaped(restorer.take(number).value()));
    if let Some(replaced) = expand(html, source, tags, value) {
        *html = replaced;
    }
}

/// Replaces tags in a block of HTML: in attributes, in code, and in between.
pub fn block(restorer: &mut Restorer<'_, '_>, html: &mut String) {
    let (source, tags) = (restorer.source, restorer.tags);
    let mut is_in_tag = false;
    let mut code = 0_usize;
    let element = |number: usize, before: &str| {
        for at in memchr::memchr2_iter(b'<', b'>', before.as_bytes()) {
            is_in_tag = before.as_bytes()[at] == b'<';
            if is_code(&before[at..]) {
                code += 1;
            } else if is_end_of_code(&before[at..]) {
                code = code.saturating_sub(1);
            }
        }
        if code > 0 && !is_in_tag {
            return Literal::Verbatim(restorer.written(number));
        }
        let meaning = restorer.take(number);
        Literal::Other(if is_in_tag { escaped(meaning.value()) } else { Cow::Owned(of(meaning)) })
    };
    if let Some(replaced) = expand(html, source, tags, element) {
        *html = replaced;
    }
}

/// Returns what a tag stands for as HTML.
fn of(meaning: &Meaning) -> String {
    match meaning {
        Meaning::LeftOut | Meaning::Nothing | Meaning::Open(_) | Meaning::Close(_) => String::new(),
        Meaning::Text(text) | Meaning::Escaped(text) => escaped(text).into_owned(),
        Meaning::Title(title) => format!("<p><strong>{}</strong></p>", escaped(title)),
        Meaning::Url(url) => link(&Link { url: url.clone(), text: url.clone(), ..Link::default() }),
        Meaning::Link(target) => link(target),
        Meaning::Image(picture) => image(picture),
        Meaning::Code(listing) => code(listing),
    }
}

fn link(link: &Link) -> String {
    let title = title(&link.title);
    format!("<a href=\"{}\"{title}>{}</a>", escaped(&link.url), escaped(&link.text))
}

fn image(image: &Image) -> String {
    let title = title(&image.title);
    let picture =
        format!("<img src=\"{}\" alt=\"{}\"{title}>", escaped(&image.url), escaped(&image.alt));
    match image.caption.as_str() {
        "" => picture,
        caption => format!("{picture}<br><em>{}</em>", escaped(caption)),
    }
}

fn code(listing: &Listing) -> String {
    let class = match listing.language.as_str() {
        "" => String::new(),
        language => format!(" class=\"language-{}\"", escaped(language)),
    };
    format!("<pre><code{class}>{}</code></pre>", escaped(&listing.literal))
}

fn title(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) }
}

fn escaped(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    escape::attribute(&mut out, text);
    Cow::Owned(out)
}
