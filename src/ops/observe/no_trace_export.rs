//! Stands in for trace export in builds without it.

use super::operations::Operations;
use super::record::RequestRecord;

/// A trace exporter, of which there is none.
#[derive(Debug)]
pub enum TraceExport {}

impl TraceExport {
    /// Returns `None`. Settings with an endpoint are rejected before.
    pub fn start(_: &str) -> Option<Self> {
        None
    }

    /// Queues the span of a request.
    pub fn export(&self, _: &RequestRecord<'_>, _: &Operations) {
        match *self {}
    }

    /// Sends the remaining spans.
    pub fn finish(&self) {
        match *self {}
    }
}
