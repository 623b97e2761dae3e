//! The event of a change of the public content.

use super::change::Change;
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
}
