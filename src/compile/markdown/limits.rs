//! What is checked before a body is parsed.

use super::nesting::{self, NestingTooDeep};
use super::node_count::{self, TooManyNodes};

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
pub fn check(markdown: &str) -> Result<(), LimitExceeded> {
    nesting::check(markdown).map_err(LimitExceeded::Nesting)?;
    node_count::check(markdown).map_err(LimitExceeded::Nodes)
}
