//! Markdown: facts for a post, and its renderings.
//!
//! Every form comes from one parse by the rules of one dialect. A body that a parser would not
//! finish in reasonable time is refused before it is parsed.

mod comment;
mod dialect;
mod facts;
mod heading;
pub mod highlight;
mod html;
mod nesting;
mod prepare;
mod raw;
mod sanitize;
mod text;
mod toc;
mod tree;
mod url;

#[cfg(test)]
mod tests;

pub use facts::facts;
pub use html::render;
pub use text::text;

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

/// A body as HTML, with its table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The HTML.
    pub html: String,
    /// The headings as a tree.
    pub toc: Vec<TocEntry>,
}
