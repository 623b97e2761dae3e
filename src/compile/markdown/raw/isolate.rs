//! Rewrites pieces of raw HTML so that they cannot affect what follows them.

use super::super::sanitize;
use super::component::is_component;
use super::elements::{is_element, is_raw_text};
use super::mention::is_mention;
use super::tag::{Tag, raw_text_length};

/// The kind of a piece of raw HTML, in the terms of CommonMark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A single tag or comment in running text.
    Inline,
    /// A block.
    Block,
}

/// What happens to the next bytes of a piece, given their number.
enum Action {
    Keep(usize),
    /// Escapes the `<`.
    Escape,
    Remove(usize),
}

/// Rewrites a piece of raw HTML so that it swallows nothing of what follows. Comments and the tags of
/// elements that the sanitizer removes are left out, because some of them change how everything
/// after them is parsed. Unclosed constructs and unknown elements become text.
pub fn isolate(html: &str, kind: Kind) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // A failed search is not repeated, which keeps the time linear.
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
        let action = match tag {
            // A `<` that cannot begin a construct is text, whether or not a `>` follows.
            Tag::Unfinished
                if rest[1..]
                    .starts_with(|c: char| !c.is_ascii_alphabetic() && !"/!?".contains(c)) =>
            {
                Action::Keep(1)
            }
            Tag::None => Action::Keep(1),
            Tag::Unfinished => Action::Escape,
            Tag::Markup(length) => Action::Remove(length),
            Tag::Element { name, length, closes } if is_raw_text(name) => match kind {
                Kind::Inline => Action::Escape,
                Kind::Block if closes => Action::Remove(length),
                Kind::Block => {
                    let name = name.to_ascii_lowercase();
                    let is_searched = !unclosed.contains(&name);
                    match is_searched.then(|| raw_text_length(rest, &name)).flatten() {
                        Some(length) => Action::Remove(length),
                        None => {
                            unclosed.push(name);
                            Action::Escape
                        }
                    }
                }
            },
            Tag::Element { name, length, .. } if sanitize::keeps(name) => Action::Keep(length),
            Tag::Element { name, length, closes } if !is_element(name) => {
                if is_component(&rest[..length], name, closes) {
                    Action::Remove(length)
                } else {
                    Action::Escape
                }
            }
            Tag::Element { .. } if kind == Kind::Inline && is_mention(rest) => Action::Escape,
            Tag::Element { length, .. } => Action::Remove(length),
        };
        match action {
            Action::Keep(length) => {
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            }
            Action::Escape => {
                out.push_str("&lt;");
                rest = &rest[1..];
            }
            Action::Remove(length) => {
                // A lone `<` would form a tag with what now follows it.
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

#[cfg(test)]
mod tests {
    use super::{Kind, isolate};

    #[test]
    fn harmless_html_is_kept() {
        for html in ["<b>", "</b>", "<div class=\"a > b\">x</div>\n", "a < b", "<br/>", "&lt;"] {
            assert_eq!(isolate(html, Kind::Block), html);
            assert_eq!(isolate(html, Kind::Inline), html);
        }
    }

    #[test]
    fn a_complete_script_is_removed_from_a_block() {
        assert_eq!(isolate("<script>a<b</script>\n", Kind::Block), "\n");
        assert_eq!(isolate("x<STYLE a='>'>y</style >z", Kind::Block), "xz");
        assert_eq!(isolate("<svg><b>a</b></svg><my-tag>", Kind::Block), "<b>a</b>");
    }

    #[test]
    fn a_mention_of_a_script_becomes_text() {
        assert_eq!(isolate("<script>", Kind::Inline), "&lt;script>");
        assert_eq!(isolate("</script>", Kind::Inline), "&lt;/script>");
        assert_eq!(isolate("<script>\nopen <b>", Kind::Block), "&lt;script>\nopen <b>");
        assert_eq!(isolate("<plaintext>", Kind::Block), "&lt;plaintext>");
    }

    #[test]
    fn unknown_elements_become_text() {
        assert_eq!(isolate("<T>", Kind::Inline), "&lt;T>");
        assert_eq!(isolate("<p>Map<K, V></p>", Kind::Block), "<p>Map&lt;K, V></p>");
        assert_eq!(isolate("<path>", Kind::Inline), "&lt;path>");
        assert_eq!(isolate("<svg><path d='x'/></svg>", Kind::Block), "");
    }

    #[test]
    fn comments_and_declarations_are_removed() {
        for html in
            ["<!-- a -->", "<!-->", "<!--->", "<!-- a --!>", "<!DOCTYPE x>", "<?php x?>", "</ x>"]
        {
            assert_eq!(isolate(html, Kind::Block), "", "{html}");
        }
    }

    #[test]
    fn removal_does_not_form_new_tags() {
        assert_eq!(isolate("<<!-- more -->!x", Kind::Block), "&lt;!x");
        assert_eq!(isolate("<<!-- a -->script>", Kind::Block), "&lt;script>");
    }

    #[test]
    fn unfinished_tags_become_text() {
        assert_eq!(isolate("<div class=\"a>", Kind::Block), "&lt;div class=\"a>");
        assert_eq!(isolate("<p><!-- x", Kind::Block), "<p>&lt;!-- x");
        assert_eq!(isolate("<a", Kind::Block), "&lt;a");
    }
}
