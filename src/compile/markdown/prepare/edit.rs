//! Replacements in the source.

use std::borrow::Cow;

/// A source with marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    /// The differences from the source, in order.
    pub edits: Vec<Edit>,
    /// The syntax that the text contains.
    pub extensions: Extensions,
}

/// Syntax of comrak's that needs edits, because comrak sees it in too many places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extensions {
    /// Containers between lines of colons.
    pub containers: bool,
    /// Alerts that can be folded or that have a title with markup.
    pub callouts: bool,
    /// `[[page]]`.
    pub wiki_links: bool,
    /// `%%comment%%`.
    pub comments: bool,
}

/// A replacement of bytes of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset in the source.
    pub at: usize,
    /// The number of bytes of the source that are replaced.
    pub length: usize,
    /// The replacement.
    pub mark: Cow<'static, str>,
}

/// Whether a text contains one of some C1 control characters. All of them begin with the same byte, which
/// most texts do not contain.
pub fn contains_control(text: &str, controls: &[char]) -> bool {
    memchr::memchr(0xc2, text.as_bytes()).is_some() && text.contains(controls)
}
