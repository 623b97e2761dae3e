//! Raw HTML in Markdown, made fit for the sanitiser.
//!
//! The sanitiser reads all that follows in its part of the page, so a piece of raw HTML that is not
//! closed could swallow it: a mention of `<script>` without backticks, half of a tag, an open comment. Each
//! piece is therefore made to end where it ends in the source. This is about keeping content; safety
//! is the sanitiser's.

mod element;
mod prose;
mod srcset;
mod survey;
mod tag;
mod unclosed;

use super::sanitize;
pub use element::{RawUrl, harmless, resolved, urls};
pub use prose::{Code, prose};
pub use survey::{Balance, is_formatting, is_wild};
use tag::Tag;
pub use unclosed::unclosed;

/// Elements whose content is no markup. Open in one piece and closed in another, they would swallow
/// what is between.
const OPAQUE: [&str; 10] = [
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Elements of HTML that are not kept.
const UNKEPT: [&str; 48] = [
    "applet", "area", "base", "basefont", "bgsound", "blink", "body", "button", "canvas",
    "command", "content", "datalist", "dialog", "dir", "embed", "fieldset", "font", "form",
    "frame", "frameset", "head", "html", "image", "label", "legend", "link", "map", "marquee",
    "menu", "menuitem", "meta", "meter", "multicol", "nextid", "nobr", "object", "optgroup",
    "option", "output", "param", "portal", "progress", "search", "select", "shadow", "slot",
    "spacer", "template",
];

/// Elements of SVG and MathML.
const DRAWN: [&str; 93] = [
    "animate",
    "animatemotion",
    "animatetransform",
    "annotation",
    "circle",
    "clippath",
    "cursor",
    "defs",
    "desc",
    "ellipse",
    "feblend",
    "fecolormatrix",
    "fecomponenttransfer",
    "fecomposite",
    "feconvolvematrix",
    "fediffuselighting",
    "fedisplacementmap",
    "fedistantlight",
    "fedropshadow",
    "feflood",
    "fefunca",
    "fefuncb",
    "fefuncg",
    "fefuncr",
    "fegaussianblur",
    "feimage",
    "femerge",
    "femergenode",
    "femorphology",
    "feoffset",
    "fepointlight",
    "fespecularlighting",
    "fespotlight",
    "fetile",
    "feturbulence",
    "filter",
    "foreignobject",
    "g",
    "glyph",
    "line",
    "lineargradient",
    "maction",
    "marker",
    "mask",
    "math",
    "menclose",
    "merror",
    "metadata",
    "mfenced",
    "mfrac",
    "mglyph",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mpath",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "semantics",
    "set",
    "stop",
    "svg",
    "switch",
    "symbol",
    "text",
    "textpath",
    "tref",
    "tspan",
    "use",
    "view",
];

/// Whether a name is that of an element. A tag of any other name is text: `Vec<T>`, `<ESC>`, a
/// component of another generator.
fn is_element(name: &str) -> bool {
    sanitize::keeps(name)
        || is_one_of(name, &UNKEPT)
        || is_one_of(name, &OPAQUE)
        || is_one_of(name, &DRAWN)
        // Names of custom elements have a hyphen.
        || name.contains('-')
}

/// Whether a tag in running text is a mention and no markup: of what is no element, of a script or
/// the like, of a `<path>` without attributes.
pub fn is_mention(html: &str) -> bool {
    match Tag::read(html) {
        Tag::Element { name, length, .. } => {
            let is_bare = length == name.len() + 2;
            !is_element(name) || is_one_of(name, &OPAQUE) || (is_bare && is_one_of(name, &DRAWN))
        }
        _ => false,
    }
}

/// Whether a tag is written without attributes.
pub fn is_bare(html: &str) -> bool {
    matches!(Tag::read(html), Tag::Element { name, length, .. } if length == name.len() + 2)
}

/// Where a piece of raw HTML stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In running text, where each tag is a piece of its own.
    Inline,
    /// As a block.
    Block,
}

