//! A body as HTML.

mod block;
pub mod escape;
mod inline;
mod part;

use comrak::nodes::NodeValue;

use super::heading::Heading;
use super::highlight::Budget;
use super::reading_order::Edge;
use super::tree::Tree;
use super::{RawHtml, RenderOptions, Resolve};
use part::Part;

/// Renders a tree as HTML.
pub fn of_tree(tree: &Tree<'_>, options: &RenderOptions, links: &dyn Resolve) -> String {
    let mut writer = Writer::new(tree, options, links);
    writer.document();
    if writer.part.is_wild() {
        let options = RenderOptions { raw_html: RawHtml::Escape, ..*options };
        writer = Writer::new(tree, &options, links);
        writer.document();
    }
    writer.out
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
struct Writer<'a, 't> {
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
    /// What each piece of raw HTML opens that none closes, once that was looked at.
    unclosed: Option<std::vec::IntoIter<Vec<String>>>,
    /// Elements that end with the present block, the first opened one first.
    to_close: Vec<String>,
    /// The tree, for what is looked at when it is needed.
    tree: &'a Tree<'t>,
    /// What is still to be sanitised.
    part: Part,
    /// What is left to the tokens of code; none where they are not marked.
    highlighting: Option<Budget>,
}

impl<'a, 't> Writer<'a, 't> {
    fn new(tree: &'a Tree<'t>, options: &RenderOptions, links_to: &'a dyn Resolve) -> Self {
        let length = tree.places.source().len();
        Self {
            out: String::with_capacity(length + length / 2),
            raw_html: options.raw_html,
            links_to,
            headings: tree.read_headings(),
            open_heading: 0,
            footnotes: 0,
            backlinked: 0,
            images: 0,
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

    fn document(&mut self) {
        for edge in self.tree.edges() {
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
                        self.close_raw();
                        self.leave_block(node, &data.value);
                        if node.parent().is_some_and(|parent| parent.same_node(self.tree.root)) {
                            self.leave_part();
                        }
                    } else {
                        self.leave_inline(&data.value);
                    }
                }
            }
        }
        if self.footnotes > 0 {
            self.out.push_str("</ol>\n</section>\n");
        }
        self.part.finish(&mut self.out, self.tree);
    }

    /// Ends a block of the document. All footnotes are one part, because they stand in one element.
    fn leave_part(&mut self) {
        if self.footnotes == 0 {
            self.part.end_block(&mut self.out, self.tree);
        }
    }

    /// Ends what raw HTML has opened in the present block and nothing closes.
    fn close_raw(&mut self) {
        while let Some(name) = self.to_close.pop() {
            let end = format!("</{name}>");
            self.part.add_raw(&end);
            self.out.push_str(&end);
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
