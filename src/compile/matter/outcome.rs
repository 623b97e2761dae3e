//! The result of parsing a front matter block.

use std::cell::OnceCell;

use super::value::Node;
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// The result of parsing a block.
#[derive(Debug, Default)]
pub struct Outcome<'a> {
    /// The tree, or the entries before the first syntax error.
    pub root: Option<Node<'a>>,
    /// The problems found.
    pub problems: Vec<Problem>,
    /// The keys that appear more than once in a map.
    pub duplicates: Vec<Duplicate>,
    /// The comments that follow a value without quotes, or the place where one is missing.
    pub comments: Vec<Comment<'a>>,
    /// Whether the block was parsed to its end.
    pub complete: bool,
}

/// Storage for a rewritten copy of the front matter, for sources that cannot be parsed as they are.
pub type Rewritten = OnceCell<String>;

/// A key that appears again in a map.
#[derive(Debug)]
pub struct Duplicate {
    /// The key.
    pub key: String,
    /// The location of the later key.
    pub span: Span,
    /// The offset of the first one, if it is known.
    pub first: Option<usize>,
    /// Whether the map is inside another value, or the values are equal.
    pub is_harmless: bool,
}

impl Duplicate {
    /// Returns the problem: an error if the key is `known`, because it is unclear which value is meant.
    pub fn problem(&self, known: bool) -> Problem {
        let is_error = known && !self.is_harmless;
        let code = if is_error { Code::KeyDuplicate } else { Code::KeyRepeated };
        let used = if is_error { "" } else { ", of which the first one is used" };
        let message = format!("duplicate key `{}`{used}", self.key);
        let problem = Problem::new(code, self.span, message)
            .expected("unique keys")
            .help("delete or rename one of them");
        match self.first {
            Some(first) => problem.first_at(first),
            None => problem,
        }
    }
}

/// A comment after a value that is not quoted. It may be meant as a part of the value.
#[derive(Debug)]
pub struct Comment<'a> {
    /// The comment with its `#`.
    pub text: &'a str,
    /// The value before it on the line, empty if there is none.
    pub value: &'a str,
    /// The location of the comment.
    pub span: Span,
}
