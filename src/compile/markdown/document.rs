//! One parse of a body, from which every form is made.

use std::cell::OnceCell;

use comrak::Arena;

use super::tree::Tree;
use super::{
    Outline, Positions, RenderOptions, Resolve, TocEntry, blocks, html, nesting, text, toc,
};

/// A body that is parsed when its first form is asked for. What the guard against deep nesting
/// refuses has forms too: it is shown as it is written.
pub struct Document<'a> {
    source: &'a str,
    arena: &'a Arena<'a>,
    /// Parsed, unless it was refused.
    tree: OnceCell<Option<Tree<'a>>>,
}

/// Reads a body in as many forms as are wanted, by one parse.
pub fn with_document<R>(markdown: &str, read: impl FnOnce(&Document<'_>) -> R) -> R {
    let arena = Arena::new();
    read(&Document { source: markdown, arena: &arena, tree: OnceCell::new() })
}

impl<'a> Document<'a> {
    fn tree(&self) -> Option<&Tree<'a>> {
        let parse =
            || nesting::check(self.source).ok().map(|()| Tree::parse(self.arena, self.source));
        self.tree.get_or_init(parse).as_ref()
    }

    /// The body as HTML.
    pub fn html(&self, options: &RenderOptions, links: &dyn Resolve) -> String {
        match self.tree() {
            Some(tree) => html::of_tree(tree, options, links),
            None => html::as_written(self.source),
        }
    }

    /// The headings as a tree. Every id stands in the HTML.
    pub fn toc(&self) -> Vec<TocEntry> {
        self.tree().map_or_else(Vec::new, |tree| toc::tree(tree.read_headings()))
    }

    /// The body as an mdast tree in JSON, with ids of headings and resolved URLs.
    pub fn blocks(
        &self,
        options: &RenderOptions,
        links: &dyn Resolve,
        positions: Positions,
    ) -> String {
        match self.tree() {
            Some(tree) => blocks::of_tree(tree, options, links, positions),
            None => blocks::as_written(self.source),
        }
    }

    /// The body as plain text for reading and search: blocks are parted by an empty line, list
    /// items and table rows stand on lines of their own, code is kept verbatim, images are read as
    /// their alternative text. Of raw HTML the text is kept, as a browser shows it. References to
    /// footnotes are left out; the footnotes come last.
    pub fn text(&self) -> String {
        self.tree().map_or_else(|| self.source.to_owned(), text::of_tree)
    }

    /// The same text with the places of its headings and blocks of code.
    pub fn outline(&self) -> Outline {
        let as_written = || Outline { text: self.source.to_owned(), ..Outline::default() };
        self.tree().map_or_else(as_written, text::outlined)
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("source", &self.source).finish_non_exhaustive()
    }
}
