//! Spans stay here: this build cannot send them.

use super::operations::Operations;
use super::record::RequestRecord;

/// What sends spans; there is none.
#[derive(Debug)]
pub enum TraceExport {}

impl TraceExport {
    /// Starts nothing. The settings have refused an endpoint already.
    pub fn start(_: &str) -> Option<Self> {
        None
    }

    /// Sends a span.
    pub fn export(&self, _: &RequestRecord<'_>, _: &Operations) {
        match *self {}
    }

    /// Waits until all spans are sent.
    pub fn finish(&self) {
        match *self {}
    }
}
