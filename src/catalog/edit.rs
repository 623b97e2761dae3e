//! The change of a post that keeps its number.

use std::sync::Arc;

use super::doc_id::DocId;
use crate::post::Post;

/// A post before and after a change.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) doc: DocId,
    pub(super) old: Arc<Post>,
    pub(super) new: Arc<Post>,
}

/// Returns whether two posts with one path have everything in common that decides their number, and who has
/// which name.
pub(super) fn have_same_names(a: &Post, b: &Post) -> bool {
    a.slug == b.slug
        && a.dated_slug == b.dated_slug
        && a.lang == b.lang
        && a.draft == b.draft
        && a.published_at == b.published_at
        && a.translation_key == b.translation_key
        && a.aliases == b.aliases
        // Decides whether another post has this one's slug for the time after.
        && (a.dated_slug.is_none() || a.expires_at == b.expires_at)
}

/// Returns the posts, in ascending order, for which `is_same` returns false.
pub(super) fn docs(edits: &[Edit], is_same: impl Fn(&Post, &Post) -> bool) -> Vec<DocId> {
    let changed = edits.iter().filter(|edit| !is_same(&edit.old, &edit.new));
    changed.map(|edit| edit.doc).collect()
}
