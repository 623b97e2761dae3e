//! Writes inlines.

use comrak::nodes::{Node, NodeFootnoteReference, NodeLink, NodeValue};

use super::super::options::RawHtml;
use super::super::raw::Kind;
use super::super::{escape, url};
use super::writer::Writer;
use crate::post::{Use, wiki_name};

impl Writer<'_, '_> {
    pub(super) fn enter_inline(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => escape::text(&mut self.out, text),
            NodeValue::Code(code) => {
                self.push("<code>");
                escape::text(&mut self.out, &code.literal);
                self.push("</code>");
            }
            NodeValue::Math(math) => {
                let style = if math.display_math { "display" } else { "inline" };
                self.push("<span data-math-style=\"");
                self.push(style);
                self.push("\">");
                escape::text(&mut self.out, &math.literal);
                self.push("</span>");
            }
            NodeValue::SoftBreak => self.push("\n"),
            NodeValue::LineBreak => self.push("<br>\n"),
            NodeValue::Emph => self.push("<em>"),
            NodeValue::Strong => self.push("<strong>"),
            NodeValue::Strikethrough => self.push("<del>"),
            NodeValue::Link(link) if self.is_dead(&link.url, Use::Link) => {
                self.push("<a>");
                self.links += 1;
            }
            NodeValue::Link(link) => {
                self.push("<a href=\"");
                self.url(&link.url, Use::Link);
                self.push("\"");
                self.title(link);
                self.push(">");
                self.links += 1;
            }
            // Its name is shown as text.
            NodeValue::Image(image) if self.is_dead(&image.url, Use::Image) => {}
            NodeValue::Image(image) => {
                self.push("<img src=\"");
                self.picture_size = self.url(&image.url, Use::Image);
                self.push("\" alt=\"");
                self.images += 1;
            }
            NodeValue::FootnoteReference(reference) => self.footnote_reference(reference),
            NodeValue::HtmlInline(html) => self.raw(html, Kind::Inline),
            _ => {}
        }
    }

    pub(super) fn leave_inline(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Emph => self.push("</em>"),
            NodeValue::Strong => self.push("</strong>"),
            NodeValue::Strikethrough => self.push("</del>"),
            NodeValue::Link(_) => {
                self.push("</a>");
                self.links -= 1;
            }
            _ => {}
        }
    }

    /// Writes the text inside of an image.
    pub(super) fn in_alt(&mut self, node: Node<'_>) {
        match &node.data().value {
            NodeValue::Text(text) => escape::attribute(&mut self.out, text),
            NodeValue::Code(code) => escape::attribute(&mut self.out, &code.literal),
            NodeValue::Math(math) => escape::attribute(&mut self.out, &math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.push(" "),
            NodeValue::Image(_) => self.images += 1,
            _ => {}
        }
    }

    pub(super) fn leave_image(&mut self, image: &NodeLink) {
        self.images -= 1;
        if self.images == 0 {
            self.push("\"");
            self.title(image);
            if let Some((width, height)) = self.picture_size.take() {
                self.push(&format!(" width=\"{width}\" height=\"{height}\""));
            }
            self.push(">");
        }
    }

    fn footnote_reference(&mut self, reference: &NodeFootnoteReference) {
        let in_link = self.links > 0;
        self.push("<sup class=\"footnote-ref\"");
        if !in_link {
            self.push("><a href=\"#fn-");
            let name = escape::percent_encode(&reference.name);
            escape::attribute(&mut self.out, &name);
            self.push("\"");
        }
        self.push(" id=\"fnref-");
        escape::attribute(&mut self.out, &reference.name);
        if reference.ref_num > 1 {
            self.push(&format!("-{}", reference.ref_num));
        }
        let number = reference.ix;
        if in_link {
            self.push(&format!("\">{number}</sup>"));
        } else {
            self.push(&format!("\" data-footnote-ref=\"\">{number}</a></sup>"));
        }
    }

    /// Whether a link by name leads nowhere.
    fn is_dead(&self, url: &str, to_use: Use) -> bool {
        wiki_name(url).is_some() && self.links_to.resolve(url, to_use).is_none()
    }

    /// Writes a URL, and returns the size of the picture that it leads to.
    fn url(&mut self, url: &str, to_use: Use) -> Option<(u32, u32)> {
        if let Some(target) = self.links_to.resolve(url, to_use) {
            escape::attribute(&mut self.out, &target.url);
            return target.size;
        }
        let written = escape::percent_encode(url);
        // Both forms are checked: encoding may remove the scheme of a URL, and must not hide one.
        let trusted = self.raw_html == RawHtml::Trust;
        let is_safe = |url: &str| url::is_safe(url, to_use);
        if trusted || (is_safe(url) && (written == url || is_safe(&written))) {
            escape::attribute(&mut self.out, &written);
        }
        None
    }

    fn title(&mut self, link: &NodeLink) {
        if !link.title.is_empty() {
            self.push(" title=\"");
            escape::attribute(&mut self.out, &link.title);
            self.push("\"");
        }
    }
}
