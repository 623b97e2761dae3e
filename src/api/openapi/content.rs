//! What the examples of the document are taken from.

use jiff::Timestamp;

use crate::api::body::render::Renderer;
use crate::api::operation::OperationTable;
use crate::api::options::HttpOptions;
use crate::catalog::Snapshot;

/// The content that examples are taken from, and how it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The content.
    pub snapshot: &'a Snapshot,
    /// How the service answers.
    pub options: &'a HttpOptions,
    /// Makes forms of bodies.
    pub renderer: &'a Renderer,
    /// What is known about the operations.
    pub operations: &'a OperationTable,
    /// The moment at which it is public.
    pub now: Timestamp,
}
