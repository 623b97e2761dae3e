//! The state of the HTML writer.

use super::super::alert::AlertTitles;
use super::super::embedding::EmbedHosts;
use super::super::heading::Heading;
use super::super::highlight::Budget;
use super::super::options::{RawHtml, RenderOptions};
use super::super::resolve::Resolve;
use super::super::tree::Tree;
use super::part::Part;

/// Writes a tree as HTML while it is walked in reading order.
pub struct Writer<'a, 't> {
    pub(super) out: String,
    pub(super) raw_html: RawHtml,
    pub(super) embeds: &'a EmbedHosts,
    /// The titles of alerts without one.
    pub(super) alert_titles: AlertTitles,
    pub(super) links_to: &'a dyn Resolve,
    /// The rendered headings, in reading order.
    pub(super) headings: &'a [Heading],
    /// The number of headings entered so far.
    pub(super) heading: usize,
    /// The number of footnotes entered so far.
    pub(super) footnotes: u32,
    /// The number of the last footnote whose backlinks are written.
    pub(super) backlinked: u32,
    /// The number of open images. Inside of one, text is written as its `alt`.
    pub(super) images: usize,
    /// Whether the next text of an `alt` is on a new line of the source.
    pub(super) alt_ends_softly: bool,
    /// The width and height of the picture that the outermost open image shows.
    pub(super) picture_size: Option<(u32, u32)>,
    /// The number of open links. A link must not contain another.
    pub(super) links: usize,
    /// The column of the next table cell, from 0.
    pub(super) column: usize,
    /// Whether the open table cell is in the head.
    pub(super) in_head: bool,
    /// The names of the elements that each piece of raw HTML opens and none closes, computed when
    /// first needed.
    pub(super) unclosed: Option<std::vec::IntoIter<Vec<String>>>,
    /// Elements that end with the current block, in the order in which they were opened.
    pub(super) to_close: Vec<String>,
    pub(super) tree: &'a Tree<'t>,
    /// The part of `out` that is not sanitized yet.
    pub(super) part: Part,
    /// The remaining budget for highlighting. `None` if code is not highlighted.
    pub(super) highlighting: Option<Budget>,
}

impl<'a, 't> Writer<'a, 't> {
    pub(super) fn new(
        tree: &'a Tree<'t>,
        options: &'a RenderOptions,
        links_to: &'a dyn Resolve,
    ) -> Self {
        let length = tree.source_map.source().len();
        Self {
            out: String::with_capacity(length + length / 2),
            raw_html: options.raw_html,
            embeds: &options.embeds,
            alert_titles: options.alert_titles,
            links_to,
            headings: tree.rendered_headings(),
            heading: 0,
            footnotes: 0,
            backlinked: 0,
            images: 0,
            alt_ends_softly: false,
            picture_size: None,
            links: 0,
            column: 0,
            in_head: false,
            unclosed: None,
            to_close: Vec::new(),
            tree,
            part: Part::default(),
            highlighting: options.highlight.then(Budget::of_post),
        }
    }

    /// Ends a block of the document. All footnotes are one part, because one element contains them.
    pub(super) fn end_part(&mut self) {
        if self.footnotes == 0 {
            self.part.end_block(&mut self.out, self.tree);
        }
    }

    pub(super) fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Begins a new line unless the output is at the beginning of one.
    pub(super) fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}
