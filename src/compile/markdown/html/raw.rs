//! Writes raw HTML.

use super::super::options::RawHtml;
use super::super::raw::{self, Kind};
use super::super::{comment, escape, unclosed};
use super::writer::Writer;

impl Writer<'_, '_> {
    /// Writes raw HTML according to the options.
    pub(super) fn raw(&mut self, html: &str, kind: Kind) {
        match self.raw_html {
            RawHtml::Trust => self.push(&raw::resolve_all(html, self.links_to)),
            RawHtml::Sanitize if comment::is_comment(html) => {}
            RawHtml::Sanitize => self.sanitized(html, kind),
            // The marker that ends the excerpt is not shown.
            RawHtml::Escape if comment::is_comment(html) && comment::has_more(html) => {}
            RawHtml::Escape => escape::text(&mut self.out, html),
        }
    }

    /// Writes raw HTML that is sanitized later, with its part of the page. An unclosed element ends
    /// with its block.
    fn sanitized(&mut self, html: &str, kind: Kind) {
        let unclosed =
            self.unclosed.get_or_insert_with(|| unclosed::unclosed(self.tree).into_iter());
        let names = unclosed.next().expect("an entry for each piece of raw HTML");
        let isolated = raw::isolate_with(html, kind, self.embeds);
        let isolated = raw::resolve_and_harden(&isolated, self.links_to);
        self.part.add_raw(&isolated);
        self.push(&isolated);
        self.to_close.extend(names);
    }

    /// Closes the elements that raw HTML has opened in the current block and nothing closes.
    pub(super) fn close_raw(&mut self) {
        while let Some(name) = self.to_close.pop() {
            let end = format!("</{name}>");
            self.part.add_raw(&end);
            self.push(&end);
        }
    }
}
