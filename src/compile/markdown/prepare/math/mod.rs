//! Formulas between dollar signs.
//!
//! comrak reads dollar signs by a rule of its own, which takes prices and shell variables for math and ends at
//! signs inside of code and URLs. Here all signs are text for comrak: formulas are found before it parses,
//! and hidden from it.
//!
//! - Lines of `$$` fence a block, which becomes a [fenced code block](fence) with a fence that no author writes.
//! - Every other formula becomes a [code span](formula) with delimiters that no author writes, so that
//!   neither blocks nor inlines begin in it. It stays in one piece even if its lines look like list items.
//!
//! [`scan`] divides a source into runs of inline text; [`strict`] and [`loose`] find the formulas of one.

mod emphasis;
pub mod fence;
pub mod formula;
mod group;
mod lexer;
mod link;
mod loose;
mod runs;
mod scan;
mod segment;
mod spans;
mod strict;
mod structure;
mod tex;

pub use scan::scan;

#[cfg(test)]
mod tests;
