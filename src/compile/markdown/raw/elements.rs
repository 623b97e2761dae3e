//! Elements of HTML, SVG and MathML by name.

use super::super::embedding::IFRAME;
use super::super::sanitize;
use super::tag::Tag;

/// Elements whose content is not markup. Opened in one piece and closed in another, they would
/// swallow everything in between.
const RAW_TEXT: [&str; 9] =
    [IFRAME, "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// HTML elements that the sanitizer removes.
const REMOVED: [&str; 49] = [
    "applet", "area", "base", "basefont", "bgsound", "blink", "body", "button", "canvas",
    "command", "content", "datalist", "dialog", "dir", "embed", "fieldset", "font", "form",
    "frame", "frameset", "head", "html", "image", "label", "legend", "link", "map", "marquee",
    "menu", "menuitem", "meta", "meter", "multicol", "nextid", "nobr", "noscript", "object",
    "optgroup", "option", "output", "param", "portal", "progress", "search", "select", "shadow",
    "slot", "spacer", "template",
];

/// Elements of SVG and MathML.
const SVG_AND_MATHML: [&str; 93] = [
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

/// Elements that a parser reopens in each block until they are closed.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Void elements, and elements that end without an end tag.
const IMPLICITLY_CLOSED: [&str; 32] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "image", "img", "input",
    "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "rb", "rp", "rt", "rtc",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// Void elements that mean nothing without attributes.
const EMPTY: [&str; 14] = [
    "area", "base", "col", "embed", "frame", "image", "img", "input", "keygen", "link", "meta",
    "param", "source", "track",
];

/// When a bare start tag in running text is a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mentioned {
    /// It is markup, or [always a mention](is_mention).
    Never,
    /// If nothing closes it.
    Unclosed,
    /// In any case.
    Always,
}

/// Returns when a bare start tag in running text is a mention, given its name in lower case.
pub fn mentioned(name: &str) -> Mentioned {
    if name == IFRAME || EMPTY.contains(&name) {
        Mentioned::Always
    } else if is_formatting(name)
        || is_implicitly_closed(name)
        || is_raw_text(name)
        || SVG_AND_MATHML.contains(&name)
        || !is_element(name)
    {
        Mentioned::Never
    } else {
        Mentioned::Unclosed
    }
}

/// Whether a name is in a list of names, ignoring case.
pub fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// Whether a name is that of an element. A tag of any other name is text: `Vec<T>`, `<ESC>`, a
/// component of another site generator.
pub fn is_element(name: &str) -> bool {
    sanitize::keeps(name)
        || is_one_of(name, &REMOVED)
        || is_raw_text(name)
        || is_svg_or_mathml(name)
        // Names of custom elements contain a hyphen.
        || name.contains('-')
}

/// Whether the content of an element is not markup.
pub fn is_raw_text(name: &str) -> bool {
    is_one_of(name, &RAW_TEXT)
}

/// Whether an element is void, or ends without an end tag.
pub fn is_implicitly_closed(name: &str) -> bool {
    is_one_of(name, &IMPLICITLY_CLOSED)
}

/// Whether an element is reopened in each block until it is closed.
pub fn is_formatting(name: &str) -> bool {
    is_one_of(name, &FORMATTING)
}

/// Whether an element is one of SVG or MathML.
pub fn is_svg_or_mathml(name: &str) -> bool {
    is_one_of(name, &SVG_AND_MATHML)
}

/// Whether a tag is a line break.
pub fn is_break(html: &str) -> bool {
    html.get(1..3).is_some_and(|name| name.eq_ignore_ascii_case("br"))
        && matches!(Tag::read(html), Tag::Element { name, .. } if name.len() == "br".len())
}

/// Whether a tag has no attributes.
pub fn is_bare(html: &str) -> bool {
    matches!(Tag::read(html), Tag::Element { name, length, .. } if length == name.len() + 2)
}
