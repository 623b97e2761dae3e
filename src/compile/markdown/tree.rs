//! From a body to its tree, by the rules of the dialect.

use std::cell::OnceCell;
use std::collections::HashMap;

use comrak::nodes::{AstNode, Node, NodeValue};
use comrak::{Arena, parse_document};

use super::heading::{self, Heading, TitledNode};
use super::reading_order::{Edges, Footnotes};
use super::source_map::SourceMap;
use super::{definitions, dialect, prepare, raw};

/// A body, parsed.
#[derive(Debug)]
pub struct Tree<'a> {
    /// The document.
    pub root: Node<'a>,
    /// Its footnotes.
    pub footnotes: Footnotes<'a>,
    /// Where its nodes stand in the source.
    pub places: SourceMap<'a>,
    titled: Vec<TitledNode<'a>>,
    /// How many of the headings are read; the others stand in footnotes that are not.
    read: usize,
    headings: OnceCell<Vec<Heading>>,
    /// The number of each heading, for those that stand elsewhere than they are read.
    numbers: OnceCell<HashMap<*const AstNode<'a>, usize>>,
}

impl<'a> Tree<'a> {
    /// Parses a body. The caller has made sure that it is no [nest](super::nesting) that would take
    /// too long.
    pub fn parse(arena: &'a Arena<'a>, markdown: &'a str) -> Self {
        let marked = prepare::mark(markdown);
        let root = parse_document(arena, &marked.text, &dialect::options());
        if !marked.edits.is_empty() {
            prepare::unmark(arena, root, &marked.edits);
        }
        definitions::mend_places(markdown, root);
        let footnotes = Footnotes::new(markdown, root);
        let mut titled = Vec::new();
        for root in [root].iter().chain(&footnotes.read) {
            heading::take_attributes(root, &mut titled);
        }
        let read = titled.len();
        for footnote in &footnotes.unread {
            heading::take_attributes(footnote, &mut titled);
        }
        let places = SourceMap::new(markdown, &marked);
        Self {
            root,
            footnotes,
            places,
            titled,
            read,
            headings: OnceCell::new(),
            numbers: OnceCell::new(),
        }
    }

    /// Walks through it in the order in which it is read.
    pub fn edges(&self) -> Edges<'a> {
        Edges::new(self.root, &self.footnotes)
    }

    /// The headings with their ids, in the order in which they are read; at the end those that are
    /// not.
    pub fn headings(&self) -> &[Heading] {
        self.headings.get_or_init(|| heading::name(&self.titled, self.footnotes.ids()))
    }

    /// Those that are read.
    pub fn read_headings(&self) -> &[Heading] {
        &self.headings()[..self.read]
    }

    /// The number of a heading among [`Self::headings`]; `near` is where it is looked for first.
    pub fn heading_number(&self, node: Node<'a>, near: usize) -> Option<usize> {
        if self.titled.get(near).is_some_and(|titled| titled.node.same_node(node)) {
            return Some(near);
        }
        let numbers = self.numbers.get_or_init(|| {
            self.titled.iter().map(|titled| std::ptr::from_ref(titled.node)).zip(0..).collect()
        });
        numbers.get(&std::ptr::from_ref(node)).copied()
    }
}

/// What plain text is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// An image is read as its alternative text.
    ByAlt,
    /// An image has no text.
    Omitted,
}

/// The plain text of a paragraph, heading or cell: code and math as written, breaks as blanks,
/// without raw HTML and references to footnotes.
pub fn inline_text(block: Node<'_>, images: Images) -> String {
    let mut text = String::new();
    let mut stack: Vec<_> = block.reverse_children().collect();
    while let Some(node) = stack.pop() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(math) => text.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::HtmlInline(html) if raw::is_mention(html) => text.push_str(html),
            NodeValue::Image(_) if images == Images::Omitted => {}
            _ => stack.extend(node.reverse_children()),
        }
    }
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}
