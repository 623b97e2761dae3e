//! Raw HTML in Markdown, made fit for the sanitiser.
//!
//! The sanitiser reads the whole page, so a piece of raw HTML that is not closed could swallow the
//! rest of the post: a mention of `<script>` without backticks, half of a tag, an open comment. Each
//! piece is therefore made to end where it ends in the source. This is about keeping content; safety
//! is the sanitiser's.

mod element;
mod prose;
mod survey;
mod tag;

use super::sanitize;
pub use element::{harmless, resolved, urls};
pub use prose::{Code, prose};
pub use survey::{Balance, is_wild};
use tag::Tag;

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
/// what is not closed is shown as text.
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
    let mut from = 0;
    while let Some(found) = html[from..].find("</") {
        let at = from + found;
        match Tag::read(&html[at..]) {
            Tag::Element { name: end, length, .. } if end.eq_ignore_ascii_case(name) => {
                return Some(at + length);
            }
            Tag::Unfinished => return None,
            _ => from = at + 2,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Place, tame};

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
        assert_eq!(tame("<svg><b>a</b></svg><Foo>", Place::Block), "<b>a</b>");
    }

    #[test]
    fn a_mention_of_a_script_is_text() {
        assert_eq!(tame("<script>", Place::Inline), "&lt;script>");
        assert_eq!(tame("</script>", Place::Inline), "&lt;/script>");
        assert_eq!(tame("<script>\nopen <b>", Place::Block), "&lt;script>\nopen <b>");
        assert_eq!(tame("<plaintext>", Place::Block), "&lt;plaintext>");
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
