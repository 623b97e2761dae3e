//! Rewrites pieces of raw HTML so that they cannot affect what follows them.

use super::super::embedding::{EmbedHosts, IFRAME};
use super::super::{escape, sanitize};
use super::component::is_component;
use super::elements::{is_element, is_one_of, is_raw_text};
use super::embed::Embed;
use super::mention::is_mention;
use super::reference::without_forbidden;
use super::tag::{Tag, begins_markup, raw_text_length};

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
    Replace(usize, String),
}

/// Elements whose content is text, which a browser shows.
const SHOWN_TEXT: [&str; 2] = ["textarea", "xmp"];

/// Rewrites a piece of raw HTML so that it swallows nothing of what follows. Comments and the tags of
/// elements that the sanitizer removes are left out, because some of them change how everything
/// after them is parsed. Unclosed constructs and unknown elements become text. Embedded documents become
/// links.
pub fn isolate(html: &str, kind: Kind) -> String {
    rewritten(html, kind, None)
}

/// Does the same, but keeps embedded documents of these hosts, in a sandbox.
pub fn isolate_with(html: &str, kind: Kind, embeds: &EmbedHosts) -> String {
    rewritten(html, kind, Some(embeds))
}

fn rewritten(html: &str, kind: Kind, embeds: Option<&EmbedHosts>) -> String {
    let html = &*without_forbidden(html);
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // A failed search is not repeated, which keeps the time linear.
    let mut unclosed = Vec::new();
    let mut open_comment = false;
    let mut open_instruction = false;
    let after_last_tag = html.rfind('>').map_or(0, |at| html.len() - at);
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_comment = rest.starts_with("<!--");
        // Browsers end an instruction at its first `>`, but its author at `?>`.
        if rest.starts_with("<?") && begins_markup(rest) && !open_instruction {
            if let Some(end) = memchr::memmem::find(rest.as_bytes(), b"?>") {
                remove(&mut out);
                rest = &rest[end + "?>".len()..];
                continue;
            }
            open_instruction = true;
        }
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
            // A parser would hide it.
            Tag::None if rest[1..].starts_with(['?', '!']) => Action::Escape,
            Tag::None => Action::Keep(1),
            Tag::Unfinished => Action::Escape,
            Tag::Markup(length) => Action::Remove(length),
            Tag::Element { name, length, closes } if is_raw_text(name) => {
                let embed = if closes { None } else { Embed::read(rest) };
                let is_iframe = name.eq_ignore_ascii_case(IFRAME);
                match kind {
                    Kind::Inline => match embed {
                        Some(embed) => Action::Replace(length, embed.html(embeds)),
                        // Mentions are no longer among the tags.
                        None if is_iframe => Action::Remove(length),
                        None => Action::Escape,
                    },
                    Kind::Block if closes => Action::Remove(length),
                    Kind::Block => {
                        let name = name.to_ascii_lowercase();
                        let is_searched = !unclosed.contains(&name);
                        let whole = is_searched.then(|| raw_text_length(rest, &name)).flatten();
                        match (embed, whole) {
                            (Some(embed), whole) => {
                                if is_searched && whole.is_none() {
                                    unclosed.push(name);
                                }
                                Action::Replace(whole.unwrap_or(length), embed.html(embeds))
                            }
                            (None, Some(whole)) if is_one_of(&name, &SHOWN_TEXT) => {
                                Action::Replace(whole, shown_text(&name, &rest[length..whole]))
                            }
                            (None, Some(whole)) => Action::Remove(whole),
                            (None, None) => {
                                unclosed.push(name);
                                Action::Escape
                            }
                        }
                    }
                }
            }
            Tag::Element { name, length, .. } if sanitize::keeps(name) => Action::Keep(length),
            Tag::Element { name, length, closes } if !is_element(name) => {
                if is_component(&rest[..length], name, closes) {
                    Action::Remove(length)
                } else {
                    Action::Escape
                }
            }
            Tag::Element { .. } if kind == Kind::Inline && is_mention(rest) => Action::Escape,
            Tag::Element { length, .. } => match Embed::read(rest) {
                Some(embed) => Action::Replace(length, embed.html(embeds)),
                None => Action::Remove(length),
            },
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
                remove(&mut out);
                rest = &rest[length..];
            }
            Action::Replace(length, html) => {
                remove(&mut out);
                out.push_str(&html);
                rest = &rest[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Prepares for the removal of what comes next: a lone `<` would form a tag with what then follows it.
fn remove(out: &mut String) {
    if out.ends_with('<') {
        out.pop();
        out.push_str("&lt;");
    }
}

/// Returns the content of a `textarea` or `xmp`, given with its end tag, as HTML.
fn shown_text(name: &str, content: &str) -> String {
    let content = content.rfind("</").map_or(content, |end| &content[..end]);
    if name == "textarea" {
        // Its character references are decoded.
        return content.replace('<', "&lt;");
    }
    let mut html = String::new();
    escape::text(&mut html, content);
    html
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
        for html in [
            "<!-- a -->",
            "<!-->",
            "<!--->",
            "<!-- a --!>",
            "<!DOCTYPE x>",
            "<?php a->b?>",
            "</ x>",
        ] {
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
