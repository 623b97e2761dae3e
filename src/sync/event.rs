//! The event of a change of the public content.

use super::change::Change;
use super::manifest::Manifest;
use super::past::{Bounds, FindAlias, Past};
use super::token::SyncToken;
use crate::text::Revision;

/// A change of the public content: a reload, or the moment at which a post was published or expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentEvent {
    /// The token of the content after the change.
    pub token: SyncToken,
    /// The token before it.
    pub previous: SyncToken,
    /// The identity of the public content, as `/site` has it.
    pub snapshot: Revision,
    /// The changes, sorted by slug and language; at most [`Self::MAX_CHANGES`].
    pub changes: Vec<Change>,
    /// Whether there are more changes than `changes` has.
    pub truncated: bool,
}

impl ContentEvent {
    /// The maximum number of changes in an event.
    pub const MAX_CHANGES: usize = 200;

    /// Creates the event of the change from one manifest to another one; `None` if they are equal. `snapshot` is
    /// the identity of the public content after the change.
    pub fn between(
        previous: &Manifest,
        current: &Manifest,
        snapshot: Revision,
        find_alias: FindAlias<'_>,
    ) -> Option<Self> {
        if previous.token() == current.token() {
            return None;
        }
        let mut past = Past::new(Bounds { count: 1, bytes: usize::MAX });
        past.record(previous, current);
        Self::since(&past, previous.token(), current, snapshot, find_alias)
    }

    /// Creates the event of all changes since a past manifest; `None` if that is unknown.
    pub fn since(
        past: &Past,
        previous: SyncToken,
        current: &Manifest,
        snapshot: Revision,
        find_alias: FindAlias<'_>,
    ) -> Option<Self> {
        let token = current.token();
        let mut changes = past.changes((previous, token), current, find_alias)?;
        let truncated = changes.len() > Self::MAX_CHANGES;
        changes.truncate(Self::MAX_CHANGES);
        Some(Self { token, previous, snapshot, changes, truncated })
    }
}
