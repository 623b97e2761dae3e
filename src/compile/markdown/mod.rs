//! Collects facts about Markdown bodies and renders them.
//!
//! All renderings come from one parse, by the rules of one dialect. A body that the parser would not
//! finish in reasonable time and memory is rejected before it is parsed.

mod alert;
mod anchors;
mod blocks;
mod body_facts;
mod comment;
mod definitions;
mod dialect;
mod document;
mod embedding;
mod escape;
mod facts;
mod foreign;
mod fragments;
mod heading;
pub mod highlight;
mod html;
mod inline_text;
mod limits;
mod mention;
mod nesting;
mod node_count;
mod options;
mod plain;
mod prepare;
mod raw;
mod reading_order;
mod references;
mod remarks;
mod resolve;
mod sanitize;
mod sanitizer_cost;
mod sections;
mod source_map;
mod text;
mod titled;
mod toc;
mod top_level_code;
mod tree;
mod unclosed;
mod url;

#[cfg(test)]
mod tests;

pub use alert::AlertTitles;
pub use anchors::{Anchors, MissingFragments, has_plain_heading, id_of};
pub use blocks::Positions;
pub use body_facts::BodyFacts;
pub use document::{Document, with_document};
pub use embedding::EmbedHosts;
pub use escape::percent_encode;
pub use facts::facts;
pub use limits::LimitExceeded;
pub use nesting::NestingTooDeep;
pub use node_count::{MAX_NODES, TooManyNodes};
pub use options::{RawHtml, RenderOptions};
pub use prepare::LeftOut;
pub use prepare::mdx::imports_components;
pub use raw::PREFIX as ID_PREFIX;
pub use raw::rewrite_urls;
pub use remarks::{Remark, RemarkKind};
pub use resolve::{AsWritten, Resolve, Target};
pub use sections::Section;
pub use text::{Outline, OutlineHeading};
pub use toc::TocEntry;
pub use url::is_safe_image;

use crate::post::Dialect;

/// The HTML and the table of contents of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The HTML.
    pub html: String,
    /// The headings as a tree.
    pub toc: Vec<TocEntry>,
}

/// Renders a body in the default dialect as HTML, with its URLs as they are written.
pub fn render(markdown: &str, options: &RenderOptions) -> Rendition {
    with_document(markdown, Dialect::default(), |document| Rendition {
        html: document.html(options, &AsWritten),
        toc: document.toc(),
    })
}

/// Renders a body as plain text with the ranges of its headings and code; see [`Document::outline`].
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over lifetimes"
)]
pub fn outline(markdown: &str, dialect: Dialect) -> Outline {
    with_document(markdown, dialect, |document| document.outline())
}

/// Returns the sections of a body; see [`Document::sections`].
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over lifetimes"
)]
pub fn sections(markdown: &str, dialect: Dialect) -> Vec<Section> {
    with_document(markdown, dialect, |document| document.sections())
}

/// Renders a body in the default dialect as plain text; see [`Document::text`].
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over lifetimes"
)]
pub fn text(markdown: &str) -> String {
    with_document(markdown, Dialect::default(), |document| document.text())
}
