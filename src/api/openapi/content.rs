//! The content from which examples are taken.

use jiff::Timestamp;

use crate::api::body::render::Renderer;
use crate::api::operation::OperationTable;
use crate::api::options::ApiOptions;
use crate::catalog::Snapshot;

/// The content from which examples are taken, and what is needed to show it.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The content.
    pub snapshot: &'a Snapshot,
    /// The options of the API.
    pub options: &'a ApiOptions,
    /// Renders bodies.
    pub renderer: &'a Renderer,
    /// The operations.
    pub operations: &'a OperationTable,
    /// The time, which determines which posts are published.
    pub now: Timestamp,
}
