//! Containers of other tools, between lines of colons.
//!
//! The tools differ in how containers nest: some end one with as many colons as it began with, some with at
//! least as many, and in MDC it is the inner container that has more. comrak's block directives take the
//! place of the fences, with lengths that make the parser end exactly the container that the tool would end.
//!
//! A container becomes a block directive whose info string says what it is. Its title becomes a heading
//! in it, so that the parser reads the markup in it.

mod mark;
mod mdc;
pub mod opener;
mod scan;

pub use mark::{contains_fence, contains_mark, is_fence, read_info, remove_marks};
pub use opener::attributes_length;
pub use scan::fences;

#[cfg(test)]
mod tests;
