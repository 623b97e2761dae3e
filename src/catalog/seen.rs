//! The posts that a viewer sees.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::audience::{Audience, Viewer};
use super::visible::Visible;

/// The posts that a viewer sees: those of the audience, and the one of the invitation.
#[derive(Debug)]
pub struct Seen {
    visible: Arc<Visible>,
    audience: Audience,
    /// The posts of both; `None` if the invitation adds none to those of the audience.
    with_invited: Option<RoaringBitmap>,
}

impl Seen {
    /// Returns what `viewer` sees of the posts that are visible at the time.
    pub(super) fn new(visible: Arc<Visible>, viewer: Viewer) -> Self {
        let docs = visible.to(viewer.audience);
        let invited = viewer.invitation.map(|invitation| invitation.post);
        let with_invited = invited.filter(|&post| !docs.contains(post)).map(|post| {
            let mut docs = docs.clone();
            docs.insert(post);
            visible.without_duplicates(docs, post)
        });
        Self { audience: viewer.audience, with_invited, visible }
    }

    /// Returns the posts.
    pub fn docs(&self) -> &RoaringBitmap {
        self.with_invited.as_ref().unwrap_or_else(|| self.visible.to(self.audience))
    }

    /// Returns the posts that are visible at the time, by audience and status.
    pub fn visible(&self) -> &Visible {
        &self.visible
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::test_support::{at, post, snapshot};
    use crate::catalog::{Audience, DocId, Invitation, Snapshot, Viewer};

    /// Returns the paths of the posts that someone with an invitation to one of them sees.
    fn seen<'s>(snapshot: &'s Snapshot, path: &str) -> Vec<&'s str> {
        let now = at("2026-01-01");
        let posts = || (0..).zip(snapshot.posts());
        let (post, _): (DocId, _) = posts().find(|(_, post)| post.path.as_str() == path).unwrap();
        let invitation = Some(Invitation { post, until: at("2026-01-02") });
        let seen = snapshot.seen_by(Viewer { invitation, ..Viewer::new(Audience::Public, now) });
        let mut paths: Vec<&str> =
            seen.docs().iter().map(|doc| snapshot.post(doc).path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    #[test]
    fn an_invitation_adds_one_post_and_no_other() {
        let snapshot = snapshot([
            post("public").date("2025-01-01"),
            post("draft").draft(),
            post("other").draft(),
            post("later").date("2027-01-01"),
        ]);
        assert_eq!(seen(&snapshot, "draft.md"), ["draft.md", "public.md"]);
        assert_eq!(seen(&snapshot, "later.md"), ["later.md", "public.md"]);
        assert_eq!(seen(&snapshot, "public.md"), ["public.md"]);
    }
}
