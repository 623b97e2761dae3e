//! The change of one post between two snapshots.

use crate::post::Moment;
use crate::text::{Lang, Revision, Slug};

/// What happened to a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// It appeared, or its content changed.
    Upsert,
    /// It is no longer public.
    Delete,
}

/// The change of one public post, which its slug and language name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub op: Op,
    /// The slug.
    pub slug: Slug,
    /// The language.
    pub lang: Lang,
    /// The hash of the current content; `None` if it is no longer public.
    pub etag: Option<Revision>,
    /// The time of the last change as authored; `None` if there is none, or if it is no longer public.
    pub updated_at: Option<Moment>,
    /// The slug of the post that replaces one that is no longer public: another file has the old slug among its
    /// aliases, or the post was renamed.
    pub moved_to: Option<Slug>,
}
