//! Who views content.

use jiff::Timestamp;

use super::doc_id::DocId;

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
    /// A post that the viewer sees besides those of the audience; `None` for all but holders of a preview link.
    pub invitation: Option<Invitation>,
}

impl Viewer {
    /// Creates a viewer who sees what the audience sees.
    pub fn new(audience: Audience, now: Timestamp) -> Self {
        Self { audience, now, invitation: None }
    }
}

/// A permission to see one post, whether it is public or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// The post, which is one of those that authors see.
    pub post: DocId,
    /// When the permission ends.
    pub until: Timestamp,
}
