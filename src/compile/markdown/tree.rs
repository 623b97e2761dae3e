//! Parses a body by the rules of the dialect.

use std::cell::OnceCell;
use std::collections::HashMap;

use comrak::nodes::{AstNode, Node, Sourcepos};
use comrak::{Arena, parse_document};

use super::heading::{self, Heading, HeadingNode};
use super::prepare::{LeftOut, Marked};
use super::reading_order::{Edges, Footnotes};
use super::source_map::SourceMap;
use super::{definitions, dialect, foreign, mention, prepare};
use crate::post::Dialect;

/// A parsed body.
#[derive(Debug)]
pub struct Tree<'a> {
    /// The document node.
    pub root: Node<'a>,
    /// The footnotes.
    pub footnotes: Footnotes<'a>,
    /// The byte ranges of nodes in the source.
    pub source_map: SourceMap<'a>,
    /// The template tags that are left out.
    pub left_out: Vec<LeftOut>,
    heading_nodes: Vec<HeadingNode<'a>>,
    /// The number of rendered headings. The others are in footnotes that nothing refers to.
    rendered: usize,
    headings: OnceCell<Vec<Heading>>,
    /// The number of each heading, for those whose position in the source differs from reading order.
    numbers: OnceCell<HashMap<*const AstNode<'a>, usize>>,
}

impl<'a> Tree<'a> {
    /// Parses a body. The caller has [checked](super::nesting::check) that it is not nested too deeply.
    pub fn parse(arena: &'a Arena<'a>, markdown: &'a str, dialect: Dialect) -> Self {
        Self::of_marked(arena, markdown, dialect, prepare::mark(markdown, dialect))
    }

    /// Parses a body whose source was [marked](prepare::mark) before.
    pub fn of_marked(
        arena: &'a Arena<'a>,
        markdown: &'a str,
        dialect: Dialect,
        marked: Marked<'a>,
    ) -> Self {
        let root = parse_document(arena, &marked.text, &dialect::options(&marked));
        definitions::fix_positions(markdown, root);
        let left_out = if marked.edits.is_empty() {
            Vec::new()
        } else {
            prepare::unmark(arena, root, markdown, &marked)
        };
        // Formulas may have tokens too, in which case no edit has them.
        if dialect.mdx || prepare::mdx::are_in(&marked.edits) {
            prepare::mdx::restore(root, markdown);
        }
        foreign::apply(arena, root, markdown, dialect, marked.extensions, marked.signs);
        mention::settle(markdown, root);
        let footnotes = Footnotes::new(root, marked.signs);
        let mut heading_nodes = Vec::new();
        for root in [root].iter().chain(&footnotes.referenced) {
            heading::strip_attributes(root, &mut heading_nodes);
        }
        let rendered = heading_nodes.len();
        for footnote in &footnotes.unreferenced {
            heading::strip_attributes(footnote, &mut heading_nodes);
        }
        let source_map = SourceMap::new(markdown, &marked);
        Self {
            root,
            footnotes,
            source_map,
            left_out,
            heading_nodes,
            rendered,
            headings: OnceCell::new(),
            numbers: OnceCell::new(),
        }
    }

    /// Walks the tree in reading order.
    pub fn edges(&self) -> Edges<'a> {
        Edges::new(self.root, &self.footnotes)
    }

    /// Returns the headings with their ids: the rendered ones in reading order, then the others.
    pub fn headings(&self) -> &[Heading] {
        self.headings.get_or_init(|| heading::assign_ids(&self.heading_nodes, self.footnotes.ids()))
    }

    /// Returns the rendered headings, in reading order.
    pub fn rendered_headings(&self) -> &[Heading] {
        &self.headings()[..self.rendered]
    }

    /// Returns the positions of the rendered headings in the marked source, in reading order.
    pub fn heading_positions(&self) -> impl Iterator<Item = Sourcepos> {
        self.heading_nodes[..self.rendered].iter().map(|heading| heading.node.data().sourcepos)
    }

    /// Returns the index of a heading in [`Self::headings`]. `guess` is tried first.
    pub fn heading_number(&self, node: Node<'a>, guess: usize) -> usize {
        if self.heading_nodes.get(guess).is_some_and(|heading| heading.node.same_node(node)) {
            return guess;
        }
        let numbers = self.numbers.get_or_init(|| {
            let nodes = self.heading_nodes.iter().map(|heading| std::ptr::from_ref(heading.node));
            nodes.zip(0..).collect()
        });
        *numbers.get(&std::ptr::from_ref(node)).expect("every heading of the tree has a number")
    }
}
