//! Events as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::change::ChangeView;
use crate::sync::{ContentEvent, SyncToken};
use crate::text::Revision;

/// A change of the published content: posts were edited, added or removed, or one was published or expired at its
/// time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ContentEvent)]
pub struct ContentEventView {
    /// The sync token of the content after the change.
    #[schema(example = "v1.-_v7-_v7-_v7-_v7-_v7-w")]
    pub token: String,
    /// The sync token of the content before it, to which `changes` apply. Null in an event stream if the server does
    /// not know the token that the client resumes from: reload the content by `/manifest`.
    #[schema(required, example = "v1.AAECAwQFBgcICQoLDA0ODw")]
    pub previous: Option<String>,
    /// The ID of the content after the change, as in `/site`.
    #[schema(min_length = 32, max_length = 32, example = "af1349b9f5f9a1a6a0404dea36dcc949")]
    pub snapshot: String,
    /// The changes, sorted by slug and language.
    #[schema(max_items = 200)]
    pub changes: Vec<ChangeView>,
    /// Whether there are more changes than `changes` lists: get all of them from `/changes`.
    #[schema(example = false)]
    pub truncated: bool,
}

impl ContentEventView {
    /// Creates the event for a client whose last token is unknown or expired: all that is known is the current
    /// content.
    pub fn without_changes(token: SyncToken, snapshot: Revision) -> Self {
        Self {
            token: token.to_string(),
            previous: None,
            snapshot: snapshot.to_string(),
            changes: Vec::new(),
            truncated: true,
        }
    }
}

impl From<&ContentEvent> for ContentEventView {
    fn from(event: &ContentEvent) -> Self {
        Self {
            token: event.token.to_string(),
            previous: Some(event.previous.to_string()),
            snapshot: event.snapshot.to_string(),
            changes: event.changes.iter().map(ChangeView::from).collect(),
            truncated: event.truncated,
        }
    }
}
