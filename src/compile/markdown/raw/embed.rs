//! Elements that embed other documents.

use super::super::embedding::{EmbedHosts, FIXED_ATTRIBUTES, IFRAME, MARK, OWN_ATTRIBUTES};
use super::super::{escape, url};
use super::start_tag::{self, StartTag};
use super::tag::Tag;
use crate::post::Use;

/// The elements that embed a document, and the attributes that contain its address.
const ELEMENTS: [(&str, &str); 3] = [(IFRAME, "src"), ("embed", "src"), ("object", "data")];

/// A start tag that embeds a document.
pub struct Embed {
    element: StartTag,
    /// The address of the document, not empty.
    pub address: String,
}

impl Embed {
    /// Reads the tag at the beginning of `html`. `None` if it does not embed a document with an address.
    pub fn read(html: &str) -> Option<Self> {
        let names = ELEMENTS.iter().find(|(name, _)| {
            let found = html.as_bytes().get(1..=name.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        });
        let (name, attribute) = names?;
        let Tag::Element { length, closes: false, .. } = Tag::read(html) else { return None };
        let element = start_tag::parse(&html[..length]).filter(|tag| &*tag.name == *name)?;
        let written = value(&element, attribute)?.trim();
        // The page may be shown elsewhere than on the web, so its own scheme is none to rely on.
        let scheme = if written.starts_with("//") { "https:" } else { "" };
        let address = format!("{scheme}{written}");
        (!address.is_empty()).then_some(Self { element, address })
    }

    /// Whether it is an `iframe`, which is kept if its host is in the list.
    pub fn is_iframe(&self) -> bool {
        &*self.element.name == IFRAME
    }

    /// Returns the text that stands for it: its title or else its address.
    pub fn text(&self) -> &str {
        let title = value(&self.element, "title").map(str::trim);
        title.filter(|title| !title.is_empty()).unwrap_or(&self.address)
    }

    /// Returns the HTML that replaces the tag: an `iframe` in a sandbox, including its end tag, or else a link
    /// to the address. Nothing may be embedded without `hosts`.
    pub fn html(&self, hosts: Option<&EmbedHosts>) -> String {
        let embedded = hosts.filter(|_| self.is_iframe()).and_then(|it| it.address(&self.address));
        match embedded {
            Some(address) => self.iframe(&address),
            None => self.link(),
        }
    }

    fn iframe(&self, address: &str) -> String {
        let mut html = format!("<iframe src=\"{MARK}");
        escape::attribute(&mut html, address);
        html.push('"');
        let own =
            OWN_ATTRIBUTES.iter().filter_map(|name| Some((*name, value(&self.element, name)?)));
        for (name, value) in own.chain(FIXED_ATTRIBUTES) {
            html.push_str(&format!(" {name}=\""));
            escape::attribute(&mut html, value);
            html.push('"');
        }
        html + "></iframe>"
    }

    fn link(&self) -> String {
        let mut html = String::new();
        if url::is_safe(&self.address, Use::Link) {
            html.push_str("<a href=\"");
            escape::attribute(&mut html, &self.address);
            html.push_str("\">");
            escape::text(&mut html, self.text());
            html + "</a>"
        } else {
            if self.text() != self.address {
                escape::text(&mut html, self.text());
            }
            html
        }
    }
}

fn value<'e>(element: &'e StartTag, name: &str) -> Option<&'e str> {
    element.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|it| &*it.value)
}

#[cfg(test)]
mod tests {
    use super::super::super::embedding::EmbedHosts;
    use super::Embed;

    fn html(tag: &str) -> Option<String> {
        Embed::read(tag).map(|embed| embed.html(Some(&EmbedHosts::default())))
    }

    #[test]
    fn other_documents_become_links() {
        for (tag, link) in [
            (
                "<iframe src=\"https://a.b/c?d&e\">",
                "<a href=\"https://a.b/c?d&amp;e\">https://a.b/c?d&amp;e</a>",
            ),
            ("<IFRAME SRC=//a.b/c title='甲 & 乙'>", "<a href=\"https://a.b/c\">甲 &amp; 乙</a>"),
            ("<embed src=a.swf>", "<a href=\"a.swf\">a.swf</a>"),
            (
                "<embed src=https://youtube.com/v/x>",
                "<a href=\"https://youtube.com/v/x\">https://youtube.com/v/x</a>",
            ),
            ("<object data='a.pdf' title=' '>", "<a href=\"a.pdf\">a.pdf</a>"),
            ("<iframe src=javascript:x title=y>", "y"),
            ("<iframe src=javascript:x>", ""),
        ] {
            assert_eq!(html(tag).as_deref(), Some(link));
        }
        for tag in [
            "<iframe>",
            "<iframe src=' '>",
            "<iframe srcdoc=x>",
            "<object>",
            "<embedded src=x>",
            "<b>",
        ] {
            assert_eq!(html(tag), None, "{tag}");
        }
    }
}
