//! The input of all fields besides the front matter.

use super::name::FileName;
use crate::compile::markdown::BodyFacts;
use crate::compile::options::CompileOptions;
use crate::post::{ContentPath, Dialect};
use crate::text::Revision;

/// Everything that fields are derived from besides the front matter.
#[derive(Debug)]
pub struct Context<'c> {
    /// The path of the file.
    pub path: &'c ContentPath,
    /// The parts of the path.
    pub name: FileName<'c>,
    /// The compiler options.
    pub options: &'c CompileOptions,
    /// Facts about the body.
    pub facts: &'c BodyFacts,
    /// The Markdown source of the body.
    pub body: &'c str,
    /// How the body is read.
    pub dialect: Dialect,
    /// The number of lines before the body.
    pub lines_before_body: u32,
    /// The hash of the file.
    pub revision: Revision,
}
