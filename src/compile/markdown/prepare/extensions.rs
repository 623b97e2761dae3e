//! Syntax of comrak's that needs marks.

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
