//! Template tags of other tools: Liquid and Nunjucks as in Jekyll and Hexo, and the shortcodes of Hugo and
//! Zola.
//!
//! Those tools replace tags before they read Markdown, so a tag may be anywhere, also in a URL or a table.
//! Here, each tag outside of code is replaced with a token that is a word to the parser. The token becomes
//! what the tag stands for when the tree is known, and becomes the tag again where it turns out to be in
//! code. A tag that begins or ends a container of blocks gets a paragraph of its own.

mod args;
mod code_spans;
mod container;
mod html;
mod inline;
mod lift;
mod links;
mod liquid;
mod listing;
mod literal;
mod meaning;
mod output;
mod pairs;
mod pictures;
mod place;
mod positions;
mod replace;
mod restore;
mod restorer;
mod scan;
mod shortcode;
mod token;
mod v_pre;
mod walk;

pub use meaning::Tag;
pub use replace::replace;
pub use restore::{LeftOut, restore};

#[cfg(test)]
mod tests;
