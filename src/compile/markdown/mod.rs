//! Markdown: facts for a post, and its renderings.
//!
//! Every form comes from one parse by the rules of one dialect. A body that a parser would not
//! finish in reasonable time is refused before it is parsed.

mod blocks;
mod comment;
mod definitions;
mod dialect;
mod document;
mod facts;
mod heading;
pub mod highlight;
mod html;
mod nesting;
mod prepare;
mod raw;
mod reading_order;
mod resolve;
mod sanitize;
mod source_map;
mod text;
mod toc;
mod tree;
mod url;

#[cfg(test)]
mod tests;

pub use blocks::Positions;
pub use document::{Document, with_document};
pub use facts::facts;
pub use html::escape::percent_encode;
pub use resolve::{AsWritten, Resolve, Target};
pub use url::is_safe_image;

use std::ops::Range;

use crate::post::Reference;

/// What the compiler needs to know of a body. Made by one parse, without rendering.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BodyFacts {
    /// The plain text of the first level-1 heading.
    pub first_heading: Option<String>,
    /// The plain text before `<!-- more -->`, uncut; none where there is no such mark.
    pub before_more: Option<String>,
    /// The plain text of the first paragraph that has any, uncut.
    pub first_paragraph: Option<String>,
    /// How much there is to read.
    pub amount: crate::text::reading::Amount,
    /// The URLs that may lead to files beside it, in the order of the tree.
    pub references: Vec<Reference>,
}

/// Containers are nested more deeply than the renderings allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NestingTooDeep {
    /// Byte offset in the body of the line where it happens.
    pub offset: usize,
}

/// What happens to HTML that is written in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawHtml {
    /// Kept as far as it is harmless.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
    /// Kept as it is.
    Trust,
}

/// How bodies are rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Whether the tokens of code are [marked](highlight::highlight).
    pub highlight: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { raw_html: RawHtml::default(), highlight: true }
    }
}

/// A heading in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// Level, 1 to 6.
    pub level: u8,
    /// The `id` of the heading in the HTML.
    pub id: String,
    /// Its plain text.
    pub title: String,
    /// The headings below it.
    pub children: Vec<TocEntry>,
}

/// A body as plain text that knows what stands where. Places are bytes of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The text; see [`Document::text`].
    pub text: String,
    /// The headings, in order.
    pub headings: Vec<OutlineHeading>,
    /// The blocks of code, in order.
    pub code: Vec<Range<usize>>,
}

/// A heading in an [`Outline`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineHeading {
    /// Where it stands.
    pub range: Range<usize>,
    /// The `id` of the heading in the HTML.
    pub id: String,
}

/// A body as HTML, with its table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The HTML.
    pub html: String,
    /// The headings as a tree.
    pub toc: Vec<TocEntry>,
}

/// Renders a body that stands by itself: links lead where they are written to.
pub fn render(markdown: &str, options: &RenderOptions) -> Rendition {
    with_document(markdown, |document| Rendition {
        html: document.html(options, &AsWritten),
        toc: document.toc(),
    })
}

/// A body as plain text that knows what stands where; see [`Document::outline`].
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough in its lifetimes to stand by itself"
)]
pub fn outline(markdown: &str) -> Outline {
    with_document(markdown, |document| document.outline())
}

/// A body as plain text; see [`Document::text`].
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough in its lifetimes to stand by itself"
)]
pub fn text(markdown: &str) -> String {
    with_document(markdown, |document| document.text())
}
