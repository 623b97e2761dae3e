//! Gives the syntax of other tools its meaning, in a tree whose marks are removed.
//!
//! Whatever the parser reads as text, a paragraph or a link is only recognized here, so that code, raw HTML
//! and URLs stay as they are.

mod attributes;
mod block_id;
mod callout;
mod comment;
mod component;
mod container;
mod directive;
mod kramdown;
mod placeholder;
mod text;
mod wiki_link;

use comrak::Arena;
use comrak::nodes::Node;

use super::prepare::{Extensions, Signs};
use crate::post::{Dialect, Tool};

/// Replaces the nodes of a tree that are syntax of other tools.
pub fn apply<'a>(
    arena: &'a Arena<'a>,
    root: Node<'a>,
    markdown: &str,
    dialect: Dialect,
    extensions: Extensions,
    signs: Signs,
) {
    if extensions.callouts {
        callout::apply(root);
    }
    if extensions.containers {
        container::apply(root);
    }
    if extensions.wiki_links {
        wiki_link::apply(arena, root);
    }
    if extensions.comments {
        comment::apply(root);
    }
    if dialect.tools.contains(Tool::WikiLinks) && block_id::may_occur(markdown) {
        block_id::apply(root);
    }
    if dialect.tools.contains(Tool::Containers) {
        if signs.placeholder {
            placeholder::apply(root);
        }
        if component::may_occur(markdown) {
            component::apply(root);
        }
        if signs.directive {
            directive::apply(root);
        }
        if attributes::may_occur(markdown) {
            attributes::apply(root);
        }
    }
    if dialect.tools.contains(Tool::Kramdown) && kramdown::may_occur(markdown) {
        kramdown::apply(arena, root);
    }
}

#[cfg(test)]
mod tests;