/// Rewrites a piece of raw HTML so that it swallows nothing of what follows: comments and the tags
/// of elements that are not kept (some change how all that follows is parsed) are left out, and
/// what is not closed, or no element, is shown as text.
pub fn tame(html: &str, place: Place) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // What is looked for in vain is not looked for again.
    let mut unclosed = Vec::new();
    let mut open_comment = false;
    let after_last_tag = html.rfind('>').map_or(0, |at| html.len() - at);
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_comment = rest.starts_with("<!--");
        let tag =
            if rest.len() < after_last_tag || after_last_tag == 0 || (is_comment && open_comment) {
                Tag::Unfinished
            } else {
                Tag::read(rest)
            };
        open_comment |= is_comment && tag == Tag::Unfinished;
        let kept = match tag {
            // Text needs no end.
            Tag::Unfinished
                if rest[1..]
                    .starts_with(|c: char| !c.is_ascii_alphabetic() && !"/!?".contains(c)) =>
            {
                Kept::AsIs(1)
            }
            Tag::None => Kept::AsIs(1),
            Tag::Unfinished => Kept::AsText,
            Tag::Markup(length) => Kept::Not(length),
            Tag::Element { name, length, closes } if is_one_of(name, &OPAQUE) => match place {
                Place::Inline => Kept::AsText,
                Place::Block if closes => Kept::Not(length),
                Place::Block => {
                    let name = name.to_ascii_lowercase();
                    match (!unclosed.contains(&name)).then(|| end_of_element(rest, &name)).flatten()
                    {
                        Some(length) => Kept::Not(length),
                        None => {
                            unclosed.push(name);
                            Kept::AsText
                        }
                    }
                }
            },
            Tag::Element { name, length, .. } if sanitize::keeps(name) => Kept::AsIs(length),
            Tag::Element { name, .. } if !is_element(name) => Kept::AsText,
            Tag::Element { .. } if place == Place::Inline && is_mention(rest) => Kept::AsText,
            Tag::Element { length, .. } => Kept::Not(length),
        };
        match kept {
            Kept::AsIs(length) => {
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            }
            Kept::AsText => {
                out.push_str("&lt;");
                rest = &rest[1..];
            }
            Kept::Not(length) => {
                // A lone `<` would begin a tag together with what now follows it.
                if out.ends_with('<') {
                    out.pop();
                    out.push_str("&lt;");
                }
                rest = &rest[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// How many bytes are kept in which way.
enum Kept {
    AsIs(usize),
    AsText,
    Not(usize),
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// The length of an opaque element, end tag included; none where it is not closed.
fn end_of_element(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memmem::find_iter(bytes, b"</").find_map(|at| {
        let end = at + 2 + name.len();
        let is_name = bytes.get(at + 2..end)?.eq_ignore_ascii_case(name.as_bytes());
        let ends = bytes.get(end).is_some_and(|&b| b.is_ascii_whitespace() || b"/>".contains(&b));
        (is_name && ends).then(|| match Tag::read(&html[at..]) {
            Tag::Element { length, .. } => Some(at + length),
            _ => None,
        })
    })?
}

#[cfg(test)]
mod tests {
    use super::{Place, is_mention, tame};

    #[test]
    fn harmless_html_is_kept() {
        for html in ["<b>", "</b>", "<div class=\"a > b\">x</div>\n", "a < b", "<br/>", "&lt;"] {
            assert_eq!(tame(html, Place::Block), html);
            assert_eq!(tame(html, Place::Inline), html);
        }
    }

    #[test]
    fn a_whole_script_is_left_out_of_a_block() {
        assert_eq!(tame("<script>a<b</script>\n", Place::Block), "\n");
        assert_eq!(tame("x<STYLE a='>'>y</style >z", Place::Block), "xz");
        assert_eq!(tame("<svg><b>a</b></svg><my-tag>", Place::Block), "<b>a</b>");
    }

    #[test]
    fn a_mention_of_a_script_is_text() {
        assert_eq!(tame("<script>", Place::Inline), "&lt;script>");
        assert_eq!(tame("</script>", Place::Inline), "&lt;/script>");
        assert_eq!(tame("<script>\nopen <b>", Place::Block), "&lt;script>\nopen <b>");
        assert_eq!(tame("<plaintext>", Place::Block), "&lt;plaintext>");
    }

    #[test]
    fn what_is_no_element_is_text() {
        assert_eq!(tame("<T>", Place::Inline), "&lt;T>");
        assert_eq!(tame("<p>Map<K, V></p>", Place::Block), "<p>Map&lt;K, V></p>");
        assert_eq!(tame("<path>", Place::Inline), "&lt;path>");
        assert_eq!(tame("<svg><path d='x'/></svg>", Place::Block), "");
        assert!(is_mention("<ESC>") && is_mention("</T>") && is_mention("<script>"));
        assert!(!is_mention("<b>") && !is_mention("<svg width=1>") && !is_mention("<my-tag>"));
    }

    #[test]
    fn comments_and_declarations_are_left_out() {
        for html in
            ["<!-- a -->", "<!-->", "<!--->", "<!-- a --!>", "<!DOCTYPE x>", "<?php x?>", "</ x>"]
        {
            assert_eq!(tame(html, Place::Block), "", "{html}");
        }
    }

    #[test]
    fn what_is_left_out_joins_nothing() {
        assert_eq!(tame("<<!-- more -->!x", Place::Block), "&lt;!x");
        assert_eq!(tame("<<!-- a -->script>", Place::Block), "&lt;script>");
    }

    #[test]
    fn what_is_unfinished_is_text() {
        assert_eq!(tame("<div class=\"a>", Place::Block), "&lt;div class=\"a>");
        assert_eq!(tame("<p><!-- x", Place::Block), "<p>&lt;!-- x");
        assert_eq!(tame("<a", Place::Block), "&lt;a");
    }
}
