//! Writes inlines.

use comrak::nodes::{Node, NodeFootnoteReference, NodeLink, NodeMath, NodeValue};

use super::super::options::RawHtml;
use super::super::raw::Kind;
use super::super::{escape, url};
use super::writer::Writer;
use crate::post::{Use, wiki_name};
use crate::text::soft_break;

impl Writer<'_, '_> {
    pub(super) fn enter_inline(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => escape::text(&mut self.out, text),
            NodeValue::Code(code) => {
                self.push("<code>");
                escape::text(&mut self.out, &code.literal);
                self.push("</code>");
            }
            NodeValue::Math(math) => self.math(math),
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
                self.push("<a");
                self.url("href", &link.url, Use::Link);
                self.title(link);
                self.push(">");
                self.links += 1;
            }
            // Its name is shown as text.
            NodeValue::Image(image) if self.is_dead(&image.url, Use::Image) => {}
            NodeValue::Image(image) => {
                self.push("<img");
                self.picture_size = self.url("src", &image.url, Use::Image);
                self.push(" alt=\"");
                self.images += 1;
            }
            NodeValue::FootnoteReference(reference) => self.footnote_reference(reference),
            NodeValue::HtmlInline(html) => self.raw(html, Kind::Inline),
            NodeValue::Raw(mention) if self.raw_html == RawHtml::Trust => self.push(mention),
            NodeValue::Raw(mention) => escape::text(&mut self.out, mention),
            _ => {}
        }
    }

    /// Writes a formula. Spaces at its ends are outside of the element, so that its content is TeX alone.
    fn math(&mut self, math: &NodeMath) {
        let style = if math.display_math { "display" } else { "inline" };
        let tex = match math.display_math {
            true => math.literal.as_str(),
            false => math.literal.trim_matches(' '),
        };
        let (before, after) = math.literal.split_once(tex).expect("the content is a part of it");
        self.push(before);
        self.push("<span data-math-style=\"");
        self.push(style);
        self.push("\">");
        escape::text(&mut self.out, tex);
        self.push("</span>");
        self.push(after);
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
            NodeValue::Text(text) => self.alt(text),
            NodeValue::Raw(mention) => self.alt(mention),
            NodeValue::Code(code) => self.alt(&code.literal),
            NodeValue::Math(math) => self.alt(&math.literal),
            NodeValue::SoftBreak => self.alt_ends_softly = true,
            NodeValue::LineBreak => self.alt(" "),
            NodeValue::Image(_) => self.images += 1,
            _ => {}
        }
    }

    fn alt(&mut self, text: &str) {
        if std::mem::take(&mut self.alt_ends_softly) && !soft_break::disappears(&self.out, text) {
            self.push(" ");
        }
        escape::attribute(&mut self.out, text);
    }

    pub(super) fn leave_image(&mut self, image: &NodeLink) {
        self.images -= 1;
        if self.images == 0 {
            self.alt_ends_softly = false;
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

    /// Writes an attribute with a URL, and returns the size of the picture that it leads to. A URL that is
    /// not safe is left out with its attribute, because an empty one leads to the page itself.
    fn url(&mut self, attribute: &str, url: &str, to_use: Use) -> Option<(u32, u32)> {
        if let Some(target) = self.links_to.resolve(url, to_use) {
            self.url_attribute(attribute, &target.url);
            return target.size;
        }
        if self.raw_html == RawHtml::Trust || url::is_served(url, to_use) {
            self.url_attribute(attribute, &escape::percent_encode(url));
        }
        None
    }

    fn url_attribute(&mut self, name: &str, url: &str) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
        escape::attribute(&mut self.out, url);
        self.push("\"");
    }

    fn title(&mut self, link: &NodeLink) {
        if !link.title.is_empty() {
            self.push(" title=\"");
            escape::attribute(&mut self.out, &link.title);
            self.push("\"");
        }
    }
}
