//! Who views content.

use jiff::Timestamp;

/// The viewer of content. Which post has a slug, an alias or a translation is decided among the posts
/// that the viewer may see, so hidden posts have no influence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anyone: sees published posts.
    Public,
    /// Authors: see also drafts and scheduled posts, but not expired ones.
    Preview,
}

/// Who views content, and when.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The audience, which determines the statuses of posts that are visible.
    pub audience: Audience,
    /// The time, which determines the posts that are published or expired.
    pub now: Timestamp,
}
