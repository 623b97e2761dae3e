//! A body as HTML.

mod block;
pub(super) mod escape;
mod inline;

use comrak::Arena;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use super::heading::{self, Heading};
use super::highlight::Budget;
use super::raw::{self, Survey};
use super::{RawHtml, RenderOptions, Rendition, nesting, sanitize, toc, tree};

/// Renders a body as HTML. What the guard against deep nesting refuses is shown as it is written.
pub fn render(markdown: &str, options: &RenderOptions) -> Rendition {
    if nesting::check(markdown).is_err() {
        return Rendition { html: as_written(markdown), toc: Vec::new() };
    }
    let arena = Arena::new();
    let root = tree::parse(&arena, markdown);
    let headings = heading::headings(root);
    let survey = match options.raw_html {
        RawHtml::Sanitize => raw::survey(root),
        RawHtml::Escape | RawHtml::Trust => Survey::Absent,
    };
    let raw_html = if survey == Survey::Wild { RawHtml::Escape } else { options.raw_html };
    let mut writer = Writer {
        out: String::with_capacity(markdown.len() + markdown.len() / 2),
        raw_html,
        headings: &headings,
        open_heading: 0,
        footnotes: 0,
        backlinked: 0,
        images: 0,
        links: 0,
        column: 0,
        in_head: false,
        highlighting: options.highlight.then(Budget::of_post),
    };
    writer.document(root);
    let html = match survey {
        Survey::Tame => sanitize::clean(&writer.out),
        Survey::Absent | Survey::Wild => writer.out,
    };
    Rendition { html, toc: toc::tree(headings) }
}

fn as_written(markdown: &str) -> String {
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
    /// How many links are open. A link may not hold another.
    links: usize,
    /// The column of the next table cell, from 0.
    column: usize,
    /// The open table cell is one of the head.
    in_head: bool,
    /// What is left to the tokens of code; none where they are not marked.
    highlighting: Option<Budget>,
}

impl Writer<'_> {
    fn document(&mut self, root: Node<'_>) {
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) if self.images > 0 => self.in_alt(node),
                NodeEdge::Start(node) => {
                    let data = node.data();
                    if data.value.block() {
                        self.enter_block(node, &data.value);
                    } else {
                        self.enter_inline(&data.value);
                    }
                }
                NodeEdge::End(node) => {
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
