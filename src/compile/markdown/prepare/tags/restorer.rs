//! What is needed to replace the tokens in a tree.

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeValue, Sourcepos};

use super::meaning::{Meaning, Tag};

/// A node with tokens.
pub struct Spot<'a> {
    /// The node.
    pub node: Node<'a>,
    /// Whether the node is in a link.
    pub is_in_link: bool,
    /// Whether the node is in an element of HTML for code.
    pub is_in_code: bool,
}

/// What is needed to replace tokens.
pub struct Restorer<'a, 's> {
    /// Where nodes are created.
    pub arena: &'a Arena<'a>,
    /// The source without marks.
    pub source: &'s str,
    /// The tags by their numbers.
    pub tags: &'s [Tag],
    /// Their positions.
    pub positions: Vec<Sourcepos>,
    /// The numbers of the tags that are left out.
    pub left_out: Vec<usize>,
}

impl<'a, 's> Restorer<'a, 's> {
    /// Creates a node.
    pub fn create(&self, value: NodeValue, sourcepos: Sourcepos) -> Node<'a> {
        self.arena.alloc(Ast::new_with_sourcepos(value, sourcepos).into())
    }

    /// Returns the position of a tag.
    pub fn position(&self, number: usize) -> Sourcepos {
        self.positions[number]
    }

    /// Records that a tag is shown by what it stands for.
    pub fn take(&mut self, number: usize) -> &'s Meaning {
        let meaning = &self.tags[number].meaning;
        if matches!(meaning, Meaning::LeftOut) {
            self.left_out.push(number);
        }
        meaning
    }

    /// Returns a tag as it is written, or without what escapes it.
    pub fn written(&self, number: usize) -> &'s str {
        match &self.tags[number].meaning {
            Meaning::Escaped(text) => text,
            _ => &self.source[self.tags[number].range.clone()],
        }
    }
}
