//! The result of splitting a file.

use crate::compile::report::Span;

/// A front matter language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// YAML 1.2.
    Yaml,
    /// TOML 1.0.
    Toml,
    /// JSON, with or without the outer braces.
    Json,
}

/// Front matter that has not been parsed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The language.
    pub language: Language,
    /// The range in the file, without fences.
    pub span: Span,
}

/// A file split into front matter and body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The front matter. `None` if there is none or its extent or language is unknown.
    pub block: Option<Block>,
    /// The offset at which the body begins.
    pub body: usize,
}
