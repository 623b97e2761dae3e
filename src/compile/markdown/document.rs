//! A parsed body and its renderings.

use std::cell::OnceCell;

use comrak::Arena;

use super::blocks::{self, Positions};
use super::options::RenderOptions;
use super::resolve::Resolve;
use super::sections::{Section, sections};
use super::text::{Outline, render, render_outline};
use super::toc::{self, TocEntry};
use super::tree::Tree;
use super::{html, limits, plain, prepare};
use crate::post::Dialect;

/// A body that is parsed when it is first rendered. A body that exceeds the limits is not parsed, and is
/// rendered as it is written.
pub struct Document<'a> {
    source: &'a str,
    dialect: Dialect,
    arena: &'a Arena<'a>,
    /// `None` inside the cell if the body exceeds the limits.
    tree: OnceCell<Option<Tree<'a>>>,
}

/// Calls `read` with a document, from which any number of renderings cost one parse.
pub fn with_document<R>(
    markdown: &str,
    dialect: Dialect,
    read: impl FnOnce(&Document<'_>) -> R,
) -> R {
    let arena = Arena::new();
    read(&Document { source: markdown, dialect, arena: &arena, tree: OnceCell::new() })
}

impl<'a> Document<'a> {
    fn tree(&self) -> Option<&Tree<'a>> {
        let parse = || {
            let checked = limits::check(self.source, self.dialect);
            checked.ok().map(|()| Tree::parse(self.arena, self.source, self.dialect))
        };
        self.tree.get_or_init(parse).as_ref()
    }

    /// Renders the body as HTML.
    pub fn html(&self, options: &RenderOptions, links: &dyn Resolve) -> String {
        match self.tree() {
            Some(tree) => html::render(tree, options, links),
            None => html::as_written(self.source),
        }
    }

    /// Returns the headings as a tree. Every id occurs in the HTML.
    pub fn toc(&self) -> Vec<TocEntry> {
        self.tree().map_or_else(Vec::new, |tree| toc::tree(tree.rendered_headings()))
    }

    /// Returns the sections of the source, by their headings in the order of the source.
    pub fn sections(&self) -> Vec<Section> {
        self.tree().map_or_else(Vec::new, sections)
    }

    /// Renders the body as an mdast tree in JSON, with ids of headings and resolved URLs.
    pub fn blocks(
        &self,
        options: &RenderOptions,
        links: &dyn Resolve,
        positions: Positions,
    ) -> String {
        match self.tree() {
            Some(tree) => blocks::render(tree, options, links, positions),
            None => blocks::as_written(self.source),
        }
    }

    /// Renders the body as plain text for reading and search. An empty line separates blocks; list
    /// items and table rows have their own lines; code is verbatim; images become their alternative
    /// text, and raw HTML the text that a browser shows. Footnote references are left out, and the
    /// footnotes come last.
    pub fn text(&self) -> String {
        self.tree().map_or_else(|| self.source.to_owned(), render)
    }

    /// Renders the same text with the ranges of its headings and code blocks.
    pub fn outline(&self) -> Outline {
        let as_written = || Outline { text: self.source.to_owned(), ..Outline::default() };
        if self.tree.get().is_none() && limits::check(self.source, self.dialect).is_ok() {
            let marked = prepare::mark(self.source, self.dialect);
            if let Some(outline) = plain::outline(&marked, self.dialect) {
                return outline;
            }
            let parse = || Some(Tree::of_marked(self.arena, self.source, self.dialect, marked));
            return self.tree.get_or_init(parse).as_ref().map_or_else(as_written, render_outline);
        }
        self.tree().map_or_else(as_written, render_outline)
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("source", &self.source).finish_non_exhaustive()
    }
}
