//! A body as HTML.

mod block;
pub mod escape;
mod inline;

use comrak::nodes::NodeValue;

use super::heading::Heading;
use super::raw::{self, Survey};
use super::reading_order::Edge;
use super::tree::Tree;
use super::{RawHtml, RenderOptions, Resolve, sanitize};

/// Renders a tree as HTML.
pub fn of_tree(tree: &Tree<'_>, options: &RenderOptions, links: &dyn Resolve) -> String {
    let survey = match options.raw_html {
        RawHtml::Sanitize => raw::survey(tree),
        RawHtml::Escape | RawHtml::Trust => Survey::Absent,
    };
    let raw_html = if survey == Survey::Wild { RawHtml::Escape } else { options.raw_html };
    let length = tree.places.source().len();
    let mut writer = Writer {
        out: String::with_capacity(length + length / 2),
        raw_html,
        links_to: links,
        headings: tree.read_headings(),
        open_heading: 0,
        footnotes: 0,
        backlinked: 0,
        images: 0,
        picture_size: None,
        links: 0,
        column: 0,
        in_head: false,
    };
    writer.document(tree);
    match survey {
        Survey::Tame => sanitize::clean(&writer.out),
        Survey::Absent | Survey::Wild => writer.out,
    }
}

/// Shows a source as it is written.
pub fn as_written(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 2);
    out.push_str("<pre>");
    escape::text(&mut out, markdown);
    out.push_str("</pre>\n");
    out
}

/// Walks a tree and writes it.
struct Writer<'a> {
    out: String,
    raw_html: RawHtml,
    /// Where links and images lead.
    links_to: &'a dyn Resolve,
    /// The headings in the order of the walk.
    headings: &'a [Heading],
    /// How many of them were entered.
    open_heading: usize,
    /// How many footnotes were entered.
    footnotes: u32,
    /// The last footnote that got its links back.
    backlinked: u32,
    /// How many images are open. Inside of one, text is written as its `alt`.
    images: usize,
    /// The size of the picture that the outermost of them shows.
    picture_size: Option<(u32, u32)>,
    /// How many links are open. A link may not hold another.
    links: usize,
    /// The column of the next table cell, from 0.
    column: usize,
    /// The open table cell is one of the head.
    in_head: bool,
}

impl Writer<'_> {
    fn document(&mut self, tree: &Tree<'_>) {
        for edge in tree.edges() {
            match edge {
                Edge::Start(node) if self.images > 0 => self.in_alt(node),
                Edge::Start(node) => {
                    let data = node.data();
                    if data.value.block() {
                        self.enter_block(node, &data.value);
                    } else {
                        self.enter_inline(&data.value);
                    }
                }
                Edge::End(node) => {
                    let data = node.data();
                    if self.images > 0 {
                        if let NodeValue::Image(image) = &data.value {
                            self.leave_image(image);
                        }
                    } else if data.value.block() {
                        self.leave_block(node, &data.value);
                    } else {
                        self.leave_inline(&data.value);
                    }
                }
            }
        }
        if self.footnotes > 0 {
            self.out.push_str("</ol>\n</section>\n");
        }
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Begins a line, unless at the beginning of one.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}
