//! The result of parsing a front matter block.

use std::cell::OnceCell;

use super::value::Node;
use crate::compile::report::Problem;

/// The result of parsing a block.
#[derive(Debug, Default)]
pub struct Outcome<'a> {
    /// The tree, or the entries before the first syntax error.
    pub root: Option<Node<'a>>,
    /// The problems found.
    pub problems: Vec<Problem>,
    /// Whether the block was parsed to its end.
    pub complete: bool,
}

/// Storage for a rewritten copy of the front matter, for sources that cannot be parsed as they are.
pub type Rewritten = OnceCell<String>;
