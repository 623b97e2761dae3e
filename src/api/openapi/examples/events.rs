//! The example of an event.

use serde_json::{Value, json};

use crate::api::openapi::content::Content;
use crate::api::view::event::ContentEventView;
use crate::catalog::DocId;
use crate::sync::{Change, ContentEvent, Manifest, Op, SyncToken};

impl Content<'_> {
    /// Returns the event that an edit of a post would have led to.
    pub fn event(&self, id: DocId) -> Value {
        let visible = self.snapshot.visible(self.now);
        let post = self.snapshot.post(id);
        let change = Change {
            op: Op::Upsert,
            slug: post.slug.clone(),
            lang: post.lang.clone(),
            etag: Some(self.snapshot.revision(id, visible.public())),
            updated_at: post.updated_at,
            moved_to: None,
        };
        json!(ContentEventView::from(&ContentEvent {
            token: Manifest::of(self.snapshot, &visible, None).token(),
            previous: SyncToken::new(std::array::from_fn(|at| at as u8)),
            snapshot: self.snapshot.public_id(&visible),
            changes: vec![change],
            truncated: false,
        }))
    }
}
