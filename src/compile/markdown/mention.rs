//! Tags in running text that are mentioned rather than used: "the `<form>` element".

use std::collections::HashMap;

use comrak::nodes::{Node, NodeValue};

use super::embedding::IFRAME;
use super::raw::{self, Kind, Mentioned, mentioned};

/// Makes each mention a [`NodeValue::Raw`], which is shown as text unless raw HTML is trusted: a bare start tag
/// that nothing closes, a void element without attributes, an `iframe` without an address.
pub fn settle(markdown: &str, root: Node<'_>) {
    if !has_candidate(markdown) || !root.descendants().any(is_candidate) {
        return;
    }
    let mut mentions: Vec<Node<'_>> = Vec::new();
    // The open elements by name. `None` is a start tag that is no candidate.
    let mut open: HashMap<String, Vec<Option<Node<'_>>>> = HashMap::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::HtmlInline(html) => raw::for_each_tag(html, |name, closes| {
                let name = name.to_ascii_lowercase();
                let kind = mentioned(&name);
                let candidate = raw::is_bare(html).then_some(node);
                let is_iframe = name == IFRAME;
                match (kind, closes) {
                    (Mentioned::Never, _) => {}
                    (Mentioned::Always, false) if !is_iframe => mentions.extend(candidate),
                    (_, false) => open.entry(name).or_default().push(candidate),
                    (_, true) => {
                        let opened = open.get_mut(&name).and_then(Vec::pop);
                        // The end tag of an `iframe` is one only with an `iframe`.
                        if is_iframe && opened.is_none_or(|opened| opened.is_some()) {
                            mentions.extend(opened.flatten());
                            mentions.push(node);
                        }
                    }
                }
            }),
            NodeValue::HtmlBlock(html) => {
                let isolated = raw::isolate(&html.literal, Kind::Block);
                raw::for_each_tag(&isolated, |name, closes| {
                    let name = name.to_ascii_lowercase();
                    if closes && let Some(starts) = open.get_mut(&name) {
                        starts.pop();
                    } else if !closes && mentioned(&name) == Mentioned::Unclosed {
                        open.entry(name).or_default().push(None);
                    }
                });
            }
            _ => {}
        }
    }
    mentions.extend(open.into_values().flatten().flatten());
    for node in mentions {
        let mut data = node.data_mut();
        if let NodeValue::HtmlInline(html) = &mut data.value {
            data.value = NodeValue::Raw(std::mem::take(html));
        }
    }
}

/// Whether a node is a tag in running text that could be a mention.
fn is_candidate(node: Node<'_>) -> bool {
    let data = node.data();
    let NodeValue::HtmlInline(html) = &data.value else { return false };
    let mut is_candidate = false;
    raw::for_each_tag(html, |name, _| {
        let name = name.to_ascii_lowercase();
        is_candidate = name == IFRAME || mentioned(&name) != Mentioned::Never;
    });
    is_candidate
}

/// Whether a source contains a tag that could be a mention. Most sources do not, and their tree is not walked.
fn has_candidate(markdown: &str) -> bool {
    memchr::memchr_iter(b'<', markdown.as_bytes()).any(|at| {
        let rest = &markdown[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let length = rest.bytes().take(raw::MAX_NAME_LENGTH).take_while(is_name).count();
        let name = &rest[..length];
        name.eq_ignore_ascii_case(IFRAME)
            || rest[length..].starts_with('>')
                && mentioned(&name.to_ascii_lowercase()) != Mentioned::Never
    })
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RawHtml, RenderOptions, render, text};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn a_tag_that_nothing_closes_is_text_in_every_form() {
        for tag in [
            "<form>",
            "<button>",
            "<select>",
            "<template>",
            "<details>",
            "<video>",
            "<div>",
            "<noscript>",
            "<my-element>",
            "<object>",
            "<meta>",
            "<img>",
            "<input>",
            "<link>",
            "<iframe>",
        ] {
            let markdown = format!("使用{tag}标签\n\n后面");
            let shown = tag.replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(text(&markdown), markdown, "{tag}");
            assert_eq!(html(&markdown), format!("<p>使用{shown}标签</p>\n<p>后面</p>\n"));
            assert_eq!(
                render(&format!("# {markdown}"), &RenderOptions::default()).toc[0].title,
                format!("使用{tag}标签")
            );
        }
    }

    #[test]
    fn a_tag_that_is_closed_is_markup() {
        assert_eq!(html("a <button>b</button> <u>c</u><br>d"), "<p>a b <u>c</u><br>d</p>\n");
        assert_eq!(text("a <button>b</button> <noscript>c</noscript>"), "a b c");
        assert!(html("a <details>\n\n<p>b</p></details>").contains("<details>"));
        assert_eq!(html("a<p>b<hr>c<wbr>d"), "<p>a</p><p>b</p><hr>c<wbr>d<p></p>\n");
        assert_eq!(html("漢<ruby>字<rt>じ</ruby>"), "<p>漢<ruby>字<rt>じ</rt></ruby></p>\n");
    }

    #[test]
    fn an_iframe_without_an_address_is_a_mention_with_its_end_tag() {
        assert_eq!(text("use <iframe> and </iframe>"), "use <iframe> and </iframe>");
        assert_eq!(text("the tag </iframe> ends it"), "the tag </iframe> ends it");
    }

    #[test]
    fn trusted_html_is_unchanged() {
        let options = RenderOptions { raw_html: RawHtml::Trust, ..RenderOptions::default() };
        assert_eq!(render("a <my-element> b", &options).html, "<p>a <my-element> b</p>\n");
    }
}
