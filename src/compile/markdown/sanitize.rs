//! Sanitizes raw HTML.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::embedding::{self, FIXED_ATTRIBUTES, IFRAME};
use super::url;
use crate::post::Use;

/// Elements that are kept. They include all elements that Markdown produces, so that sanitizing a page
/// changes only its raw HTML.
const ELEMENTS: [&str; 85] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Attributes that every element may have. `style` is not among them.
const ATTRIBUTES: [&str; 6] = ["class", "dir", "id", "lang", "title", "translate"];

/// Attributes of specific elements.
const OWN_ATTRIBUTES: &[(&str, &[&str])] = &[
    (
        "a",
        &[
            "data-footnote-backref",
            "data-footnote-backref-idx",
            "data-footnote-ref",
            "download",
            "href",
            "hreflang",
            "name",
            "rel",
        ],
    ),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("code", &["data-math-style"]),
    ("col", &["align", "span", "width"]),
    ("colgroup", &["align", "span", "width"]),
    ("data", &["value"]),
    ("del", &["datetime"]),
    ("details", &["name", "open"]),
    ("div", &["align"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("hr", &["align", "width"]),
    (
        "img",
        &[
            "align", "alt", "border", "decoding", "height", "loading", "sizes", "src", "srcset",
            "width",
        ],
    ),
    ("input", &["checked", "disabled", "type"]),
    ("ins", &["datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &["align"]),
    ("section", &["data-footnotes"]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("span", &["data-math-style"]),
    ("table", &["align", "border", "cellpadding", "cellspacing", "summary", "width"]),
    ("tbody", &["align", "valign"]),
    ("td", &["align", "colspan", "headers", "height", "rowspan", "valign", "width"]),
    ("tfoot", &["align", "valign"]),
    (
        "th",
        &["abbr", "align", "colspan", "headers", "height", "rowspan", "scope", "valign", "width"],
    ),
    ("thead", &["align", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["align", "valign"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    (
        "video",
        &[
            "controls",
            "height",
            "loop",
            "muted",
            "playsinline",
            "poster",
            "preload",
            "src",
            "width",
        ],
    ),
];

/// The prefix of further attributes that every element may have.
const ARIA: &str = "aria-";

/// Element, name and value of the only attribute that is kept with a single value.
const TARGET: (&str, &str, &str) = ("a", "target", "_blank");

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(builder);

/// Whether an element is kept.
pub fn keeps(element: &str) -> bool {
    let name = element.to_ascii_lowercase();
    ELEMENTS.contains(&name.as_str())
}

/// Whether an attribute of a kept element is kept.
pub fn keeps_attribute(element: &str, attribute: &str, value: &str) -> bool {
    let own = || {
        let of = OWN_ATTRIBUTES.iter().find(|(name, _)| *name == element);
        of.is_some_and(|(_, names)| names.contains(&attribute))
    };
    if element == IFRAME {
        return match attribute {
            "src" => embedded(value).is_some(),
            _ if embedding::OWN_ATTRIBUTES.contains(&attribute) => true,
            _ => FIXED_ATTRIBUTES.contains(&(attribute, value)),
        };
    }
    let known = ATTRIBUTES.contains(&attribute)
        || attribute.starts_with(ARIA)
        || own()
        || (element, attribute, value) == TARGET;
    known && is_safe(element, attribute, value)
}

/// Whether an attribute contains no unsafe URL.
pub fn is_safe(element: &str, attribute: &str, value: &str) -> bool {
    match attribute {
        "src" if element == "img" => url::is_safe(value, Use::Image),
        "href" | "src" | "poster" => url::is_safe(value, Use::Link),
        "srcset" => url::is_safe_set(value),
        _ => true,
    }
}

/// Returns the address of an `iframe` without the mark of those that may be embedded.
fn embedded(src: &str) -> Option<&str> {
    src.strip_prefix(embedding::MARK).filter(|address| address.starts_with("https://"))
}

/// Removes everything harmful from HTML, and closes open elements.
pub fn clean(html: &str) -> String {
    BUILDER.clean(html).to_string()
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::empty();
    let own = |&(element, attributes): &(&'static str, &[&'static str])| {
        (element, attributes.iter().copied().collect::<HashSet<_>>())
    };
    let iframe = embedding::OWN_ATTRIBUTES.into_iter().chain(["src"]).collect();
    let iframe = (IFRAME, iframe);
    let fixed = FIXED_ATTRIBUTES.map(|(name, value)| (name, HashSet::from([value])));
    // Any input becomes a disabled check box. These attributes are written before, in the order in which they
    // are served: the sanitizer would add them in any order.
    let check_box = HashMap::from([("type", "checkbox"), ("disabled", "")]);
    builder
        .tags(ELEMENTS.into_iter().chain([IFRAME]).collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .generic_attribute_prefixes(HashSet::from([ARIA]))
        .tag_attributes(OWN_ATTRIBUTES.iter().map(own).chain([iframe]).collect())
        .tag_attribute_values(HashMap::from([
            (TARGET.0, HashMap::from([(TARGET.1, HashSet::from([TARGET.2]))])),
            (IFRAME, HashMap::from(fixed)),
        ]))
        .set_tag_attribute_values(HashMap::from([
            ("input", check_box),
            (IFRAME, HashMap::from(FIXED_ATTRIBUTES)),
        ]))
        .url_schemes(HashSet::from(url::SCHEMES))
        .link_rel(None)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            (IFRAME, "src") => embedded(value).map(Cow::Borrowed),
            _ => is_safe(element, attribute, value).then_some(Cow::Borrowed(value)),
        });
    builder
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, ELEMENTS, url};

    #[test]
    fn the_lists_are_documented() {
        let documentation = include_str!("../../../docs/markdown.md");
        let (_, lists) = documentation.split_once("Allowed elements: ").unwrap();
        let (elements, rest) = lists.split_once(". An `input`").unwrap();
        let (_, rest) = rest.split_once("Attributes allowed on every element: ").unwrap();
        let (attributes, rest) = rest.split_once(" and `aria-*`").unwrap();
        let (_, rest) = rest.split_once("schemes: ").unwrap();
        let (schemes, _) = rest.split_once(';').unwrap();
        let names = |list: &str| -> Vec<String> {
            list.split_ascii_whitespace().map(|name| name.trim_matches('`').to_owned()).collect()
        };
        assert_eq!(names(elements), ELEMENTS);
        assert_eq!(names(attributes), ATTRIBUTES);
        // The documentation describes `data:` separately.
        let known: Vec<&str> = url::SCHEMES.into_iter().filter(|&name| name != "data").collect();
        assert_eq!(names(schemes), known);
    }
}
