//! Writes phrasing content: running text.

use comrak::nodes::{Node, NodeFootnoteReference, NodeLink, NodeMath, NodeValue};

use super::super::options::RawHtml;
use super::super::raw::{self, Kind};
use super::super::resolve::Target;
use super::super::{comment, url};
use super::json;
use super::writer::{Entered, Writer};
use crate::post::{Use, wiki_name};

impl<'a> Writer<'_, 'a> {
    pub(super) fn enter_inline(&mut self, node: Node<'a>, value: &NodeValue) -> Entered {
        match value {
            NodeValue::Text(text) => return self.add_text(node, text),
            NodeValue::SoftBreak => return self.add_text(node, "\n"),
            NodeValue::HtmlInline(html) => return self.html_inline(node, html),
            NodeValue::Raw(mention) if self.raw_html != RawHtml::Trust => {
                return self.add_text(node, mention);
            }
            NodeValue::Raw(mention) => return self.html(node, mention, Kind::Inline),
            _ => self.flush(),
        }
        match value {
            NodeValue::LineBreak => self.open("break"),
            NodeValue::Code(code) => {
                self.open("inlineCode");
                json::entry(&mut self.out, "value", Some(&code.literal));
            }
            NodeValue::Math(math) => self.inline_math(math),
            NodeValue::Link(link) if self.is_dead(&link.url, Use::Link) => return Entered::LeftOut,
            NodeValue::Image(image) if self.is_dead(&image.url, Use::Image) => {
                return Entered::LeftOut;
            }
            NodeValue::Image(image) => self.image(node, image),
            NodeValue::FootnoteReference(reference) => self.footnote_reference(reference),
            NodeValue::Emph => return self.span(node, "emphasis"),
            NodeValue::Strong => return self.span(node, "strong"),
            NodeValue::Strikethrough => return self.span(node, "delete"),
            NodeValue::Link(link) if self.has_room(1) => {
                self.open("link");
                let Target { url, post, .. } = self.url(&link.url, Use::Link);
                json::entry(&mut self.out, "url", Some(&url));
                json::entry(&mut self.out, "title", title(link));
                if let Some((slug, lang)) = post {
                    self.out.push_str(",\"data\":{\"slug\":");
                    json::string(&mut self.out, slug.as_str());
                    json::entry(&mut self.out, "lang", Some(lang.as_str()));
                    self.out.push('}');
                }
                return self.children(node);
            }
            _ => return Entered::LeftOut,
        }
        self.end(node)
    }

    fn span(&mut self, node: Node<'a>, kind: &str) -> Entered {
        if !self.has_room(1) {
            return Entered::LeftOut;
        }
        self.open(kind);
        self.children(node)
    }

    fn add_text(&mut self, node: Node<'a>, text: &str) -> Entered {
        self.text.push_str(text);
        if self.points.is_some() {
            let range = self.tree.source_map.range(node.data().sourcepos);
            let start = self.text_range.as_ref().map_or(range.start, |before| before.start);
            self.text_range = Some(start..range.end.max(start));
        }
        Entered::Done
    }

    fn html_inline(&mut self, node: Node<'a>, html: &str) -> Entered {
        match self.raw_html {
            RawHtml::Escape if comment::is_comment(html) && comment::has_more(html) => {
                Entered::Done
            }
            RawHtml::Escape => self.add_text(node, html),
            RawHtml::Sanitize if raw::is_mention(html) => self.add_text(node, html),
            RawHtml::Sanitize | RawHtml::Trust => self.html(node, html, Kind::Inline),
        }
    }

    /// Writes raw HTML according to the options.
    pub(super) fn html(&mut self, node: Node<'a>, html: &str, kind: Kind) -> Entered {
        let html = if self.raw_html == RawHtml::Trust {
            raw::resolve_all(html, self.links)
        } else {
            raw::sanitize_piece(html, kind, self.embeds, self.links).into()
        };
        if html.trim().is_empty() {
            return Entered::Done;
        }
        self.flush();
        self.open("html");
        json::entry(&mut self.out, "value", Some(&json::lines(&html)));
        self.end(node)
    }

    /// Writes math as mdast-util-math does: `data` describes the HTML for it.
    fn inline_math(&mut self, math: &NodeMath) {
        let value = &math.literal;
        self.open("inlineMath");
        json::entry(&mut self.out, "value", Some(value));
        self.out.push_str(
            ",\"data\":{\"hName\":\"code\",\"hProperties\":{\"className\":[\"language-math\",\
             \"math-inline\"]},\"hChildren\":[{\"type\":\"text\"",
        );
        json::entry(&mut self.out, "value", Some(value));
        self.out.push_str("}]}");
    }

    fn image(&mut self, node: Node<'a>, image: &NodeLink) {
        self.open("image");
        let Target { url, size, .. } = self.url(&image.url, Use::Image);
        json::entry(&mut self.out, "url", Some(&url));
        json::entry(&mut self.out, "title", title(image));
        json::entry(&mut self.out, "alt", Some(&alt(node)));
        if let Some((width, height)) = size {
            let size = format!("\"width\":{width},\"height\":{height}");
            self.out.push_str(&format!(",\"data\":{{{size},\"hProperties\":{{{size}}}}}"));
        }
    }

    fn footnote_reference(&mut self, reference: &NodeFootnoteReference) {
        self.open("footnoteReference");
        json::entry(&mut self.out, "identifier", Some(&identifier(&reference.name)));
        json::entry(&mut self.out, "label", Some(&reference.name));
    }

    /// Whether a link by name leads nowhere.
    fn is_dead(&self, url: &str, to_use: Use) -> bool {
        wiki_name(url).is_some() && self.links.resolve(url, to_use).is_none()
    }

    /// Returns the target of a URL, which is empty if it is unsafe.
    fn url(&self, written: &str, to_use: Use) -> Target {
        self.links.resolve(written, to_use).unwrap_or_else(|| {
            let is_kept = self.raw_html == RawHtml::Trust || url::is_safe(written, to_use);
            let url = if is_kept { written.to_owned() } else { String::new() };
            Target { url, size: None, post: None }
        })
    }
}

fn title(link: &NodeLink) -> Option<&str> {
    (!link.title.is_empty()).then_some(link.title.as_str())
}

/// Returns the alternative text of an image: the content of its brackets, without markup.
fn alt(image: Node<'_>) -> String {
    let mut alt = String::new();
    for node in image.descendants().skip(1) {
        match &node.data().value {
            NodeValue::Text(text) => alt.push_str(text),
            NodeValue::Code(code) => alt.push_str(&code.literal),
            NodeValue::Math(math) => alt.push_str(&math.literal),
            NodeValue::HtmlInline(html) | NodeValue::Raw(html) => alt.push_str(html),
            NodeValue::SoftBreak => alt.push('\n'),
            _ => {}
        }
    }
    alt
}

/// Returns the label of a footnote in the form in which labels are compared.
pub(super) fn identifier(label: &str) -> String {
    let words: Vec<&str> = label.split_ascii_whitespace().collect();
    // micromark folds like this: the two steps make `ß` and `ẞ` equal.
    words.join(" ").to_lowercase().to_uppercase().to_lowercase()
}
