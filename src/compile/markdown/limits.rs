//! What is checked before a body is parsed.

use super::nesting::{self, NestingTooDeep};
use super::node_count::{self, TooManyNodes};
use super::prepare;
use super::source_map::SourceMap;
use crate::post::Dialect;

/// The error for a body that would take too much time or memory to parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitExceeded {
    /// Containers are nested too deeply.
    Nesting(NestingTooDeep),
    /// There are too many nodes.
    Nodes(TooManyNodes),
}

/// Checks that a body can be parsed in bounded time and memory.
///
/// # Errors
/// Returns [`LimitExceeded`] with the location if it cannot.
pub fn check(markdown: &str, dialect: Dialect) -> Result<(), LimitExceeded> {
    if dialect.mdx {
        return check_mdx(markdown, dialect);
    }
    check_source(markdown)
}

/// Checks the Markdown that MDX becomes: without expressions, other lines may be fenced code.
fn check_mdx(markdown: &str, dialect: Dialect) -> Result<(), LimitExceeded> {
    let marked = prepare::mark(markdown, dialect);
    let map = SourceMap::new(markdown, &marked);
    check_source(&marked.text).map_err(|error| match error {
        LimitExceeded::Nesting(NestingTooDeep { offset }) => {
            LimitExceeded::Nesting(NestingTooDeep { offset: map.unmarked(offset) })
        }
        LimitExceeded::Nodes(TooManyNodes { offset }) => {
            LimitExceeded::Nodes(TooManyNodes { offset: map.unmarked(offset) })
        }
    })
}

fn check_source(markdown: &str) -> Result<(), LimitExceeded> {
    nesting::check(markdown).map_err(LimitExceeded::Nesting)?;
    node_count::check(markdown).map_err(LimitExceeded::Nodes)
}
